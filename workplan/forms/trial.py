"""Which day, or which coming meeting, the rule of quorum is tried on."""

from django import forms

from lscb_portal.lib.forms import DayField, inside_form_tag


class TrialForm(forms.Form):
    meeting = forms.UUIDField(
        required=False,
        widget=forms.HiddenInput,
        error_messages={"invalid": "There is no such meeting. Choose it again on its page."},
    )
    on = DayField(
        label="On",
        help_text="Seats and rule are those of that day.",
        error_messages={"required": "Enter the day.", "invalid": "Enter the day as a date."},
    )
    helper = inside_form_tag()
