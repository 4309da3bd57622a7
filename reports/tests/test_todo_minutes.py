"""What the home page says of minutes and of decisions by e-mail."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from agencies.tests.factories import GroupFactory, SeatFactory
from lscb_portal.lib.periods import add_working_days
from reports.todo.minutes import email_decisions, minutes_to_clear, minutes_to_write
from workplan.operations.email_decision import answer, open_email_decision
from workplan.operations.minutes import send_to_chair
from workplan.tests import minuting as way
from workplan.tests.factories import new_uid


@pytest.fixture
def constable(group, police):
    """A member of the sub-group for the police."""
    return SeatFactory(group=group, agency=police).person


@pytest.fixture
def held(group, chair, member, constable):
    return way.held(group, chair, member, constable, chair)


def titles(todos):
    return [todo.title.partition(" of the ")[0] for todo in todos]


def test_the_draft_waits_for_the_manager_then_for_the_chair_then_to_be_circulated(
    held, board, chair, business_manager, member
):
    (todo,) = minutes_to_write(business_manager, board)
    assert (titles([todo]), todo.due) == (["Finish the draft minutes"], add_working_days(held.day, 10))
    assert minutes_to_clear(chair, board) == []

    send_to_chair(held, by=business_manager)
    assert (minutes_to_write(business_manager, board), titles(minutes_to_clear(chair, board))) == (
        [],
        ["Clear the minutes"],
    )

    way.cleared(held, chair)
    assert titles(minutes_to_write(business_manager, board)) == ["Circulate the minutes"]
    assert (minutes_to_clear(chair, board), minutes_to_write(member, board)) == ([], [])


def test_a_decision_by_email_waits_for_those_who_are_silent_and_then_for_the_chair(
    group, board, chair, member, constable, adviser, business_manager
):
    facts = {"title": "Funding", "wording": "It is paid for.", "background": "£900."}
    closes_on = add_working_days(timezone.localdate(), 5)
    question = open_email_decision(group, uid=new_uid(), closes_on=closes_on, **facts, by=business_manager)
    assert [titles(email_decisions(one, board)) for one in (chair, member, adviser)] == [
        ["Answer: Funding"],
        ["Answer: Funding"],
        [],
    ]

    answer(question.asked.get(person=member), answer="agree", seen=0, by=member)
    assert email_decisions(member, board) == []
    with time_machine.travel(timezone.now() + dt.timedelta(days=20)):
        assert (titles(email_decisions(chair, board)), email_decisions(constable, board)) == (["Close: Funding"], [])


def test_nobody_is_asked_to_answer_for_a_seat_they_no_longer_hold(
    group, board, chair, member, police, business_manager
):
    facts = {"title": "Funding", "wording": "It is paid for.", "background": "£900."}
    closes_on = add_working_days(timezone.localdate(), 5)
    open_email_decision(group, uid=new_uid(), closes_on=closes_on, **facts, by=business_manager)
    member.seats.update(ends_on=timezone.localdate() - dt.timedelta(days=1))
    SeatFactory(person=member, agency=police, group=GroupFactory(board=board, slug="other"))

    assert email_decisions(member, board) == []
