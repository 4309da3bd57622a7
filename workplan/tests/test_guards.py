"""What raw SQL cannot do to a meeting, its agenda, its register, its decisions and what came of them."""

import pytest

from agencies.tests.frozen import allows, changeable, copyable, deletable, refusal
from workplan.models import Meeting, Movement
from workplan.operations import register
from workplan.operations.action import give_action, update_action
from workplan.operations.agenda import open_agenda
from workplan.operations.decision import record_decision
from workplan.operations.meeting import cancel_meeting
from workplan.operations.session import close_meeting, start_item
from workplan.tests.factories import (
    ItemFactory,
    MeetingFactory,
    agreed,
    here,
    in_days,
    in_session,
    line,
    new_uid,
)
from workplan.tests.pages import address, words

BEFORE_IT_OPENS = {"date", "starts_at", "minutes", "place", "online_link", "warned_on", "sequence"}
WRITTEN_IN_SESSION = {"started_at", "closed_at", "discussion", "discussion_version", "is_restricted"}


@pytest.fixture
def held(session, item, chair, member):
    """A meeting that is over, with an item taken, somebody there, and a decision."""
    here(session, chair, member)
    start_item(item, by=chair)
    record_decision(item, uid=new_uid(), wording="Noted.", outcome="noted", by=chair)
    return close_meeting(session, by=chair)


def approved(meeting):
    Meeting.objects.filter(pk=meeting.pk).update(status="approved")
    return Meeting.objects.get(pk=meeting.pk)


# The meeting ----------------------------------------------------------------------------------------------------------


def test_a_planned_meeting_changes_freely(meeting):
    assert {"status", "group_id", *BEFORE_IT_OPENS} <= changeable(meeting)


def test_a_meeting_whose_agenda_is_agreed_may_still_be_moved(meeting, chair):
    assert changeable(agreed(meeting, chair)) == BEFORE_IT_OPENS
    assert not deletable(meeting)


@pytest.mark.parametrize("status", ["planned", "agenda_open", "draft_minutes", "approved"])
def test_an_agreed_agenda_is_not_reopened(meeting, chair, status):
    agreed(meeting, chair)

    assert not allows("UPDATE workplan_meeting SET status = %s", status)


def test_a_meeting_that_was_opened_stays_as_it_was(session):
    assert (changeable(session), deletable(session)) == (set(), False)


def test_so_does_one_that_is_over_or_cancelled(held, group, business_manager):
    called_off = cancel_meeting(MeetingFactory(group=group), reason="Snow.", by=business_manager)

    assert (changeable(held), changeable(approved(held)), changeable(called_off)) == (set(), set(), set())


def test_its_rule_of_quorum_does_not_change_as_it_closes(session):
    closing = "UPDATE workplan_meeting SET status = 'draft_minutes', closed_at = opened_at"

    assert allows(closing)
    assert not allows(f"{closing}, quorum_rule = NULL")
    assert not allows(f"{closing}, opened_by_id = opened_by_id + 1")


@pytest.mark.parametrize("status", ["planned", "agenda_agreed", "in_session", "cancelled"])
def test_a_meeting_that_is_over_is_not_opened_again(held, status):
    assert not allows("UPDATE workplan_meeting SET status = %s", status)


# Its agenda -----------------------------------------------------------------------------------------------------------


def test_an_agreed_item_changes_only_by_what_is_written_in_session(meeting, chair):
    item = ItemFactory(meeting=meeting)
    agreed(meeting, chair)

    assert (changeable(item), deletable(item)) == (WRITTEN_IN_SESSION, False)


def test_what_closes_the_meeting_makes_room_for_late_items(meeting, chair):
    closing = ItemFactory(meeting=meeting, is_closing=True)
    agreed(meeting, chair)

    assert changeable(closing) == WRITTEN_IN_SESSION | {"position"}


def test_no_item_moves_into_an_agreed_agenda_or_out_of_it(meeting, chair, group):
    item = ItemFactory(meeting=meeting)
    other = ItemFactory(meeting=MeetingFactory(group=group))
    agreed(meeting, chair)
    move = "UPDATE workplan_agendaitem SET meeting_id = %s, title = 'x' WHERE id = %s"

    assert refusal(move, other.meeting_id, item.pk) == "The agenda is frozen once it is agreed."
    assert refusal(move, meeting.pk, other.pk) == "The agenda is frozen once it is agreed."


def test_what_is_added_to_an_agreed_agenda_says_why_it_is_late(meeting, chair):
    item = ItemFactory(meeting=meeting)
    agreed(meeting, chair)

    assert not copyable(item)
    assert copyable(item, late_reason="The letter came today.")


def test_after_the_meeting_only_the_draft_is_written(held, item):
    assert changeable(item) == {"discussion", "discussion_version", "is_restricted"}
    assert not copyable(item, late_reason="The letter came today.")
    assert changeable(held.items.last()) == {"discussion", "discussion_version", "is_restricted"}


def test_approved_minutes_never_change(held, item):
    approved(held)

    assert (changeable(item), deletable(item)) == (set(), False)


# Its register ---------------------------------------------------------------------------------------------------------


def test_a_line_of_the_register_stays_as_it_was_copied(session, member):
    assert changeable(line(session, member)) == {"apologies"}
    assert not deletable(line(session, member))


def test_a_movement_stays_as_it_was_noted_and_is_taken_back_once(session, member, chair):
    here(session, member)
    movement = Movement.objects.get()

    assert (changeable(movement), deletable(movement)) == ({"voided_at"}, False)
    register.undo(line(session, member), by=chair)
    assert changeable(movement) == set()


def test_the_register_is_closed_with_the_meeting(held, member):
    there, movement = line(held, member), line(held, member).movements.get()

    assert (changeable(there), changeable(movement)) == (set(), set())
    assert not copyable(there, seat_id=None)
    assert not copyable(movement)


def test_nobody_moves_to_the_register_of_another_meeting(held, member, group, chair):
    other = in_session(group, chair)
    here(other, member)
    mine, theirs = line(other, member), line(held, member)

    assert not allows("UPDATE workplan_attendee SET meeting_id = %s WHERE id = %s", held.pk, mine.pk)
    assert not allows("UPDATE workplan_movement SET attendee_id = %s WHERE attendee_id = %s", theirs.pk, mine.pk)


# What came of it ------------------------------------------------------------------------------------------------------


def test_a_decision_never_changes(held):
    decision = held.decisions.get()

    assert (changeable(decision), deletable(decision)) == (set(), False)


def test_decisions_are_added_in_session_and_put_right_while_the_minutes_are_a_draft(session, item, chair):
    first = record_decision(item, uid=new_uid(), wording="Noted.", outcome="noted", by=chair)

    assert copyable(first, number=2)
    close_meeting(session, by=chair)
    assert not copyable(first, number=2)
    assert copyable(first, number=2, corrects_id=first.pk)
    approved(session)
    assert not copyable(first, number=2, corrects_id=first.pk)


def test_an_update_of_an_action_is_kept_for_ever(item, chair, member):
    action = give_action(item, uid=new_uid(), title="Sample 15 cases", owner=member, due_on=in_days(9), by=chair)
    update = update_action(action, delivery="on_course", note="Ten read.", by=member)

    assert (changeable(update), deletable(update)) == (set(), False)


# A person at the page -------------------------------------------------------------------------------------------------


def test_a_guards_refusal_reaches_the_person_as_a_sentence(client, held, member, chair, monkeypatch):
    """As in a race that no check of the operation foresaw."""
    monkeypatch.setattr(register, "_require_in_session", lambda meeting: meeting)
    client.force_login(chair)

    page = client.post(address("attendee", line(held, member)), {"state": "left", "at": ""})
    noted = client.post(address("apologies", line(held, member)), {"given": "yes"}, follow=True)

    assert "The register is closed: the meeting is over." in words(page)
    assert [str(message) for message in noted.context["messages"]] == ["The register is closed: the meeting is over."]
    assert line(held, member).movements.count() == 1


def test_a_late_closing_of_the_agenda_is_no_fault_of_the_server(client, meeting, chair, monkeypatch):
    from workplan.operations import agenda

    item = open_agenda(meeting, by=chair) and ItemFactory(meeting=meeting, title="Before")
    agreed(meeting, chair)
    monkeypatch.setattr(agenda, "require_open", lambda meeting: None)
    client.force_login(chair)

    form = {"title": "After", "purpose": "note", "minutes": 10, "lead": ""}
    page = client.post(address("change_item", item), form)

    assert "The agenda is frozen once it is agreed." in words(page)
