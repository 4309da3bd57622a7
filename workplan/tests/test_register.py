import datetime as dt

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from lscb_portal.lib.errors import Refused
from workplan.models import Attendee, Movement
from workplan.operations.decision import record_decision
from workplan.operations.register import add_person, arrive, leave, note_apologies, undo
from workplan.operations.session import close_meeting
from workplan.room import room
from workplan.tests.factories import here, in_session, line, london, new_uid, verbs

Mode = Movement.Mode
DAY = (2026, 11, 18)


@pytest.fixture
def session(group, chair, member, constable, adviser):
    """A meeting opened at 09:20; it is 10:00 now."""
    with time_machine.travel(london(*DAY, 9, 20), tick=False) as clock:
        meeting = in_session(group, chair)
        clock.move_to(london(*DAY, 10))
        yield meeting


@pytest.fixture
def attendee(session, member):
    return line(session, member)


def moves(attendee):
    return [(one.kind, one.mode) for one in attendee.movements.standing()]


def decided(session, by):
    facts = {"wording": "Noted.", "outcome": "noted"}
    return record_decision(session.items.first(), uid=new_uid(), **facts, by=by)


def test_an_arrival_is_noted_now(session, attendee, business_manager):
    movement = arrive(attendee, by=business_manager)

    assert (movement.kind, movement.mode, movement.at) == ("arrived", Mode.PRESENT, timezone.now())
    assert (movement.recorded_by, verbs(attendee)) == (business_manager, ["register.arrived"])


def test_two_taps_are_one_arrival(attendee, chair, business_manager):
    arrive(attendee, by=chair)

    assert arrive(attendee, by=business_manager) is None
    assert (moves(attendee), verbs(attendee)) == ([("arrived", "present")], ["register.arrived"])


def test_two_taps_are_one_departure(attendee, chair):
    arrive(attendee, by=chair)
    leave(attendee, by=chair)

    assert leave(attendee, by=chair) is None
    assert moves(attendee) == [("arrived", "present"), ("left", "present")]


def test_nobody_leaves_who_was_not_here(attendee, chair):
    assert leave(attendee, by=chair) is None
    assert moves(attendee) == []


def test_somebody_goes_from_the_line_into_the_room(attendee, chair):
    arrive(attendee, mode=Mode.REMOTE, by=chair)
    arrive(attendee, mode=Mode.PRESENT, by=chair)

    assert moves(attendee) == [("arrived", "remote"), ("arrived", "present")]


def test_a_missed_time_is_typed(attendee, chair):
    assert arrive(attendee, at=london(*DAY, 9, 41), by=chair).at == london(*DAY, 9, 41)


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (london(*DAY, 10, 1), "That time has not come yet."),
        (london(2026, 11, 17, 9, 30), "Give a time on the day of the meeting."),
        (london(1, 1, 2, 9, 30), "Give a time on the day of the meeting."),
    ],
)
def test_times_that_cannot_be(attendee, chair, at, words):
    with pytest.raises(Refused, match=words):
        arrive(attendee, at=at, by=chair)


def test_a_typed_time_comes_after_the_last_movement(attendee, chair):
    arrive(attendee, at=london(*DAY, 9, 41), by=chair)

    with pytest.raises(Refused, match="The register has them at 09:41. Give a later time."):
        leave(attendee, at=london(*DAY, 9, 41), by=chair)
    assert leave(attendee, at=london(*DAY, 9, 42), by=chair).at == london(*DAY, 9, 42)


def test_nobody_is_moved_to_before_a_decision(session, attendee, chair):
    decided(session, chair)

    with pytest.raises(Refused, match="D-001 was recorded at 10:00 with the register as it stood. Give a later time."):
        arrive(attendee, at=london(*DAY, 9, 41), by=chair)


def test_a_slip_is_taken_back_and_kept(attendee, chair):
    arrive(attendee, by=chair)

    undo(attendee, by=chair)

    movement = attendee.movements.get()
    assert (moves(attendee), movement.voided_at) == ([], timezone.now())
    assert verbs(attendee) == ["register.arrived", "register.taken_back"]


def test_only_the_last_movement_is_taken_back(attendee, chair):
    arrive(attendee, by=chair)
    leave(attendee, by=chair)

    undo(attendee, by=chair)

    assert moves(attendee) == [("arrived", "present")]


def test_there_must_be_something_to_take_back(attendee, chair, member):
    with pytest.raises(Refused, match=f"The register has no movement of {member.name}."):
        undo(attendee, by=chair)


def test_what_a_decision_counted_is_not_taken_back(session, attendee, chair):
    arrive(attendee, by=chair)
    decided(session, chair)

    with pytest.raises(Refused, match="Record what is true now, and correct the decision if it was wrong."):
        undo(attendee, by=chair)


def test_a_guest_is_here_and_does_not_count(session, chair):
    guest = add_person(session, uid=new_uid(), name="A. Speaker", by=chair)

    assert (guest.role, guest.counts, guest.seat) == ("guest", False, None)
    assert room(session).quorum.count == 0
    assert verbs(guest) == ["register.added", "register.arrived"]


def test_the_same_guest_form_twice_is_one_guest(session, chair):
    uid = new_uid()
    first = add_person(session, uid=uid, name="A. Speaker", by=chair)

    assert add_person(session, uid=uid, name="A. Speaker", by=chair) == first
    assert Attendee.objects.filter(role="guest").count() == 1


def test_a_deputy_who_comes_unexpected_carries_the_agency(session, chair, attendee, hospital):
    uid = new_uid()
    deputy = add_person(session, uid=uid, name="Ruth Adeyemi", deputy_for=attendee, mode=Mode.REMOTE, by=chair)

    assert (deputy.uid, deputy.agency, deputy.deputy_for) == (uid, hospital, attendee)
    assert (room(session).quorum.count, moves(deputy)) == (1, [("arrived", "remote")])


def test_a_deputy_is_added_once_for_a_member(session, chair, attendee):
    add_person(session, uid=new_uid(), name="Ruth Adeyemi", deputy_for=attendee, by=chair)

    with pytest.raises(Refused, match="ruth adeyemi is on the register already for Mere Hospitals NHS Trust."):
        add_person(session, uid=new_uid(), name=" ruth  adeyemi ", deputy_for=attendee, by=chair)


def test_nobody_stands_in_for_a_guest_or_at_another_meeting(session, group, chair, member):
    guest = add_person(session, uid=new_uid(), name="A. Speaker", by=chair)
    elsewhere = line(in_session(group, chair), member)

    for wrong in (guest, elsewhere):
        with pytest.raises(Refused, match="Choose whom the deputy stands in for."):
            add_person(session, uid=new_uid(), name="Ruth Adeyemi", deputy_for=wrong, by=chair)


def test_apologies_are_noted_and_taken_back(attendee, chair):
    note_apologies(attendee, given=True, by=chair)
    note_apologies(attendee, given=True, by=chair)
    attendee.refresh_from_db()
    assert attendee.apologies is True

    note_apologies(attendee, given=False, by=chair)
    attendee.refresh_from_db()
    assert (attendee.apologies, verbs(attendee)) == (False, ["register.apologies"] * 2)


def acts(session, attendee, user):
    return {
        "arrive": lambda: arrive(attendee, by=user),
        "leave": lambda: leave(attendee, by=user),
        "undo": lambda: undo(attendee, by=user),
        "add": lambda: add_person(session, uid=new_uid(), name="A. Speaker", by=user),
        "apologies": lambda: note_apologies(attendee, given=True, by=user),
    }


ACTS = ["arrive", "leave", "undo", "add", "apologies"]


@pytest.mark.parametrize("act", ACTS)
def test_the_register_closes_with_the_meeting(session, attendee, chair, act):
    close_meeting(session, by=chair)

    with pytest.raises(Refused, match="The register is kept while the meeting is in session."):
        acts(session, attendee, chair)[act]()


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("who", ["member", "adviser", "moderator", "analyst", "board_member", "lead", "stranger"])
def test_the_register_is_kept_by_the_chair_and_the_office(request, session, attendee, who, act):
    with pytest.raises(PermissionDenied):
        acts(session, attendee, request.getfixturevalue(who))[act]()


def test_leaving_ends_the_quorum_at_that_moment(session, chair, member, constable):
    here(session, chair, member, constable, by=chair)
    with time_machine.travel(london(*DAY, 10) + dt.timedelta(minutes=5), tick=False):
        leave(line(session, constable), by=chair)
        assert room(session).quorum.quorate is False
    assert room(session, at=london(*DAY, 10)).quorum.quorate is True
