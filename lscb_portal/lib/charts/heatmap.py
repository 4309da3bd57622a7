"""A matrix of ratings: agencies down, standards across. An HTML table, the same on the page and in the PDF."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.utils.html import format_html

from lscb_portal.lib.charts.icons import icon
from lscb_portal.lib.charts.svg import RATING_COLOURS

CHANGES = {"better": "better than", "worse": "worse than"}


@dataclass(frozen=True)
class Cell:
    """One rating: its letter, its word, its colour (b, g, a, r, n for no rating, open for still to judge, na).

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
    if pdf:
        return format_html('{}{} <span class="govuk-visually-hidden">{}</span>', letter, triangle, label)
    spoken = f"{label}, {words}" if change else label
    return format_html(
        '<span aria-hidden="true">{}{}</span> <span class="govuk-visually-hidden">{}</span>', letter, triangle, spoken
    )


@dataclass(frozen=True)
class Column:
    """A standard: its code (S4), and a short name where there is room for one."""

    code: str
    short: str = ""


@dataclass(frozen=True)
class Group:
    """A heading over several columns: the standard over its criteria."""

    name: str
    span: int


@dataclass(frozen=True)
class Line:
    """An agency with a cell for each column, or two where own and moderated ratings stand side by side."""

    name: str
    cells: Sequence[Cell]


@dataclass(frozen=True)
class Counts:
    """A row beneath the matrix: its name, a rating's letter and colour if it counts one, and a figure per column."""

    name: str
    cells: Sequence
    letter: str = ""
    colour: str = ""
    is_strong: bool = False


@dataclass(frozen=True)
class HeatMap:
    """The matrix: a line for each agency, those without a return named beneath, and then the counts.

    `caption` is read out, and seen if `shows_caption`. `paired` says that each column has two cells. `since` is the
    round that changes are counted from. `groups` are headings over the columns; a matrix that has them is wide, and its
    first column stays in view while the rest is scrolled.
    """

    caption: str
    columns: Sequence[Column]
    lines: Sequence[Line]
    absent: Sequence[str] = ()
    counts: Sequence[Counts] = ()
    paired: bool = False
    shows_caption: bool = False
    since: str = ""
    groups: Sequence[Group] = ()

    @property
    def per_column(self):
        """How many cells stand under each heading."""
        return 2 if self.paired else 1

    @property
    def width(self):
        """How many cells a line has."""
        return len(self.columns) * self.per_column
