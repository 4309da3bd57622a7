"""The group's meetings of the quarter with their quorum, and which agency was represented at the last few.

Quorum is read from the register each meeting keeps: seats, legal bodies and rule as they were when it opened, and the
movements. A deputy carries the agency, and the member they stand in for is still absent. Cancelled meetings do not
count towards attendance.
"""

from dataclasses import replace

from django.utils import timezone

from agencies.models import SeatRole
from lscb_portal.lib.rounding import percentage
from workplan.models import Meeting
from workplan.room import Room, room

MEETINGS_SHOWN = 4
NAMED_ROLES = (SeatRole.CHAIR, SeatRole.VICE_CHAIR, SeatRole.MEMBER)
# How an agency was there.
PRESENT, DEPUTY, APOLOGIES, ABSENT, NO_SEAT = "present", "deputy", "apologies", "absent", "no_seat"


def meetings_of(group, quarter) -> list[dict]:
    """Return the quarter's meetings, oldest first: when, held or not, when quorate, who was represented."""
    meetings = Meeting.objects.of_board(group.board).filter(group=group, date__range=(quarter.start, quarter.end))
    return [_row(meeting) for meeting in meetings.prefetch_related("items", "decisions__corrected_by")]


def attendance_of(group, quarter) -> dict:
    """Return the grid of agencies by the last meetings held up to the quarter's end, and the shares represented."""
    held = Meeting.objects.of_board(group.board).held().filter(group=group, date__lte=quarter.end)
    meetings = list(held.order_by("-date", "-starts_at")[:MEETINGS_SHOWN])[::-1]
    rooms = [room(meeting) for meeting in meetings]
    names = {member.agency: member.name for one in rooms for member in one.members}
    return {
        "meetings": [{"on": meeting.date} | _shares(one) for meeting, one in zip(meetings, rooms, strict=True)],
        "rows": [
            {"agency": name, "cells": [_presence(_lines_of(one, agency)) for one in rooms]}
            for agency, name in sorted(names.items(), key=lambda pair: pair[1])
        ],
    }


def _row(meeting):
    row = {
        "on": meeting.date,
        "starts_at": f"{meeting.starts_at:%H:%M}",
        "place": meeting.place,
        "state": _state(meeting),
        "reason": meeting.cancelled_reason,
        "items": len(meeting.items.all()),
        "decisions": sum(not hasattr(decision, "corrected_by") for decision in meeting.decisions.all()),
    }
    if not meeting.was_held:
        return row
    whole = room(meeting)
    return row | _quorum(whole, meeting) | _shares(whole)


def _state(meeting):
    if meeting.status == Meeting.Status.CANCELLED:
        return "cancelled"
    if meeting.was_held:
        return "held"
    return "in session" if meeting.status == Meeting.Status.IN_SESSION else "planned"


def _quorum(whole, meeting):
    """Return when the meeting was quorate, as spells of local times, and the most agencies that counted at once."""
    moments = sorted({movement.at for line in whole.lines for movement in line.movements})
    judged = [(moment, _at(whole, moment).quorum) for moment in moments]
    return {
        "quorate": _spells(judged, meeting.closed_at),
        "most_agencies": max((state.count for _, state in judged), default=0),
        "needed": whole.quorum.needed,
    }


def _at(whole, moment) -> Room:
    """Return the room as it was at `moment`."""
    return replace(whole, lines=tuple(replace(line, here=_was_in(line, moment)) for line in whole.lines))


def _was_in(line, moment):
    return any(came <= moment and (left is None or moment < left) for came, left in line.stays)


def _spells(judged, closed_at):
    """Return the stretches in which the meeting could decide; the last ends when the meeting closed."""
    spells, since = [], None
    for moment, state in judged:
        if state.quorate and since is None:
            since = moment
        elif not state.quorate and since is not None:
            spells.append({"since": _clock(since), "until": _clock(moment)})
            since = None
    if since is not None:
        spells.append({"since": _clock(since), "until": _clock(closed_at)})
    return spells


def _clock(moment):
    return timezone.localtime(moment).strftime("%H:%M") if moment else ""


def _shares(whole):
    """Return how many agencies were represented and how many named members came, each of how many and in per cent."""
    agencies = [member.agency for member in whole.members]
    represented = sum(_presence(_lines_of(whole, agency)) in (PRESENT, DEPUTY) for agency in agencies)
    named = [line for line in whole.counting if _is_named(line)]
    came = sum(line.was_here for line in named)
    return {
        "agencies": represented,
        "agencies_of": len(agencies),
        "agency_per_cent": percentage(represented, len(agencies)),
        "members": came,
        "members_of": len(named),
        "member_per_cent": percentage(came, len(named)),
    }


def _is_named(line):
    """Whether the line is a member's own seat, and not a deputy's."""
    return line.attendee.seat_id is not None and line.attendee.role in NAMED_ROLES


def _lines_of(whole, agency):
    return [line for line in whole.counting if str(line.attendee.agency.uid) == agency]


def _presence(lines) -> str:
    """Say how an agency was at a meeting: its member, a deputy, apologies, absent, or without a seat then."""
    if not lines:
        return NO_SEAT
    if any(line.was_here and _is_named(line) for line in lines):
        return PRESENT
    if any(line.was_here for line in lines):
        return DEPUTY
    return APOLOGIES if any(line.attendee.apologies for line in lines) else ABSENT
