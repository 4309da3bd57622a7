"""Axes have round numbers that cover their values, and labels that do not touch."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lscb_portal.lib.charts.axis import Axis, decimals_of, spread, ticks

sizes = st.floats(0, 1e9, allow_nan=False)


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (120, 181, [120, 140, 160, 180, 200]),
        (72, 97, [70, 80, 90, 100]),
        (0, 5, [0, 2, 4, 6]),
        (0.2, 0.9, [0.2, 0.4, 0.6, 0.8, 1.0]),
        (5, 5, [4, 4.5, 5, 5.5, 6]),
        (0, 0, [0, 0.25, 0.5, 0.75, 1]),
    ],
)
def test_ticks_are_round_and_few(low, high, expected):
    assert ticks(low, high) == expected


@given(sizes, sizes)
def test_ticks_cover_the_values_and_never_go_below_nothing(one, other):
    low, high = sorted([one, other])
    steps = ticks(low, high)

    assert steps[0] <= low + 1e-6
    assert steps[-1] >= high - 1e-6
    assert steps[0] >= 0
    assert 2 <= len(steps) <= 7
    assert steps == sorted(set(steps))


def test_an_axis_maps_its_ends_to_its_edges():
    axis = Axis([0, 50, 100], start=220, end=12)

    assert (axis.at(0), axis.at(50), axis.at(100)) == (220, 116, 12)


@pytest.mark.parametrize(("steps", "decimals"), [([0, 20], 0), ([0, 0.5], 1), ([0.25, 0.5], 2), ([], 0)])
def test_the_decimals_are_those_the_steps_need(steps, decimals):
    assert decimals_of(steps) == decimals


@given(st.dictionaries(st.sampled_from("abcdef"), st.floats(0, 300), min_size=1))
def test_labels_are_moved_apart_in_their_order(wanted):
    placed = spread(wanted, 14)
    order = sorted(placed, key=placed.get)

    gaps = [placed[b] - placed[a] for a, b in zip(order, order[1:], strict=False)]
    assert all(gap >= 14 - 1e-6 for gap in gaps)
    assert [wanted[name] for name in order] == sorted(wanted.values())


def test_labels_far_apart_stay_where_they_are():
    assert spread({"upper": 10, "mean": 60, "lower": 110}, 14) == {"upper": 10, "mean": 60, "lower": 110}
