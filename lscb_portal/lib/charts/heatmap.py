"""A matrix of ratings: agencies down, standards across. An HTML table, the same on the page and in the PDF."""

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from django.utils.html import format_html

from lscb_portal.lib.charts.icons import icon
from lscb_portal.lib.charts.svg import RATING_COLOURS
from lscb_portal.lib.charts.words import listed, plural

CHANGES = {"better": "better than", "worse": "worse than"}


@dataclass(frozen=True)
class Cell:
    """One rating: its letter, its word, its colour (b, g, a, r, n for not returned, open for still to judge, na).

    `change` is better, worse or nothing; `url` is where the answer is, if this person may open it.
    """

    letter: str
    label: str
    colour: str
    change: str = ""
    url: str = ""

    def inside(self, since, pdf=False):
        """The cell's content: letter and triangle to see, words to hear."""
        return _inside(self.letter, self.label, self.colour, self.change, since, pdf)


@lru_cache(maxsize=512)
def _inside(letter, label, colour, change, since, pdf):
    fill = RATING_COLOURS.get(colour, RATING_COLOURS["n"])[1]
    words = f"{CHANGES[change]} {since}" if change else ""
    # In the PDF the triangle is a figure with its own words; on the page they are in the hidden text.
    triangle = icon(change, title=words if pdf else "", fill=fill) if change else ""
    spoken = label if pdf or not change else f"{label}, {words}"
    return format_html(
        '<span aria-hidden="true">{}{}</span><span class="govuk-visually-hidden">{}</span>', letter, triangle, spoken
    )


@dataclass(frozen=True)
class Column:
    """A standard: its code (S4), a short name for the column's head, its whole name for the list beneath."""

    code: str
    short: str
    name: str


@dataclass
class HeatMap:
    """The matrix: `lines` is a list of (agency, [Cell, ...]), a cell for each column."""

    title: str
    columns: list[Column]
    lines: list[tuple[str, list[Cell]]]
    row_heading: str = "Agency"
    since: str = "last year"

    @property
    def headings(self):
        """The row heading and the columns' codes."""
        return (self.row_heading, *(column.code for column in self.columns))

    @property
    def rows(self):
        """(agency, rating in words, ...)."""
        return [(name, *(cell.label for cell in cells)) for name, cells in self.lines]

    @property
    def summary(self):
        """ "80 ratings: 5 embedded, 48 met and 27 partly met." """
        counts = Counter(cell.label.lower() for _, cells in self.lines for cell in cells)
        said = listed(f"{count} {label}" for label, count in counts.most_common())
        return f"{plural(counts.total(), 'rating')}: {said}." if counts else "No ratings yet."
