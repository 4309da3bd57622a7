"""The sheets of a return's workbook: their columns, and what each cell says of what is stored.

A cell is named by its sheet, the key of its row (a criterion's code, a standard's code, an improvement's uid) and the
key of its column. Its value here is always a text, and exactly the one that comes back when the workbook is read
again; "" is an empty cell.
"""

from dataclasses import dataclass

from audits.draft import IMPROVEMENTS, WORDS
from audits.scoring import NOT_APPLICABLE
from lscb_portal.lib.hashing import sha256_of
from lscb_portal.lib.workbook import as_read

CRITERIA, STANDARDS, PLANS = "Criteria", "Standards", "Planned improvements"
HOW_TO, RATINGS, MARKS = "How to fill this in", "Ratings", "Marks"
N_A, YES = "N/A", "yes"
TEXT, WHOLE, DAY = "@", "0", "d mmm yyyy"
PARTS_OF_A_PLAN = ("what", "lead", "due_on", "success_measure")


@dataclass(frozen=True)
class Column:
    """A column: its key, its heading, its width in characters, and its number format where it is to be filled in."""

    key: str
    heading: str
    width: int
    format: str = ""


COLUMNS = {
    CRITERIA: (
        Column("standard", "Standard", 10),
        Column("code", "Code", 10),
        Column("statement", "Question", 50),
        Column("help", "What may help", 42),
        Column("carried", "Carried forward", 18),
        Column("rating", "Rating", 18, TEXT),
        Column("na_reason", "Reason for N/A", 28, TEXT),
        Column("count", "Number", 10, WHOLE),
        Column("total", "Out of", 10, WHOLE),
        Column("narrative", "Evidence", 70, TEXT),
        Column("confirm", "Confirm", 10, TEXT),
    ),
    STANDARDS: (
        Column("code", "Standard", 10),
        Column("title", "Title", 32),
        Column("meanings", "What the ratings mean here", 46),
        Column("impact", "Impact on children", 50, TEXT),
        Column("strengths", "Strengths", 50, TEXT),
        Column("gaps", "Gaps", 50, TEXT),
    ),
    PLANS: (
        Column("standard", "Standard", 10),
        Column("title", "Title", 32),
        Column("what", "What will change", 50, TEXT),
        Column("lead", "Who leads it (job title)", 26, TEXT),
        Column("due_on", "Due", 14, DAY),
        Column("success_measure", "How you will know that it worked", 44, TEXT),
        Column("key", "Row key", 12),
    ),
}
# The column whose cell says which row it is.
ROW_KEY = {CRITERIA: "code", STANDARDS: "code", PLANS: "key"}


def mark_of(text: str) -> str:
    """A short mark of a cell's text, by which a later reading tells whether somebody changed it."""
    return sha256_of(text)[:8]


NOTHING = mark_of("")


def stored_cells(each, points) -> dict:
    """What is stored of a standard (a `StandardContents`), {sheet: {row key: {column key: text}}}.

    `points` are the ratings of the round's scale.
    """
    labels = {point.pk: point.label for point in points}
    return {
        CRITERIA: {answer.criterion.code: _answer_cells(answer, labels) for answer in each.answers},
        STANDARDS: {each.standard.code: {name: as_read(getattr(each.response, name)) for name in WORDS}},
        PLANS: {str(row.uid): _plan_cells(row) for row in each.improvements},
    }


def _answer_cells(answer, labels):
    return {
        "rating": N_A if answer.not_applicable else as_read(labels.get(answer.rating_id, "")),
        "na_reason": as_read(answer.na_reason),
        "count": _number(answer.count),
        "total": _number(answer.total),
        "narrative": as_read(answer.narrative),
        "confirm": "",
    }


def _number(number):
    return "" if number is None else str(number)


def _plan_cells(row):
    cells = {name: as_read(getattr(row, name)) for name in ("what", "lead", "success_measure")}
    return cells | {"due_on": row.due_on.isoformat() if row.due_on else ""}


def asked_of(answer) -> frozenset[str]:
    """The columns that are to be filled in for a criterion."""
    criterion = answer.criterion
    may_not_apply = criterion.may_not_apply(answer.evaluation.round.scale)
    asked = {"narrative"} | ({"count"} if criterion.is_count else {"rating"})
    asked |= {"total"} if criterion.is_count and criterion.with_total else set()
    asked |= {"rating", "na_reason"} if may_not_apply else set()
    return frozenset(asked | (set() if answer.confirmed else {"confirm"}))


def rating_code(text: str, points) -> str:
    """The code of the rating that a cell names, by its word, letter or code; the text itself where it names none."""
    said = text.casefold()
    if said in (N_A.casefold(), NOT_APPLICABLE.casefold(), "not applicable"):
        return NOT_APPLICABLE
    for name in ("label", "code", "letter"):
        for point in points:
            if as_read(getattr(point, name)).casefold() == said:
                return point.code
    return text


def part_of(sheet: str, column: str, criterion=None) -> str:
    """The part of a standard's page (see `audits.draft`) that a cell belongs to."""
    if sheet == PLANS:
        return IMPROVEMENTS
    if sheet == STANDARDS:
        return column
    if column == "narrative":
        return f"c{criterion.position}-narrative"
    return f"c{criterion.position}-{'count' if criterion.is_count else 'rating'}"
