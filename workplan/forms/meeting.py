"""Planning meetings: one, a year of them, another day for one, and calling one off."""

import datetime as dt

from crispy_forms.layout import Div, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from lscb_portal.lib.forms import DayField, TimeInput, inside_form_tag
from workplan.forms.fields import minutes_field, text_field, uid_field, words_field
from workplan.operations.meeting import LONGEST, SHORTEST
from workplan.schedule import objection

NO_DATE = "Give the day, for example 18 November 2026."
NO_TIME = "Give the time, for example 09:30."


def possible_day(day):
    """Refuse a day on which no meeting can be planned."""
    if words := objection(day, timezone.localdate()):
        raise ValidationError(words)


class WhenAndWhere(forms.Form):
    """When a meeting starts, how long it takes, and where it is."""

    starts_at = forms.TimeField(
        label="Starts at",
        initial=dt.time(9, 30),
        widget=TimeInput,
        error_messages={"required": NO_TIME, "invalid": NO_TIME},
    )
    minutes = minutes_field("Length in minutes", SHORTEST, LONGEST, initial=120)
    place = text_field("Place", 160)
    online_link = forms.URLField(
        label="Link to join online",
        max_length=500,
        required=False,
        assume_scheme="https",
        error_messages={"invalid": "Give the whole address, beginning with https://."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = inside_form_tag()
        when = [name for name in ("date", "first", "starts_at", "minutes") if name in self.fields]
        hidden = [name for name in ("uid",) if name in self.fields]
        self.helper.layout = Layout(*hidden, Div(*when, css_class="when"), "place", "online_link")


class MeetingForm(WhenAndWhere):
    """A new meeting."""

    uid = uid_field()
    date = DayField(
        label="Date",
        validators=[possible_day],
        error_messages={"required": NO_DATE, "invalid": NO_DATE},
    )


class ChangeForm(WhenAndWhere):
    """Another day, time or place for a meeting. Its own day may stay, even when it has passed."""

    date = DayField(label="Date", error_messages={"required": NO_DATE, "invalid": NO_DATE})

    def clean_date(self):
        if self.cleaned_data["date"] != self.initial["date"]:
            possible_day(self.cleaned_data["date"])
        return self.cleaned_data["date"]


class ScheduleForm(WhenAndWhere):
    """The meetings of a financial year, from its first."""

    first = DayField(
        label="Date of the first meeting",
        validators=[possible_day],
        error_messages={"required": NO_DATE, "invalid": NO_DATE},
    )


class CancelForm(forms.Form):
    reason = words_field("Why is the meeting cancelled?", 300, "Say why the meeting is cancelled.", rows=2)
