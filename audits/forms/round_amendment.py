"""What may still be changed in a round that has opened."""

from django import forms

from audits.forms.round_days import OFFERED, day_field
from audits.forms.round_plan import LONGEST_MESSAGE, contacts_of
from audits.models import RoundAmendment
from audits.operations.round_amendment import DAYS, LABELS, mark_of, marks_of, words_of
from audits.planning import warning
from lscb_portal.lib.forms import inside_form_tag
from lscb_portal.lib.hashing import canonical

LONGEST = RoundAmendment._meta.get_field("reason").max_length


class AmendForm(forms.Form):
    """The later days of a round (`round_`), its contact, message and reminders, and the reason for the change."""

    due_on = day_field(LABELS["due_on"], "It can be put off, not brought forward.", required="Enter the due day.")
    final_due_on = day_field(LABELS["final_due_on"])
    moderation_due_on = day_field(LABELS["moderation_due_on"])
    event_on = day_field(LABELS["event_on"])
    report_due_on = day_field(LABELS["report_due_on"])
    contact = forms.ModelChoiceField(
        None,
        required=False,
        label=LABELS["contact"],
        empty_label="Nobody in particular",
        error_messages={"invalid_choice": "Choose somebody from the list."},
    )
    launch_message = forms.CharField(
        required=False,
        max_length=LONGEST_MESSAGE,
        label=LABELS["launch_message"],
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"max_length": f"Use {LONGEST_MESSAGE:,} characters or fewer."},
    )
    reminder_days = forms.TypedMultipleChoiceField(
        coerce=int,
        required=False,
        label="Working days before the due day on which agencies are reminded",
        choices=[(days, str(days) if days else "On the due day") for days in OFFERED],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose days from the list."},
    )
    reason = forms.CharField(
        max_length=LONGEST,
        label="Reason",
        help_text="It stands on the round’s page, and agencies may ask for it.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": "Say why the round is changed.",
            "max_length": f"Use {LONGEST} characters or fewer.",
        },
    )

    # Marks of the columns as the page showed them.
    seen = forms.JSONField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, user, round_, **kwargs):
        self.user, self.round = user, round_
        kwargs["initial"] = {name: getattr(round_, name) for name in LABELS} | {"seen": marks_of(round_)}
        super().__init__(*args, **kwargs)
        self.fields["contact"].queryset = contacts_of(user, round_.organiser)
        for name in ("launch_message", "reason"):
            self.fields[name].widget.attrs.pop("maxlength", None)
        self.helper = inside_form_tag()

    def clean(self):
        cleaned = super().clean()
        seen = cleaned.get("seen")
        cleaned["seen"] = seen = seen if isinstance(seen, dict) else {}
        for name in DAYS:
            day = cleaned.get(name)
            if mark_of(day) != seen.get(name) and (why := warning(day)):
                self.add_error(name, f"{why} Choose another day.")
        if "reminder_days" in cleaned:
            cleaned["reminder_days"] = sorted(cleaned["reminder_days"], reverse=True)
        return cleaned

    def after(self, overtaken):
        """The form on top of what somebody else saved: what only they changed is theirs, what both did is named."""
        now, data = overtaken.round, self.data.copy()
        for name in LABELS.keys() - overtaken.mine:
            value = self.fields[name].prepare_value(getattr(now, name))
            data.setlist(
                name, ["" if each is None else each for each in (value if isinstance(value, list) else [value])]
            )
        data["seen"] = canonical(marks_of(now))
        again = type(self)(data, user=self.user, round_=now)
        again.add_error(None, str(overtaken))
        for name in overtaken.both:
            theirs = words_of(name, getattr(now, name)) or "none"
            again.add_error(name, f"{LABELS[name]}, saved meanwhile: {theirs}")
        return again
