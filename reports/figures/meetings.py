"""The group's meetings of the quarter with their quorum, and which agency was represented at the last few.

Quorum is read from the register each meeting keeps: seats, legal bodies and rule as they were when it opened, and the
movements. A deputy carries the agency, and the member they stand in for is still absent. Cancelled meetings do not
count towards attendance.
"""

from agencies.models import SeatRole
from lscb_portal.lib.rounding import percentage
from workplan.attendance import Mark, mark_of
from workplan.models import Meeting
from workplan.room import room
from workplan.spells import course_of

MEETINGS_SHOWN = 4
NAMED_ROLES = (SeatRole.CHAIR, SeatRole.VICE_CHAIR, SeatRole.MEMBER)
# How an agency was there.
PRESENT, DEPUTY, APOLOGIES, ABSENT, NO_SEAT = "present", "deputy", "apologies", "absent", "no_seat"
AS_FIGURES = {
    Mark.CAME: PRESENT,
    Mark.DEPUTY: DEPUTY,
    Mark.APOLOGIES: APOLOGIES,
    Mark.ABSENT: ABSENT,
    Mark.NO_SEAT: NO_SEAT,
}


def meetings_of(group, quarter) -> list[dict]:
    """Return the quarter's meetings, oldest first: when, held or not, when quorate, who was represented."""
    meetings = Meeting.objects.of_board(group.board).filter(group=group, date__range=(quarter.start, quarter.end))
    return [
        _row(meeting) for meeting in meetings.prefetch_related("items", "decisions__corrected_by", "decisions__item")
    ]


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
        "decisions": sum(_is_told(decision) for decision in meeting.decisions.all()),
    }
    if not meeting.was_held:
        return row
    whole = room(meeting)
    return row | _quorum(whole, meeting) | _shares(whole)


def _is_told(decision):
    """Whether the report lists the decision (`figures.decisions`): it stands, and is on no restricted item."""
    return not hasattr(decision, "corrected_by") and not decision.item.is_restricted


def _state(meeting):
    if meeting.status == Meeting.Status.CANCELLED:
        return "cancelled"
    if meeting.was_held:
        return "held"
    return "in session" if meeting.status == Meeting.Status.IN_SESSION else "planned"


def _quorum(whole, meeting):
    """Return when the meeting was quorate, as spells of local times, and the most agencies that counted at once."""
    course = course_of(whole, meeting.closed_at)
    return {
        "quorate": [{"since": since, "until": until} for since, until in course.spells],
        "most_agencies": course.most_agencies,
        "needed": course.needed,
    }


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
    return AS_FIGURES[mark_of([(line.attendee, line.was_here) for line in lines])]
