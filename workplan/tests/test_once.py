"""A form's uid that another meeting's row has already: nothing is done, and nothing is reported as done."""

import datetime as dt

import pytest
from django.db.models import Model

from agencies.models import Event
from agencies.tests.factories import GroupFactory, SeatFactory
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.once import USED
from workplan.models import Action, AgendaItem, Attendee, Decision, Meeting, Outcome, Proposal, Purpose
from workplan.operations.action import give_action
from workplan.operations.agenda import add_item
from workplan.operations.decision import correct_decision, record_decision
from workplan.operations.meeting import plan_meeting
from workplan.operations.proposal import propose
from workplan.operations.register import add_person
from workplan.tests.factories import (
    AttendeeFactory,
    ItemFactory,
    MeetingFactory,
    ProposalFactory,
    here,
    in_days,
    in_session,
    new_uid,
)

ITEM = {"title": "Neglect", "purpose": Purpose.NOTE, "minutes": 10}


@pytest.fixture
def session(group, chair, member):
    """A meeting in session, whose group has two of three agencies here."""
    seat = SeatFactory(group=group)
    session = in_session(group, chair)
    here(session, chair, member, seat)
    return session


@pytest.fixture
def elsewhere(group):
    """A meeting of another group of the board."""
    return MeetingFactory(group=GroupFactory(board=group.board, slug="learning", name="Learning", short_name="L"))


def refused_under(uid, deed, model: type[Model]):
    """Assert that the deed is refused and leaves neither a row nor a line."""
    rows, lines = model.objects.count(), Event.objects.count()
    with pytest.raises(Refused, match=USED):
        deed(uid)
    assert (model.objects.count(), Event.objects.count()) == (rows, lines)


def test_a_meeting(group, chair, elsewhere):
    when = {"date": in_days(30), "starts_at": dt.time(9, 30), "minutes": 120}

    refused_under(elsewhere.uid, lambda uid: plan_meeting(group, uid=uid, by=chair, **when), Meeting)


def test_a_proposal(group, member, elsewhere):
    meeting = MeetingFactory(group=group)
    theirs = ProposalFactory(meeting=elsewhere, proposed_by=member)

    refused_under(theirs.uid, lambda uid: propose(meeting, uid=uid, why="Now", by=member, **ITEM), Proposal)


def test_an_item(group, chair, elsewhere):
    meeting, theirs = MeetingFactory(group=group), ItemFactory(meeting=elsewhere)

    refused_under(theirs.uid, lambda uid: add_item(meeting, uid=uid, by=chair, **ITEM), AgendaItem)


def test_a_guest(session, chair, elsewhere):
    theirs = AttendeeFactory(meeting=elsewhere, seat=None)

    refused_under(theirs.uid, lambda uid: add_person(session, uid=uid, name="Ruth", by=chair), Attendee)


def test_a_decision_on_another_item(session, chair):
    first, second = session.items.all()
    said = {"wording": "Noted.", "outcome": Outcome.NOTED, "by": chair}
    made = record_decision(first, uid=new_uid(), **said)

    refused_under(made.uid, lambda uid: record_decision(second, uid=uid, **said), Decision)
    refused_under(made.uid, lambda uid: correct_decision(made, uid=uid, **said), Decision)
    assert record_decision(first, uid=made.uid, **said) == made


def test_an_action_of_another_item(session, chair, member):
    first, second = session.items.all()
    wanted = {"title": "Ask again", "owner": member, "due_on": in_days(30), "by": chair}
    given = give_action(first, uid=new_uid(), **wanted)

    refused_under(given.uid, lambda uid: give_action(second, uid=uid, **wanted), Action)
    assert give_action(first, uid=given.uid, **wanted) == given
