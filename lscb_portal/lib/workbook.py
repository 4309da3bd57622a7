"""Workbooks (.xlsx) as plain sheets of cells: read within limits, and written so that nothing in them is ever run.

    sheets = read_workbook(data)                    {"Criteria": [(2, ("ST01", "ST01.1", …)), …]} by row number
    write_workbook([Sheet("Criteria", ["Code", "Statement"], rows)])

Reading takes values alone: no formula is worked out, no link followed, no macro kept. Writing makes every text a text.
"""

import datetime as dt
import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from lscb_portal.lib.spreadsheets import DANGEROUS

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_BYTES, MOST_UNPACKED, MOST_RATIO, MOST_PARTS = 2_000_000, 40_000_000, 200, 200
MOST_SHEETS, MOST_ROWS, MOST_COLUMNS, LONGEST_CELL = 20, 5_000, 100, 32_767
# A part that says where other files are, or holds a program.
NEVER_PARTS = ("vbaproject", "externallink", "activex", "embeddings/")
XML = (".xml", ".rels")

Cell = str | int | Decimal | bool | dt.date | dt.datetime | dt.time | None


@dataclass(frozen=True)
class Filled:
    """A text on a coloured ground; `fill` and `ink` are colours as #rrggbb. The words say what the colour says."""

    text: str
    fill: str
    ink: str


class BadWorkbook(Exception):
    """The file is no workbook that may be read; the message is one sentence for the person who sent it."""


class NoWorkbook(BadWorkbook):
    """The file is none at all: a picture, a PDF, an older kind of spreadsheet."""


# Reading --------------------------------------------------------------------------------------------------------------


def read_workbook(data: bytes) -> dict[str, list[tuple[int, tuple[Cell, ...]]]]:
    """The sheets of a workbook by name, each as (row number, cells) of the rows that hold anything.

    Text comes without the white space around it, an empty text as None; whole numbers as int, others as Decimal.
    Raises BadWorkbook, with a sentence, for anything that is not a workbook within the limits above.
    """
    _check_package(data)
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        return {sheet.title: list(_rows(sheet)) for sheet in _within(book.worksheets, MOST_SHEETS, "sheets")}
    except BadWorkbook:
        raise
    except Exception as fault:  # openpyxl raises whatever the fault in the file happens to cause
        raise BadWorkbook("This workbook cannot be read: it is damaged. Save it anew as .xlsx.") from fault


def _check_package(data):
    """Refuse what is too large, no zip, unpacks to too much, or holds programs or document types."""
    if len(data) > MOST_BYTES:
        raise BadWorkbook(f"The file is larger than {MOST_BYTES // 1_000_000} MB.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            _check_parts(package, len(data))
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError, ValueError, zipfile.zlib.error):
        raise NoWorkbook("This is not a workbook. Save it as .xlsx (Excel workbook) and send that.") from None


def _check_parts(package, packed):
    parts = package.infolist()
    if len(parts) > MOST_PARTS:
        raise BadWorkbook("The workbook has too many parts.")
    unpacked = sum(part.file_size for part in parts)
    if unpacked > MOST_UNPACKED or unpacked > MOST_RATIO * packed:
        raise BadWorkbook("The workbook unpacks to far more than it should.")
    if any(never in part.filename.lower() for part in parts for never in NEVER_PARTS):
        raise BadWorkbook("The workbook holds macros, embedded files or links to other files. Save it without them.")
    for part in parts:
        if part.filename.lower().endswith(XML) and _declares_a_type(package, part):
            raise BadWorkbook("The workbook holds declarations that no spreadsheet program writes.")


def _declares_a_type(package, part):
    """Whether an XML part declares a document type, where entities would hide. Reads no more than it says it holds."""
    with package.open(part) as file:
        return b"<!DOCTYPE" in file.read(part.file_size)[:100_000].upper()


def _rows(sheet):
    """(row number, cells) of each row that holds anything."""
    sheet.reset_dimensions()  # the file may lie about them
    for number, row in enumerate(_within(sheet.iter_rows(values_only=True), MOST_ROWS, "rows"), 1):
        cells = tuple(_value(cell) for cell in row)
        while cells and cells[-1] is None:
            cells = cells[:-1]
        if len(cells) > MOST_COLUMNS:
            raise BadWorkbook(f"The sheet “{sheet.title}” has more than {MOST_COLUMNS} columns.")
        if cells:
            yield number, cells


def _within(things, most, called):
    for count, thing in enumerate(things, 1):
        if count > most:
            raise BadWorkbook(f"The workbook has more than {most} {called}.")
        yield thing


def _value(cell):
    if isinstance(cell, str):
        text = cell.replace("\r\n", "\n").replace("\r", "\n").replace("_x000D_", "").strip()
        return text or None
    if isinstance(cell, float):
        return int(cell) if cell.is_integer() else Decimal(repr(cell))
    return cell


# Writing --------------------------------------------------------------------------------------------------------------

HEAD_FILL, HEAD_FONT = PatternFill("solid", fgColor="43264C"), Font(bold=True, color="FFFFFF")
LOCKED_FILL, OPEN = PatternFill("solid", fgColor="EDEBEE"), Protection(locked=False)
WRAP = Alignment(wrap_text=True, vertical="top")
TEXT_FORMAT = "@"
NEVER_IN_XML = dict.fromkeys((0xFFFE, 0xFFFF))
ROOM_BELOW = 500


class Shut:
    """A cell with nothing in it that is not to be filled in, in a column that is."""


SHUT = Shut()


@dataclass
class Sheet:
    """A sheet to be written: a head, rows of cells below it.

    `widths` are in characters, by column; `choices` offer a list in a column ({heading: [values]}) also to `ROOM_BELOW`
    rows that are still empty. `offered` lets single cells choose from another sheet ({"Ratings!$A$2:$A$4": ["E2"]}).
    With `open_columns` ({heading: its number format}) all other cells are grey and locked, and so is what is `SHUT`.
    """

    title: str
    head: Sequence[str]
    rows: Iterable[Sequence[Cell | Filled]] = ()
    widths: Sequence[int] = ()
    choices: dict[str, Sequence[str]] = field(default_factory=dict)
    offered: dict[str, Sequence[str]] = field(default_factory=dict)
    open_columns: dict[str, str] | None = None
    is_hidden: bool = False


def write_workbook(sheets: Iterable[Sheet]) -> bytes:
    """The workbook's bytes. Text is stored as text, also where it begins like a formula, and stays text when edited."""
    book = Workbook(write_only=True)
    for sheet in sheets:
        _write(book.create_sheet(sheet.title), sheet)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _write(page, sheet):
    page.freeze_panes = "A2"
    for number, width in enumerate(sheet.widths, 1):
        page.column_dimensions[get_column_letter(number)].width = width
    for heading, values in sheet.choices.items():
        page.data_validations.append(_list_of(values, sheet.head.index(heading) + 1))
    for source, cells in sheet.offered.items():
        page.data_validations.append(_choice_from(source, cells))
    page.sheet_state = "hidden" if sheet.is_hidden else "visible"
    page.append([_head_cell(page, heading) for heading in sheet.head])
    if sheet.open_columns is not None:
        _protect(page)
    for row in sheet.rows:
        page.append(_locked(page, sheet, row) if sheet.open_columns is not None else [_cell(page, one) for one in row])


def _protect(page):
    """Lock the sheet's locked cells, without a password: against slips, not against people."""
    page.protection.sheet = True
    page.protection.formatColumns = page.protection.formatRows = False  # rows and columns may still be made wider


def _locked(page, sheet, row):
    """The cells of a row whose open columns alone take anything."""
    cells = []
    for heading, value in zip(sheet.head, row, strict=True):
        cell = _cell(page, None if value is SHUT else value)
        if heading in sheet.open_columns and value is not SHUT:
            cell.protection, cell.number_format = OPEN, sheet.open_columns[heading]
        else:
            cell.fill = LOCKED_FILL
        cells.append(cell)
    return cells


def _choice_from(source, cells):
    """A list to choose from in each of these cells, which `source` names: a range of another sheet, or "words"."""
    offered = DataValidation(type="list", formula1=source, allow_blank=True)
    offered.error, offered.errorTitle = "Choose from the list, or leave the cell as it was.", "Not in the list"
    offered.showErrorMessage = True
    for cell in cells:
        offered.add(cell)
    return offered


def _list_of(values, column):
    """A list to choose from, in a column's rows below its head."""
    letter = get_column_letter(column)
    offered = DataValidation(type="list", formula1='"' + ",".join(values) + '"', allow_blank=True)
    offered.add(f"{letter}2:{letter}{ROOM_BELOW}")
    return offered


def _head_cell(page, heading):
    cell = WriteOnlyCell(page, heading)
    cell.fill, cell.font, cell.alignment = HEAD_FILL, HEAD_FONT, WRAP
    return cell


def _cell(page, value):
    if isinstance(value, Filled):
        cell = _cell(page, value.text)
        cell.fill, cell.font = PatternFill("solid", fgColor=value.fill[1:].upper()), Font(color=value.ink[1:].upper())
        return cell
    if not isinstance(value, str):
        cell = WriteOnlyCell(page, value)
        cell.alignment = WRAP
        return cell
    cell = WriteOnlyCell(page)
    cell.value = _storable(value)
    cell.data_type = "s"  # never a formula, whatever it begins with
    cell.number_format, cell.alignment = TEXT_FORMAT, WRAP
    cell.quotePrefix = value.lstrip().startswith(DANGEROUS)  # nor when somebody edits it
    return cell


def _storable(text):
    """A text without the characters that no workbook can hold, and no longer than a cell."""
    return "".join(letter for letter in text if letter >= " " or letter in "\n\t").translate(NEVER_IN_XML)[
        :LONGEST_CELL
    ]


def as_read(text: str) -> str:
    """A text as it comes back when it was written into a cell and read again; "" where nothing would."""
    return _value(_storable(text.replace("\r\n", "\n").replace("\r", "\n"))) or ""
