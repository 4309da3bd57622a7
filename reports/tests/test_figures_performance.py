"""Performance figures of a quarter, on small data worked out by hand."""

from decimal import Decimal

import pytest

from audits.models import Observation, PublishedFigure
from audits.models.observation import Aggregation, Polarity, Unit
from audits.performance import NOT_AVERAGED, NOT_GIVEN, combined
from lscb_portal.lib.periods import Quarter
from reports.figures.performance import performance_of, plain
from reports.tests.factories import IndicatorFactory, ObservationFactory, figures

Q4 = Quarter("2025-Q4")


def row_of(indicator, quarter=Q4):
    (row,) = [row for row in performance_of(indicator.board, quarter) if row["code"] == indicator.code]
    return row


def shown(row):
    return [None if point["shown"] is None else str(point["shown"]) for point in row["series"]]


def test_a_sum_with_its_change_and_year(board):
    indicator = IndicatorFactory(board=board, polarity=Polarity.LOWER)
    figures(indicator, "395 451 462 439", last=Q4)

    row = row_of(indicator)

    assert shown(row) == ["395", "451", "462", "439"]
    assert (row["change"], row["direction"]) == (Decimal("-23"), "better")
    assert (row["year"]["label"], row["year"]["shown"], row["year"]["reason"]) == ("2025/26", Decimal("1747"), "")


def test_a_stock_takes_the_last_quarter_and_adds_nothing(board):
    indicator = IndicatorFactory(board=board, aggregation=Aggregation.PERIOD_END)
    figures(indicator, "235 234 251 259", last=Q4)
    assert row_of(indicator)["year"]["shown"] == Decimal("259")


def test_a_rate_of_the_year_is_the_ratio_of_sums_and_never_a_mean(board):
    indicator = IndicatorFactory(board=board, unit=Unit.PERCENT, aggregation=Aggregation.RATIO_OF_SUMS, decimals=1)
    for quarter, part, whole in zip(Q4.year.quarters, (1, 9, 9, 9), (10, 10, 10, 10), strict=True):
        ObservationFactory(indicator=indicator, quarter=quarter.code, numerator=part, denominator=whole)

    row = row_of(indicator)

    assert shown(row) == ["10.0", "90.0", "90.0", "90.0"]
    assert str(row["year"]["shown"]) == "70.0"


def test_half_is_rounded_up_once(board):
    indicator = IndicatorFactory(board=board, unit=Unit.PERCENT, decimals=0)
    ObservationFactory(indicator=indicator, quarter=Q4.code, numerator=33, denominator=40)
    (point,) = row_of(indicator)["series"]
    assert (str(point["value"]), str(point["shown"])) == ("82.5", "83")


def test_a_change_is_that_of_the_figures_as_printed(board):
    """75.5 and 75.4 are printed as 76 and 75: a reader subtracts these."""
    indicator = IndicatorFactory(board=board, unit=Unit.PERCENT, polarity=Polarity.HIGHER)
    for quarter, part in ((Q4.previous, 755), (Q4, 754)):
        ObservationFactory(indicator=indicator, quarter=quarter.code, numerator=part, denominator=1000)
    row = row_of(indicator)
    assert (shown(row), row["change"], row["direction"]) == (["76", "75"], Decimal("-1"), "worse")


def test_a_figure_is_printed_with_the_decimals_it_was_given_with(board):
    """As on the performance page: the Board never reads 77 where the page says 76.9."""
    indicator = IndicatorFactory(board=board, unit=Unit.PERCENT, decimals=0)
    figures(indicator, "76.9 73", last=Q4)
    assert shown(row_of(indicator)) == ["76.9", "73.0"]


def test_the_year_so_far_before_the_last_quarter(board):
    indicator = IndicatorFactory(board=board)
    figures(indicator, "10 20", last=Quarter("2025-Q2"))
    year = row_of(indicator, Quarter("2025-Q2"))["year"]
    assert (year["label"], year["shown"], year["supplied"], year["expected"]) == ("2025/26 so far", Decimal("30"), 2, 2)


def test_twelve_months_roll_over_the_end_of_the_year(board):
    indicator = IndicatorFactory(board=board, unit=Unit.RATE_10000, aggregation=Aggregation.ROLLING_12M)
    quarter = Quarter("2025-Q1")
    for part in (5, 6, 7, 8):
        ObservationFactory(indicator=indicator, quarter=quarter.code, numerator=part, denominator=20_000)
        quarter = quarter.previous
    assert row_of(indicator, Quarter("2025-Q1"))["year"]["shown"] == Decimal("13")


def test_the_published_decimals_of_the_year(board):
    indicator = IndicatorFactory(board=board, unit=Unit.PERCENT, aggregation=Aggregation.MEAN, decimals=1)
    figures(indicator, "76.9 73.4 79.1 82.6", last=Q4)
    PublishedFigure.objects.create(indicator=indicator, year=2025, value=78, decimals=0)
    year = row_of(indicator)["year"]
    assert (str(year["shown"]), year["warning"] != "") == ("78", True)


def test_a_missing_figure_says_why_and_is_never_nought(board):
    indicator = IndicatorFactory(board=board)
    figures(indicator, "10 20 30", last=Q4.previous)
    ObservationFactory(
        indicator=indicator, quarter=Q4.code, status=Observation.Status.NOT_SUPPLIED, reason="The system moved."
    )

    row = row_of(indicator)

    assert row["series"][-1] == {
        "quarter": "2025-Q4",
        "value": None,
        "shown": None,
        "status": "Not supplied",
        "reason": "The system moved.",
    }
    assert (row["change"], row["direction"], row["year"]["shown"]) == (None, "", None)
    assert row["year"]["reason"] == "Quarter 4 is missing: 3 of 4 quarters supplied."


def test_an_indicator_nobody_gave_a_figure_for(board):
    row = row_of(IndicatorFactory(board=board))
    assert [(point["quarter"], point["reason"]) for point in row["series"]] == [("2025-Q4", NOT_GIVEN)]


def test_a_gap_between_quarters_stays_a_gap(board):
    indicator = IndicatorFactory(board=board)
    figures(indicator, "1 - 3", last=Q4)
    assert shown(row_of(indicator)) == ["1", None, "3"]


def test_at_most_twelve_quarters_and_none_before_the_first_figure(board):
    long, short = IndicatorFactory(board=board), IndicatorFactory(board=board)
    figures(long, " ".join(map(str, range(1, 16))), last=Q4)
    figures(short, "8 9", last=Q4)
    assert shown(row_of(long)) == [str(number) for number in range(4, 16)]
    assert shown(row_of(short)) == ["8", "9"]


def test_only_the_latest_revision_counts(board):
    indicator = IndicatorFactory(board=board)
    ObservationFactory(indicator=indicator, quarter=Q4.code, value=1, replaced_at="2026-05-01T00:00Z")
    ObservationFactory(indicator=indicator, quarter=Q4.code, value=2, revision=2)
    assert shown(row_of(indicator)) == ["2"]


def test_another_board_s_figures_stay_away(board, stranger):
    other = stranger.board_roles.get().board
    figures(IndicatorFactory(board=other), "1 2 3", last=Q4)
    assert performance_of(board, Q4) == []


def test_agencies_numerators_and_denominators_are_added_up(board, police, hospital):
    indicator = IndicatorFactory(board=board, unit=Unit.PERCENT, decimals=1)
    for agency, part, whole in ((police, 1, 10), (hospital, 9, 30)):
        ObservationFactory(indicator=indicator, agency=agency, quarter=Q4.code, numerator=part, denominator=whole)
    assert shown(row_of(indicator)) == ["25.0"]


def test_agencies_counts_are_added_up(board, police, hospital):
    indicator = IndicatorFactory(board=board)
    for agency, value in ((police, 4), (hospital, 5)):
        ObservationFactory(indicator=indicator, agency=agency, quarter=Q4.code, value=value)
    assert shown(row_of(indicator)) == ["9"]


def test_agencies_percentages_are_not(board, police, hospital):
    indicator = IndicatorFactory(board=board, unit=Unit.PERCENT)
    for agency in (police, hospital):
        ObservationFactory(indicator=indicator, agency=agency, quarter=Q4.code, value=50)
    assert row_of(indicator)["series"][-1]["reason"] == NOT_AVERAGED


def test_one_agency_s_missing_figure_leaves_the_board_without(board, police, hospital):
    indicator = IndicatorFactory(board=board)
    ObservationFactory(indicator=indicator, agency=hospital, quarter=Q4.code, value=5)
    ObservationFactory(
        indicator=indicator, agency=police, quarter=Q4.code, status=Observation.Status.NOT_SUPPLIED, reason="Late."
    )
    point = row_of(indicator)["series"][-1]
    assert (point["value"], point["reason"]) == (None, "Police: Late.")


def test_the_board_s_own_figure_stands_before_agencies(board, police):
    indicator = IndicatorFactory(board=board)
    rows = [
        ObservationFactory(indicator=indicator, agency=police, quarter=Q4.code, value=4),
        ObservationFactory(indicator=indicator, quarter=Q4.code, value=40),
    ]
    assert combined(rows).reading.value == 40


def test_a_denominator_of_nought_is_no_cases(board):
    indicator = IndicatorFactory(board=board, unit=Unit.PERCENT)
    ObservationFactory(indicator=indicator, quarter=Q4.code, numerator=0, denominator=0)
    point = row_of(indicator)["series"][-1]
    assert (point["value"], point["reason"]) == (None, "No cases.")


@pytest.mark.parametrize(
    ("stored", "text"), [("395.0000", "395"), ("2.6700", "2.67"), ("0.0000", "0"), ("1E+2", "100")]
)
def test_figures_lose_the_column_s_noughts(stored, text):
    assert format(plain(Decimal(stored)), "f") == text


def test_the_queries_do_not_grow_with_the_indicators(board, django_assert_num_queries):
    figures(IndicatorFactory(board=board), "1 2 3 4", last=Q4)
    with django_assert_num_queries(3):
        performance_of(board, Q4)
    for _ in range(30):
        figures(IndicatorFactory(board=board), "1 2", last=Q4)
    with django_assert_num_queries(3):
        performance_of(board, Q4)
