"""A table of quarterly figures as CSV, read and checked as a whole before anything is saved.

One line an indicator: `ref`, `indicator` (its name), `unit`, `aggregation` (how the year follows from the quarters),
`q1` (April to June) to `q4`, and `published_year` (the year's figure as printed, if there is one). A blank quarter was
not supplied, and is never nought. Figures are plain: no thousands separators, no % sign. Nothing here knows Django.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from audits.aggregation import PER_UNIT, RULES, Reading, YearFigure, row_decimals, year_figure
from lscb_portal.lib.csv_table import BadTable, rows_of, text_of
from lscb_portal.lib.hashing import sha256_of

QUARTERS = ("q1", "q2", "q3", "q4")
COLUMNS = ("ref", "indicator", "unit", "aggregation", *QUARTERS, "published_year")
LONGEST = {"ref": 20, "indicator": 160}
WHOLE_DIGITS, DECIMALS = 10, 4
MOST_ROWS = 2_000
NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


@dataclass(frozen=True)
class Row:
    """One indicator's year. `quarters` are four figures, None where blank; every printed digit is kept."""

    line: int
    code: str
    name: str
    unit: str
    aggregation: str
    quarters: tuple[Decimal | None, ...]
    published: Decimal | None

    @property
    def decimals(self) -> int:
        """How many decimals the year's figure shows."""
        return row_decimals(self.published, self.quarters)

    def year_figure(self) -> YearFigure:
        """The year's figure by the row's own rule."""
        return year_figure(
            self.aggregation,
            [Reading(value=figure) for figure in self.quarters],
            decimals=self.decimals,
            unit=self.unit,
            supplied_year=self.published,
        )


@dataclass(frozen=True)
class Table:
    """A whole, valid file: its rows in order, and the hash of its text."""

    rows: tuple[Row, ...]
    sha256: str


def read(path) -> Table:
    """Read the CSV at `path`. Raises BadTable with every problem found, and OSError where there is no such file."""
    text = text_of(Path(path).read_bytes())
    read_rows, problems = [], []
    for line, given, problem in rows_of(text, COLUMNS, MOST_ROWS):
        row, found = (None, [problem]) if problem else _row(line, given)
        read_rows.append(row)
        problems += found
    problems += _twice(read_rows) or ([] if read_rows else ["The file has no figures below its first line."])
    if problems:
        raise BadTable(problems)
    return Table(tuple(read_rows), sha256_of(text))


def _row(line, given):
    """The Row of a line and what is wrong with it; the Row is only good when nothing is."""
    problems = []

    def check(column, rule):
        try:
            return rule(given[column])
        except ValueError as why:
            problems.append(f"Line {line}, column {column}: {why}")
            return None

    row = Row(
        line=line,
        code=check("ref", lambda words: _words(words, LONGEST["ref"])),
        name=check("indicator", lambda words: _words(words, LONGEST["indicator"])),
        unit=check("unit", lambda word: _one_of(word, PER_UNIT)),
        aggregation=check("aggregation", lambda word: _one_of(word, RULES)),
        quarters=tuple(check(quarter, lambda cell: _figure(cell, given["unit"])) for quarter in QUARTERS),
        published=check("published_year", lambda cell: _figure(cell, given["unit"])),
    )
    return row, problems


def _words(words, longest) -> str:
    if not words:
        raise ValueError("this is blank.")
    if len(words) > longest:
        raise ValueError(f"this is longer than {longest} characters.")
    if not words.isprintable():
        raise ValueError("this holds characters that cannot be printed.")
    return words


def _one_of(word, choices) -> str:
    if word not in choices:
        raise ValueError(f"“{word[:40]}” is not one of {', '.join(choices)}.")
    return word


def _figure(cell, unit) -> Decimal | None:
    """A figure as printed; None for a blank cell. Nothing that is counted here can be below nought."""
    if not cell:
        return None
    if not NUMBER.fullmatch(cell):
        raise ValueError(f"“{cell[:40]}” is not a number. Write it plainly, as 1747 or 82.6.")
    whole, _, decimals = cell.lstrip("-").partition(".")
    if len(whole) > WHOLE_DIGITS or len(decimals) > DECIMALS:
        raise ValueError(f"“{cell[:40]}” has more than {WHOLE_DIGITS} digits or {DECIMALS} decimals.")
    figure = Decimal(cell)
    if figure < 0:
        raise ValueError(f"“{cell}” is below nought.")
    if unit == "percent" and figure > 100:
        raise ValueError(f"“{cell}” is more than 100 per cent.")
    return figure


def _twice(rows) -> list[str]:
    first, problems = {}, []
    for row in rows:
        if row is None or row.code is None:
            continue
        if row.code in first:
            problems.append(f"Line {row.line}, column ref: “{row.code}” is already on line {first[row.code]}.")
        first.setdefault(row.code, row.line)
    return problems
