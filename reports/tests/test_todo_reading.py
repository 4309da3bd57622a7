"""An issued report waits for those who receive it, until they have it."""

import datetime as dt

import time_machine
from django.utils import timezone

from reports.operations import board_report
from reports.tests.factories import draft, issued
from reports.todo.board import to_read


def test_a_board_member_reads_an_issued_report_until_they_have_it(
    board, group, analyst, business_manager, chair, board_member, member
):
    report = issued(draft(group, analyst), business_manager, chair)
    assert [todo.title for todo in to_read(board_member, board)] == [f"Read the QAPM report, {report.period.label}"]
    assert to_read(member, board) == []
    board_report.download(report, by=board_member)
    assert to_read(board_member, board) == []


def test_after_four_weeks_a_report_is_not_asked_for_any_more(
    board, group, analyst, business_manager, chair, board_member
):
    issued(draft(group, analyst), business_manager, chair)
    with time_machine.travel(timezone.now() + dt.timedelta(days=29), tick=False):
        assert to_read(board_member, board) == []
