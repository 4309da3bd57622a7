"""A step that a board takes on paper: minutes approved. It is moved as an operation would, with the event last."""

from django.db import transaction

from agencies.models import Event
from lscb_portal.lib.lifecycle import move
from workplan.models import Meeting


@transaction.atomic
def approve_minutes(meeting, by):
    """The group approved the minutes of its last meeting."""
    meeting.refresh_from_db()
    move(meeting, Meeting.Status.APPROVED)
    Event.record("minutes.approved", by=by, about=meeting)
