import csv
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.aggregation import MEAN_WARNING, RULES, Reading, YearFigure, row_decimals, year_figure
from lscb_portal.lib.rounding import half_up

PUBLISHED = Path(__file__).parent / "data" / "bury_key_performance_data.csv"
QUARTERS = ("q1", "q2", "q3", "q4")

figures = st.decimals(0, 10**6, places=2)
numerators, denominators = st.integers(0, 500), st.integers(1, 500)
parts = st.lists(st.tuples(numerators, denominators), min_size=4, max_size=4)


def values(*printed):
    """Readings of published values that stand alone; None where nothing was supplied."""
    return [None if value is None else Reading(value=Decimal(str(value))) for value in printed]


def ratios(*pairs):
    return [Reading(numerator=Decimal(over), denominator=Decimal(under)) for over, under in pairs]


# ---- Real figures ------------------------------------------------------------------------------------------------


def published_rows():
    with PUBLISHED.open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table))


@pytest.mark.parametrize("row", published_rows(), ids=lambda row: row["ref"])
def test_every_published_year_figure_follows_from_its_quarters(row):
    decimals = row_decimals(row["published_year"], [row[quarter] for quarter in QUARTERS])
    readings = values(*(row[quarter] for quarter in QUARTERS))

    figure = year_figure(row["aggregation"], readings, decimals=decimals, unit=row["unit"])

    assert str(figure.value) == row["published_year"]


def test_the_published_table_has_its_ten_rows():
    decimals = {row["ref"]: row_decimals(row["published_year"]) for row in published_rows()}

    assert decimals == {
        "2.2": 0,
        "2.3": 0,
        "3.1": 0,
        "3.3": 0,
        "3.4a": 0,
        "3.4b": 0,
        "3.5": 0,
        "3.7": 0,
        "3.8": 2,
        "4.5c": 2,
    }


@pytest.mark.parametrize(
    ("published", "printed", "decimals"),
    [
        ("21.15", ["19.5", "21.8"], 2),
        ("78", ["76.9", "73.4"], 0),
        ("78.0", [], 1),
        (None, ["2.3", "2.67", "1", None], 2),
        (None, [Decimal("4"), Decimal("1E+2")], 0),
        (None, [], 0),
    ],
)
def test_a_row_shows_the_decimals_it_was_published_with(published, printed, decimals):
    assert row_decimals(published, printed) == decimals


# ---- Each rule ---------------------------------------------------------------------------------------------------


def test_events_are_added():
    assert year_figure("sum", values(395, 451, 462, 439), decimals=0) == YearFigure(
        exact=Decimal(1747), decimals=0, reason="", supplied=4, expected=4
    )


def test_a_sum_takes_the_numerators_where_there_are_any():
    readings = [Reading(numerator=Decimal(3), denominator=Decimal(10)), Reading(value=Decimal(4))]

    assert year_figure("sum", readings, decimals=0).value == 7


def test_a_stock_is_its_last_count_and_never_added():
    assert year_figure("period_end", values(235, 234, 251, 259), decimals=0).value == 259


def test_a_stock_needs_only_the_last_period():
    figure = year_figure("period_end", values(None, None, None, 259), decimals=0)

    assert (figure.value, figure.supplied, figure.expected) == (259, 1, 4)


def test_percentages_are_made_from_all_cases_and_not_averaged():
    readings = ratios((1, 2), (90, 100), (1, 2), (1, 2))

    assert year_figure("ratio_of_sums", readings, decimals=1, unit="percent").value == Decimal("87.7")
    assert year_figure("mean", readings, decimals=1, unit="percent").value == Decimal("60.0")


def test_a_rate_over_twelve_months_uses_the_latest_population():
    readings = ratios((100, 40_000), (110, 41_000), (120, 42_000), (130, 43_000))

    figure = year_figure("rolling_12m", readings, decimals=1, unit="rate_10000")

    assert figure.value == Decimal("107.0")


def test_a_mean_is_marked_as_legacy():
    figure = year_figure("mean", values("76.9", "73.4", "79.1", "82.6"), decimals=0, unit="percent")

    assert (str(figure.value), figure.warning) == ("78", MEAN_WARNING)


def test_the_supplier_may_give_the_year():
    figure = year_figure("supplied_year", values(1, 2, 3, 4), decimals=1, supplied_year=Decimal("8.25"))

    assert (figure.value, figure.warning) == (Decimal("8.3"), "")


def test_a_half_is_rounded_up_once_and_only_when_shown():
    figure = year_figure("ratio_of_sums", ratios((33, 40)), decimals=0, unit="percent")

    assert (figure.exact, figure.value) == (Decimal("82.5"), 83)


def test_a_value_is_made_from_its_parts_rather_than_from_its_rounded_print():
    reading = Reading(value=Decimal("88.5"), numerator=Decimal(23), denominator=Decimal(26))

    assert year_figure("period_end", [reading], decimals=0, unit="percent").value == 88


# ---- Missing is never nought, and nought is never a percentage ------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "readings", "reason"),
    [
        ("sum", values(1, None, 3, 4), "Quarter 2 is missing: 3 of 4 quarters supplied."),
        ("sum", values(1, 2, None, None), "Quarters 3 and 4 are missing: 2 of 4 quarters supplied."),
        ("mean", values(None, None, 3, None), "Quarters 1, 2 and 4 are missing: 1 of 4 quarters supplied."),
        ("ratio_of_sums", [*ratios((1, 2)), None], "Quarter 2 is missing: 1 of 2 quarters supplied."),
        ("rolling_12m", [None, *ratios((1, 2))], "Quarter 1 is missing: 1 of 2 quarters supplied."),
        ("sum", [Reading()], "Quarter 1 is missing: 0 of 1 quarters supplied."),
        ("period_end", values(5, None), "Quarter 2 is missing, and an earlier count does not stand in for it."),
        (
            "ratio_of_sums",
            [*ratios((1, 2)), *values(50)],
            "Quarter 2 is without numerator or denominator, and percentages are never averaged.",
        ),
        ("ratio_of_sums", ratios((0, 0), (0, 0)), "No cases."),
        ("rolling_12m", ratios((0, 5), (0, 0)), "No cases."),
        ("period_end", ratios((3, 4), (0, 0)), "No cases."),
        ("mean", ratios((3, 4), (0, 0)), "No cases."),
        ("supplied_year", values(1, 2, 3, 4), "The supplier has not given the year’s figure."),
    ],
)
def test_where_there_is_no_figure_it_says_why(rule, readings, reason):
    figure = year_figure(rule, readings, decimals=0, unit="percent")

    assert (figure.exact, figure.value, figure.reason) == (None, None, reason)


def test_periods_are_called_by_their_name():
    assert year_figure("sum", values(1, None, 3), decimals=0, period="term").reason == (
        "Term 2 is missing: 2 of 3 terms supplied."
    )


def test_a_quarter_without_cases_still_leaves_a_year():
    assert year_figure("ratio_of_sums", ratios((0, 0), (3, 4)), decimals=0, unit="percent").value == 75


def test_nought_is_a_figure():
    assert year_figure("sum", values(0, 0, 0, 0), decimals=0).value == 0
    assert year_figure("ratio_of_sums", ratios((0, 7)), decimals=0, unit="percent").value == 0


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"rule": "average"}, "^“average” is not a way to make a year’s figure: sum, period_end"),
        ({"unit": "furlongs"}, "^“furlongs” is not a unit: count, percent"),
        ({"readings": []}, "^A year has at least one quarter: give None for each that is not in.$"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(settings, sentence):
    with pytest.raises(ValueError, match=sentence):
        year_figure(**{"rule": "sum", "readings": values(1), "decimals": 0} | settings)


# ---- What must hold of any figures ---------------------------------------------------------------------------------


@given(st.lists(figures, min_size=1, max_size=12), st.integers(0, 3))
def test_a_sum_is_rounded_once_and_not_term_by_term(printed, decimals):
    readings = [Reading(value=value) for value in printed]

    assert year_figure("sum", readings, decimals=decimals).value == half_up(sum(printed), decimals)


@given(parts)
def test_a_ratio_of_sums_is_the_exact_share_of_all_cases(pairs):
    share = Fraction(100 * sum(over for over, _ in pairs), sum(under for _, under in pairs))

    figure = year_figure("ratio_of_sums", ratios(*pairs), decimals=1, unit="percent")

    assert figure.value == Decimal((share * 10 + Fraction(1, 2)).__floor__()).scaleb(-1)


@given(parts)
def test_a_ratio_of_sums_lies_between_the_quarters(pairs):
    shares = [Decimal(100 * over) / under for over, under in pairs]

    year = year_figure("ratio_of_sums", ratios(*pairs), decimals=6, unit="percent").value

    assert half_up(min(shares), 6) <= year <= half_up(max(shares), 6)


@given(st.sampled_from(sorted(set(RULES) - {"period_end", "supplied_year"})), parts, st.integers(0, 3))
def test_no_rule_makes_a_figure_while_a_quarter_is_missing(rule, pairs, gap):
    readings = ratios(*pairs)
    readings[gap] = None

    figure = year_figure(rule, readings, decimals=0, unit="percent")

    assert (figure.value, figure.supplied) == (None, 3)
    assert figure.reason == f"Quarter {gap + 1} is missing: 3 of 4 quarters supplied."


@given(st.lists(figures | st.none(), min_size=1, max_size=12), figures)
def test_a_stock_never_depends_on_what_came_before(earlier, last):
    readings = [*(None if value is None else Reading(value=value) for value in earlier), Reading(value=last)]

    assert year_figure("period_end", readings, decimals=2).value == last
