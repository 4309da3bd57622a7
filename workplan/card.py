"""The meeting card: when and where, whether I come, whether there will be a quorum. For the home page and our own."""

from workplan.forecast import outlook
from workplan.models import Meeting
from workplan.permissions import can_run, can_support, may_propose
from workplan.pictures import light, of_outlook


def next_meeting(user, board) -> Meeting | None:
    """Return the next meeting to begin of a group the person sits on, else the next they may read."""
    return _own_first(Meeting.objects.visible_to(user).of_board(board).to_begin(), user)


def open_meeting(user, board) -> Meeting | None:
    """Return the meeting in session of a group the person sits on, else one they may read."""
    return _own_first(Meeting.objects.visible_to(user).of_board(board).in_session(), user)


def _own_first(meetings, user):
    meetings = meetings.select_related("group__board")
    own = meetings.filter(group__in=user.seats.current().values("group"))
    return own.first() or meetings.first()


def card(meeting, user) -> dict:
    """Return what `workplan/meeting/_card.html` shows as `card`, for a meeting that the person may read."""
    found = {
        "meeting": meeting,
        "can_run": can_run(user, meeting.group),
        "can_support": can_support(user, meeting.group),
    }
    return found | _before(meeting, user) if meeting.is_coming else found


def _before(meeting, user):
    ahead = outlook(meeting)
    mine = [one for one in ahead.invited if one.seat.person_id == user.pk]
    found = {
        "outlook": ahead,
        "mine": mine,
        "reply": mine[0].reply if mine else None,
        "can_propose": may_propose(user, meeting.group.board),
    }
    if ahead.forecast and ahead.members:
        found["light"] = light(ahead.forecast.as_replied)
        found["picture"] = of_outlook(ahead, f"forecast-{meeting.uid.hex[:8]}")
    return found
