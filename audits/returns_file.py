"""Returns that agencies sent in a spreadsheet, as CSV: one line an answer, read and checked as a whole.

`agency` (its name or short name), `criterion` (its code), `rating` (a code, letter or label of the round's scale,
“N/A”, or blank for unanswered), `na_reason` (why it does not apply) and `narrative`. Nothing here knows Django.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from audits.scoring import NOT_APPLICABLE
from lscb_portal.lib.csv_table import BadTable, rows_of, text_of
from lscb_portal.lib.hashing import sha256_of

COLUMNS = ("agency", "criterion", "rating", "na_reason", "narrative")
MOST_ROWS = 20_000
LONGEST = {"agency": 160, "criterion": 20, "rating": 40, "na_reason": 500, "narrative": 3000}
NOT_APPLICABLE_WORDS = {"na", "n/a", "not applicable"}


@dataclass(frozen=True)
class Row:
    """One answer as the file has it; `rating` is as written, NOT_APPLICABLE, or "" for unanswered."""

    line: int
    agency: str
    criterion: str
    rating: str
    na_reason: str
    narrative: str


@dataclass(frozen=True)
class ReturnsFile:
    """A whole, well-formed file: its rows in order, and the hash of its text."""

    rows: tuple[Row, ...]
    sha256: str


def read(path) -> ReturnsFile:
    """Read the CSV at `path`. Raises BadTable with every problem found, and OSError where there is no such file."""
    text = text_of(Path(path).read_bytes())
    rows, problems = [], []
    for line, cells, problem in rows_of(text, COLUMNS, MOST_ROWS):
        found = [problem] if problem else list(_problems(line, cells))
        problems += found
        if not found:
            rows.append(_row(line, cells))
    if not rows and not problems:
        problems = ["The file has no answers below its first line."]
    if problems:
        raise BadTable(problems)
    return ReturnsFile(tuple(rows), sha256_of(text))


def _row(line, cells):
    rating = cells["rating"]
    if rating.casefold() in NOT_APPLICABLE_WORDS:
        rating = NOT_APPLICABLE
    return Row(line, cells["agency"], cells["criterion"], rating, cells["na_reason"], cells["narrative"])


def _problems(line, cells) -> Iterable[str]:
    for column in ("agency", "criterion"):
        if not cells[column]:
            yield f"Line {line}, column {column}: this is blank."
    for column, longest in LONGEST.items():
        if len(cells[column]) > longest:
            yield f"Line {line}, column {column}: this is longer than {longest:,} characters."
    not_applicable = cells["rating"].casefold() in NOT_APPLICABLE_WORDS
    if not_applicable and not cells["na_reason"]:
        yield f"Line {line}, column na_reason: say why it does not apply."
    if cells["na_reason"] and not not_applicable:
        yield f"Line {line}, column na_reason: a reason is given, but the rating is not “N/A”."
