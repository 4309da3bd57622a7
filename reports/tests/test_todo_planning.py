"""What waits in planning meetings, on the home page."""

import datetime as dt

import time_machine
from django.utils import timezone

from agencies.models import SeatRole
from agencies.tests.factories import SeatFactory
from lscb_portal.lib.periods import add_working_days
from reports.todo.planning import days_to_choose, extra_meetings, overdue_meetings, polls_to_answer
from workplan.models import Meeting
from workplan.operations.extra_meeting import withdraw_request
from workplan.operations.poll import withdraw_poll
from workplan.tests.factories import MeetingFactory, in_days
from workplan.tests.planning import answered, asked, requested


def titles(source, person, board):
    return [todo.title for todo in source(type(person).objects.get(pk=person.pk), board)]


def test_a_poll_waits_for_those_who_are_asked(board, group, chair, member, business_manager, hospital):
    standing = SeatFactory(group=group, agency=hospital, role=SeatRole.DEPUTY, deputy_for=member.seats.get()).person
    poll = asked(group, business_manager)

    (todo,) = polls_to_answer(member, board)

    assert (todo.title, todo.due, todo.url) == (
        "Say which days suit you: QAPM meeting",
        poll.closes_on,
        poll.get_absolute_url(),
    )
    assert titles(polls_to_answer, business_manager, board) == titles(polls_to_answer, standing, board) == []


def test_it_waits_no_longer_once_answered_closed_or_withdrawn(board, group, chair, member, business_manager):
    poll = asked(group, business_manager)
    answered(poll, member, "no", "no")
    assert (len(titles(polls_to_answer, member, board)), len(titles(polls_to_answer, chair, board))) == (0, 1)

    with time_machine.travel(timezone.now() + dt.timedelta(days=15)):
        assert titles(polls_to_answer, chair, board) == []
    withdraw_poll(poll, by=business_manager)
    assert titles(polls_to_answer, chair, board) == []


def test_a_closed_poll_waits_for_a_day(board, group, chair, member, business_manager, administrator, analyst):
    poll = asked(group, business_manager)
    people = (chair, business_manager, administrator, member, analyst)
    assert [len(titles(days_to_choose, person, board)) for person in people] == [0, 0, 0, 0, 0]

    with time_machine.travel(timezone.now() + dt.timedelta(days=15)):
        assert [len(titles(days_to_choose, person, board)) for person in people] == [1, 1, 1, 0, 0]
        assert days_to_choose(chair, board)[0].due == poll.closes_on + dt.timedelta(days=1)


def test_a_request_waits_for_the_chair_of_that_group(board, group, chair, member, business_manager, strategic_board):
    other = SeatFactory(group=strategic_board, role=SeatRole.CHAIR).person
    extra = requested(group, member)

    (todo,) = extra_meetings(chair, board)

    assert (todo.due, todo.url) == (add_working_days(timezone.localdate(), 5), extra.get_absolute_url())
    assert [titles(extra_meetings, person, board) for person in (member, business_manager, other)] == [[], [], []]
    withdraw_request(extra, by=member)
    assert titles(extra_meetings, chair, board) == []


def test_an_overdue_meeting_waits_for_those_who_plan(board, group, chair, member, business_manager):
    MeetingFactory(group=group, date=in_days(-120), status=Meeting.Status.DRAFT_MINUTES)
    MeetingFactory(group=group, date=in_days(-5), status=Meeting.Status.CANCELLED)

    (todo,) = overdue_meetings(chair, board)

    assert todo.title == "The next QAPM meeting is overdue"
    assert todo.due == in_days(-120) + dt.timedelta(weeks=15)
    assert len(titles(overdue_meetings, business_manager, board)) == 1
    assert titles(overdue_meetings, member, board) == []


def test_a_group_that_met_in_time_is_not_overdue(board, group, chair):
    MeetingFactory(group=group, date=in_days(-60), status=Meeting.Status.DRAFT_MINUTES)

    assert titles(overdue_meetings, chair, board) == []
