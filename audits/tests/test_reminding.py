import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.reminding import Timetable

OPENED = dt.date(2026, 9, 28)  # a Monday
DUE = dt.date(2026, 11, 13)  # a Friday
FINAL = dt.date(2026, 11, 27)
TABLE = Timetable(OPENED, DUE, FINAL, (20, 10, 5, 1, 0))


def stage(table, *day):
    step = table.step_on(dt.date(2026, *day))
    return step and (step.stage, step.days)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ((9, 28), None),
        ((10, 15), None),
        ((10, 16), ("before", 20)),
        ((10, 29), ("before", 20)),
        ((10, 30), ("before", 10)),
        ((11, 6), ("before", 5)),
        ((11, 11), ("before", 5)),
        ((11, 12), ("before", 1)),
        ((11, 13), ("due", 0)),
        ((11, 15), ("due", 0)),
        ((11, 16), ("late", 0)),
        ((11, 26), ("late", 0)),
        ((11, 27), ("final", 0)),
        ((12, 31), ("final", 0)),
    ],
)
def test_each_day_has_the_newest_letter_of_the_plan(day, expected):
    assert stage(TABLE, *day) == expected


@pytest.mark.parametrize(("day", "expected"), [((11, 27), False), ((11, 29), False), ((11, 30), True)])
def test_the_chair_is_told_on_the_first_working_day_after_the_final_day(day, expected):
    assert TABLE.is_escalated_on(dt.date(2026, *day)) is expected


def test_without_a_final_day_the_chair_is_told_when_the_due_day_is_past():
    table = Timetable(OPENED, DUE, None, (5,))

    assert [step.stage for step in table.steps] == ["before", "late"]
    assert table.is_escalated_on(dt.date(2026, 11, 16)) is True


def test_more_time_beyond_the_final_day_makes_its_own_day_the_last():
    table = Timetable(OPENED, dt.date(2026, 12, 4), FINAL, (5,))

    assert [(step.stage, step.on) for step in table.steps] == [
        ("before", dt.date(2026, 11, 27)),
        ("late", dt.date(2026, 12, 7)),
    ]
    assert table.is_escalated_on(dt.date(2026, 12, 4)) is False


def test_nothing_falls_on_the_opening_day_or_before_it():
    table = Timetable(OPENED, dt.date(2026, 10, 5), None, (20, 5, 1))

    assert table.step_on(OPENED) is None
    assert stage(table, 10, 1) is None
    assert stage(table, 10, 2) == ("before", 1)


def test_a_plan_leaves_out_christmas():
    table = Timetable(OPENED, dt.date(2027, 1, 4), None, (5,))

    assert table.steps[0].on == dt.date(2026, 12, 23)


@given(
    plan=st.lists(st.integers(0, 40), unique=True).map(tuple),
    length=st.integers(1, 120),
    past=st.integers(0, 200),
)
def test_a_later_day_never_has_an_earlier_letter(plan, length, past):
    table = Timetable(OPENED, OPENED + dt.timedelta(days=length), None, plan)
    today = OPENED + dt.timedelta(days=past)
    now, tomorrow = table.step_on(today), table.step_on(today + dt.timedelta(days=1))

    assert now is None or (tomorrow.on >= now.on and OPENED < now.on <= today)
