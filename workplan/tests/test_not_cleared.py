"""Whoever chairs or keeps the minutes writes nothing on a restricted item that they are not cleared for, whichever
operation they come by; and is not told of it by what stands around it."""

import pytest
from django.utils import timezone

from agencies.models import SeatRole
from agencies.tests.asserting import denied
from agencies.tests.factories import SeatFactory, UserFactory
from workplan.models import AgendaItem, SuggestedAmendment
from workplan.operations import agenda, discussion, interest, proposal, suggestion
from workplan.operations.action import give_action
from workplan.operations.answer import enter_answer
from workplan.operations.approval import approve, correct
from workplan.operations.clearance import restrict
from workplan.operations.decision import correct_decision, record_decision
from workplan.sitting import Sitting
from workplan.tests import minuting as way
from workplan.tests.factories import (
    ItemFactory,
    MeetingFactory,
    ProposalFactory,
    here,
    in_days,
    in_session,
    line,
    new_uid,
    told,
)
from workplan.tests.pages import address, words

pytestmark = pytest.mark.django_db

WHY = "The kestrel case was told wrongly."
FOR_READERS = "Why it was made is for those who may read every item."


@pytest.fixture
def vice(group, probation):
    """The vice-chair, who alone is cleared."""
    person = UserFactory(name="Ada Vaughan")
    return SeatFactory(group=group, person=person, agency=probation, role=SeatRole.VICE_CHAIR).person


@pytest.fixture
def hidden(group, chair, vice, member, constable):
    """An item in session that the chair is not cleared for, with a decision and an interest on it."""
    meeting = in_session(group, chair)
    here(meeting, chair, vice, member, constable)
    item = meeting.items.first()
    restrict(item, [], by=vice)
    item.refresh_from_db()
    facts = {"wording": "A second worker.", "outcome": "recommended"}
    record_decision(item, uid=new_uid(), **facts, by=vice)
    facts = {"nature": "A relative.", "handling": "leaves"}
    interest.note_on_item(item, line(meeting, member), uid=new_uid(), **facts, by=vice)
    return item


WRITES = {
    "decide": lambda item, by: record_decision(item, uid=new_uid(), wording="Yes.", outcome="noted", by=by),
    "correct": lambda item, by: correct_decision(
        item.decisions.get(), uid=new_uid(), wording="No.", outcome="noted", by=by
    ),
    "give an action": lambda item, by: give_action(
        item, uid=new_uid(), title="Do it", owner=by, due_on=in_days(9), by=by
    ),
    "discuss": lambda item, by: discussion.save_discussion(item, text="Words.", version=0, by=by),
    "note an interest": lambda item, by: interest.note_on_item(
        item, line(item.meeting, by), uid=new_uid(), nature="Mine.", handling="stays", by=by
    ),
    "take an interest back": lambda item, by: interest.take_back(item.interests.get(), by=by),
    "use discretion": lambda item, by: interest.use_discretion(item, reason="It is urgent.", by=by),
    "enter the answer": lambda item, by: enter_answer(
        item.decisions.get(), uid=new_uid(), answer="accepted", words="", answered_on=timezone.localdate(), by=by
    ),
    "suggest": lambda item, by: suggestion.suggest(item, uid=new_uid(), words="Other words.", by=by),
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES.keys())
def test_a_chair_who_is_not_cleared_writes_nothing_on_it(write, hidden, chair):
    with denied():
        write(hidden, chair)


@pytest.mark.parametrize("name", ["decide", "correct", "give an action", "discuss", "enter the answer"])
def test_one_who_is_cleared_does(name, hidden, vice):
    assert WRITES[name](hidden, vice).pk


AGENDA = {
    "change": lambda item, by: agenda.change_item(item, title="Other", purpose="note", minutes=5, lead="", by=by),
    "mark": lambda item, by: agenda.mark_without_quorum(item, marked=True, by=by),
    "remove": lambda item, by: agenda.remove_item(item, by=by),
}


@pytest.mark.parametrize("write", AGENDA.values(), ids=AGENDA.keys())
def test_nor_does_one_before_the_meeting(write, group, chair, vice):
    item = ItemFactory(meeting=MeetingFactory(group=group, status="agenda_open"), title="Kestrel")
    restrict(item, [], by=vice)
    item.refresh_from_db()

    with denied():
        write(item, chair)
    assert AgendaItem.objects.get().title == "Kestrel"


def test_nor_answers_a_proposal_that_such_an_item_hides(group, chair, vice):
    later = MeetingFactory(group=group, status="agenda_open")
    proposed = ProposalFactory(meeting=later)
    restrict(ItemFactory(meeting=MeetingFactory(group=group), proposal=proposed), [], by=vice)

    with denied():
        proposal.accept(proposed, by=chair)
    with denied():
        proposal.decline(proposed, reason="No.", by=chair)
    with denied():
        proposal.defer(proposed, to=later, by=chair)


def test_nor_answers_what_was_suggested_on_it(group, chair, vice, member, constable):
    meeting = way.held(group, chair, member, constable, chair)
    way.circulated(meeting, chair)
    suggested = suggestion.suggest(meeting.items.first(), uid=new_uid(), words="Other words.", by=member)
    restrict(meeting.items.first(), [], by=vice)

    with denied():
        suggestion.answer(SuggestedAmendment.objects.get(pk=suggested.pk), taken=True, by=chair)


def test_only_those_cleared_are_told_that_the_board_answered(hidden, vice, business_manager, chair, member):
    restrict(hidden, [vice, business_manager, member], by=vice)
    before = told(chair)

    WRITES["enter the answer"](hidden, business_manager)

    assert [told(person)[-1] for person in (vice, member)] == ["workplan/board_answered"] * 2
    assert told(chair) == before


def test_who_left_for_it_is_not_shown(hidden, chair, vice, client):
    counts = []
    for person in (chair, vice):
        sitting = Sitting(hidden.meeting, person, str(hidden.uid))
        counts.append((sitting.quorum.count, [one.attendee.name for one in sitting.room.lines if one.out_for_item]))
    assert counts == [(4, []), (3, ["Clare Pool"])]

    client.force_login(chair)
    assert "4 of 3" in words(client.get(f"{address('chairing', hidden.meeting)}?item={hidden.uid}"))


def test_why_a_version_was_made_is_for_those_who_read_every_item(
    group, client, chair, vice, member, constable, business_manager
):
    meeting = way.held(group, chair, member, constable, chair)
    restrict(meeting.items.first(), [], by=vice)
    record = way.circulated(meeting, chair)
    today = way.sitting(group, chair, chair, member, constable)
    approve(record, today.items.first(), uid=new_uid(), seen=1, by=chair)
    other = meeting.items.last()
    facts = {"words": {str(other.uid): "Better words."}, "reason": WHY, "seen": 1}
    correct(record, uid=new_uid(), **facts, by=chair)

    pages = [address("minutes", meeting), address("minutes_version", meeting, number=2)]
    pages.append(address("minutes_changes", meeting, number=2))
    for person, is_told in ((member, False), (chair, False), (vice, True)):
        client.force_login(person)
        asked = [*pages, address("minutes_approve", meeting)] if person != member else pages
        for page in asked:
            shown = words(client.get(page))
            assert (WHY in shown, FOR_READERS in shown) == (is_told, not is_told), (person, page)
