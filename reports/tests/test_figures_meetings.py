"""Meetings, quorum, attendance, decisions and actions of a quarter, on small data worked out by hand."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from agencies.models import SeatRole
from lscb_portal.lib.periods import Quarter
from reports.figures.actions import actions_of, letter_of
from reports.figures.ahead import ahead_of
from reports.figures.decisions import decisions_of
from reports.figures.meetings import attendance_of, meetings_of
from reports.figures.people import presented_by
from workplan.models import Action, AgendaItem, Decision, Delivery, Meeting
from workplan.tests.factories import (
    ActionFactory,
    AttendeeFactory,
    ItemFactory,
    MeetingFactory,
    MovementFactory,
    london,
)

# Past meetings, written as they stood in the end.
pytestmark = pytest.mark.usefixtures("unguarded")
Q4 = Quarter("2025-Q4")
DAY = dt.date(2026, 2, 18)
THREE = {"clauses": [{"kind": "at_least", "number": 3, "of": {"all": True}}]}


@pytest.fixture
def held(group):
    """A meeting held on 18 February 2026, quorate with three agencies, its register still empty."""
    return MeetingFactory(
        group=group,
        date=DAY,
        starts_at=dt.time(9, 30),
        status=Meeting.Status.DRAFT_MINUTES,
        quorum_rule=THREE,
        closed_at=london(2026, 2, 18, 11, 0),
    )


def seat(meeting, agency, *stays, **fields):
    """A line of the register, with its arrivals and departures as ("09:30", "10:30") by the clock of the room."""
    attendee = AttendeeFactory(meeting=meeting, agency=agency, **fields)
    for came, left in stays:
        MovementFactory(attendee=attendee, at=at(came))
        if left:
            MovementFactory(attendee=attendee, kind="left", at=at(left))
    return attendee


def at(clock):
    hour, minute = map(int, clock.split(":"))
    return london(2026, 2, 18, hour, minute)


def test_when_a_meeting_was_quorate(group, held, police, hospital, council):
    seat(held, police, ("09:30", None))
    seat(held, hospital, ("09:31", "10:30"), ("10:40", None))
    seat(held, council, ("09:35", None))

    (meeting,) = meetings_of(group, Q4)

    assert meeting["quorate"] == [{"since": "09:35", "until": "10:30"}, {"since": "10:40", "until": "11:00"}]
    assert (meeting["most_agencies"], meeting["needed"], meeting["state"]) == (3, 3, "held")
    assert (meeting["on"], meeting["starts_at"], meeting["place"]) == (DAY, "09:30", "Mere House, room 2")


def test_two_people_of_one_agency_are_one_agency(group, held, police, hospital):
    for _ in range(2):
        seat(held, police, ("09:30", None))
    seat(held, hospital, ("09:30", None))
    (meeting,) = meetings_of(group, Q4)
    assert (meeting["quorate"], meeting["most_agencies"], meeting["agencies"]) == ([], 2, 2)


def test_a_voided_arrival_never_was(group, held, police):
    attendee = AttendeeFactory(meeting=held, agency=police)
    MovementFactory(attendee=attendee, at=at("09:30"), voided_at=timezone.now())
    (meeting,) = meetings_of(group, Q4)
    assert (meeting["agencies"], meeting["members"], meeting["members_of"]) == (0, 0, 1)


def test_a_deputy_carries_the_agency_and_the_member_is_absent(group, held, police, hospital):
    member = seat(held, police, apologies=True)
    seat(held, police, ("09:30", None), seat=None, role=SeatRole.DEPUTY, name="A deputy", deputy_for=member)
    seat(held, hospital, ("09:30", None))

    (meeting,) = meetings_of(group, Q4)
    grid = attendance_of(group, Q4)

    assert (meeting["agencies"], meeting["agencies_of"]) == (2, 2)
    assert (meeting["members"], meeting["members_of"], str(meeting["member_per_cent"])) == (1, 2, "50")
    assert grid["rows"] == [{"agency": "Acute trust", "cells": ["present"]}, {"agency": "Police", "cells": ["deputy"]}]


def test_the_grid_of_the_last_four_meetings_held(group, police, hospital):
    for month in range(1, 7):
        meeting = MeetingFactory(
            group=group, date=dt.date(2025, 6 + month, 10), status=Meeting.Status.APPROVED, quorum_rule=THREE
        )
        seat(meeting, police, apologies=month == 6)
    MeetingFactory(group=group, date=dt.date(2026, 1, 5), status=Meeting.Status.CANCELLED)

    grid = attendance_of(group, Q4)

    assert [meeting["on"].month for meeting in grid["meetings"]] == [9, 10, 11, 12]
    assert grid["rows"] == [{"agency": "Police", "cells": ["absent", "absent", "absent", "apologies"]}]


def test_an_agency_without_a_seat_then(group, police, hospital):
    for month, agencies in ((1, [police]), (2, [police, hospital])):
        meeting = MeetingFactory(
            group=group, date=dt.date(2026, month, 10), status=Meeting.Status.APPROVED, quorum_rule=THREE
        )
        for agency in agencies:
            seat(meeting, agency)
    rows = {row["agency"]: row["cells"] for row in attendance_of(group, Q4)["rows"]}
    assert rows == {"Acute trust": ["no_seat", "absent"], "Police": ["absent", "absent"]}


def test_advisers_do_not_count(group, held, police):
    seat(held, None, ("09:30", None), role=SeatRole.ADVISER)
    seat(held, police, ("09:30", None))
    (meeting,) = meetings_of(group, Q4)
    assert (meeting["agencies_of"], meeting["members_of"]) == (1, 1)


def test_meetings_of_other_quarters_and_groups_stay_away(group, strategic_board, held):
    MeetingFactory(group=group, date=dt.date(2026, 4, 1))
    MeetingFactory(group=strategic_board, date=DAY)
    assert [meeting["on"] for meeting in meetings_of(group, Q4)] == [DAY]


def test_a_cancelled_meeting_says_why(group):
    MeetingFactory(group=group, date=DAY, status=Meeting.Status.CANCELLED, cancelled_reason="Snow.")
    (meeting,) = meetings_of(group, Q4)
    assert (meeting["state"], meeting["reason"], "quorate" in meeting) == ("cancelled", "Snow.", False)


def decision(meeting, number, **fields):
    return Decision.objects.create(
        meeting=meeting,
        item=meeting.items.first() or ItemFactory(meeting=meeting, title="Audit programme"),
        board=meeting.board,
        number=number,
        wording=f"Wording {number}.",
        decided_at=at("10:00"),
        recorded_by=fields.pop("by"),
        **{
            "outcome": "agreed",
            "quorate": True,
            "agencies_present": 4,
            "quorum_sentence": "4 agencies here, 3 needed.",
        }
        | fields,
    )


def test_decisions_with_the_quorum_of_their_moment(group, held, chair):
    first = decision(held, 14, by=chair)
    decision(held, 15, by=chair, outcome="noted", quorate=False, agencies_present=2, dissent="Police")
    decision(held, 16, by=chair, corrects=first)

    decisions = decisions_of(group, Q4)

    assert [(one["reference"], one["outcome"], one["quorate"], one["dissent"]) for one in decisions] == [
        ("D-015", "Noted", False, "Police"),
        ("D-016", "Agreed", True, ""),
    ]
    assert (decisions[0]["item"], decisions[0]["agencies"]) == ("Audit programme", 2)
    assert meetings_of(group, Q4)[0]["decisions"] == 2


def test_a_decision_on_a_restricted_item_is_in_no_count(group, held, chair):
    decision(held, 14, by=chair)
    AgendaItem.objects.update(is_restricted=True)

    assert meetings_of(group, Q4)[0]["decisions"] == len(decisions_of(group, Q4)) == 0


@pytest.fixture
def owner(chair):
    return chair


def action(owner, number, due, delivery=Delivery.NOT_STARTED, **fields):
    return ActionFactory(
        board=owner.seats.get().group.board,
        number=number,
        owner=owner,
        due_on=due,
        delivery=delivery,
        created_at=dt.datetime(2025, 6, 1, tzinfo=dt.UTC),
        **fields,
    )


ON = dt.date(2026, 4, 22)


def test_actions_by_state_overdue_and_due_next(board, owner, council):
    action(owner, 1, dt.date(2026, 4, 21), Delivery.ON_COURSE, agency=council, original_due_on=dt.date(2026, 2, 1))
    action(owner, 2, dt.date(2026, 4, 22))
    action(owner, 3, dt.date(2026, 5, 1), Delivery.SLIPPING)
    action(owner, 4, dt.date(2026, 7, 21), Delivery.ON_COURSE)
    action(owner, 5, dt.date(2026, 7, 22), Delivery.ON_COURSE)
    action(owner, 6, dt.date(2026, 1, 1), Delivery.DELIVERED, delivered_at=dt.datetime(2026, 1, 2, tzinfo=dt.UTC))
    action(owner, 7, dt.date(2026, 1, 1), Delivery.DELIVERED, delivered_at=dt.datetime(2025, 12, 31, tzinfo=dt.UTC))

    actions = actions_of(board, Q4, ON)

    assert (actions["counts"], actions["total"]) == ({"B": 1, "G": 2, "A": 1, "R": 1, "N": 1}, 6)
    assert actions["overdue"] == [
        {
            "reference": "A-001",
            "title": actions["overdue"][0]["title"],
            "owner": "Helen Marsh",
            "agency": "Children's Services",
            "due_on": dt.date(2026, 4, 21),
            "original_due_on": dt.date(2026, 2, 1),
            "state": "On course",
            "days": 1,
        }
    ]
    assert [row["reference"] for row in actions["due_next"]] == ["A-002", "A-003", "A-004"]


@pytest.mark.parametrize(
    ("delivery", "due", "letter"),
    [
        (Delivery.NOT_STARTED, ON, "N"),
        (Delivery.ON_COURSE, ON, "G"),
        (Delivery.SLIPPING, ON, "A"),
        (Delivery.SLIPPING, ON - dt.timedelta(days=1), "R"),
        (Delivery.ON_COURSE, ON - dt.timedelta(days=1), "R"),
        (Delivery.DELIVERED, ON - dt.timedelta(days=1), "B"),
    ],
)
def test_the_letter_of_an_action(delivery, due, letter):
    assert letter_of(Action(delivery=delivery, due_on=due), ON) == letter


def test_an_action_made_after_the_day_is_not_counted(board, owner):
    action(owner, 1, ON)
    Action.objects.update(created_at=dt.datetime(2026, 4, 23, tzinfo=dt.UTC))
    assert actions_of(board, Q4, ON)["total"] == 0


def test_another_board_s_actions_stay_away(board, owner, stranger):
    action(owner, 1, ON)
    other = stranger.board_roles.get().board
    assert actions_of(other, Q4, ON)["total"] == 0


@time_machine.travel("2026-04-22 12:00")
def test_what_lies_ahead(group, strategic_board):
    MeetingFactory(group=group, date=dt.date(2026, 5, 20), starts_at=dt.time(9, 30))
    MeetingFactory(group=group, date=dt.date(2026, 6, 1), status=Meeting.Status.CANCELLED)
    MeetingFactory(group=group, date=dt.date(2027, 6, 1))
    MeetingFactory(group=strategic_board, date=dt.date(2026, 6, 3))

    ahead = ahead_of(group, Q4, ON)

    assert ahead["meetings"] == [{"on": dt.date(2026, 5, 20), "starts_at": "09:30", "place": "Mere House, room 2"}]
    assert (ahead["board_meeting"], ahead["until"]) == (dt.date(2026, 6, 3), dt.date(2026, 9, 30))


def test_who_presents_it(group, chair, analyst):
    analyst.job_title = "Performance analyst"
    assert presented_by(group, analyst) == {"prepared_by": "Rhodri Tams, Performance analyst", "chair": "Helen Marsh"}
