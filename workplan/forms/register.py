"""The register: a movement with its time, and people who were not expected."""

import datetime as dt

from crispy_forms.layout import Layout
from django import forms
from django.utils import timezone

from lscb_portal.lib.forms import TimeInput, inside_form_tag, seg
from workplan.forms.fields import ChoiceByUid, choice_field, text_field, uid_field
from workplan.models import Attendee, Movement
from workplan.models.meeting import LONDON

HERE = [(Movement.Mode.PRESENT, "In the room"), (Movement.Mode.REMOTE, "Online")]
MOVES = [*HERE, (Movement.Kind.LEFT, "Not here")]


class MovementForm(forms.Form):
    """Somebody came, went, or joined in another way; now, or at a time that was missed."""

    state = choice_field("Where are they?", MOVES, "Choose where they are.")
    at = forms.TimeField(
        label="Since when?",
        required=False,
        widget=TimeInput,
        help_text="Leave empty for now.",
        error_messages={"invalid": "Give the time, for example 09:45."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = inside_form_tag(seg("state"), "at")

    def clean_at(self):
        """The moment today by the clock in the room; None for now."""
        time = self.cleaned_data["at"]
        return time and dt.datetime.combine(timezone.localdate(), time, LONDON)


class PersonForm(forms.Form):
    """Somebody who came without being expected: a guest, or a deputy for a member."""

    uid = uid_field()
    name = text_field("Name", 120, "Give the name.")
    deputy_for = ChoiceByUid(
        label="Stands in for",
        required=False,
        empty_label="Nobody: a guest, who does not count",
        help_text="A deputy carries the member's agency; the member still shows as absent.",
        error_messages={"invalid_choice": "Choose a member from the list."},
    )
    mode = choice_field("Where are they?", HERE, "Choose where they are.", initial=Movement.Mode.PRESENT)

    def __init__(self, *args, user, meeting, **kwargs):
        super().__init__(*args, **kwargs)
        lines = Attendee.objects.visible_to(user).filter(meeting=meeting, seat__isnull=False, counts=True)
        self.fields["deputy_for"].queryset = lines.select_related("agency")
        self.fields["deputy_for"].label_from_instance = lambda line: f"{line.name}, {line.agency.short_name}"
        self.helper = inside_form_tag()
        self.helper.layout = Layout("uid", "name", "deputy_for", seg("mode"))
