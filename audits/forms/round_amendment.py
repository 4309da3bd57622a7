"""What may still be changed in a round that has opened."""

from django import forms

from audits.forms.round_days import OFFERED, day_field
from audits.forms.round_plan import LONGEST_MESSAGE, contacts_of
from audits.models import RoundAmendment
from audits.operations.round_amendment import DAYS, LABELS
from audits.planning import warning
from lscb_portal.lib.forms import inside_form_tag

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

    def __init__(self, *args, user, round_, **kwargs):
        self.round = round_
        kwargs["initial"] = {name: getattr(round_, name) for name in LABELS}
        super().__init__(*args, **kwargs)
        self.fields["contact"].queryset = contacts_of(user, round_.organiser)
        for name in ("launch_message", "reason"):
            self.fields[name].widget.attrs.pop("maxlength", None)
        self.helper = inside_form_tag()

    def clean(self):
        cleaned = super().clean()
        for name in DAYS:
            day = cleaned.get(name)
            if day != getattr(self.round, name) and (why := warning(day)):
                self.add_error(name, f"{why} Choose another day.")
        if "reminder_days" in cleaned:
            cleaned["reminder_days"] = sorted(cleaned["reminder_days"], reverse=True)
        return cleaned
