"""Who counts in a decision by e-mail: whoever holds the seat, one agency a person, and what most of them say."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from agencies.models import SeatRole
from agencies.models.event import Through
from agencies.tests.asserting import refused
from agencies.tests.factories import SeatFactory, UserFactory
from workplan.models import EmailAnswer, Outcome
from workplan.replies import replies_to
from workplan.tests.pages import words
from workplan.tests.test_email_decision import MONDAY, answered, asked, closed

YESTERDAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(MONDAY):
        yield


@pytest.fixture
def question(group, chair, member, constable, business_manager):
    """Asked of chair, member and constable, who are of three agencies."""
    return asked(group, business_manager)


def ended(person):
    person.seats.update(ends_on=timezone.localdate() - YESTERDAY)


def test_nobody_answers_for_a_seat_that_has_ended(question, member, business_manager):
    ended(member)

    for by, through in ((member, Through.PORTAL), (business_manager, Through.TELEPHONE)):
        with refused(f"{member.name} does not hold this seat any more, so nobody answers for it."):
            answered(question, member, by=by, through=through)
    assert EmailAnswer.objects.count() == 0


def test_the_page_asks_nobody_whose_seat_has_ended(question, client, group, member, police, business_manager):
    ended(member)
    SeatFactory(group=group, person=member, agency=police, role=SeatRole.OBSERVER)

    client.force_login(member)
    assert "Your answer" not in words(client.get(question.get_absolute_url()))
    client.force_login(business_manager)
    page = client.get(question.get_absolute_url())
    assert question.asked.get(person=member).pk not in page.context["to_enter"]


def test_one_deputy_of_two_members_carries_one_agency(question, group, chair, member, constable, hospital, police):
    ruth = UserFactory(name="Ruth Adeyemi")
    for one, agency in ((member, hospital), (constable, police)):
        seat = one.seats.get(group=group)
        SeatFactory(group=group, person=ruth, agency=agency, role=SeatRole.DEPUTY, deputy_for=seat)
    answered(question, chair)
    answered(question, member, by=ruth)
    answered(question, constable, by=ruth)

    quorum = replies_to(question).quorum
    assert (quorum.quorate, quorum.count) == (False, 2)

    answered(question, constable, "I agree myself.")
    assert replies_to(question).quorum.count == 3


def test_what_the_office_enters_for_several_counts_for_each(question, chair, member, constable, business_manager):
    for person in (chair, member, constable):
        answered(question, person, by=business_manager, through=Through.TELEPHONE)

    assert replies_to(question).quorum.count == 3


def test_what_most_agree_to_is_not_recorded_as_rejected(question, chair, member, constable):
    answered(question, chair)
    answered(question, member)
    answered(question, constable, how="disagree")

    with refused("2 agree and 1 disagree, so it is agreed."):
        closed(question, chair, Outcome.REJECTED)
    assert closed(question, chair).outcome == Outcome.AGREED
