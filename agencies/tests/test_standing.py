"""Whose turn it is: the rotation of standing items, as a rule by itself."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as some

from agencies.standing import (
    PURPOSES,
    Standing,
    is_turn,
    kept,
    months_in,
    quarter_of,
    read,
    said,
    whose_turn,
    written,
)

DAYS = some.lists(some.dates(dt.date(2025, 1, 1), dt.date(2030, 12, 31)), min_size=1, max_size=40).map(sorted)
TITLES = some.text("abcdefgh ", min_size=1, max_size=20)
ROTATIONS = some.one_of(
    some.just({}),
    some.builds(lambda every, since: {"every": every, "since": since}, some.integers(2, 12), some.dates()),
    some.builds(lambda found: {"months": tuple(sorted(found))}, some.sets(some.integers(1, 12), min_size=1)),
    some.builds(lambda found: {"quarters": tuple(sorted(found))}, some.sets(some.integers(1, 4), min_size=1)),
)
ITEMS = some.builds(
    lambda title, purpose, minutes, lead, closing, rotation: Standing(
        title, purpose, minutes, lead, closing, **rotation
    ),
    TITLES,
    some.sampled_from(list(PURPOSES)),
    some.integers(1, 240),
    some.sampled_from(["", "The chair"]),
    some.booleans(),
    ROTATIONS,
)


def turns(item, days):
    return [at for at in range(len(days)) if is_turn(item, days, at)]


@given(ITEMS)
def test_what_is_kept_is_read_again(item):
    assert read(written(item), item.closing) == item


@given(TITLES)
def test_a_plain_title_is_every_meeting(title):
    assert (read(title), written(read(title))) == (Standing(title), title)


@given(DAYS)
def test_what_comes_at_every_meeting_does(days):
    assert turns(Standing("A"), days) == list(range(len(days)))


@given(DAYS, some.integers(2, 12), some.dates(dt.date(2025, 1, 1), dt.date(2030, 12, 31)))
def test_every_nth_begins_with_the_first_from_its_day_and_leaves_out_so_many(days, every, since):
    found = turns(Standing("A", every=every, since=since), days)
    from_then = [at for at, day in enumerate(days) if day >= since]

    assert found == from_then[::every]


@given(DAYS, some.sets(some.integers(1, 12), min_size=1))
def test_a_month_has_its_item_once_a_year_and_never_without_a_meeting(days, months):
    found = turns(Standing("A", months=tuple(months)), days)

    at_them = [(days[at].year, days[at].month) for at in found]
    assert at_them == sorted({(day.year, day.month) for day in days if day.month in months})


@given(DAYS, some.sets(some.integers(1, 4), min_size=1))
def test_so_has_a_quarter_and_it_is_its_first_meeting(days, quarters):
    found = turns(Standing("A", quarters=tuple(quarters)), days)

    for at in found:
        same = [day for day in days if (day.year, quarter_of(day.month)) == (days[at].year, quarter_of(days[at].month))]
        assert days[at] == same[0]
    assert len(found) == len({(day.year, quarter_of(day.month)) for day in days if quarter_of(day.month) in quarters})


@given(some.lists(ITEMS, max_size=8), DAYS, some.data())
def test_the_order_of_the_template_stays_and_later_meetings_change_nothing(items, days, data):
    at = data.draw(some.integers(0, len(days) - 1))
    found = whose_turn(items, days, at)

    assert found == [item for item in items if item in found]
    assert found == whose_turn(items, days[: at + 1], at)


def test_every_second_meeting_and_once_a_year_in_the_quarter_of_march():
    days = [dt.date(2026, 3, 4), dt.date(2026, 6, 3), dt.date(2026, 9, 2), dt.date(2026, 12, 2), dt.date(2027, 2, 10)]
    second = Standing("Audits", every=2, since=dt.date(2026, 4, 1))
    annual = Standing("Annual report", quarters=(quarter_of(3),))

    assert (turns(second, days), turns(annual, days)) == ([1, 3], [0, 4])
    assert second.comes == "every second meeting from 1 April 2026"
    assert annual.comes == "the first meeting in January to March"
    assert Standing("A", months=(3, 6, 9)).comes == "the first meeting in March, June and September"


def test_an_entry_as_a_line():
    entry = written(Standing("Audits", "decide", 1, "Joy Okafor", every=7, since=dt.date(2026, 4, 1)))

    assert said("Risks") == "Risks"
    assert said(entry) == "Audits (Decide, 1 minute, led by Joy Okafor; every 7th meeting from 1 April 2026)"
    assert said({"title": "Audits", "lead": "the chair"}) == "Audits (Assure, 10 minutes, led by the chair)"


def test_titles_typed_again_keep_their_turns():
    entries = ["Risks", {"title": "Audits", "every": 2}]

    assert kept(["Audits", "New", "Risks"], entries) == [{"title": "Audits", "every": 2}, "New", "Risks"]


def test_months_by_name():
    assert months_in("september and March, march") == (3, 9)
    with pytest.raises(ValueError, match="“Marchh” is not a month."):
        months_in("Marchh")
