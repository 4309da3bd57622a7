"""What raw SQL cannot do to a poll, a request, a deputy or a calendar address."""

import pytest

from agencies.tests.factories import PostFactory
from agencies.tests.frozen import changeable, copyable, deletable
from workplan.models import CalendarFeed, PollAnswer
from workplan.operations.extra_meeting import decline_meeting
from workplan.operations.feed import make_address, withdraw_address
from workplan.operations.poll import choose, withdraw_poll
from workplan.operations.reply import reply
from workplan.tests.planning import answered, asked, requested


@pytest.fixture
def poll(group, chair, member):
    poll = asked(group, chair)
    answered(poll, member, "yes", "no")
    return poll


def test_the_days_of_a_poll_never_change(poll):
    assert (changeable(poll.options.first()), deletable(poll.options.first())) == (set(), False)


def test_while_a_poll_is_open_its_answers_may_change(poll):
    answer = PollAnswer.objects.first()

    assert {"answer", "answered_at", "answered_by_id"} <= changeable(answer)
    assert "status" in changeable(poll)


@pytest.mark.parametrize("end", ["chosen", "withdrawn"])
def test_a_poll_that_is_over_stays_as_it_was(poll, chair, end):
    choose(poll, poll.options.first(), by=chair) if end == "chosen" else withdraw_poll(poll, by=chair)
    answer = PollAnswer.objects.first()

    assert (changeable(poll), deletable(poll)) == (set(), False)
    assert (changeable(answer), deletable(answer)) == (set(), False)
    assert not copyable(answer, seat_id=answer.seat_id + 1)


def test_a_request_keeps_the_members_words_and_its_answer(group, chair, member):
    extra = requested(group, member)
    assert "reason" not in changeable(extra)
    assert {"status", "answer", "meeting_id"} <= changeable(extra)

    decline_meeting(extra, reason="It can wait.", by=chair)

    assert (changeable(extra), deletable(extra)) == (set(), False)


def test_a_deputy_who_was_let_go_is_not_brought_back(meeting, member, hospital):
    seat, deputy = member.seats.get(), PostFactory(agency=hospital).person
    reply(meeting, seat, answer="deputy", deputy=deputy, by=member)
    named = meeting.deputies.get()
    assert "ended_at" in changeable(named)

    reply(meeting, seat, answer="attending", by=member)

    assert (changeable(named), deletable(named)) == (set(), False)


def test_a_withdrawn_address_is_not_opened_again(member):
    make_address(by=member)
    feed = CalendarFeed.objects.get()
    assert "withdrawn_at" in changeable(feed)

    withdraw_address(by=member)

    assert (changeable(feed), deletable(feed)) == (set(), False)
