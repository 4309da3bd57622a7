"""The days of a round: suggested, warned of, moved from one year to the next."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.planning import DAYS, moved, suggested, title_of_next, warning
from lscb_portal.lib.periods import is_working_day, working_days_between

TODAY = dt.date(2026, 9, 1)
LAST_YEAR = {
    "opens_on": dt.date(2025, 9, 29),
    "due_on": dt.date(2025, 11, 14),
    "final_due_on": dt.date(2025, 11, 28),
    "moderation_due_on": None,
    "event_on": None,
    "report_due_on": dt.date(2026, 1, 30),
}


def test_a_round_is_suggested_from_two_weeks_ahead_by_working_days():
    assert suggested(TODAY) == {
        "opens_on": dt.date(2026, 9, 15),
        "due_on": dt.date(2026, 10, 27),
        "final_due_on": dt.date(2026, 11, 10),
        "moderation_due_on": dt.date(2026, 12, 8),
        "event_on": dt.date(2026, 12, 22),
        "report_due_on": dt.date(2027, 1, 15),
    }


def test_the_first_day_may_be_given():
    assert suggested(TODAY, dt.date(2026, 10, 5))["due_on"] == dt.date(2026, 11, 16)


@given(st.dates(dt.date(2024, 1, 1), dt.date(2030, 1, 1)))
def test_every_suggested_day_is_a_working_day_after_the_one_before(today):
    days = list(suggested(today).values())

    assert all(map(is_working_day, days))
    assert days == sorted(set(days))


def test_a_copy_keeps_the_weeks_and_leaves_out_what_was_left_out():
    assert moved(LAST_YEAR, TODAY) == {
        "opens_on": dt.date(2026, 9, 28),
        "due_on": dt.date(2026, 11, 13),
        "final_due_on": dt.date(2026, 11, 27),
        "moderation_due_on": None,
        "event_on": None,
        "report_due_on": dt.date(2027, 1, 29),
    }


def test_a_copy_of_a_round_of_long_ago_opens_on_the_next_working_day():
    days = moved(LAST_YEAR, dt.date(2027, 3, 25))  # the day before Good Friday

    assert days["opens_on"] == dt.date(2027, 3, 30)
    assert working_days_between(days["opens_on"], days["due_on"]) == working_days_between(
        LAST_YEAR["opens_on"], LAST_YEAR["due_on"]
    )


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (dt.date(2026, 11, 18), ""),
        (None, ""),
        (dt.date(2026, 11, 21), "Saturday 21 November 2026 is at a weekend."),
        (dt.date(2026, 12, 25), "Friday 25 December 2026 is a bank holiday."),
        (dt.date(2026, 12, 28), "Monday 28 December 2026 is a bank holiday."),  # in lieu of Boxing Day
    ],
)
def test_a_day_that_is_none_for_work_is_warned_of(day, words):
    assert warning(day) == words


@pytest.mark.parametrize(
    ("title", "following"),
    [
        ("Section 11 self-evaluation 2025", "Section 11 self-evaluation 2026"),
        ("Section 11, 2025/26", "Section 11, 2026/27"),
        ("Section 11", "Section 11"),
        ("Working Together 2023: round 2025", "Working Together 2023: round 2026"),
    ],
)
def test_the_years_in_a_title_move_on(title, following):
    assert title_of_next(title, dt.date(2025, 9, 29), dt.date(2026, 9, 28)) == following


def test_every_day_has_its_place():
    assert DAYS == ("opens_on", "due_on", "final_due_on", "moderation_due_on", "event_on", "report_due_on")
