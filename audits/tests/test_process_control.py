"""The rules of domain data: limits from the mean moving range, and the four signals."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.process_control import (
    OUTSIDE,
    SHIFT,
    TREND,
    TWO_OF_THREE,
    Rules,
    assurance,
    limits_of,
    read,
    variation,
)

# Twelve figures about 50, with a mean moving range of 2 and no signal.
CALM = [49, 51, 49, 51, 49, 51, 49, 51, 49, 51, 49, 51]

figures = st.one_of(
    st.integers(0, 500),
    st.decimals(min_value=0, max_value=500, places=2),
    st.fractions(min_value=0, max_value=500, max_denominator=400),
)
series = st.lists(st.one_of(st.none(), figures), max_size=40)


def positions(reading, rule):
    return [at for at, rules in reading.signals.items() if rule in rules]


def test_limits_are_the_mean_and_2_66_mean_moving_ranges():
    limits = limits_of([10, 12, 11, 15])

    # Moving ranges 2, 1 and 4: their mean is 7/3.
    assert (limits.mean, limits.upper, limits.lower) == (
        12,
        12 + Fraction("2.66") * Fraction(7, 3),
        12 - Fraction("2.66") * Fraction(7, 3),
    )


def test_limits_stay_within_what_is_possible():
    limits = limits_of([98, 100, 90, 100], floor=0, ceiling=100)

    assert (limits.upper, limits.spread) == (100, Fraction("2.66") * Fraction(22, 3))


def test_no_moving_range_is_taken_across_a_missing_figure():
    assert limits_of([10, 12, None, 90, 92]).spread == Fraction("2.66") * 2
    assert limits_of([10, None, 90]) is None


def test_a_series_shorter_than_twelve_is_read_against_its_median():
    reading = read([3, None, 9, 4])

    assert (reading.phase.centre, reading.phase.limits, reading.missing) == (4, None, 1)


@pytest.mark.parametrize(("count", "provisional"), [(12, True), (19, True), (20, False)])
def test_limits_from_fewer_than_twenty_figures_are_provisional(count, provisional):
    reading = read([50 + at % 2 for at in range(count)])

    assert (reading.phase.limits.points, reading.phase.limits.provisional) == (count, provisional)


def test_a_calm_series_gives_no_signal():
    assert read(CALM).signals == {}


def test_a_figure_outside_the_limits_is_a_signal():
    reading = read([*CALM, 80], baseline=12)

    assert reading.signals == {12: (OUTSIDE,)}


def test_a_figure_on_the_limit_is_not_a_signal():
    limit = limits_of(CALM).upper

    assert read([*CALM, limit], baseline=12).signals == {}


@pytest.mark.parametrize(("length", "signalled"), [(6, []), (7, [12, 13, 14, 15, 16, 17, 18])])
def test_seven_in_a_row_on_one_side_are_a_shift(length, signalled):
    reading = read([*CALM[:-1], 49, *[51] * length], baseline=12)

    assert positions(reading, SHIFT) == signalled


@pytest.mark.parametrize("between", [50, None])
def test_a_figure_on_the_mean_or_missing_ends_a_run(between):
    reading = read([*CALM, 51.5, 51, 51.5, between, 51, 51.5, 51, 51.5], baseline=12)

    assert (reading.phase.centre, positions(reading, SHIFT)) == (50, [])


@pytest.mark.parametrize(
    ("tail", "signalled"),
    [
        ([50, 51, 52, 53, 54, 55], []),
        ([50, 51, 52, 53, 54, 55, 56], [12, 13, 14, 15, 16, 17, 18]),
        ([56, 55, 54, 53, 52, 51, 50], [12, 13, 14, 15, 16, 17, 18]),
        ([50, 51, 52, 53, 53, 54, 55], []),
        ([50, 51, 52, None, 53, 54, 55], []),
    ],
)
def test_seven_rising_or_falling_are_a_trend(tail, signalled):
    # The figure before the tail neither begins nor prolongs its run.
    before = [*CALM[:-1], 60 if tail[0] == 50 else 40]

    assert positions(read([*before, *tail], baseline=12), TREND) == signalled


def test_two_of_three_far_out_on_the_same_side_are_a_signal():
    # The mean is 50 and the limit 5.32 away, so beyond 3.55 is far out.
    assert positions(read([*CALM, 54, 50, 54], baseline=12), TWO_OF_THREE) == [12, 14]
    assert positions(read([*CALM, 54, 50, 46], baseline=12), TWO_OF_THREE) == []
    assert positions(read([*CALM, 54, None, 54], baseline=12), TWO_OF_THREE) == []


def test_the_lengths_are_settings():
    reading = read([1, 5, 5, 5, 1, 1], Rules(run=3, fewest_for_limits=100))

    assert positions(reading, SHIFT) == [1, 2, 3]


def test_an_explained_change_begins_a_new_phase():
    reading = read([*CALM, *[value + 100 for value in CALM]], rebased_at=[12])

    assert [(phase.start, phase.stop, phase.centre) for phase in reading.phases] == [(0, 12, 50), (12, 24, 150)]
    assert reading.signals == {}


def test_nothing_at_all_is_read_without_complaint():
    reading = read([])

    assert (reading.latest, reading.signals, reading.phase.centre) == (None, {}, None)


@pytest.mark.parametrize(
    ("tail", "better", "said"),
    [
        ([], "higher", "common"),
        ([80], "higher", "good-up"),
        ([80], "lower", "bad-up"),
        ([20], "lower", "good-down"),
        ([20], "higher", "bad-down"),
        ([80], "neutral", "neutral-up"),
        ([80, 50], "higher", "common"),
        ([80, None], "higher", "good-up"),
    ],
)
def test_variation_follows_the_latest_figure_and_what_is_better(tail, better, said):
    assert variation(read([*CALM, *tail], baseline=12), better) == said


def test_a_trend_points_the_way_it_goes_though_it_starts_beyond_the_mean():
    falling = read([*CALM, 53, 52.5, 52, 51.5, 51, 50.5, 49.5], baseline=12)

    assert (falling.signals[18], variation(falling, "lower")) == ((TREND,), "good-down")


def test_too_few_figures_say_so():
    reading = read([1, 2, 3])

    assert (variation(reading, "higher"), assurance(reading, 2, "higher")) == ("few", "few")


@pytest.mark.parametrize(
    ("target", "better", "said"),
    [
        (40, "higher", "pass"),
        (60, "higher", "fail"),
        (40, "lower", "fail"),
        (60, "lower", "pass"),
        (50, "higher", "hit"),
        (None, "higher", "none"),
        (50, "neutral", "none"),
    ],
)
def test_assurance_compares_the_limits_with_the_target(target, better, said):
    assert assurance(read(CALM), target, better) == said


@given(series)
def test_missing_figures_are_never_signals(values):
    assert not [at for at in read(values).signals if values[at] is None]


@given(series)
def test_limits_enclose_the_mean_and_never_go_below_nothing(values):
    for phase in read(values).phases:
        if phase.limits:
            assert 0 <= phase.limits.lower <= phase.limits.mean <= phase.limits.upper


@given(st.lists(figures, min_size=1, max_size=40), st.integers(1, 9))
def test_equal_figures_are_never_a_signal(values, factor):
    assert read([values[0]] * len(values) * factor).signals == {}


@given(st.lists(st.integers(0, 500), min_size=12, max_size=40))
def test_turning_a_series_upside_down_keeps_its_signals(values):
    mirrored = [500 - value for value in values]

    assert read(values, floor=None).signals == read(mirrored, floor=None).signals


@given(st.lists(st.integers(0, 500), min_size=12, max_size=40))
def test_the_kind_of_number_makes_no_difference(values):
    assert read(values) == read([Decimal(value) for value in values]) == read([float(value) for value in values])


@given(st.lists(figures, min_size=12, max_size=12), series, series)
def test_what_comes_later_takes_no_signal_away_from_a_stored_baseline(stored, then, later):
    before = read([*stored, *then], baseline=12).signals
    after = read([*stored, *then, *later], baseline=12).signals

    assert {at: set(before[at]) - set(after.get(at, ())) for at in before} == {at: set() for at in before}
