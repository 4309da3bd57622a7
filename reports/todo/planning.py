"""What waits in planning meetings: polls to answer, days to choose, requests to answer, meetings that are overdue."""

import datetime as dt

from django.db.models import Max, Q
from django.urls import reverse
from django.utils import timezone

from agencies.models import Group, SeatRole
from agencies.models.group import CHAIRING
from agencies.roles import BOARD_ROLES, Permission, granted
from lscb_portal.lib.periods import add_working_days
from reports.todo.meetings import SEATED
from reports.todo.todo import Todo, day
from workplan.models import ExtraMeeting, Meeting, Poll
from workplan.models.meeting import BEFORE_THE_MEETING, MINUTED
from workplan.schedule import rhythm

A_DAY = dt.timedelta(days=1)
# Working days in which a member may expect an answer.
ANSWER_WITHIN = 5
HELD = (Meeting.Status.IN_SESSION, *MINUTED)


def polls_to_answer(user, board):
    """Polls in which the person is asked and has said nothing."""
    if not user.roles_at(board) & SEATED:
        return []
    seats = user.seats.current().exclude(role=SeatRole.DEPUTY)
    asked = Poll.objects.of_board(board).answerable().filter(group__seats__in=seats)
    asked = asked.exclude(options__answers__seat__in=seats).select_related("group__board").distinct()
    return [
        Todo(
            title=f"Say which days suit you: {poll.title}",
            why=f"{poll.group.short_name} looks for a day on which enough agencies can come.",
            kind="Meeting",
            minutes=2,
            due=poll.closes_on,
            url=poll.get_absolute_url(),
        )
        for poll in asked
    ]


def groups_organised_by(user, board):
    """The groups whose meetings the person plans: all of the board for its office, their own for a chair."""
    office = granted(user.roles_at(board).intersection(BOARD_ROLES), Permission.SUPPORT_MEETING)
    groups = Group.objects.of_board(board)
    return groups if office else groups.filter(pk__in=_chaired(user))


def _chaired(user):
    return user.seats.current().filter(role__in=CHAIRING).values("group")


def _organises(user, board):
    return user.may(Permission.SUPPORT_MEETING, board)


def days_to_choose(user, board):
    """Polls that have closed and wait for a day to be chosen."""
    if not _organises(user, board):
        return []
    closed = Poll.objects.undecided().filter(closes_on__lt=timezone.localdate())
    closed = closed.filter(group__in=groups_organised_by(user, board)).select_related("group__board")
    return [
        Todo(
            title=f"Choose a day: {poll.title}",
            why=f"The poll closed on {day(poll.closes_on)}. Whoever answered keeps the days free.",
            kind="Meeting",
            minutes=5,
            due=poll.closes_on + A_DAY,
            url=poll.get_absolute_url(),
        )
        for poll in closed
    ]


def extra_meetings(user, board):
    """Requests for an extra meeting that wait for the chair of the group."""
    if not user.may(Permission.RUN_MEETING, board):
        return []
    waiting = ExtraMeeting.objects.of_board(board).waiting().filter(group__in=_chaired(user))
    return [
        Todo(
            title="Agree to an extra meeting, or decline it",
            why=f"{extra.asked_by.name} asks that {extra.group.short_name} meets by {day(extra.wished_by)}.",
            kind="Meeting",
            minutes=5,
            due=min(extra.wished_by, add_working_days(timezone.localdate(extra.asked_at), ANSWER_WITHIN)),
            url=extra.get_absolute_url(),
        )
        for extra in waiting.select_related("group__board", "asked_by")
    ]


def overdue_meetings(user, board):
    """Groups that should have met again by now and have not."""
    if not _organises(user, board):
        return []
    today = timezone.localdate()
    groups = groups_organised_by(user, board).annotate(
        last=Max("meetings__date", filter=Q(meetings__status__in=HELD)),
        following=Max("meetings__date", filter=Q(meetings__status__in=BEFORE_THE_MEETING, meetings__date__gte=today)),
    )
    late = [(group, rhythm(group.last, group.following, group.meetings_a_year, today)) for group in groups]
    return [
        Todo(
            title=f"The next {group.short_name} meeting is overdue",
            why=f"It last met on {day(found.last)} and meets {group.meetings_a_year} times a year.",
            kind="Meeting",
            minutes=10,
            due=found.due_by,
            url=f"{reverse('workplan:meetings', args=[board.slug])}#{group.slug}",
        )
        for group, found in late
        if found.overdue
    ]
