"""The year's figure from its periods, by the rule of each indicator.

A stock is never added up, percentages are never averaged, a missing period is never nought and a denominator of nought
is "no cases" and not 0 %. Figures stay exact until they are shown and are then rounded half up, once. A figure that
cannot be made says why in words. Source of the rules: `aggregation_values` of the candidate data set.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from lscb_portal.lib.rounding import exact, half_up

# What a numerator over a denominator is multiplied by, per unit.
PER_UNIT = {"count": 1, "percent": 100, "rate_10000": 10_000, "rate_100000": 100_000}
MEAN_WARNING = "A simple mean of the periods, kept only to match what was published. Averages of percentages mislead."


class NoFigure(Exception):  # noqa: N818 -- says what is the case; nothing has gone wrong
    """There is no year's figure, and `str` says why."""


@dataclass(frozen=True)
class Reading:
    """One period's observation. A published value may stand alone; all None means not supplied.

    All are Decimal or None. The value of a percentage or rate is in its unit (82.6 for 82.6 %), never a fraction.
    """

    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None

    @property
    def supplied(self):
        return self.value is not None or self.numerator is not None


@dataclass(frozen=True)
class Periods:
    """The periods of one year in order. `name` is what one is called: "quarter", "month", "term"."""

    readings: Sequence[Reading]
    per: int
    supplied_year: Decimal | None
    name: str

    @property
    def missing(self):
        """The numbers, from 1, of the periods not supplied."""
        return [number for number, reading in enumerate(self.readings, 1) if not reading.supplied]

    def all_in(self):
        """Every reading; NoFigure when one is missing, because missing is never nought."""
        if missing := self.missing:
            total = len(self.readings)
            raise NoFigure(f"{self.called(missing)} missing: {total - len(missing)} of {total} {self.name}s supplied.")
        return self.readings

    def all_with_parts(self):
        """Every reading, each with a numerator and a denominator; NoFigure when one stands without them."""
        bare = [n for n, one in enumerate(self.all_in(), 1) if one.numerator is None or one.denominator is None]
        if bare:
            raise NoFigure(f"{self.called(bare)} without numerator or denominator, and percentages are never averaged.")
        return self.readings

    def called(self, numbers):
        """The periods as the start of a sentence: "Quarter 2 is", "Quarters 1, 2 and 4 are"."""
        *front, last = map(str, numbers)
        name = self.name.capitalize()
        return f"{name}s {', '.join(front)} and {last} are" if front else f"{name} {last} is"

    def worth(self, reading):
        """A period's own value: made from numerator and denominator where both are there, else as given."""
        if reading.numerator is not None and reading.denominator is not None:
            return self.ratio(reading.numerator, reading.denominator)
        return exact(reading.numerator if reading.value is None else reading.value)

    def ratio(self, numerator, denominator):
        """Numerator over denominator in the row's unit; NoFigure when the denominator is nought."""
        if not denominator:
            raise NoFigure("No cases.")
        return self.per * exact(numerator) / denominator


@dataclass(frozen=True)
class YearFigure:
    """A year's figure: `exact` in full and `value` as shown; both None with a `reason` where there is none.

    `supplied` of `expected` periods are in. `warning` is a sentence to print beside a figure made by a legacy rule.
    """

    exact: Decimal | None
    decimals: int
    reason: str
    supplied: int
    expected: int
    warning: str = ""

    @property
    def value(self):
        return None if self.exact is None else half_up(self.exact, self.decimals)


def year_figure(rule, readings, *, decimals, unit="count", supplied_year=None, period="quarter"):
    """The year's figure by one of `RULES`, as a `YearFigure`.

    `readings` are all the year's periods in order, a `Reading` or None for each; `decimals` is how many the row shows
    (see `row_decimals`); `unit` is one of `PER_UNIT`; `supplied_year` is the supplier's own figure for the year, used
    by the rule of that name and no other. Raises ValueError, with a sentence, for an unknown rule or unit
    and for a year without periods.
    """
    if rule not in RULES:
        raise ValueError(f"“{rule}” is not a way to make a year’s figure: {', '.join(RULES)}.")
    if unit not in PER_UNIT:
        raise ValueError(f"“{unit}” is not a unit: {', '.join(PER_UNIT)}.")
    if not readings:
        raise ValueError(f"A year has at least one {period}: give None for each that is not in.")
    periods = Periods([reading or Reading() for reading in readings], PER_UNIT[unit], supplied_year, period)
    figure, reason = _figure_or_reason(rule, periods)
    return YearFigure(
        exact=figure,
        decimals=decimals,
        reason=reason,
        supplied=len(periods.readings) - len(periods.missing),
        expected=len(periods.readings),
        warning=MEAN_WARNING if rule == "mean" else "",
    )


def row_decimals(published, values=()):
    """How many decimals a row of a published table shows.

    Those printed in its published year figure (numeric text or Decimal); where none is published, the most that any of
    the row's own values prints. A count that was averaged to 1.91 so shows two, and its quarters keep theirs.
    """
    printed = [published] if published is not None else [value for value in values if value is not None]
    return max((max(0, -exact(figure).as_tuple().exponent) for figure in printed), default=0)


def _figure_or_reason(rule, periods):
    try:
        return RULES[rule](periods), ""
    except NoFigure as why:
        return None, str(why)


def _sum(periods):
    """Events added up: the numerators, or the printed values where a value stands alone."""
    amounts = [one.value if one.numerator is None else one.numerator for one in periods.all_in()]
    return exact(sum(amounts))


def _period_end(periods):
    """A stock: the last period's value. Nothing is added and nothing carried forward."""
    last = len(periods.readings)
    if last in periods.missing:
        raise NoFigure(f"{periods.called([last])} missing, and an earlier count does not stand in for it.")
    return periods.worth(periods.readings[-1])


def _ratio_of_sums(periods):
    """All numerators over all denominators."""
    readings = periods.all_with_parts()
    return periods.ratio(sum(one.numerator for one in readings), sum(one.denominator for one in readings))


def _rolling_12m(periods):
    """The numerators of twelve months over the latest population or roll."""
    readings = periods.all_with_parts()
    return periods.ratio(sum(one.numerator for one in readings), readings[-1].denominator)


def _mean(periods):
    """The simple mean of the periods' values: legacy publications only."""
    values = [periods.worth(one) for one in periods.all_in()]
    return sum(values) / len(values)


def _supplied_year(periods):
    """The supplier's own figure, where it cannot be made from the periods."""
    if periods.supplied_year is None:
        raise NoFigure("The supplier has not given the year’s figure.")
    return exact(periods.supplied_year)


RULES = {
    "sum": _sum,
    "period_end": _period_end,
    "ratio_of_sums": _ratio_of_sums,
    "rolling_12m": _rolling_12m,
    "mean": _mean,
    "supplied_year": _supplied_year,
}
