"""Adding an item to an agenda: where it goes, and how long it may take."""

from itertools import takewhile

from django.db.models import F

from lscb_portal.lib.errors import Refused
from workplan.models import AgendaItem

SHORTEST, LONGEST = 1, 240
MOST_ITEMS = 60


def check_minutes(minutes):
    """Raise Refused where an item cannot take so many minutes of a meeting."""
    if not SHORTEST <= minutes <= LONGEST:
        raise Refused(f"An item takes between {SHORTEST} and {LONGEST} minutes.")


def append(meeting, **facts) -> AgendaItem:
    """Add an item at the end of a locked meeting's agenda, before those that close the meeting."""
    items = list(meeting.items.all())
    if len(items) >= MOST_ITEMS:
        raise Refused(f"An agenda has at most {MOST_ITEMS} items.")
    check_minutes(facts["minutes"])
    closing = list(takewhile(lambda item: item.is_closing, reversed(items))) if not facts.get("is_closing") else []
    for item in closing:
        AgendaItem.objects.filter(pk=item.pk).update(position=F("position") + 1)
    last = max((item.position for item in items), default=0)
    return AgendaItem.objects.create(meeting=meeting, position=closing[-1].position if closing else last + 1, **facts)
