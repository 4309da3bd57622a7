import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lscb_portal.lib.periods import Year, is_working_day
from workplan.schedule import MOST_A_YEAR, dates_of_year, in_rhythm, objection, rhythm

TODAY = dt.date(2026, 11, 23)


def test_four_a_year_are_thirteen_weeks_apart_on_one_weekday():
    assert dates_of_year(dt.date(2026, 4, 15), 4) == [
        dt.date(2026, 4, 15),
        dt.date(2026, 7, 15),
        dt.date(2026, 10, 14),
        dt.date(2027, 1, 13),
    ]


def test_a_year_begun_late_has_the_meetings_that_are_left():
    assert dates_of_year(dt.date(2026, 12, 9), 4) == [dt.date(2026, 12, 9), dt.date(2027, 3, 10)]


def test_a_bank_holiday_gives_way_to_the_next_week():
    # 26 weeks after that Friday is Christmas Day, and a week later New Year's Day.
    assert dates_of_year(dt.date(2026, 6, 26), 2) == [dt.date(2026, 6, 26), dt.date(2027, 1, 8)]


def test_a_weekly_group_meets_once_on_the_day_after_a_holiday():
    # Christmas Day and New Year's Day are Fridays: both give way to 8 January, where the group meets anyway.
    assert dates_of_year(dt.date(2026, 12, 18), 52)[:3] == [
        dt.date(2026, 12, 18),
        dt.date(2027, 1, 8),
        dt.date(2027, 1, 15),
    ]


@pytest.mark.parametrize(
    ("last", "a_year", "day"),
    [
        (None, 4, None),
        (dt.date(2026, 10, 14), 4, dt.date(2027, 1, 13)),
        # It lies in the past: the next of that weekday.
        (dt.date(2026, 4, 15), 4, dt.date(2026, 11, 25)),
        # Christmas Day and New Year's Day are Fridays.
        (dt.date(2026, 9, 25), 4, dt.date(2027, 1, 8)),
        # A meeting that was held on a Saturday.
        (dt.date(2026, 10, 17), 4, dt.date(2027, 1, 18)),
    ],
)
def test_the_day_that_keeps_the_rhythm(last, a_year, day):
    assert in_rhythm(last, a_year, TODAY) == day


@given(st.dates(dt.date(2024, 4, 1), dt.date(2035, 3, 31)), st.integers(1, MOST_A_YEAR))
def test_dates_of_a_year_are_working_days_of_that_year_on_one_weekday(first, a_year):
    days = dates_of_year(first, a_year)

    assert len(days) <= a_year
    assert {day.weekday() for day in days} <= {first.weekday()}
    assert all(Year.of(day) == Year.of(first) for day in days)
    assert all(is_working_day(day) or day.weekday() > 4 for day in days)
    assert days == sorted(set(days))


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (TODAY, ""),
        (dt.date(2026, 12, 1), ""),
        (dt.date(2026, 11, 20), "Choose today or a later day."),
        (
            dt.date(2026, 11, 28),
            "Saturday 28 November 2026 is a weekend or a bank holiday. Choose a working day.",
        ),
        (
            dt.date(2026, 12, 25),
            "Friday 25 December 2026 is a weekend or a bank holiday. Choose a working day.",
        ),
        (dt.date(2030, 1, 7), "Choose a day within the next two financial years."),
        (dt.date(9999, 12, 31), "Choose a day within the next two financial years."),
    ],
)
def test_why_a_day_will_not_do(day, words):
    assert objection(day, TODAY) == words


def test_a_group_is_overdue_when_its_interval_and_two_weeks_have_passed():
    last = dt.date(2026, 4, 15)

    assert rhythm(last, None, 4, dt.date(2026, 7, 29)).overdue is False
    assert rhythm(last, None, 4, dt.date(2026, 7, 30)).overdue is True
    assert rhythm(last, None, 4, TODAY).due_by == dt.date(2026, 7, 29)


def test_a_group_that_never_met_is_not_overdue_but_has_nothing_planned():
    never = rhythm(None, None, 4, TODAY)

    assert (never.overdue, never.unplanned, never.due_by) == (False, True, None)


@pytest.mark.parametrize(
    ("upcoming", "unplanned"), [(dt.date(2027, 1, 13), False), (dt.date(2027, 6, 1), True), (None, True)]
)
def test_a_next_meeting_after_the_due_day_is_no_plan(upcoming, unplanned):
    assert rhythm(dt.date(2026, 10, 14), upcoming, 4, TODAY).unplanned is unplanned
