"""The matrix as a file: in words, with its counts, and with a page that says what it is and who is not in it."""

from django.utils import timezone

from audits.heat import Shown
from lscb_portal.lib.charts.svg import RATING_COLOURS
from lscb_portal.lib.charts.words import in_a_row
from lscb_portal.lib.spreadsheets import csv_bytes
from lscb_portal.lib.workbook import Filled, Sheet, write_workbook

# Raised or better, lowered or worse: the colours of the page, which are none of a rating's.
MOVES = {"raised": ("#d6e4f5", "#10284f"), "lowered": ("#f3dcc4", "#552600"), "same": ("#f1eef2", "#57505e")}
FILLS = RATING_COLOURS | MOVES
AGENCY_WIDTH, KIND_WIDTH, COLUMN_WIDTH = 38, 24, 18


def heading(matrix):
    """The head of the table: agency, kind, and each column by its code and its whole name."""
    return ["Agency", "Kind", *(f"{column.code} {column.title}" for column in matrix.columns)]


def absent(matrix):
    """A row for each agency without a return, and for each nil return, that says so in every column."""
    names = [(review, "Not returned") for review in matrix.not_returned] + [(each, "Nil return") for each in matrix.nil]
    agencies = [(review.evaluation.agency, words) for review, words in names]
    return [[agency.name, agency.get_kind_display(), *[words] * len(matrix.columns)] for agency, words in agencies]


def csv_of(drawn) -> bytes:
    """The matrix in words for any spreadsheet program."""
    rows = [
        [line.agency.name, line.agency.get_kind_display(), *(cell.label for cell in cells)]
        for line, cells in drawn.lines
    ]
    return csv_bytes([heading(drawn.matrix), *rows, *absent(drawn.matrix)])


def workbook_of(drawn, form, *, by, notes=()) -> bytes:
    """The matrix as a workbook: ratings in words and colours, who is left out of which column, and what it is.

    `form` holds what was chosen, `by` is who takes it, `notes` are sentences about what this reader does not see.
    """
    matrix = drawn.matrix
    widths = [AGENCY_WIDTH, KIND_WIDTH, *[COLUMN_WIDTH] * len(matrix.columns)]
    return write_workbook(
        [
            Sheet("Ratings", heading(matrix), [*_rows(drawn), *absent(matrix), [], *_counts(drawn)], widths),
            Sheet("Left out", ["Column", "Why", "Agencies"], _left_out(matrix), [60, 34, 70]),
            Sheet("About", ["What", "This file"], _about(drawn, form, by, notes), [30, 100]),
        ]
    )


def _rows(drawn):
    return [
        [line.agency.name, line.agency.get_kind_display(), *(_filled(cell) for cell in cells)]
        for line, cells in drawn.lines
    ]


def _filled(cell):
    return Filled(cell.label, *FILLS[cell.colour]) if cell.colour in FILLS else cell.label


def _counts(drawn):
    return [[row.name, None, *row.cells] for row in drawn.counts]


def _left_out(matrix):
    rows = [
        [f"{column.code} {column.title}", why, in_a_row(names)]
        for column, left in matrix.left_out()
        for why, names in left
    ]
    return rows or [["None", "Every agency that returned has a rating in every column.", None]]


def _about(drawn, form, by, notes):
    """What the file is, in words: without them a table that has left the portal is only half true."""
    matrix, part = drawn.matrix, drawn.matrix.round_board
    asked = len(matrix.lines) + len(matrix.not_returned)
    now = timezone.localtime()
    return [
        ["Board", part.board.name],
        ["Round", f"{part.round.title} ({part.round.code})"],
        ["Framework", str(part.round.framework_version)],
        ["Scale", str(part.round.scale)],
        ["Shown", f"{form.shown.label}, {form.columns.label.lower()}"],
        ["Kind of agency", dict(form.fields["kind"].choices).get(form.only_kind, "All kinds")],
        ["Standard", form.only_standard.title if form.only_standard else "All standards"],
        ["Rule", matrix.rule_words],
        ["Denominator", "Percentages are of ratings. Not applicable, not asked and missing are in no denominator."],
        ["Returned", f"{len(matrix.lines)} of {asked} agencies"],
        ["Not returned", _names(matrix.not_returned)],
        ["Nil return", _names(matrix.nil)],
        ["Compared with", matrix.compared_with or matrix.not_compared_because],
        *(["Note", note] for note in (matrix.warning, *notes) if note),
        *([["Change", "Steps of the scale since the round before, in self ratings."]] if _is_change(form) else []),
        ["Taken", f"{now:%-d %B %Y, %H:%M}, by {by.name}"],
    ]


def _is_change(form):
    return form.shown == Shown.CHANGE


def _names(reviews):
    return in_a_row(review.evaluation.agency.name for review in reviews) or "None"
