"""A comment to the agency's own people, written on a standard's page."""

import uuid

from django import forms

from audits.models import ReturnComment, ScreeningOverride
from lscb_portal.lib.forms import inside_form_tag

LONGEST = ReturnComment._meta.get_field("text").max_length
LONGEST_REASON = ScreeningOverride._meta.get_field("reason").max_length
WHOLE = ""


class CommentForm(forms.Form):
    """What is said, and about which criterion; about the whole standard where none is chosen."""

    uid = forms.UUIDField(widget=forms.HiddenInput, error_messages={"invalid": "Write the comment once more."})
    about = forms.ChoiceField(
        required=False, label="About", error_messages={"invalid_choice": "Choose a criterion from the list."}
    )
    text = forms.CharField(
        required=False,
        max_length=LONGEST,
        label="Comment",
        help_text="Your agency’s people on this standard read it, and no board does. Do not name any child.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": f"A comment may have {LONGEST} characters at most."},
    )

    reason = forms.CharField(
        required=False,
        max_length=LONGEST_REASON,
        label="Why may it stay?",
        help_text="For example: it names a colleague in their role. Do not repeat the words themselves.",
        error_messages={"max_length": f"Use {LONGEST_REASON} characters or fewer."},
    )

    def __init__(self, data=None, *, answers):
        super().__init__(data, prefix="comment", initial={"uid": uuid.uuid4()})
        self.criteria = {answer.criterion.code: answer.criterion for answer in answers}
        self.fields["about"].choices = [(WHOLE, "The whole standard"), *((code, code) for code in self.criteria)]
        for name in ("text", "reason"):
            self.fields[name].widget.attrs.pop("maxlength", None)
        self.looks = []
        asked = ["reason"] if self.is_bound and self.data.get(self.add_prefix("reason")) else []
        self.helper = inside_form_tag("uid", "about", "text", *asked)

    def ask_why(self, refusal):
        """Show what looks as if it told who somebody is, and a place to say why it may stay."""
        self.looks = refusal.looks
        self.helper = inside_form_tag("uid", "about", "text", "reason")
        self.add_error("reason", str(refusal))

    @property
    def says_anything(self) -> bool:
        """Whether somebody has begun to write one."""
        return self.is_bound and bool(self.data.get(self.add_prefix("text"), "").strip())

    @property
    def criterion(self):
        """The criterion it is about; None for the whole standard."""
        return self.criteria.get(self.cleaned_data["about"])
