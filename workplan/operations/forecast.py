"""Looking ahead to a meeting: warning its chair while there is no quorum, reminding those who have not replied."""

import datetime as dt

from django.db import transaction

from agencies.models import Event
from agencies.models.group import CHAIRING
from agencies.permissions import require
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.lifecycle import lock
from lscb_portal.lib.periods import add_working_days
from workplan.forecast import outlook
from workplan.models import Meeting
from workplan.operations.telling import tell_members
from workplan.permissions import can_support

DAYS_AHEAD = 10
# When those who have not replied are reminded: so many working days before the meeting.
NOTICE = 5


def meetings_to_forecast(today):
    """Return the ids of the meetings that come within ten days."""
    soon = today + dt.timedelta(days=DAYS_AHEAD)
    coming = Meeting.objects.coming().filter(date__gte=today, date__lte=soon)
    return list(coming.exclude(status=Meeting.Status.IN_SESSION).values_list("pk", flat=True))


@transaction.atomic
def look_ahead(meeting, *, today) -> bool:
    """Warn the chair when the replies promise no quorum (once a day) and nudge the silent (once); return if warned.

    Safe to run twice: the day of the warning is kept on the meeting, and a notification of the same key is sent once.
    """
    meeting = lock(meeting)
    if not meeting.is_coming:
        return False
    ahead = outlook(meeting)
    if today >= add_working_days(meeting.date, -NOTICE):
        nudge(meeting, ahead.silent)
    if ahead.forecast is None or ahead.forecast.as_replied.quorate or meeting.warned_on == today:
        return False
    meeting.warned_on = today
    meeting.save(update_fields=["warned_on"])
    chairs = [seat.person for seat in meeting.seats if seat.role in CHAIRING]
    tell_members(meeting, "quorum_warning", key=today.isoformat(), people=chairs)
    return True


def nudge(meeting, seats):
    """Remind the people of `seats` to reply to the meeting on its present day; each is reminded once."""
    people = [seat.person for seat in seats]
    tell_members(meeting, "reply_nudge", key=meeting.start.isoformat(), people=people)


@transaction.atomic
def remind(meeting, seats, *, uid, by) -> int:
    """Remind the people of these seats by hand, as far as they have not replied; return how many were written to.

    The same `uid` reminds nobody twice.
    """
    require(can_support(by, meeting.group))
    meeting = lock(meeting)
    if not meeting.is_coming:
        raise Refused(f"This meeting is {meeting.get_status_display().lower()}: no reply is waited for.")
    silent = outlook(meeting).silent
    people = [seat.person for seat in silent if seat in seats]
    if not people:
        raise Refused("Nobody was written to: they have replied meanwhile.")
    told = tell_members(meeting, "reply_nudge", key=str(uid), people=people)
    Event.record("reply.reminded", by=by, about=meeting, people=len(told))
    return len(told)
