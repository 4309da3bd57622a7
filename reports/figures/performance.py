"""The quarter's performance figures with what went before. Missing is never zero: what is not there says why."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from audits.aggregation import Reading, YearFigure, year_figure
from audits.models import Indicator, Observation, PublishedFigure
from audits.models.observation import Aggregation, Polarity

QUARTERS_BACK = 12
NOT_GIVEN = "No figure has been given."
NOT_AVERAGED = "Agencies gave values without numerators and denominators, and these are never averaged."


@dataclass(frozen=True)
class Figure:
    """One quarter's figure for the whole board: a reading, or the reason there is none."""

    reading: Reading | None
    status: str = ""
    reason: str = NOT_GIVEN
    commentary: str = ""


def performance_of(board, quarter) -> list[dict]:
    """Return a row per indicator in the board's order: up to 12 quarters ending with this one, and the year's figure.

    Quarters before an indicator's first figure are left out. Every number is exact; `shown` is how it is printed.
    """
    quarters = _quarters_to(quarter)
    figures = _figures(board, quarters)
    published = {
        one.indicator_id: one
        for one in PublishedFigure.objects.filter(indicator__board=board, year=quarter.year.number)
    }
    return [
        _row(indicator, quarters, figures[indicator.pk], published.get(indicator.pk))
        for indicator in Indicator.objects.of_board(board)
    ]


def _quarters_to(quarter):
    quarters = [quarter]
    while len(quarters) < QUARTERS_BACK:
        quarters.insert(0, quarters[0].previous)
    return quarters


def _figures(board, quarters):
    """Return {indicator's key: {quarter's code: Figure}}."""
    given = Observation.objects.of_board(board).current().filter(quarter__in=[each.code for each in quarters])
    grouped = defaultdict(lambda: defaultdict(list))
    for observation in given.select_related("agency").order_by("agency__name"):
        grouped[observation.indicator_id][observation.quarter].append(observation)
    return defaultdict(
        dict,
        {
            indicator: {code: combined(rows) for code, rows in by_quarter.items()}
            for indicator, by_quarter in grouped.items()
        },
    )


def combined(observations) -> Figure:
    """Return the board's figure of one quarter from its observations.

    One of no agency is the board's own and stands alone. Otherwise all agencies' are added up: numerators and
    denominators, or counts; never percentages. One agency's missing figure leaves the board without.
    """
    whole = [one for one in observations if one.agency_id is None] or observations
    missing = [one for one in whole if one.status == Observation.Status.NOT_SUPPLIED]
    if missing:
        return Figure(None, Observation.Status.NOT_SUPPLIED.label, " ".join(map(_why_missing, missing)))
    commentary = "\n".join(one.commentary for one in whole if one.commentary)
    statuses = {one.get_status_display() for one in whole}
    status = statuses.pop() if len(statuses) == 1 else Observation.Status.PROVISIONAL.label
    if len(whole) == 1:
        one = whole[0]
        return Figure(Reading(one.value, one.numerator, one.denominator), status, "", commentary)
    reading = _added_up(whole)
    return Figure(reading, status, "" if reading else NOT_AVERAGED, commentary)


def _why_missing(observation):
    return f"{observation.agency.short_name}: {observation.reason}" if observation.agency else observation.reason


def _added_up(observations):
    """Return the sum of several agencies' figures, or None where only percentages are there."""
    if all(one.numerator is not None and one.denominator is not None for one in observations):
        return Reading(None, sum(one.numerator for one in observations), sum(one.denominator for one in observations))
    if observations[0].indicator.unit != "count":
        return None
    return Reading(sum(one.value if one.numerator is None else one.numerator for one in observations))


def _row(indicator, quarters, figures, published):
    series = _series(indicator, quarters, figures)
    latest, previous = series[-1], series[-2] if len(series) > 1 else None
    change = _change(latest, previous)
    return {
        "code": indicator.code,
        "name": indicator.name,
        "unit": indicator.unit,
        "unit_words": indicator.get_unit_display(),
        "polarity": indicator.polarity,
        "polarity_words": indicator.get_polarity_display(),
        "decimals": indicator.decimals,
        "series": series,
        "change": change,
        "direction": direction(change, indicator.polarity),
        "commentary": figures[quarters[-1].code].commentary if quarters[-1].code in figures else "",
        "year": _year(indicator, quarters, figures, published),
    }


def _series(indicator, quarters, figures):
    known = [number for number, quarter in enumerate(quarters) if quarter.code in figures]
    start = known[0] if known else len(quarters) - 1
    return [_point(indicator, quarter.code, figures.get(quarter.code, Figure(None))) for quarter in quarters[start:]]


def _point(indicator, code, figure):
    result = _of_one_quarter(indicator, figure)
    return {
        "quarter": code,
        "value": plain(result.exact),
        "shown": result.value,
        "status": figure.status,
        "reason": "" if result.exact is not None else figure.reason or result.reason,
    }


def _of_one_quarter(indicator, figure) -> YearFigure:
    """Return a quarter's figure made by the rule for a period that stands alone: numerator over denominator."""
    return year_figure(Aggregation.PERIOD_END, [figure.reading], decimals=indicator.decimals, unit=indicator.unit)


def plain(value: Decimal | None) -> Decimal | None:
    """Return a figure without the noughts a database column adds: 395.0000 as 395."""
    if value is None:
        return None
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


def _change(latest, previous):
    """Return the difference of the two figures as printed, so that the reader's own subtraction agrees."""
    if previous is None or latest["shown"] is None or previous["shown"] is None:
        return None
    return latest["shown"] - previous["shown"]


def direction(change, polarity) -> str:
    """Say in a word what a change means: better, worse, same, changed (no side is good), or nothing when unknown."""
    if change is None:
        return ""
    if not change:
        return "same"
    if polarity not in (Polarity.HIGHER, Polarity.LOWER):
        return "changed"
    return "better" if (change > 0) == (polarity == Polarity.HIGHER) else "worse"


def _year(indicator, quarters, figures, published):
    """Return the figure of the year so far by the indicator's own rule, or why there is none."""
    quarter = quarters[-1]
    so_far = [one for one in quarters if one.year == quarter.year]
    periods = quarters[-4:] if indicator.aggregation == Aggregation.ROLLING_12M else so_far
    whole = quarter.number == 4
    result = year_figure(
        indicator.aggregation,
        [figures.get(one.code, Figure(None)).reading for one in periods],
        decimals=published.decimals if published and whole else indicator.decimals,
        unit=indicator.unit,
        supplied_year=published.value if published and whole else None,
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
