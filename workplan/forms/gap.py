"""Putting gaps on an agency's action list: those it planned itself, and those a feedback letter asks for."""

import datetime as dt

from django import forms
from django.utils import timezone

from agencies.models import User
from lscb_portal.lib.forms import DayField, inside_form_tag
from workplan.forms.action import FURTHEST
from workplan.forms.fields import ChoiceByUid, text_field, through_field, uid_field
from workplan.operations.gap import owners_at


def owner_field():
    return ChoiceByUid(
        label="Owner",
        empty_label="Choose a person",
        error_messages={"required": "Choose who owns it.", "invalid_choice": "Choose somebody from the list."},
    )


def _people(user, agency):
    return User.objects.visible_to(user).filter(pk__in=owners_at(agency).values("pk")).order_by("name")


class GapsForm(forms.Form):
    """Which planned improvements of a return go on the list, and who owns them."""

    gaps = forms.TypedMultipleChoiceField(
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Choose at least one planned improvement.",
            "invalid_choice": "Choose from the list.",
        },
    )
    owner = owner_field()

    def __init__(self, *args, user, agency, gaps, **kwargs):
        super().__init__(*args, **kwargs)
        by_uid = {str(gap.uid): gap.uid for gap in gaps}
        self.fields["gaps"].choices = [(str(gap.uid), gap.what) for gap in gaps]
        self.fields["gaps"].coerce = by_uid.get
        self.fields["owner"].queryset = _people(user, agency)
        self.helper = inside_form_tag()

    @property
    def chosen(self) -> set[str]:
        """The uids that are ticked: all, until somebody has chosen."""
        if self.is_bound:
            return set(self.data.getlist("gaps"))
        return {value for value, _ in self.fields["gaps"].choices}


class GapsForAnother(GapsForm):
    """The same, for what came to the office by telephone, letter or e-mail."""

    through = through_field()


class LetterActionForm(forms.Form):
    """An action that a feedback letter asks for."""

    uid = uid_field()
    part = forms.ModelChoiceField(
        None,
        label="What the letter says about",
        empty_label="Choose a standard",
        error_messages={"required": "Choose the standard.", "invalid_choice": "Choose a standard from the list."},
    )
    title = text_field("What will be done", 500, "Say what will be done.")
    owner = owner_field()
    due_on = DayField(
        label="Due",
        error_messages={
            "required": "Give the date when it is due.",
            "invalid": "Give the date, for example 18 December 2026.",
        },
    )
    success_measure = text_field("How will one know that it worked?", 300, "Say how one will know that it worked.")

    def __init__(self, *args, user, feedback, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["part"].queryset = feedback.parts.select_related("standard")
        self.fields["part"].label_from_instance = lambda part: f"{part.standard.position}. {part.standard.title}"
        self.fields["owner"].queryset = _people(user, feedback.review.evaluation.agency)
        self.helper = inside_form_tag()

    def clean_due_on(self) -> dt.date:
        day, today = self.cleaned_data["due_on"], timezone.localdate()
        if not today <= day <= today + FURTHEST:
            raise forms.ValidationError("Choose a date from today on, within three years.")
        return day
