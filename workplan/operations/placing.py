"""Putting an item on the agenda of a locked meeting: at its end, or before what closes the meeting."""

from itertools import takewhile

from django.db.models import F

from lscb_portal.lib.errors import Refused
from workplan.models import AgendaItem, BroughtForward, Consent

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


def together(items) -> list[AgendaItem]:
    """Return the items of an agenda in order, those for consent together where the first of them stands."""
    marked = set(Consent.objects.filter(item__in=items).values_list("item", flat=True))
    if not marked:
        return list(items)
    first = next(place for place, item in enumerate(items) if item.pk in marked)
    after = [item for item in items[first:] if item.pk not in marked]
    return [*items[:first], *(item for item in items if item.pk in marked), *after]


def bring(meeting, brought) -> AgendaItem:
    """Put what is brought forward on the open agenda of a locked meeting, with what it comes from."""
    facts = {"title": brought.title, "purpose": brought.purpose, "minutes": brought.minutes}
    item = append(meeting, is_standing=True, **facts)
    BroughtForward.objects.create(item=item, kind=brought.kind, **brought.source)
    return item
