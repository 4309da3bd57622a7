"""A board's performance figures over time, read for a page: missing is never zero, and every gap says why.

Three queries for any number of indicators and quarters. Figures stay exact until they are shown.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from audits import process_control
from audits.aggregation import Reading, YearFigure, year_figure
from audits.models import Indicator, Observation, PublishedFigure
from audits.models.observation import Aggregation, Polarity, Unit
from lscb_portal.lib.charts.words import written
from lscb_portal.lib.periods import Quarter, Year

Status = Observation.Status
NOT_GIVEN = "No figure has been given."
NOT_AVERAGED = "Agencies gave values without numerators and denominators, and these are never averaged."
BETTER = {Polarity.HIGHER: process_control.HIGHER, Polarity.LOWER: process_control.LOWER}
PERCENT = 100


@dataclass(frozen=True)
class Figure:
    """One quarter's figure for the whole board: a reading, or the reason there is none."""

    reading: Reading | None
    status: str = ""
    reason: str = NOT_GIVEN
    commentary: str = ""


def combined(observations) -> Figure:
    """Return the board's figure of one quarter from its observations.

    One of no agency is the board's own and stands alone. Otherwise the agencies' are added up: numerators and
    denominators, or counts; never percentages. One agency's missing figure leaves the board without.
    """
    whole = [one for one in observations if one.agency_id is None] or list(observations)
    missing = [one for one in whole if one.status == Status.NOT_SUPPLIED]
    if missing:
        return Figure(None, Status.NOT_SUPPLIED.label, " ".join(map(_why_missing, missing)))
    reading = _added_up(whole)
    words = "\n".join(one.commentary for one in whole if one.commentary)
    return Figure(reading, _status(whole), "" if reading else NOT_AVERAGED, words)


def _why_missing(observation):
    return f"{observation.agency.short_name}: {observation.reason}" if observation.agency else observation.reason


def _status(observations):
    """Their common status; provisional where they differ."""
    labels = {one.get_status_display() for one in observations}
    return labels.pop() if len(labels) == 1 else Status.PROVISIONAL.label


def _added_up(observations):
    if len(observations) == 1:
        (one,) = observations
        return Reading(one.value, one.numerator, one.denominator)
    if all(one.numerator is not None and one.denominator is not None for one in observations):
        return Reading(None, sum(one.numerator for one in observations), sum(one.denominator for one in observations))
    if observations[0].indicator.unit != Unit.COUNT:
        return None
    return Reading(sum(one.value if one.numerator is None else one.numerator for one in observations))


@dataclass(frozen=True)
class Point:
    """One quarter of a series. `value` is exact, `rounded` as it is printed; both are None where `reason` says why."""

    quarter: Quarter
    value: Decimal | None
    rounded: Decimal | None
    shown: str
    figure: Figure
    reason: str

    @property
    def label(self) -> str:
        """Short, for an axis."""
        return short(self.quarter)


@dataclass(frozen=True)
class YearRow:
    """A year's figure by the rule beside the one published. `agrees` is None where there is nothing to compare."""

    year: Year
    made: YearFigure
    published: PublishedFigure | None
    shown: str
    printed: str

    @property
    def agrees(self) -> bool | None:
        return None if self.published is None else self.made.value == self.published.value


class Series:
    """An indicator's figures, quarter by quarter, up to the latest quarter for which the board has any."""

    def __init__(self, indicator, figures, published, quarters):
        """`figures` are by quarter's code, `published` by year; `quarters` are those shown, in order."""
        self.indicator = indicator
        self.figures = figures
        self.published = published
        self.quarters = quarters

    @property
    def suffix(self) -> str:
        return "%" if self.indicator.unit == Unit.PERCENT else ""

    @cached_property
    def decimals(self) -> int:
        """As many as the given values have; where figures are worked out, those of the indicator."""
        readings = [figure.reading for figure in self.figures.values() if figure.reading]
        if any(reading.denominator is not None for reading in readings):
            return self.indicator.decimals
        values = [reading.value if reading.numerator is None else reading.numerator for reading in readings]
        return max((decimals_of(value) for value in values), default=self.indicator.decimals)

    def as_given(self, value) -> str:
        """A figure with the decimals it was given with; "missing" without one."""
        return written(value, 0 if value is None else decimals_of(value), self.suffix)

    @cached_property
    def points(self) -> list[Point]:
        return [self._point(quarter) for quarter in self.quarters]

    def _point(self, quarter):
        figure = self.figures.get(quarter.code, Figure(None))
        made = year_figure(Aggregation.PERIOD_END, [figure.reading], decimals=self.decimals, unit=self.indicator.unit)
        shown = "" if made.exact is None else written(made.exact, self.decimals, self.suffix)
        reason = "" if made.exact is not None else figure.reason or made.reason
        return Point(quarter, made.exact, made.value, shown, figure, reason)

    @property
    def values(self) -> list[Decimal | None]:
        return [point.value for point in self.points]

    @cached_property
    def reading(self) -> process_control.Reading:
        """What process control says of the values."""
        ceiling = PERCENT if self.indicator.unit == Unit.PERCENT else None
        return process_control.read(self.values, ceiling=ceiling)

    @property
    def better(self) -> str:
        """Which way is good, in the words of process control."""
        return BETTER.get(self.indicator.polarity, process_control.NEUTRAL)

    @property
    def variation(self) -> str:
        """What the latest figure says of the series: a key of `process_control.VARIATION_WORDS`."""
        return process_control.variation(self.reading, self.better)

    @property
    def variation_words(self) -> str:
        return process_control.VARIATION_WORDS[self.variation]

    @property
    def latest(self) -> Point | None:
        """The board's latest quarter; None while the indicator has no figure at all."""
        return self.points[-1] if self.points else None

    @property
    def previous(self) -> Point | None:
        return self.points[-2] if len(self.points) > 1 else None

    @property
    def change(self) -> Decimal | None:
        """From the quarter before to the latest, as printed, so that the reader's own subtraction agrees.

        None where one of them is missing.
        """
        if self.previous is None or self.latest.rounded is None or self.previous.rounded is None:
            return None
        return self.latest.rounded - self.previous.rounded

    @property
    def direction(self) -> str:
        """What the change means: better, worse, same, changed where neither way is good; nothing if unknown."""
        if self.change is None:
            return ""
        if not self.change:
            return "same"
        if self.better == process_control.NEUTRAL:
            return "changed"
        return "better" if (self.change > 0) == (self.better == process_control.HIGHER) else "worse"

    @property
    def needs_a_question(self) -> bool:
        """Whether the latest figure is missing, or a signal that is not plainly good."""
        if self.latest is None:
            return False
        return self.latest.value is None or self.variation.partition("-")[0] in ("bad", "neutral")

    @property
    def latest_year(self) -> "YearRow | None":
        """The latest year whose figure can be made."""
        return next((row for row in self.years if row.made.value is not None), None)

    @property
    def years(self) -> list[YearRow]:
        """Every year with a figure, the latest first."""
        numbers = {Quarter(code).year.number for code in self.figures} | set(self.published)
        return [self._year(Year(number)) for number in sorted(numbers, reverse=True)]

    def _year(self, year):
        published = self.published.get(year.number)
        decimals = published.decimals if published else self.indicator.decimals
        made = year_figure(
            self.indicator.aggregation,
            [self.figures.get(quarter.code, Figure(None)).reading for quarter in year.quarters],
            decimals=decimals,
            unit=self.indicator.unit,
            supplied_year=published.value if published else None,
        )
        shown = "" if made.exact is None else written(made.exact, decimals, self.suffix)
        printed = written(published.value, decimals, self.suffix) if published else ""
        return YearRow(year, made, published, shown, printed)


def short(quarter) -> str:
    """A quarter as "Q1 25/26"."""
    return f"Q{quarter.number} {quarter.year.label[2:]}"


def decimals_of(value) -> int:
    """How many decimals a figure needs, without the noughts that a database column adds."""
    return max(0, -value.normalize().as_tuple().exponent)


def series_of(board, indicators: Iterable[Indicator], most=15, last: str | None = None) -> list[Series]:
    """Return the series of these indicators, over at most `most` quarters.

    They end with the quarter `last` (a code), or with the latest for which the board has any figure.
    """
    indicators = list(indicators)
    figures = _figures(board, indicators, last)
    published = defaultdict(dict)
    for one in PublishedFigure.objects.filter(indicator__in=indicators):
        published[one.indicator_id][one.year] = one
    last = last or max((code for by_quarter in figures.values() for code in by_quarter), default=None)
    return [
        Series(one, figures[one.pk], published[one.pk], quarters_to(last, min(figures[one.pk], default=last), most))
        for one in indicators
    ]


def _figures(board, indicators, last):
    """{indicator's key: {quarter's code: Figure}} of the revisions that stand, none later than `last`."""
    standing = Observation.objects.of_board(board).current().filter(indicator__in=indicators)
    if last:
        standing = standing.filter(quarter__lte=last)
    grouped = defaultdict(lambda: defaultdict(list))
    for one in standing.select_related("agency", "indicator").order_by("agency__short_name"):
        grouped[one.indicator_id][one.quarter].append(one)
    return defaultdict(
        dict,
        {key: {code: combined(rows) for code, rows in quarters.items()} for key, quarters in grouped.items()},
    )


def quarters_to(last, first, most) -> list[Quarter]:
    """The quarters from `first` to `last` (codes), at most the `most` latest of them; none without a last."""
    if last is None:
        return []
    quarters = [Quarter(last)]
    while quarters[0].code > first and len(quarters) < most:
        quarters.insert(0, quarters[0].previous)
    return quarters
