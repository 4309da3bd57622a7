"""A snapshot is whole, can be frozen, and never changes when the records do."""

import datetime as dt
import json

import pytest
import time_machine

from audits.models import Observation
from audits.tests.factories_judging import part_of, returned
from lscb_portal.lib.hashing import canonical, sha256_of
from lscb_portal.lib.periods import Quarter
from reports.figures.snapshot import SCHEMA, snapshot_of
from reports.tests.factories import IndicatorFactory, draft, figures

Q4 = Quarter("2025-Q4")
ON = dt.date(2026, 4, 22)


@pytest.fixture
def figured(group, chair, police):
    """A board with a return and a figure."""
    returned(part_of(group.board, code="s11-2025"), agency=police)
    figures(IndicatorFactory(board=group.board), "10 12", last=Q4)
    return group


def test_it_names_what_it_is_about(figured, analyst):
    snapshot = snapshot_of(figured, Q4, by=analyst, on=ON)
    assert snapshot["schema"] == SCHEMA
    assert snapshot["board"]["marking"] == "OFFICIAL-SENSITIVE"
    assert snapshot["board"]["top_group"] == "Strategic Board"
    assert snapshot["quarter"] == {
        "code": "2025-Q4",
        "label": "January to March 2026 (quarter 4)",
        "start": dt.date(2026, 1, 1),
        "end": dt.date(2026, 3, 31),
    }
    assert snapshot["as_at"] == ON


def test_an_empty_board_has_a_snapshot_too(group, analyst):
    snapshot = snapshot_of(group, Q4, by=analyst, on=ON)
    assert (snapshot["returns"], snapshot["matrix"], snapshot["performance"]) == (None, None, [])
    assert canonical(snapshot)


def test_it_holds_no_float(figured, analyst):
    text = canonical(snapshot_of(figured, Q4, by=analyst, on=ON))
    assert canonical(json.loads(text, parse_float=pytest.fail)) == text


def test_the_same_records_give_the_same_hash(figured, analyst):
    first, second = (canonical(snapshot_of(figured, Q4, by=analyst, on=ON)) for _ in range(2))
    assert sha256_of(first) == sha256_of(second)


@time_machine.travel("2026-04-22 12:00")
def test_a_report_does_not_change_when_the_records_do(figured, analyst):
    report = draft(figured, analyst, Q4)
    before = (report.snapshot, report.snapshot_sha256)
    Observation.objects.update(value=99)
    report.refresh_from_db()
    assert (report.snapshot, report.snapshot_sha256) == before
    assert sha256_of(report.snapshot) == report.snapshot_sha256


def test_the_queries_do_not_grow_with_the_records(figured, analyst, django_assert_max_num_queries):
    with django_assert_max_num_queries(30):
        snapshot_of(figured, Q4, by=analyst, on=ON)
    for _ in range(10):
        returned(part_of(figured.board, code="s11-2025"))
        figures(IndicatorFactory(board=figured.board), "10 12", last=Q4)
    with django_assert_max_num_queries(30):
        snapshot_of(figured, Q4, by=analyst, on=ON)
