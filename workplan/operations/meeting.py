"""Planning meetings: a year at a time or one by one, moving them, calling them off."""

from django.db import transaction
from django.utils import timezone

from agencies.models import Event
from agencies.permissions import require
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.lifecycle import lock, move
from lscb_portal.lib.once import made_before
from workplan.models import Meeting
from workplan.operations.deputy import release_all
from workplan.operations.proposal import pass_on, put_back
from workplan.operations.telling import tell_members
from workplan.permissions import can_support
from workplan.schedule import objection

SHORTEST, LONGEST = 15, 600
TAKEN = "The group already has a meeting on {date:%-d %B %Y} at {starts_at:%H:%M}."


@transaction.atomic
def plan_meeting(group, *, uid, date, starts_at, minutes, place="", online_link="", by) -> Meeting:
    """Plan one meeting and tell the members; proposals that waited for it go to it. The same `uid` is one meeting."""
    require(can_support(by, group))
    group = lock(group)
    if planned := made_before(group.meetings.all(), uid):
        return planned
    _check(date, minutes)
    if _is_taken(group, date, starts_at):
        raise Refused(TAKEN.format(date=date, starts_at=starts_at))
    meeting = _plan(
        group, date, by, uid=uid, starts_at=starts_at, minutes=minutes, place=place, online_link=online_link
    )
    pass_on(group, by=by)
    tell_members(meeting, "meeting_planned", key="planned", but=by)
    return meeting


@transaction.atomic
def plan_schedule(group, *, dates, starts_at, minutes, place="", online_link="", by) -> list[Meeting]:
    """Plan a meeting on each of `dates` where there is none yet, and tell the members once; return the new ones."""
    require(can_support(by, group))
    group = lock(group)
    for date in dates:
        _check(date, minutes)
    facts = {"starts_at": starts_at, "minutes": minutes, "place": place, "online_link": online_link}
    planned = [_plan(group, date, by, **facts) for date in dates if not _is_taken(group, date, starts_at)]
    if planned:
        pass_on(group, by=by)
        tell_members(planned[0], "schedule_planned", key="schedule", but=by)
    return planned


def _check(date, minutes):
    if words := objection(date, timezone.localdate()):
        raise Refused(words)
    check_length(minutes)


def check_length(minutes):
    """Refuse a length that no meeting has."""
    if not SHORTEST <= minutes <= LONGEST:
        raise Refused(f"A meeting takes between {SHORTEST} and {LONGEST} minutes.")


def _is_taken(group, date, starts_at):
    meetings = group.meetings.exclude(status=Meeting.Status.CANCELLED)
    return meetings.filter(date=date, starts_at=starts_at).exists()


def _plan(group, date, by, **facts):
    meeting = Meeting.objects.create(group=group, date=date, **facts)
    Event.record("meeting.planned", by=by, about=meeting, group=group.uid, date=date)
    return meeting


@transaction.atomic
def change_meeting(meeting, *, date, starts_at, minutes, place, online_link, by) -> Meeting:
    """Change when or where a meeting is to be. Another day or time asks the members for their reply again, and lets
    their deputies go."""
    require(can_support(by, meeting.group))
    meeting = lock(meeting)
    _require_coming(meeting, "can no longer be moved")
    _check_move(meeting, date, starts_at, minutes)
    was = (meeting.date, meeting.starts_at)
    for name, value in {"date": date, "starts_at": starts_at, "minutes": minutes}.items():
        setattr(meeting, name, value)
    meeting.place, meeting.online_link = place, online_link
    moved = was != (date, starts_at)
    if moved:
        release_all(meeting, by=by)
        meeting.refresh_from_db(fields=["sequence"])
        meeting.replies.all().delete()
    meeting.sequence += 1
    meeting.save(update_fields=["date", "starts_at", "minutes", "place", "online_link", "sequence"])
    Event.record("meeting.changed", by=by, about=meeting, date=date, starts_at=starts_at, moved=moved)
    key = timezone.now().isoformat()
    tell_members(meeting, "meeting_moved" if moved else "meeting_changed", key=key, but=by)
    return meeting


def _check_move(meeting, date, starts_at, minutes):
    check_length(minutes)
    if (date, starts_at) == (meeting.date, meeting.starts_at):
        return
    _check(date, minutes)
    if _is_taken(meeting.group, date, starts_at):
        raise Refused(TAKEN.format(date=date, starts_at=starts_at))


@transaction.atomic
def cancel_meeting(meeting, *, reason, by) -> Meeting:
    """Call a meeting off with a reason. What was proposed for it, accepted or not, waits for the group's next one."""
    require(can_support(by, meeting.group))
    meeting = lock(meeting)
    _require_coming(meeting, "can no longer be cancelled")
    if not reason.strip():
        raise Refused("Say why the meeting is cancelled.")
    move(meeting, Meeting.Status.CANCELLED, cancelled_reason=reason.strip(), sequence=meeting.sequence + 1)
    put_back(meeting, by=by)
    pass_on(meeting.group, by=by)
    Event.record("meeting.cancelled", by=by, about=meeting)
    tell_members(meeting, "meeting_cancelled", key="cancelled", but=by)
    return meeting


def _require_coming(meeting, otherwise):
    if not meeting.is_coming:
        raise Refused(f"This meeting is {meeting.get_status_display().lower()} and {otherwise}.")
