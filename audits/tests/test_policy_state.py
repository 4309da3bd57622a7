"""By when an agency must review a policy, and how it then stands."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.policy_state import LOOKS, LatestReview, State, due_on, months_after, state_of

TODAY = dt.date(2026, 11, 18)
LONG_AGO = dt.date(2024, 1, 1)


def on(days):
    return TODAY + dt.timedelta(days=days)


def review(outcome="adopted", next_due=300, action_due=None, newest=True):
    return LatestReview(outcome, on(next_due), None if action_due is None else on(action_due), newest)


@pytest.mark.parametrize(
    ("latest", "respond_by", "due"),
    [
        (None, 40, 40),
        (None, -3, -3),
        (review(), 40, 300),
        (review(newest=False), 40, 40),
        (review(next_due=12, newest=False), 40, 12),
        (review("gap", action_due=20), 40, 20),
        (review("gap", action_due=500), 40, 300),
        (review("adopted", action_due=20), 40, 300),
    ],
)
def test_what_is_due_first_counts(latest, respond_by, due):
    assert due_on(on(respond_by), LONG_AGO, latest) == on(due)


def test_an_agency_asked_today_has_eight_weeks_however_old_the_version_is():
    assert due_on(on(-400), TODAY, None) == TODAY + dt.timedelta(weeks=8)


@pytest.mark.parametrize(
    ("due", "latest", "state"),
    [
        (-1, None, State.OVERDUE),
        (-1, review(), State.OVERDUE),
        (-1, review("gap"), State.OVERDUE),
        (-1, review("not_applicable"), State.OVERDUE),
        (0, None, State.DUE_SOON),
        (30, review(), State.DUE_SOON),
        (31, None, State.NEW_VERSION),
        (31, review(newest=False), State.NEW_VERSION),
        (31, review("gap", newest=False), State.NEW_VERSION),
        (31, review(), State.CURRENT),
        (31, review("not_applicable"), State.NOT_APPLICABLE),
        (31, review("gap"), State.GAP),
        (3, review("gap"), State.GAP),
    ],
)
def test_how_an_agency_stands(due, latest, state):
    assert state_of(on(due), latest, TODAY) == state


def test_no_two_states_share_a_letter_or_a_word():
    assert len({look.letter for look in LOOKS.values()}) == len(State)
    assert len({look.label for look in LOOKS.values()}) == len(State)


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (dt.date(2026, 1, 31), 1, dt.date(2026, 2, 28)),
        (dt.date(2027, 12, 31), 2, dt.date(2028, 2, 29)),
        (dt.date(2028, 2, 29), 12, dt.date(2029, 2, 28)),
        (dt.date(2026, 11, 18), 12, dt.date(2027, 11, 18)),
        (dt.date(2026, 11, 30), 3, dt.date(2027, 2, 28)),
    ],
)
def test_months_end_where_the_month_ends(day, months, later):
    assert months_after(day, months) == later


@given(st.dates(dt.date(1990, 1, 1), dt.date(2100, 1, 1)), st.integers(1, 60))
def test_months_after_is_in_the_right_month_and_never_past_the_day(day, months):
    later = months_after(day, months)

    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day <= day.day
