"""The quarter's performance figures with what went before. Missing is never zero: what is not there says why."""

from decimal import Decimal

from audits.aggregation import year_figure
from audits.models import Indicator
from audits.models.observation import Aggregation
from audits.performance import Figure, series_of

QUARTERS_BACK = 12


def performance_of(board, quarter) -> list[dict]:
    """Return a row per indicator in the board's order: up to 12 quarters ending with this one, and the year's figure.

    Quarters before an indicator's first figure are left out. Every number is exact; `shown` is how it is printed.
    """
    series = series_of(board, Indicator.objects.of_board(board), QUARTERS_BACK, last=quarter.code)
    return [_row(one, quarter) for one in series]


def _row(series, quarter):
    indicator = series.indicator
    return {
        "code": indicator.code,
        "name": indicator.name,
        "unit": indicator.unit,
        "unit_words": indicator.get_unit_display(),
        "polarity": indicator.polarity,
        "polarity_words": indicator.get_polarity_display(),
        "decimals": series.decimals,
        "series": [_point(point) for point in series.points],
        "change": series.change,
        "direction": series.direction,
        "commentary": series.latest.figure.commentary,
        "year": _year(series, quarter),
    }


def _point(point):
    return {
        "quarter": point.quarter.code,
        "value": plain(point.value),
        "shown": point.rounded,
        "status": point.figure.status,
        "reason": point.reason,
    }


def plain(value: Decimal | None) -> Decimal | None:
    """Return a figure without the noughts a database column adds: 395.0000 as 395."""
    if value is None:
        return None
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


def _year(series, quarter):
    """Return the figure of the year so far by the indicator's own rule, or why there is none."""
    indicator, whole = series.indicator, quarter.number == 4
    published = series.published.get(quarter.year.number) if whole else None
    result = year_figure(
        indicator.aggregation,
        [series.figures.get(one.code, Figure(None)).reading for one in _quarters_of_year(indicator, quarter)],
        decimals=published.decimals if published else series.decimals,
        unit=indicator.unit,
        supplied_year=published.value if published else None,
    )
    return {
        "label": quarter.year.label if whole else f"{quarter.year.label} so far",
        "value": plain(result.exact),
        "shown": result.value,
        "reason": result.reason,
        "warning": result.warning,
        "rule": indicator.get_aggregation_display(),
        "supplied": result.supplied,
        "expected": result.expected,
    }


def _quarters_of_year(indicator, quarter):
    """The quarters of the year up to this one, or the four that end with it where twelve months roll."""
    quarters = [quarter]
    while len(quarters) < 4:
        quarters.insert(0, quarters[0].previous)
    rolls = indicator.aggregation == Aggregation.ROLLING_12M
    return quarters if rolls else [one for one in quarters if one.year == quarter.year]
