"""The performance part: a row for each indicator, and a chart for those with something to see."""

from decimal import Decimal
from functools import cached_property

from audits.process_control import read
from lscb_portal.lib.charts.process import ProcessChart
from lscb_portal.lib.periods import Quarter

FEWEST_POINTS = 4
MOST_CHARTS = 12
SUFFIXES = {"percent": "%"}
CHANGE_WORDS = {
    "better": "better",
    "worse": "worse",
    "same": "no change",
    "changed": "changed",
    "": "",
}


class HalfWidthChart(ProcessChart):
    """A process chart that stands beside another on a printed page, where four rows of them have room."""

    SIZES = {**ProcessChart.SIZES, "pdf": (400, 136)}


class IndicatorRow:
    """One indicator of the snapshot as a page shows it."""

    def __init__(self, row):
        self.row = row
        self.code, self.name = row["code"], row["name"]
        self.latest = row["series"][-1]
        self.previous = row["series"][-2] if len(row["series"]) > 1 else None
        self.suffix = SUFFIXES.get(row["unit"], "")

    def shown(self, figure):
        """A figure as it is printed, with its unit; nothing for one that is not there."""
        return f"{Decimal(figure['shown']):,}{self.suffix}" if figure and figure["shown"] is not None else ""

    @property
    def now(self):
        return self.shown(self.latest)

    @property
    def before(self):
        return self.shown(self.previous)

    @property
    def year(self):
        return self.shown(self.row["year"])

    @property
    def change(self):
        """The change since the quarter before, signed with a true minus."""
        if self.row["change"] is None:
            return ""
        amount = Decimal(self.row["change"])
        sign = "+" if amount > 0 else "−" if amount < 0 else ""
        return f"{sign}{abs(amount):,}"

    @property
    def change_words(self):
        return CHANGE_WORDS[self.row["direction"]]

    @property
    def is_provisional(self):
        return self.latest["status"] == "Provisional"

    @cached_property
    def reading(self):
        """What process control says of the quarters."""
        return read(self.values, ceiling=100 if self.row["unit"] == "percent" else None)

    @property
    def values(self):
        return [None if point["value"] is None else Decimal(point["value"]) for point in self.row["series"]]

    @property
    def signals_now(self):
        """Whether this quarter's figure breaks a rule of process control."""
        return len(self.row["series"]) - 1 in self.reading.signals

    @property
    def is_exception(self):
        """Whether the Board should look: missing, a signal, or a change for the worse."""
        return self.latest["value"] is None or self.signals_now or self.row["direction"] == "worse"

    @cached_property
    def chart(self):
        """The quarters drawn, or None where they are too few to see anything."""
        if sum(value is not None for value in self.values) < FEWEST_POINTS:
            return None
        return HalfWidthChart(
            uid=f"indicator-{self.code.replace('.', '-')}",
            title=f"{self.code} {self.name}",
            labels=[quarter_label(point["quarter"]) for point in self.row["series"]],
            values=self.values,
            reading=self.reading,
            decimals=self.row["decimals"],
            suffix=self.suffix,
        )


def quarter_label(code: str) -> str:
    """ "Q4 25/26": short enough for an axis."""
    quarter = Quarter(code)
    return f"Q{quarter.number} {quarter.year.label[2:]}"


def performance_part(rows) -> dict:
    """Return what the performance pages show of the snapshot's rows."""
    indicators = [IndicatorRow(row) for row in rows]
    drawn = sorted((one for one in indicators if one.chart), key=lambda one: not one.is_exception)[:MOST_CHARTS]
    return {
        "rows": indicators,
        "charts": [one for one in indicators if one in drawn],
        "undrawn": sum(bool(one.chart) for one in indicators) - len(drawn),
        "missing": [one for one in indicators if one.latest["value"] is None],
        "supplied": sum(one.latest["value"] is not None for one in indicators),
        "exceptions": [one for one in indicators if one.is_exception],
        "has_legacy": any(row["year"]["warning"] for row in rows),
        "year_label": rows[0]["year"]["label"] if rows else "",
    }
