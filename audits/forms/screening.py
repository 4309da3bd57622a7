"""Why words that look like an identifier may stay."""

from django import forms

from audits.models import ScreeningOverride
from lscb_portal.lib.forms import inside_form_tag

OTHER = "other"
REASONS = {
    "no_person": "It names no person: it is a place, an organisation or a document",
    "at_work": "It names somebody at work, in their role; not a child, a parent or a patient",
    "public": "It is public already, for example in a published review",
}
LONGEST = ScreeningOverride._meta.get_field("reason").max_length


class KeepForm(forms.Form):
    """The reason for one text, known by its part and its hash."""

    part = forms.CharField(max_length=60, widget=forms.HiddenInput)
    sha256 = forms.CharField(max_length=64, widget=forms.HiddenInput)
    why = forms.ChoiceField(
        label="Why may it stay?",
        choices=[*REASONS.items(), (OTHER, "Another reason")],
        widget=forms.RadioSelect,
        error_messages={"required": "Say why it may stay.", "invalid_choice": "Choose a reason from the list."},
    )
    other = forms.CharField(
        required=False,
        max_length=LONGEST,
        label="Your reason, where it is another",
        help_text="Do not repeat the words themselves.",
        error_messages={"max_length": f"Use {LONGEST} characters or fewer."},
    )

    def __init__(self, data=None, *, look, number):
        initial = {"part": look.text.part, "sha256": look.sha256}
        super().__init__(data, initial=initial, auto_id=f"id_look{number}_%s")
        self.look = look
        self.fields["other"].widget.attrs.pop("maxlength", None)
        self.helper = inside_form_tag()

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("why") == OTHER and not cleaned.get("other", "").strip() and "other" not in self.errors:
            self.add_error("other", "Write your reason.")
        return cleaned

    def kept(self) -> dict:
        """What is let stand and why, as the operations take it."""
        why = self.cleaned_data["why"]
        reason = self.cleaned_data["other"] if why == OTHER else f"{REASONS[why]}."
        return {"part": self.cleaned_data["part"], "sha256": self.cleaned_data["sha256"], "reason": reason}


class Screened(forms.Form):
    """Begins a form whose words others read at once: what looks like an identifier is shown before they are sent.

    Then, and not before, the form asks why it may stay. Its page shows `looks` by `audits/screening/asked.html`.
    """

    may_stay = forms.CharField(
        required=False,
        max_length=LONGEST,
        label="Why may it stay?",
        help_text="For example: it names a colleague in their role. Do not repeat the words themselves.",
        error_messages={"max_length": f"Use {LONGEST} characters or fewer."},
    )
    looks = ()
    use_required_attribute = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["may_stay"] = self.fields.pop("may_stay")  # behind the words that it is about
        self.fields["may_stay"].widget.attrs.pop("maxlength", None)
        if not (self.is_bound and self.data.get(self.add_prefix("may_stay"))):
            self.fields["may_stay"].widget = forms.HiddenInput()

    def ask_why(self, refusal):
        """Show what looks as if it told who somebody is, and a place to say why it may stay."""
        self.looks = refusal.looks
        self.fields["may_stay"].widget = forms.TextInput()
        self.fields["may_stay"].required = True  # on the page alone: it is no longer optional while the words stay
        self.add_error("may_stay", str(refusal))


def forms_for(looks, data=None) -> list[KeepForm]:
    """A form for each look; the one that was posted is bound."""
    return [
        KeepForm(data if data and _is_for(data, look) else None, look=look, number=number)
        for number, look in enumerate(looks, 1)
    ]


def _is_for(data, look):
    return (data.get("part"), data.get("sha256")) == (look.text.part, look.sha256)
