"""A return's workbook as it came back: its filled cells, each with its place, and the marks of what was exported.

    filled = read_return(data)              raises WrongFile: not such a workbook; FileProblems: cells of no row
    filled.for_return(evaluation)           raises WrongFile: the workbook of another return
    filled.packed(), Filled.unpacked(…)     kept, signed, in the page that shows what would change

What the cells say is not judged here: `audits.forms.offline` holds it against the return and the forms of its pages.
"""

import datetime as dt
import json
from dataclasses import asdict, dataclass, field

from django.core import signing
from openpyxl.utils import get_column_letter

from audits.return_columns import COLUMNS, MARKS, NOTHING, ROW_KEY, mark_of
from audits.return_workbook import KIND, scale_of
from lscb_portal.lib.document import FileProblems
from lscb_portal.lib.workbook import BadWorkbook, NoWorkbook, read_workbook

NO_RETURN = "This is no workbook of a return. Download it from this page, fill that one in, and send it."
MEND = "Nothing of the file was saved. Mend these cells and send it again."
SEND_OURS = "Nothing of the file was saved. Send the workbook that you downloaded from this page."
NOT_OURS = (
    "This is not a workbook of the portal, and nothing of it was saved. Download the workbook below, fill it in and "
    "send that."
)
PACKED = "audits.offline"
# What is taken from a row: what is filled in, and what says whose it is.
KEPT = {column.key for columns in COLUMNS.values() for column in columns if column.format} | {"standard", "code", "key"}


class WrongFile(FileProblems):
    """The file as a whole is not the one to send: there are no cells to mend. `advice` says what to do instead."""

    def __init__(self, problems, advice=SEND_OURS):
        super().__init__(problems)
        self.advice = advice


@dataclass
class Filled:
    """A filled-in workbook.

    `about` says which return it is of; `marks` and `cells` are {sheet: {row key: {column key: mark or text}}}, `rows`
    {sheet: {row key: row number}}, `letters` {sheet: {column key: letter}}.
    """

    about: dict
    marks: dict
    cells: dict = field(default_factory=lambda: {sheet: {} for sheet in COLUMNS})
    rows: dict = field(default_factory=lambda: {sheet: {} for sheet in COLUMNS})
    letters: dict = field(default_factory=lambda: {sheet: {} for sheet in COLUMNS})

    def packed(self) -> str:
        """All of it as one signed line of text, for a hidden field."""
        return signing.dumps(asdict(self), salt=PACKED, compress=True)

    @classmethod
    def unpacked(cls, text) -> "Filled":
        """What `packed` gave; WrongFile for anything else."""
        try:
            return cls(**signing.loads(text, salt=PACKED))
        except signing.BadSignature:
            raise WrongFile(["The page you saved from is no longer good. Send the file again."]) from None

    def for_return(self, evaluation) -> "Filled":
        """Itself, as the workbook of this return; WrongFile when it is that of another."""
        if self.about.get("uid") != str(evaluation.uid):
            whose = f"“{self.about.get('round')}” of {self.about.get('agency')}"
            raise WrongFile([f"This is the workbook of another return: {whose}. Import it on the page of that return."])
        if self.about.get("scale") != scale_of(evaluation.round):
            raise WrongFile(["The ratings of this round are others than in the workbook. Download it again."])
        return self

    def mark(self, sheet, row, column) -> str:
        """The mark of the cell as it was exported."""
        return self.marks.get(sheet, {}).get(row, {}).get(column, NOTHING)

    def text(self, sheet, row, column) -> str:
        """What the cell says; "" where it is empty."""
        return self.cells[sheet].get(row, {}).get(column, "")

    def is_filled(self, sheet, row, column) -> bool:
        """Whether somebody wrote in the cell since it was exported."""
        text = self.text(sheet, row, column)
        return bool(text) and mark_of(text) != self.mark(sheet, row, column)

    def is_emptied(self, sheet, row, column) -> bool:
        """Whether somebody took away what stood in the cell when it was exported."""
        is_there = row in self.rows[sheet] and not self.text(sheet, row, column)
        return is_there and self.mark(sheet, row, column) != NOTHING

    def place(self, sheet, row, column) -> str:
        """The cell's name: “Criteria, row 5, column F (Rating)”."""
        heading = next(one.heading for one in COLUMNS[sheet] if one.key == column)
        at = f"{sheet}, row {self.rows[sheet][row]}" if row in self.rows[sheet] else sheet
        return f"{at}, column {self.letters[sheet][column]} ({heading})"

    def places(self, cells) -> tuple[str, ...]:
        """The names of several cells; those of one row together: “Standards, row 2, columns D, E”."""
        rows = {}
        for cell in cells:
            rows.setdefault(cell[:2], []).append(cell)
        return tuple(self.place(*found[0]) if len(found) == 1 else self._of_row(found) for found in rows.values())

    def _of_row(self, cells):
        sheet, row, _ = cells[0]
        columns = ", ".join(self.letters[sheet][column] for _, _, column in cells)
        return f"{sheet}, row {self.rows[sheet][row]}, columns {columns}"


def read_return(data: bytes) -> Filled:
    """The filled cells of a return's workbook. Raises FileProblems with every problem, each with its place; WrongFile
    where it is not such a workbook, or not whole."""
    try:
        sheets = read_workbook(data)
    except NoWorkbook as none:
        raise WrongFile([str(none)], NOT_OURS) from None
    except BadWorkbook as bad:
        raise WrongFile([str(bad)]) from None
    filled = Filled(*_marks(sheets.get(MARKS, [])))
    if missing := [f"The sheet “{sheet}” is missing." for sheet in COLUMNS if sheet not in sheets]:
        raise WrongFile(missing)
    problems = []
    for sheet in COLUMNS:
        _read_sheet(filled, sheet, sheets[sheet], problems)
    if problems:
        raise FileProblems(problems)
    return filled


def _marks(rows):
    """(about, marks) of the hidden sheet."""
    about, marks = {}, {}
    for _, cells in rows[1:]:
        sheet, row, value = (*map(str, cells), "", "", "")[:3]
        if sheet == KIND:
            about[row] = value
        elif sheet in COLUMNS:
            marks.setdefault(sheet, {})[row] = _mark(value)
    if "uid" not in about:
        raise WrongFile([NO_RETURN], NOT_OURS)
    return about, marks


def _mark(value):
    try:
        mark = json.loads(value)
    except (ValueError, RecursionError):
        mark = None
    if not isinstance(mark, dict):
        raise WrongFile([f"The sheet “{MARKS}” was changed, and the portal needs it as it was. Download it again."])
    return mark


def _read_sheet(filled, sheet, rows, problems):
    """Take the cells of one sheet; note columns that are missing, and rows that are no row of the return."""
    (at, headings), *rest = rows or [(1, ())]
    found = _columns(sheet, at, headings, problems)
    letters = filled.letters[sheet] = {key: get_column_letter(index + 1) for index, key in found.items()}
    if len(letters) < len(COLUMNS[sheet]):
        return
    for number, cells in rest:
        values = {key: _text(cells[index]) for index, key in found.items() if key in KEPT and index < len(cells)}
        values = {key: text for key, text in values.items() if text}
        if not _says_anything(sheet, values):
            continue
        key = values.get(ROW_KEY[sheet], "")
        place = f"{sheet}, row {number}, column {letters[ROW_KEY[sheet]]}"
        if not key:
            problems.append(f"{place}: the cell is empty. Write in a row that the workbook came with.")
        elif key in filled.rows[sheet]:
            problems.append(f"{place}: “{key}” stands in row {filled.rows[sheet][key]} already.")
        else:
            filled.rows[sheet][key], filled.cells[sheet][key] = number, values


def _columns(sheet, at, headings, problems):
    """{index: column key} of the headings; one that is missing, unknown or there twice is noted."""
    known = {column.heading.casefold(): column.key for column in COLUMNS[sheet]}
    found = {}
    for index, heading in enumerate(headings):
        if heading is None:
            continue
        key = known.get(str(heading).casefold())
        place = f"{sheet}, row {at}, column {get_column_letter(index + 1)}"
        if key is None:
            problems.append(f"{place}: “{heading}” is not a column of this sheet.")
        elif key in found.values():
            problems.append(f"{place}: the column “{heading}” is there twice.")
        else:
            found[index] = key
    for column in COLUMNS[sheet]:
        if column.key not in found.values():
            problems.append(f"{sheet}, row {at}: the column “{column.heading}” is missing.")
    return found


def _says_anything(sheet, values):
    """Whether a row holds more than the workbook itself put into it: an empty row for a plan is none."""
    written = {column.key for column in COLUMNS[sheet] if column.format}
    return bool(values.keys() & (written | {ROW_KEY[sheet]}))


def _text(cell) -> str:
    """A cell as text: a day as 2027-01-31, a number with its digits."""
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat()
    return "" if cell is None else str(cell)
