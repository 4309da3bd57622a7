"""What the next quarter holds: meetings and returns that have a date."""

from agencies.models.group import GroupKind
from audits.models import Round
from workplan.models import Meeting


def ahead_of(group, quarter, on) -> dict:
    """Return the group's meetings to come and the rounds still open, each with its date, soonest first.

    They are those after `on`, the day of building, up to the end of the quarter after the one that day is in or the
    quarter after the reported one, whichever is later.
    """
    horizon = max(quarter.next.end, type(quarter).of(on).next.end)
    meetings = Meeting.objects.of_board(group.board).filter(group=group, date__gt=on, date__lte=horizon)
    rounds = Round.objects.of_board(group.board).filter(status=Round.Status.OPEN)
    return {
        "until": horizon,
        "board_meeting": _meeting_of_the_board(group.board, on),
        "meetings": [
            {"on": meeting.date, "starts_at": f"{meeting.starts_at:%H:%M}", "place": meeting.place}
            for meeting in meetings.exclude(status=Meeting.Status.CANCELLED).order_by("date", "starts_at")
        ],
        "rounds": [{"title": round_.title, "due_on": round_.due_on} for round_ in rounds.order_by("due_on", "pk")],
    }


def _meeting_of_the_board(board, on):
    """Return the day the Strategic Board meets next, and so receives the report; None when none is planned."""
    meetings = Meeting.objects.of_board(board).filter(group__kind=GroupKind.STRATEGIC, date__gt=on)
    return meetings.exclude(status=Meeting.Status.CANCELLED).order_by("date").values_list("date", flat=True).first()
