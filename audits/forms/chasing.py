"""More time for an agency, and a word to those whose returns are not in."""

import uuid

from django import forms
from django.utils import timezone

from audits.forms.screening import Screened
from audits.models import Extension, Nudge
from lscb_portal.lib.forms import DayField, Hinted, inside_form_tag
from lscb_portal.lib.periods import add_working_days, is_working_day

LONGEST_REASON = Extension._meta.get_field("reason").max_length
LONGEST_TEXT = Nudge._meta.get_field("text").max_length
USUAL_DAYS = 5


class ExtensionForm(Screened):
    """More time for one return (`evaluation`). Five working days are suggested, counted from today or its day."""

    uid = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    due_on = DayField(
        label="New day",
        help_text="The end of this day, for this agency alone.",
        error_messages={
            "required": "Enter the new day.",
            "invalid": "Enter a day, for example 30 November 2026.",
        },
    )
    reason = forms.CharField(
        max_length=LONGEST_REASON,
        label="Reason",
        help_text="The agency reads it, and it stays on record.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": "Say why the agency gets more time.",
            "max_length": f"Use {LONGEST_REASON} characters or fewer.",
        },
    )

    def __init__(self, *args, evaluation, **kwargs):
        suggested = add_working_days(max(evaluation.due_on, timezone.localdate()), USUAL_DAYS)
        kwargs["initial"] = {"due_on": suggested} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.fields["reason"].widget.attrs.pop("maxlength", None)
        self.helper = inside_form_tag()

    def clean_due_on(self):
        day = self.cleaned_data["due_on"]
        if not is_working_day(day):
            raise forms.ValidationError(f"{day:%A %-d %B %Y} is no working day. Choose another.")
        return day


class ReturnChoices(forms.ModelMultipleChoiceField):
    """Returns by their agency's name, with who would be told (`turns`) as the hint."""

    turns = {}

    def label_from_instance(self, evaluation):
        people = self.turns.get(evaluation.pk)
        told = ", ".join(person.name for person in people) if people else "Nobody can be told: it has no lead"
        return Hinted(evaluation.agency.name, hint=told)


class NudgeForm(Screened):
    """What is said, and to whom: of the returns that the board waits for (`awaited`, a queryset with the agencies).

    `turns` says whose turn each is.
    """

    uid = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    to = ReturnChoices(
        None,
        label="Agencies",
        to_field_name="uid",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Choose at least one agency.",
            "invalid_choice": "The return of one of them has come in. Choose again.",
        },
    )
    text = forms.CharField(
        max_length=LONGEST_TEXT,
        label="Message",
        help_text="They read it on their return’s page. The e-mail says only that it is there.",
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={
            "required": "Write what you want to say.",
            "max_length": f"Use {LONGEST_TEXT:,} characters or fewer.",
        },
    )

    def __init__(self, *args, awaited, turns, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = awaited
        self.fields["to"].turns = turns
        self.fields["text"].widget.attrs.pop("maxlength", None)
        self.helper = inside_form_tag()
