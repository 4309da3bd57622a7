"""The secret address of one's own calendar: made, made anew, withdrawn; and the calendar it opens."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from agencies.models import Event
from agencies.models.event import Installation
from agencies.permissions import require
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.hashing import sha256_of
from lscb_portal.lib.lifecycle import lock
from workplan.appointments import calendar_of
from workplan.models import CalendarFeed, Meeting
from workplan.models.feed import new_token

NAME = "Safeguarding board meetings"
# Calendars keep what they have read: last year is enough.
BACK = dt.timedelta(days=366)


@transaction.atomic
def make_address(*, by) -> str:
    """Make the person's secret address, in place of an earlier one that opens nothing from now on. Return its secret,
    which is kept nowhere and so cannot be shown again."""
    require(by.is_active)
    lock(by)
    _withdraw(by)
    token = new_token()
    feed = CalendarFeed.objects.create(person=by, token_hash=sha256_of(token))
    Event.record("calendar_address.made", by=by, about=feed, book=Installation)
    return token


@transaction.atomic
def withdraw_address(*, by):
    """Close the person's address: whoever has it finds nothing there."""
    lock(by)
    if not _withdraw(by):
        raise Refused("You have no calendar address.")


def _withdraw(person) -> bool:
    feed = person.calendar_feeds.in_use().select_for_update(no_key=True).first()
    if feed is None:
        return False
    feed.withdrawn_at = timezone.now()
    feed.save(update_fields=["withdrawn_at"])
    Event.record("calendar_address.withdrawn", by=person, about=feed, book=Installation)
    return True


def calendar_behind(token) -> bytes | None:
    """Return the calendar that the secret of an address opens, or None: the meetings its person may see now, and that
    were not called off. None too once the address is withdrawn or the person deactivated."""
    feed = CalendarFeed.objects.opened_by(token).select_related("person").first()
    if feed is None:
        return None
    meetings = Meeting.objects.visible_to(feed.person).exclude(status=Meeting.Status.CANCELLED)
    since = timezone.localdate() - BACK
    return calendar_of(NAME, meetings.filter(date__gte=since).select_related("group__board"))
