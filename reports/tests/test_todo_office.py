"""What waits for the board's office: records, invitations, reports."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from agencies.models import Board, Invitation, SafetyRecord
from agencies.tests.factories import UserFactory
from reports.models import BoardReport
from reports.operations import rendering
from reports.tests.factories import claimed, draft, issued, made, signed_off
from reports.todo.board import invitations, reports, to_acknowledge

TODAY = dt.date(2026, 11, 12)


@pytest.fixture(autouse=True)
def thursday():
    with time_machine.travel(dt.datetime(2026, 11, 12, 10, tzinfo=dt.UTC), tick=False):
        yield


def titles(found):
    return [todo.title for todo in found]


def test_records_that_a_child_may_be_unsafe_come_first(board, business_manager, lead, chair):
    for _ in range(2):
        SafetyRecord.objects.create(
            board=board,
            recorded_by=lead,
            route="social_care",
            rung_at=timezone.now(),
            recipient_role="Duty worker",
            outcome="A visit today.",
        )
    (todo,) = to_acknowledge(business_manager, board)
    assert (todo.title, todo.due) == ("Acknowledge two records that a child may be unsafe", TODAY)
    assert to_acknowledge(chair, board) == to_acknowledge(lead, board) == []
    SafetyRecord.objects.update(acknowledged_at=timezone.now(), acknowledged_by=business_manager)
    assert to_acknowledge(business_manager, Board.objects.get()) == []


def test_invitations_that_ran_out(board, business_manager, chair):
    person = UserFactory()
    old = {"board": board, "invited_by": business_manager, "person": person}
    Invitation.objects.create(expires_at=timezone.now() - dt.timedelta(days=1), **old)
    assert titles(invitations(business_manager, board)) == ["Send one invitation again"]
    assert invitations(chair, board) == []
    Invitation.objects.create(expires_at=timezone.now() + dt.timedelta(days=7), **old)
    assert invitations(business_manager, board) == []


REPORTS = {
    "draft": {"analyst": "Finish", "chair": "Finish", "business_manager": "Finish"},
    "failed": {"analyst": "Try again", "chair": "Try again", "business_manager": "Try again"},
    "rendering": {},
    "ready": {"chair": "Sign off"},
    "signed_off": {"business_manager": "Issue"},
    "issued": {},
}


@pytest.mark.parametrize("status", REPORTS)
@pytest.mark.parametrize("name", ["analyst", "chair", "business_manager", "member", "board_member", "lead"])
def test_a_report_waits_for_the_one_who_can_move_it_on(
    board, group, analyst, chair, business_manager, status, name, request
):
    person = request.getfixturevalue(name)
    report = draft(group, analyst)
    steps = {
        "draft": lambda: None,
        "failed": lambda: rendering.fail(claimed(report, analyst), "The disk is full."),
        "rendering": lambda: claimed(report, analyst),
        "ready": lambda: made(report, analyst),
        "signed_off": lambda: signed_off(report, analyst, chair),
        "issued": lambda: issued(report, business_manager, chair),
    }
    steps[status]()
    assert BoardReport.objects.get().status == status
    begun = REPORTS[status].get(name)
    assert [todo.title.startswith(begun) for todo in reports(person, board)] == ([True] if begun else [])
