import datetime as dt

import pytest

from agencies.models import SeatRole
from agencies.tests.factories import AgencyFactory, SeatFactory
from workplan.models import Movement
from workplan.room import room, who
from workplan.tests.factories import AttendeeFactory, MovementFactory, here, line, london

NINE, TEN, ELEVEN = london(2026, 11, 18, 9), london(2026, 11, 18, 10), london(2026, 11, 18, 11)


def names_here(there):
    return [line.attendee.name for line in there.lines if line.here]


def test_nobody_is_here_when_the_meeting_opens(session):
    there = room(session)

    assert names_here(there) == []
    assert there.quorum.quorate is False
    assert there.quorum.missing == ("Acute trust", "Children's Services", "Police")


def test_those_who_came_make_the_quorum(session, chair, member, constable):
    here(session, chair, member, constable)

    state = room(session).quorum

    assert (state.quorate, state.count, state.needed) == (True, 3, 3)
    assert state.key == ("Acute trust", "Children's Services", "Police")


def test_somebody_who_left_does_not_count(session, chair, member, constable):
    here(session, chair, member, constable)
    MovementFactory(attendee=line(session, member), kind=Movement.Kind.LEFT)

    assert names_here(room(session)) == [chair.name, constable.name]
    assert room(session).quorum.quorate is False


def test_a_movement_taken_back_never_happened(session, chair):
    MovementFactory(attendee=line(session, chair), voided_at=TEN)

    assert names_here(room(session)) == []


def test_an_adviser_does_not_count(session, chair, member, adviser):
    here(session, chair, member, adviser)

    assert room(session).quorum.count == 2


def test_two_people_of_one_agency_count_once(session, chair, member, hospital):
    second = AttendeeFactory(meeting=session, agency=hospital)
    here(session, chair, member)
    MovementFactory(attendee=second)

    assert room(session).quorum.count == 2


def test_two_agencies_of_one_legal_body_count_once(session, chair, member, council):
    housing = AgencyFactory(name="Northmere Housing", legal_body=council.legal_body)
    here(session, chair, member)
    MovementFactory(attendee=AttendeeFactory(meeting=session, agency=housing))

    state = room(session).quorum

    assert (state.quorate, state.count) == (False, 2)
    assert "are one legal body and count once" in state.sentence


def test_a_deputy_carries_the_agency_and_the_member_stays_absent(session, chair, member, constable, police):
    deputy = AttendeeFactory(
        meeting=session, seat=None, name="Ruth Adeyemi", agency=police, deputy_for=line(session, constable)
    )
    here(session, chair, member)
    MovementFactory(attendee=deputy)

    there = room(session)

    assert there.quorum.quorate is True
    assert names_here(there) == [chair.name, member.name, "Ruth Adeyemi"]


def test_a_deputy_is_missed_where_nobody_came_for_the_member(session, chair, member, constable, police):
    AttendeeFactory(meeting=session, seat=None, name="Ruth Adeyemi", agency=police, deputy_for=line(session, constable))
    here(session, chair, member)
    assert {constable.name, "Ruth Adeyemi"} <= {one.attendee.name for one in room(session).missed}
    here(session, constable)
    there = room(session)
    assert not {constable.name, "Ruth Adeyemi"} & {one.attendee.name for one in there.missed}
    assert "Ruth Adeyemi" not in [one.attendee.name for one in there.noted]


def test_one_deputy_named_for_two_agencies_carries_one(session, chair, member, constable, police, hospital):
    for agency, person in ((police, constable), (hospital, member)):
        stand_in = AttendeeFactory(
            meeting=session, seat=None, name="Ruth  ADEYEMI", agency=agency, deputy_for=line(session, person)
        )
        MovementFactory(attendee=stand_in)
    here(session, chair)

    assert room(session).quorum.count == 2


def test_a_standing_deputy_has_a_line_of_their_own(group, chair, member, constable, police):
    from workplan.tests.factories import in_session

    seat = constable.seats.get()
    deputy = SeatFactory(group=group, agency=police, role=SeatRole.DEPUTY, deputy_for=seat)
    meeting = in_session(group, chair)
    here(meeting, chair, member, deputy)

    assert line(meeting, deputy).deputy_for == line(meeting, seat)
    assert room(meeting).quorum.quorate is True


def test_the_room_as_it_was_at_a_moment(session, chair):
    attendee = line(session, chair)
    MovementFactory(attendee=attendee, at=TEN)
    MovementFactory(attendee=attendee, at=ELEVEN, kind=Movement.Kind.LEFT)

    assert names_here(room(session, at=NINE)) == []
    assert names_here(room(session, at=TEN)) == [chair.name]
    assert names_here(room(session, at=ELEVEN)) == []


def test_when_somebody_came_and_went(session, chair):
    attendee = line(session, chair)
    moves = [("arrived", 0, "present"), ("arrived", 5, "remote"), ("left", 10, "remote"), ("arrived", 20, "present")]
    for kind, minutes, mode in moves:
        MovementFactory(attendee=attendee, kind=kind, mode=mode, at=TEN + dt.timedelta(minutes=minutes))

    [found] = [one for one in room(session).lines if one.attendee == attendee]

    assert found.stays == [(TEN, TEN + dt.timedelta(minutes=10)), (TEN + dt.timedelta(minutes=20), None)]
    assert (found.here, found.remote, found.was_here) == (True, False, True)


def test_the_agencies_are_those_with_a_seat_when_the_meeting_opened(session, group, police):
    SeatFactory(group=group, agency=AgencyFactory(short_name="Fire"))

    assert sorted(member.name for member in room(session).members) == ["Acute trust", "Children's Services", "Police"]


def test_two_queries_whatever_the_number_of_people(session, django_assert_num_queries):
    with django_assert_num_queries(2):
        assert room(session).quorum.count == 0
    for number in range(30):
        MovementFactory(attendee=AttendeeFactory(meeting=session, agency=AgencyFactory(name=f"Trust {number}")))
    with django_assert_num_queries(2):
        assert room(session).quorum.count == 30


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [((7, "Ann"), (7, "Anne"), True), ((None, "Ann Lee"), (None, " ann  lee "), True), ((1, "Ann"), (2, "Ann"), False)],
)
def test_who_is_who(one, other, same):
    assert (who(*one) == who(*other)) is same


@pytest.mark.parametrize("words", ["To be confirmed", "t.b.c.", "TBC", " to be  confirmed. ", "(name to follow)", "?"])
def test_words_in_place_of_a_name_tell_nobody_apart(words):
    assert who(None, words) == ""
    assert who(7, words) == 7


def test_deputies_who_are_not_named_yet_are_as_many_people_as_there_are(session, chair, member, constable):
    for person in (member, constable):
        MovementFactory(
            attendee=AttendeeFactory(
                meeting=session,
                seat=None,
                person=None,
                name="To be confirmed",
                agency=line(session, person).agency,
                deputy_for=line(session, person),
                role=SeatRole.DEPUTY,
            )
        )
    here(session, chair)

    assert room(session).quorum.count == 3
