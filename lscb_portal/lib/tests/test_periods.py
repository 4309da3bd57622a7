import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lscb_portal.lib.periods import (
    Quarter,
    Year,
    add_working_days,
    bank_holidays,
    days_until_words,
    is_working_day,
    parse_period,
    working_days_between,
)

days = st.dates(date(1990, 1, 1), date(2090, 12, 31))
years = st.integers(1901, 2198).map(Year)
quarters = st.builds(lambda year, number: year.quarter(number), years, st.integers(1, 4))
steps = st.integers(-60, 60)


def test_a_year_runs_from_april_to_march():
    year = Year(2025)

    assert (year.start, year.end) == (date(2025, 4, 1), date(2026, 3, 31))
    assert (str(year), year.label) == ("2025", "2025/26")
    assert (year.previous, year.next) == (Year(2024), Year(2026))
    assert [str(quarter) for quarter in year.quarters] == ["2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4"]


def test_the_turn_of_a_century_is_written_with_two_digits():
    assert Year(1999).label == "1999/00"


@pytest.mark.parametrize(
    ("code", "start", "end", "label"),
    [
        ("2025-Q1", date(2025, 4, 1), date(2025, 6, 30), "April to June 2025 (quarter 1)"),
        ("2025-Q2", date(2025, 7, 1), date(2025, 9, 30), "July to September 2025 (quarter 2)"),
        ("2025-Q3", date(2025, 10, 1), date(2025, 12, 31), "October to December 2025 (quarter 3)"),
        ("2025-Q4", date(2026, 1, 1), date(2026, 3, 31), "January to March 2026 (quarter 4)"),
    ],
)
def test_a_quarter_has_its_three_months(code, start, end, label):
    quarter = Quarter(code)

    assert (quarter.start, quarter.end, quarter.label, str(quarter)) == (start, end, label, code)
    assert quarter.year == Year(2025)


def test_the_neighbours_of_a_quarter_cross_the_year():
    assert Quarter("2025-Q4").next == Quarter("2026-Q1")
    assert Quarter("2025-Q1").previous == Quarter("2024-Q4")


def test_the_last_year_there_is_still_has_an_end():
    assert Year(2199).quarter(4).end == Year(2199).end == date(2200, 3, 31)


@pytest.mark.parametrize(
    ("text", "period"),
    [("2025", Year(2025)), (2025, Year(2025)), ("2025-Q4", Quarter("2025-Q4")), (" 2025-q4 ", Quarter("2025-Q4"))],
)
def test_a_period_is_read_from_text(text, period):
    assert parse_period(text) == period


@pytest.mark.parametrize("text", ["", "25", "2025-Q5", "2025-Q0", "2025Q4", "2025/26", "Q4", "２０２５", "2025-Q4\n-"])
def test_text_that_is_no_period_is_refused_with_a_sentence(text):
    sentence = f"“{text}” is not a period. Write a year as 2025 (for 2025/26) or a quarter as 2025-Q4."

    with pytest.raises(ValueError, match=f"^{re.escape(sentence)}$"):
        parse_period(text)


def test_a_year_out_of_reach_is_refused():
    with pytest.raises(ValueError, match="^1899 is not a year between 1900 and 2199.$"):
        parse_period("1899-Q2")


def test_a_quarter_is_made_only_from_its_code():
    with pytest.raises(ValueError, match="^“2025-4” is not a quarter. Write it as 2025-Q4"):
        Quarter("2025-4")


@given(quarters)
def test_a_quarter_survives_being_written_and_read(quarter):
    assert parse_period(str(quarter)) == quarter
    assert hash(parse_period(str(quarter))) == hash(quarter)


@given(days)
def test_every_day_lies_in_exactly_its_own_quarter_and_year(day):
    quarter = Quarter.of(day)

    assert quarter.start <= day <= quarter.end
    assert quarter in Year.of(day).quarters
    assert Year.of(day).start <= day <= Year.of(day).end


@given(quarters)
def test_quarters_follow_one_another_without_a_gap(quarter):
    assert quarter.next.start == quarter.end + timedelta(days=1)
    assert quarter.next.previous == quarter


@given(quarters, quarters)
def test_quarters_sort_in_order_of_time(one, other):
    assert (one < other) == (one.start < other.start)


def test_bank_holidays_are_those_of_england_and_wales():
    assert sorted(bank_holidays(2025)) == [
        date(2025, 1, 1),
        date(2025, 4, 18),
        date(2025, 4, 21),
        date(2025, 5, 5),
        date(2025, 5, 26),
        date(2025, 8, 25),
        date(2025, 12, 25),
        date(2025, 12, 26),
    ]


def test_a_day_in_lieu_is_no_working_day():
    assert not is_working_day(date(2026, 12, 28))
    assert is_working_day(date(2026, 12, 29))


@pytest.mark.parametrize(
    ("day", "number", "answer"),
    [
        (date(2026, 4, 2), 1, date(2026, 4, 7)),  # Thursday before Easter to the Tuesday after
        (date(2026, 4, 7), -1, date(2026, 4, 2)),
        (date(2026, 4, 4), 0, date(2026, 4, 7)),  # Easter Saturday moves on
        (date(2026, 4, 1), 0, date(2026, 4, 1)),
        (date(2026, 1, 10), 1, date(2026, 1, 12)),  # a Saturday
        (date(2026, 1, 10), -1, date(2026, 1, 9)),
        (date(2025, 12, 22), 10, date(2026, 1, 8)),  # over Christmas and New Year
    ],
)
def test_working_days_are_counted_off(day, number, answer):
    assert add_working_days(day, number) == answer


@given(days, steps)
def test_the_answer_is_always_a_working_day(day, number):
    assert is_working_day(add_working_days(day, number))


@given(days, steps.filter(bool))
def test_counting_undoes_adding(day, number):
    assert working_days_between(day, add_working_days(day, number)) == number


@given(days, st.integers(0, 30), st.integers(0, 30))
def test_adding_twice_is_adding_the_sum_from_a_working_day(day, one, other):
    start = add_working_days(day, 0)

    assert add_working_days(add_working_days(start, one), other) == add_working_days(start, one + other)


def test_the_first_day_is_not_counted_and_the_last_is():
    friday, monday = date(2026, 1, 9), date(2026, 1, 12)

    assert working_days_between(friday, monday) == 1
    assert working_days_between(monday, friday) == -1
    assert working_days_between(friday, friday) == 0


@pytest.mark.parametrize(
    ("ahead", "words"),
    [
        (-6, "6 days overdue"),
        (-1, "1 day overdue"),
        (0, "today"),
        (1, "tomorrow"),
        (2, "in 2 days"),
        (4, "in 4 days"),
    ],
)
def test_a_due_date_is_said_in_words(ahead, words):
    today = date(2026, 1, 9)

    assert days_until_words(today + timedelta(days=ahead), today) == words
