"""The record that somebody rang because a child may be unsafe."""

import uuid
from datetime import datetime, timedelta

from django import forms
from django.utils import timezone

from agencies.models import SafetyRecord
from lscb_portal.lib.forms import DayField, TimeInput, inside_form_tag

CLOCKS_DIFFER = timedelta(minutes=5)


class SafetyForm(forms.ModelForm):
    """When, whom, and what came of it; never who the child is. `call()` gives the operation's keyword arguments."""

    uid = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    day = DayField(
        label="Day of the call",
        initial=timezone.localdate,
        error_messages={"required": "Enter the day of the call.", "invalid": "Enter the day as a date."},
    )
    time = forms.TimeField(
        label="Time of the call",
        widget=TimeInput,
        error_messages={"required": "Enter the time of the call.", "invalid": "Enter the time, like 14:30."},
    )
    helper = inside_form_tag()
    field_order = ["uid", "route", "day", "time", "recipient_role", "outcome"]

    class Meta:
        model = SafetyRecord
        fields = ["route", "recipient_role", "outcome"]
        widgets = {"route": forms.RadioSelect, "outcome": forms.Textarea(attrs={"rows": 3})}
        labels = {
            "route": "Whom did you ring?",
            "recipient_role": "Role of the person who took the call",
            "outcome": "What did they say will happen?",
        }
        help_texts = {
            "recipient_role": "Their role, not their name: “duty social worker”.",
            "outcome": "Do not name the child or anybody in the family.",
        }
        error_messages = {
            "route": {"required": "Choose whom you rang."},
            "recipient_role": {"required": "Enter the role of the person who took the call."},
            "outcome": {"required": "Enter what they said will happen."},
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["route"].choices = [choice for choice in self.fields["route"].choices if choice[0]]

    def clean(self):
        data = super().clean()
        if rung_at := self.moment(data):
            if rung_at > timezone.now() + CLOCKS_DIFFER:
                self.add_error("time", "The call must not be in the future.")
            data["rung_at"] = rung_at
        return data

    def moment(self, data):
        if not (data.get("day") and data.get("time")):
            return None
        return timezone.make_aware(datetime.combine(data["day"], data["time"]))

    def call(self):
        """Return what the operation keeps of the call, and the uid."""
        return {name: self.cleaned_data[name] for name in ("uid", "route", "rung_at", "recipient_role", "outcome")}
