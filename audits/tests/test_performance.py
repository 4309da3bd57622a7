import re
from decimal import Decimal
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from agencies.models import User
from agencies.tests.factories import AgencyFactory, BoardFactory
from audits.models import Indicator, Observation, PublishedFigure
from audits.performance import combined, series_of
from lscb_portal.lib.periods import Quarter

Status = Observation.Status


def indicator_of(board, code="3.1", **fields):
    facts = {"name": f"Indicator {code}", "unit": "count", "aggregation": "sum"}
    return Indicator.objects.create(board=board, code=code, **facts | fields)


def observe(indicator, quarter="2025-Q4", value=None, **fields):
    return Observation.objects.create(
        indicator=indicator,
        quarter=quarter,
        value=None if value is None else Decimal(value),
        recorded_by=User.objects.system(),
        **fields,
    )


def observe_all(indicator, *values, last="2025-Q4"):
    """Figures for the quarters up to `last`, None for not supplied."""
    quarter = Quarter(last)
    for value in reversed(values):
        missing = {"status": Status.NOT_SUPPLIED, "reason": "The system moved."} if value is None else {}
        observe(indicator, quarter.code, value, **missing)
        quarter = quarter.previous


def series(indicator):
    return series_of(indicator.board, [indicator])[0]


# ---- One quarter's figure ----------------------------------------------------------------------------------------


def test_a_figure_of_no_agency_is_the_boards_own(board, police):
    indicator = indicator_of(board)
    rows = [observe(indicator, value=5, agency=police), observe(indicator, value=7)]

    assert combined(rows).reading.value == 7


def test_agencies_counts_are_added_up_and_percentages_never(board, police, hospital):
    counts, shares = indicator_of(board), indicator_of(board, "3.5", unit="percent")

    added = combined([observe(counts, value=5, agency=police), observe(counts, value=7, agency=hospital)])
    refused = combined([observe(shares, value=50, agency=police), observe(shares, value=70, agency=hospital)])

    assert added.reading.value == 12
    assert (refused.reading, refused.reason) == (
        None,
        "Agencies gave values without numerators and denominators, and these are never averaged.",
    )


def test_percentages_are_made_from_all_numerators_and_denominators(board, police, hospital):
    indicator = indicator_of(board, unit="percent")
    observe(indicator, numerator=1, denominator=2, agency=police)
    observe(indicator, numerator=9, denominator=98, agency=hospital)

    assert series(indicator).latest.shown == "10%"


def test_one_agencys_missing_figure_leaves_the_board_without_and_says_why(board, police, hospital):
    indicator = indicator_of(board)
    rows = [
        observe(indicator, value=5, agency=police),
        observe(indicator, agency=hospital, status=Status.NOT_SUPPLIED, reason="The system moved."),
    ]

    figure = combined(rows)

    assert (figure.reading, figure.status, figure.reason) == (
        None,
        "Not supplied",
        "Acute trust: The system moved.",
    )


def test_figures_of_unlike_status_are_provisional_together(board, police, hospital):
    indicator = indicator_of(board)
    rows = [
        observe(indicator, value=5, agency=police),
        observe(indicator, value=7, agency=hospital, status=Status.REVISED),
    ]

    assert combined(rows).status == "Provisional"


def test_a_denominator_of_nought_is_no_cases_and_never_0_per_cent(board):
    indicator = indicator_of(board, unit="percent")
    observe(indicator, numerator=0, denominator=0)

    latest = series(indicator).latest

    assert (latest.value, latest.shown, latest.reason) == (None, "", "No cases.")


# ---- A series ----------------------------------------------------------------------------------------------------


def test_a_series_runs_from_the_first_figure_to_the_boards_latest_quarter(board):
    early, late = indicator_of(board, "a"), indicator_of(board, "b")
    observe(early, "2025-Q1", 5)
    observe_all(late, 1, 2, last="2025-Q3")

    ended, running = series_of(board, [early, late])

    assert [(point.label, point.shown, point.reason) for point in ended.points] == [
        ("Q1 25/26", "5", ""),
        ("Q2 25/26", "", "No figure has been given."),
        ("Q3 25/26", "", "No figure has been given."),
    ]
    assert [point.label for point in running.points] == ["Q2 25/26", "Q3 25/26"]


def test_only_the_revision_that_stands_is_read(board):
    indicator = indicator_of(board)
    observe(indicator, value=5, replaced_at=timezone.now())
    observe(indicator, value=6, revision=2)

    assert series(indicator).values == [Decimal(6)]


def test_an_indicator_without_a_figure_has_no_points(board):
    empty = series(indicator_of(board))

    assert (empty.points, empty.years) == ([], [])


@pytest.mark.parametrize(
    ("polarity", "values", "direction"),
    [
        ("higher_is_better", (5, 7), "better"),
        ("higher_is_better", (7, 5), "worse"),
        ("lower_is_better", (5, 7), "worse"),
        ("lower_is_better", (7, 5), "better"),
        ("neutral", (5, 7), "changed"),
        ("neutral", (7, 5), "changed"),
        ("target_band", (7, 5), "changed"),
        ("higher_is_better", (5, 5), "same"),
        ("higher_is_better", (None, 5), ""),
        ("higher_is_better", (5, None), ""),
        ("higher_is_better", (5,), ""),
    ],
)
def test_the_direction_follows_the_polarity(board, polarity, values, direction):
    indicator = indicator_of(board, polarity=polarity)
    observe_all(indicator, *values)

    assert series(indicator).direction == direction


def test_quarters_keep_the_decimals_they_were_given_with(board):
    indicator = indicator_of(board, unit="percent", decimals=2)
    observe_all(indicator, "76.9", "73", "79.1")

    assert [point.shown for point in series(indicator).points] == ["76.9%", "73.0%", "79.1%"]


def test_worked_out_figures_are_rounded_half_up_once(board):
    indicator = indicator_of(board, unit="percent")
    observe(indicator, numerator=33, denominator=40)

    assert series(indicator).latest.shown == "83%"


def test_the_year_follows_the_rule_and_stands_beside_the_published_figure(board):
    indicator = indicator_of(board)
    observe_all(indicator, 395, 451, 462, 439)
    PublishedFigure.objects.create(indicator=indicator, year=2025, value=1750)

    (year,) = series(indicator).years

    assert (year.year.label, year.shown, year.printed, year.agrees) == ("2025/26", "1,747", "1,750", False)


def test_a_year_with_a_quarter_missing_says_which(board):
    indicator = indicator_of(board)
    observe_all(indicator, 395, None, 462, 439)

    (year,) = series(indicator).years

    assert (year.shown, year.made.reason) == ("", "Quarter 2 is missing: 3 of 4 quarters supplied.")
    assert series(indicator).latest_year is None


def test_what_needs_a_question_is_missing_or_a_signal_that_is_not_good(board):
    steady = [50, 51] * 7
    rows = {
        "missing": ("neutral", [5, None]),
        "worse": ("lower_is_better", [*steady, 90]),
        "better": ("higher_is_better", [*steady, 90]),
        "neutral": ("neutral", [*steady, 90]),
        "steady": ("lower_is_better", [*steady, 50]),
        "few": ("lower_is_better", [5, 90]),
    }
    for code, (polarity, values) in rows.items():
        observe_all(indicator_of(board, code, polarity=polarity), *values)

    asked = [one.indicator.code for one in series_of(board, board.indicators.order_by("pk")) if one.needs_a_question]

    assert asked == ["missing", "worse", "neutral"]


# ---- The pages ---------------------------------------------------------------------------------------------------


def get(client, person, address):
    client.force_login(person)
    return client.get(address)


def text(response):
    body = response.content.decode().partition("<main")[2].partition("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def performance(board):
    return reverse("audits:performance", args=[board.slug])


def page_of(indicator):
    return reverse("audits:indicator", args=[indicator.board.slug, indicator.uid])


def test_the_table_shows_latest_previous_year_and_what_it_says(client, board, analyst):
    indicator = indicator_of(board, name="Notifications", polarity="lower_is_better")
    observe_all(indicator, 395, 451, 462, 439)

    page = text(get(client, analyst, performance(board)))

    assert "Quarter 4, January to March 2026 Performance 1 of 1 figure supplied for the quarter" in page
    assert "3.1 Notifications 439 462 better 1,747 2025/26 Too few points" in page


def test_missing_figures_come_first_and_are_never_nought(client, board, analyst):
    observe_all(indicator_of(board, name="Notifications"), 395, None)
    observe_all(indicator_of(board, "3.2", name="Referrals"), 5, 5)

    page = text(get(client, analyst, performance(board)))

    assert "1 of 2 needs a question" in page
    assert "Notifications Not supplied The system moved." in page


def test_a_board_without_figures_says_so(client, board, analyst):
    assert "No figures yet." in text(get(client, analyst, performance(board)))


def test_an_indicator_shows_its_chart_its_years_and_its_history(client, board, analyst):
    indicator = indicator_of(board, name="Notifications")
    observe(indicator, "2025-Q3", 450, replaced_at=timezone.now())
    observe(indicator, "2025-Q3", 462, revision=2, status=Status.REVISED, commentary="Two teams <joined>.")
    observe(indicator, "2025-Q4", 439)
    PublishedFigure.objects.create(indicator=indicator, year=2025, value=1750)

    page = get(client, analyst, page_of(indicator))

    assert "Latest 439 (Q4 25/26); median 450.5." in text(page)
    assert "2025/26 Quarters 1 and 2 are missing: 2 of 4 quarters supplied. – 1,750 differs" in text(page)
    assert "Q3 25/26 462 Revised Two teams <joined>." in text(page)
    assert "Q3 25/26 Whole board 450" in text(page)
    assert page.content.decode().count("<svg") > 1


def test_an_indicator_without_figures_says_so(client, board, analyst):
    assert "No figures yet." in text(get(client, analyst, page_of(indicator_of(board))))


def test_figures_are_for_those_who_read_reports(
    client, board, business_manager, analyst, chair, member, board_member, lead, contributor, adviser, stranger
):
    addresses = [performance(board), page_of(indicator_of(board))]

    def seen(*people):
        return {get(client, person, address).status_code for person in people for address in addresses}

    assert seen(business_manager, analyst, chair, member, board_member) == {200}
    assert seen(lead, contributor, adviser) == {403}
    assert seen(stranger) == {404}


def test_another_boards_indicator_is_not_found(client, board, analyst):
    theirs = indicator_of(BoardFactory(slug="westvale", name="Westvale"))

    assert get(client, analyst, reverse("audits:indicator", args=[board.slug, theirs.uid])).status_code == 404


def test_30_indicators_take_no_more_queries_than_1(client, board, analyst):
    client.force_login(analyst)

    def queries(codes):
        for code in codes:
            indicator = indicator_of(board, f"i{code}")
            observe_all(indicator, 395, 451, None, 439)
            observe(indicator, "2024-Q4", 5, agency=AgencyFactory())
        with CaptureQueriesContext(connection) as captured:
            client.get(performance(board))
        return len(captured)

    client.get(performance(board))
    assert queries(range(1)) == queries(range(1, 30))
