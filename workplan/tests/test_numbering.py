"""Numbers, stamps and openings while many people press at once. On PostgreSQL, where they truly do."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from lscb_portal.lib.errors import Refused
from workplan.models import Action, Attendee, Decision, Meeting
from workplan.operations.action import give_action
from workplan.operations.decision import record_decision
from workplan.operations.numbering import next_number
from workplan.operations.register import arrive, leave
from workplan.operations.session import open_meeting
from workplan.room import room
from workplan.tests.factories import ItemFactory, MeetingFactory, agreed, here, in_days, line, new_uid

AT_ONCE = 8


def at_once(*deeds):
    """Run each deed in a thread with a connection of its own; return what they returned, or how they were refused."""

    def alone(deed):
        try:
            return deed()
        except Refused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as threads:
        return list(threads.map(alone, deeds))


def noted(meeting, by, uid=None):
    item = meeting.items.first()
    return lambda: record_decision(item, uid=uid or new_uid(), wording="Noted.", outcome="noted", by=by)


def test_the_first_number_is_one_and_boards_count_apart(board, stranger):
    other = stranger.board_roles.get().board
    with transaction.atomic():
        assert next_number(Decision.objects.all(), board) == next_number(Action.objects.all(), other) == 1


@pytest.mark.fault
@pytest.mark.django_db(transaction=True)
def test_numbers_have_no_gaps_and_come_once(session, chair, member):
    item = session.items.first()
    deeds = [noted(session, chair) for _ in range(40)]
    deeds += [
        lambda: give_action(item, uid=new_uid(), title="Do it", owner=member, due_on=in_days(9), by=chair)
        for _ in range(40)
    ]

    at_once(*deeds)

    assert sorted(Decision.objects.values_list("number", flat=True)) == list(range(1, 41))
    assert sorted(Action.objects.values_list("number", flat=True)) == list(range(1, 41))


@pytest.mark.fault
@pytest.mark.django_db(transaction=True)
def test_a_form_sent_twenty_times_at_once_is_one_decision(session, chair):
    uid = new_uid()

    made = at_once(*[noted(session, chair, uid) for _ in range(20)])

    assert len({decision.pk for decision in made}) == Decision.objects.count() == 1


@pytest.mark.fault
@pytest.mark.django_db(transaction=True)
def test_every_stamp_is_the_register_of_its_moment(session, chair, member, constable):
    here(session, chair, member)
    coming_and_going = line(session, constable)
    deeds = []
    for _ in range(20):
        deeds += [
            lambda: arrive(coming_and_going, by=chair),
            noted(session, chair),
            lambda: leave(coming_and_going, by=chair),
            noted(session, chair),
        ]

    at_once(*deeds)

    decisions = list(Decision.objects.all())
    states = [room(session, at=decision.decided_at).quorum for decision in decisions]
    assert [(one.quorate, one.agencies_present) for one in decisions] == [(one.quorate, one.count) for one in states]
    assert len(decisions) == 40


@pytest.mark.fault
@pytest.mark.django_db(transaction=True)
def test_two_taps_at_once_are_one_arrival(session, chair, member):
    attendee = line(session, member)

    at_once(*[lambda: arrive(attendee, by=chair) for _ in range(20)])

    assert attendee.movements.count() == 1


@pytest.mark.fault
@pytest.mark.django_db(transaction=True)
def test_a_meeting_is_opened_once(group, chair, member, constable):
    meeting = agreed(MeetingFactory(group=group), chair)
    ItemFactory(meeting=MeetingFactory(group=group))

    made = at_once(*[lambda: open_meeting(meeting, by=chair) for _ in range(8)])

    assert sum(isinstance(one, Meeting) for one in made) == 1
    assert Attendee.objects.count() == 3
