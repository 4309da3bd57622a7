"""What waits in meetings: to reply, to answer proposals, to agree an agenda, and one's own actions."""

import datetime as dt

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from agencies.models.group import CHAIRING
from agencies.roles import Role
from reports.todo.todo import Todo, day, in_words, sentence, things
from workplan.models import Action, Meeting, Proposal
from workplan.notice import agenda_due, notice_of, reply_by
from workplan.permissions import can_run

REPLY_AHEAD = dt.timedelta(weeks=6)
AGENDA_AHEAD = dt.timedelta(weeks=5)
ACTIONS_AHEAD = dt.timedelta(weeks=8)
SEATED = {Role.SUBGROUP_CHAIR, Role.SUBGROUP_MEMBER, Role.BOARD_MEMBER, Role.ADVISER}


def to_reply(user, board):
    """Meetings of the next weeks for which the person has a seat and has not said whether they come."""
    if not user.roles_at(board) & SEATED:
        return []
    coming = Meeting.objects.of_board(board).coming().filter(date__lte=timezone.localdate() + REPLY_AHEAD)
    seats = user.seats.current()
    unanswered = coming.filter(group__seats__in=seats).exclude(replies__seat__in=seats)
    return [_reply(meeting) for meeting in unanswered.select_related("group__board").distinct() if meeting.is_coming]


def _reply(meeting):
    return Todo(
        title=f"Say whether you are coming on {day(meeting.date)}",
        why=f"{meeting.group.short_name}: the meeting can only decide when enough agencies are there.",
        kind="Meeting",
        minutes=1,
        due=reply_by(meeting),
        url=f"{meeting.get_absolute_url()}#reply",
    )


def to_close(user, board):
    """Meetings in session, for the chair of the group: nobody else can close them."""
    if not user.roles_at(board) & SEATED:
        return []
    in_session = Meeting.objects.of_board(board).in_session().select_related("group__board")
    return [_close(board, meeting) for meeting in in_session if can_run(user, meeting.group)]


def _close(board, meeting):
    return Todo(
        title=f"Chair the {meeting.group.short_name} meeting that is in session",
        why=f"It was opened at {timezone.localtime(meeting.opened_at):%H:%M} on {day(meeting.day)} and is not closed.",
        kind="Meeting",
        minutes=meeting.minutes,
        due=meeting.day,
        url=reverse("workplan:chairing", args=[board.slug, meeting.uid]),
    )


def to_chair(user, board):
    """Agendas to agree and proposals to answer, for the chair of a group."""
    if Role.SUBGROUP_CHAIR not in user.roles_at(board) and Role.BOARD_MEMBER not in user.roles_at(board):
        return []
    chaired = user.seats.current().filter(role__in=CHAIRING).values("group")
    meetings = Meeting.objects.of_board(board).coming().filter(group__in=chaired).select_related("group__board")
    waiting = Count("proposals", filter=Q(proposals__status=Proposal.Status.PROPOSED))
    near = meetings.filter(date__lte=timezone.localdate() + AGENDA_AHEAD).annotate(waiting=waiting)
    return [todo for meeting in near if meeting.is_agenda_open for todo in _of_agenda(board, meeting)]


def _of_agenda(board, meeting):
    days = in_words(notice_of(meeting.group).agenda)
    notice, url = agenda_due(meeting), reverse("workplan:agenda", args=[board.slug, meeting.uid])
    if meeting.waiting:
        yield Todo(
            title=f"Answer {things(meeting.waiting, 'proposal')} for {day(meeting.date)}",
            why="Every proposal gets a yes, a later date or a reason.",
            kind="Agenda",
            minutes=5 * meeting.waiting,
            due=notice,
            url=url,
        )
    yield Todo(
        title=f"Agree the agenda for {day(meeting.date)}",
        why=f"Members need it {days} working days before, to prepare and to reply.",
        kind="Agenda",
        minutes=15,
        due=notice,
        url=url,
    )


def own_actions(user, board):
    """The person's actions that are overdue or fall due in the next weeks."""
    until = timezone.localdate() + ACTIONS_AHEAD
    actions = Action.objects.of_board(board).open().filter(owner=user, due_on__lte=until)
    return [_action(action) for action in actions.select_related("board")]


def _action(action):
    moved = "" if action.due_on == action.original_due_on else f" It was first due on {day(action.original_due_on)}."
    return Todo(
        title=action.title,
        why=f"You own it, and last said: {action.get_delivery_display().lower()}.{moved}",
        kind=f"Action {action.reference}",
        minutes=20,
        due=action.due_on,
        url=action.get_absolute_url(),
    )


def meeting_sentence(meeting) -> str:
    """ "Wednesday's meeting" within a week, else "the meeting on 18 November"."""
    if (meeting.date - timezone.localdate()).days < 7:
        return f"{meeting.date:%A}’s meeting"
    return f"the meeting on {day(meeting.date)}"


def before_the(meeting) -> str:
    """The heading over what is due before a meeting."""
    return sentence(f"before the meeting on {day(meeting.date)}")
