"""What waits between meetings: minutes to write, to clear, to circulate, and decisions by e-mail to answer or close."""

from django.urls import reverse
from django.utils import timezone

from agencies.models.group import CHAIRING
from agencies.roles import Permission, Role
from lscb_portal.lib.periods import add_working_days
from reports.todo.todo import Todo, day
from workplan.minuting import draft_due
from workplan.models import Asked, EmailDecision, Meeting, Minutes
from workplan.replies import replies_to

Status = Minutes.Status
SEATED = {Role.SUBGROUP_CHAIR, Role.SUBGROUP_MEMBER, Role.BOARD_MEMBER}
# How many working days cleared minutes may lie before somebody circulates them.
TO_CIRCULATE = 2


def minutes_to_write(user, board):
    """For the business manager: drafts that have not gone to the chair, and cleared minutes that nobody circulated."""
    if Role.BUSINESS_MANAGER not in user.roles_at(board):
        return []
    held = Meeting.objects.of_board(board).filter(status=Meeting.Status.DRAFT_MINUTES)
    held = held.select_related("group__board", "record")
    return [todo for meeting in held if (todo := _of_minutes(meeting))]


def _of_minutes(meeting):
    record = getattr(meeting, "record", None)
    title = f"{meeting.group.short_name} meeting of {day(meeting.day)}"
    if record is None or record.status == Status.DRAFT:
        why = "A draft goes to the chair within ten working days of the meeting."
        return _todo(meeting, f"Finish the draft minutes of the {title}", why, 45, draft_due(meeting))
    if record.status == Status.CLEARED:
        due = add_working_days(timezone.localdate(record.latest.made_at), TO_CIRCULATE)
        return _todo(meeting, f"Circulate the minutes of the {title}", "The chair has cleared them.", 5, due)
    return None


def minutes_to_clear(user, board):
    """Drafts that wait for this chair."""
    if not user.may(Permission.RUN_MEETING, board):
        return []
    chaired = user.seats.current().filter(role__in=CHAIRING).values("group")
    waiting = Meeting.objects.of_board(board).filter(group__in=chaired, record__status=Status.WITH_CHAIR)
    return [
        _todo(
            meeting,
            f"Clear the minutes of the {meeting.group.short_name} meeting of {day(meeting.day)}",
            "The draft is ready. Nobody gets it before you have read it.",
            15,
            draft_due(meeting),
        )
        for meeting in waiting.select_related("group__board")
    ]


def _todo(meeting, title, why, minutes, due):
    url = reverse("workplan:minutes", args=[meeting.board.slug, meeting.uid])
    return Todo(title=title, why=why, kind="Minutes", minutes=minutes, due=due, url=url)


def email_decisions(user, board):
    """Decisions by e-mail that the person has not answered, or that they, as chair, can close."""
    if not user.roles_at(board) & SEATED:
        return []
    asked = Asked.objects.held().filter(person=user, email_decision__status="open", answers=None)
    unanswered = asked.filter(email_decision__group__board=board).select_related("email_decision__group__board")
    found = [_to_answer(one.email_decision) for one in unanswered if one.email_decision.takes_answers]
    return found + [_to_close(one) for one in _chaired(user, board) if _is_ready(one)]


def _chaired(user, board):
    """The open decisions by e-mail of the groups that the person chairs."""
    if not user.may(Permission.RUN_MEETING, board):
        return []
    groups = user.seats.current().filter(role__in=CHAIRING).values("group")
    return EmailDecision.objects.of_board(board).open().filter(group__in=groups).select_related("group__board")


def _is_ready(question):
    return not question.takes_answers or not replies_to(question).silent


def _to_answer(question):
    return Todo(
        title=f"Answer: {question.title}",
        why=f"{question.group.short_name} decides it by e-mail, and only when enough agencies answer.",
        kind="Decision by e-mail",
        minutes=10,
        due=question.closes_on,
        url=f"{question.get_absolute_url()}#answer",
    )


def _to_close(question):
    return Todo(
        title=f"Close: {question.title}",
        why="Everybody has answered, or its closing day is over.",
        kind="Decision by e-mail",
        minutes=5,
        due=add_working_days(question.closes_on, 1),
        url=question.get_absolute_url(),
    )
