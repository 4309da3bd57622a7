"""Run and XmR charts: what they say, and how they draw gaps, phases and odd series."""

import re
from dataclasses import dataclass, field
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lscb_portal.lib.charts.process import ProcessChart
from lscb_portal.lib.charts.sparkline import Sparkline

MONTHS = ["Apr 25", "May 25", "Jun 25", "Jul 25", "Aug 25", "Sep 25", "Oct 25", "Nov 25", "Dec 25"]


@dataclass
class Limits:
    mean: Fraction
    upper: Fraction
    lower: Fraction
    points: int = 24
    provisional: bool = False


@dataclass
class Phase:
    start: int
    stop: int
    centre: object
    limits: Limits | None = None


@dataclass
class Reading:
    """What a chart needs of a reading."""

    phases: list
    latest: int | None
    signals: dict = field(default_factory=dict)
    missing: int = 0

    @property
    def phase(self):
        return self.phases[-1]


LIMITS = Limits(Fraction("148.08"), Fraction("175.94"), Fraction("120.25"))


def chart(values, *, limits=LIMITS, centre=None, signals=None, labels=None, phases=None, **options):
    known = [at for at, value in enumerate(values) if value is not None]
    middle = limits.mean if limits else centre
    reading = Reading(
        phases=phases or [Phase(0, len(values), middle, limits)],
        latest=known[-1] if known else None,
        signals=signals or {},
        missing=len(values) - len(known),
    )
    labels = labels or [MONTHS[at % 9] for at in range(len(values))]
    return ProcessChart("concerns", "Concerns received", labels, values, reading, **options)


def points(svg):
    return svg.count("<circle") + svg.count('fill="#c05a0c"')


def test_a_calm_series_says_so():
    assert chart([148, 150, 147]).summary == (
        "Latest 147 (Jun 25); mean 148.1, limits 120.3 to 175.9. No signal: it varies as it normally does."
    )


def test_signals_are_counted_and_their_runs_dated():
    signals = {0: ("outside",), 2: ("shift",), 3: ("shift", "two of three"), 4: ("shift",), 5: ("two of three",)}
    signals |= {6: ("trend",), 7: ("trend",), 8: ("trend",)}

    assert chart([180, 150, 160, 170, 160, 170, 150, 151, 152], signals=signals).summary == (
        "Latest 152 (Dec 25); mean 148.1, limits 120.3 to 175.9. 1 point outside the limits. "
        "2 points near a limit, 2 of 3 in a row. "
        "3 points in a row, Jun 25 to Aug 25, on one side of the mean. "
        "3 points in a row, Oct 25 to Dec 25, rising or falling."
    )


def test_few_figures_are_read_against_the_median_and_gaps_are_named():
    assert chart([3, None, 9, 4], limits=None, centre=Fraction(4)).summary == (
        "Latest 4 (Jul 25); median 4.0. 1 figure is missing."
    )


def test_provisional_limits_say_from_how_many_figures():
    limits = Limits(LIMITS.mean, LIMITS.upper, LIMITS.lower, points=14, provisional=True)

    assert chart([148], limits=limits).summary.endswith("Limits are provisional, from 14 figures.")


def test_percentages_and_decimals_are_rounded_half_up_once():
    limits = Limits(Fraction("82.45"), Fraction(100), Fraction("61.25"))

    assert chart([Fraction("82.5")], limits=limits, suffix="%").summary.startswith(
        "Latest 83% (Apr 25); mean 82.5%, limits 61.3% to 100.0%."
    )


def test_the_table_has_every_period_with_its_signal():
    assert chart([148, None, 180], signals={2: ("outside", "shift")}).rows == [
        ("Apr 25", "148", ""),
        ("May 25", "missing", ""),
        ("Jun 25", "180", "outside the limits, in a run on one side"),
    ]


@pytest.mark.parametrize("values", [[], [None, None]])
def test_without_figures_it_says_so_and_draws_no_axis(values):
    empty = chart(values, limits=None)

    assert empty.summary == "No figures yet."
    assert "No figures yet</text>" in empty.svg()
    assert "<line" not in empty.svg()


def test_a_gap_breaks_the_line_and_has_no_point():
    svg = chart([148, 150, None, 147]).svg()

    assert (svg.count("<polyline"), points(svg)) == (2, 3)


def test_signals_differ_by_shape_as_well_as_colour():
    svg = chart([148, 180], signals={1: ("outside",)}).svg()

    assert (svg.count("<circle"), svg.count('fill="#c05a0c"')) == (1, 1)


def test_each_phase_has_its_own_band():
    lower = Limits(Fraction(74), Fraction(88), Fraction(60))
    phases = [Phase(0, 2, LIMITS.mean, LIMITS), Phase(2, 4, lower.mean, lower)]

    assert chart([148, 150, 74, 75], phases=phases).svg().count('fill="#f4f0f5"') == 2


@pytest.mark.parametrize("variant", ["wide", "narrow", "pdf"])
def test_every_variant_has_ids_of_its_own_and_only_presentation_attributes(variant):
    svg = chart([148, 150, 147], target=150).svg(variant)

    assert set(re.findall(r' id="([^"]+)"', svg)) == {f"concerns-{variant}-t", f"concerns-{variant}-d"}
    assert not re.search(r"style=|<style|class=|currentColor", svg)


def test_in_the_pdf_the_title_carries_the_summary():
    figure = chart([148, 150, 147])

    assert f'<title id="concerns-pdf-t">Concerns received. {figure.summary}</title>' in figure.svg("pdf")
    assert '<title id="concerns-wide-t">Concerns received</title>' in figure.svg("wide")


def test_words_from_records_are_escaped():
    reading = Reading([Phase(0, 1, 1, None)], 0)
    svg = ProcessChart("x", "A < B & C", ["<Q1>"], [1], reading).svg()

    assert "A &lt; B &amp; C</title>" in svg
    assert "&lt;Q1&gt;</text>" in svg


figures = st.one_of(st.none(), st.integers(0, 10**6), st.fractions(0, 100, max_denominator=300))


@given(st.lists(figures, min_size=1, max_size=30), st.sampled_from(["wide", "narrow", "pdf"]))
def test_every_point_lies_inside_the_drawing(values, variant):
    known = [value for value in values if value is not None]
    drawn = chart(values, limits=None, centre=known[0] if known else None)
    width, height = drawn.SIZES[variant]
    svg = drawn.svg(variant)

    for x, y in re.findall(r'<circle cx="([^"]+)" cy="([^"]+)"', svg):
        assert 0 <= float(x) <= width
        assert 0 <= float(y) <= height
    assert points(svg) == len(known)


def spark(values, **options):
    known = [at for at, value in enumerate(values) if value is not None]
    return Sparkline("Concerns", values, Reading([Phase(0, len(values), None, None)], (known or [None])[-1]), **options)


def test_a_sparkline_says_its_range_and_latest():
    assert spark([61, None, 84, 70], suffix="%").summary == "3 figures, 61% to 84%; latest 70%."
    assert spark([None]).summary == "No figures yet."


@pytest.mark.parametrize(("kind", "shape"), [("good-up", "<rect"), ("bad-up", "<path"), ("common", "<circle")])
def test_a_sparklines_last_mark_shows_the_judgement_by_shape(kind, shape):
    svg = spark([1, 2, 3], kind=kind).svg()

    assert [svg.count(each) for each in ("<rect", "<path", "<circle")] == [
        int(each == shape) for each in ("<rect", "<path", "<circle")
    ]


def test_a_sparkline_is_silent_on_the_page_and_named_in_the_pdf():
    assert 'aria-hidden="true"' in spark([1, 2]).svg()
    assert "<title>Concerns. 2 figures, 1 to 2; latest 2.</title>" in spark([1, 2]).svg("pdf")


@pytest.mark.parametrize("values", [[5], [5, 5, 5], [None], [0, None, 10**9]])
def test_a_sparkline_draws_any_series(values):
    for x, y in re.findall(r'c[xy]="([^"]+)" cy="([^"]+)"', spark(values).svg()):
        assert 0 <= float(x) <= 132
        assert 0 <= float(y) <= 38
