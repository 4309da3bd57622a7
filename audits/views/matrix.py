"""The matrix agency × standard of one board's part in a round, as a page and as a file."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from audits import heat
from audits.agreement import agreement_of
from audits.forms.matrix import MatrixForm, Shown
from audits.matrix import WITHHELD, Source, matrix_of
from audits.operations.matrix import export
from audits.permissions import is_withheld
from audits.scoring import State
from audits.unseen import unseen_by
from audits.views.parts import part_or_404
from lscb_portal.lib.charts.heatmap import Column, HeatMap, Line
from lscb_portal.lib.spreadsheets import csv_bytes

SOURCES = {
    Shown.SELF: Source.SELF,
    Shown.MODERATED: Source.MODERATED,
    Shown.DIFFERENCE: Source.MODERATED,
    Shown.TESTED: Source.TESTED,
}


def matrix(request, board, uid):
    """Agencies by standard: self ratings, moderated ratings or the difference, with the counts beneath."""
    part, form, shown = _asked(request, board, uid)
    cells = [cell for line in shown.lines for cell in line.cells]
    return render(
        request,
        "audits/matrix/matrix.html",
        {
            "part": part,
            "matrix": shown,
            "form": form,
            "choices": Shown.choices,
            "heat": _heat(request, part, shown, form),
            "agreement": agreement_of(cells),
            "asked": len(shown.lines) + len(shown.not_returned),
            "own_left_out": any(cell.state == WITHHELD for cell in cells),
            "has_unseen": bool(unseen_by(request.user, part)),
            "tested": sum(cell.tested is not None for cell in cells),
        },
    )


def matrix_csv(request, board, uid):
    """The matrix in words, for a spreadsheet program; the ledger notes who took it."""
    part, form, shown = _asked(request, board, uid)
    draw = heat.difference_cell if form.is_difference else heat.rating_cell
    heading = ["Agency", "Kind", *(f"{column.code} {column.standard.title}" for column in shown.columns)]
    rows = [
        [line.agency.name, line.agency.get_kind_display(), *(draw(cell).label for cell in line.cells)]
        for line in shown.lines
    ]
    absent = [
        [agency.name, agency.get_kind_display(), *["Not returned"] * len(shown.columns)]
        for agency in (review.evaluation.agency for review in shown.not_returned)
    ]
    absent += [
        [agency.name, agency.get_kind_display(), *["Nil return"] * len(shown.columns)]
        for agency in (review.evaluation.agency for review in shown.nil)
    ]
    content = csv_bytes([heading, *rows, *absent])
    taken = export(part, content, by=request.user, shown=form.shown, kind=form.only_kind)
    response = HttpResponse(taken, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{part.round.code}-{form.shown}.csv"'
    return response


def _asked(request, board, uid):
    """The board's part in the round, the reader's choice, and the matrix of both."""
    part = part_or_404(request, board, uid)
    form = MatrixForm(request.GET)
    withheld, unseen = partial(is_withheld, request.user), unseen_by(request.user, part)
    shown = matrix_of(part, SOURCES[form.shown], kind=form.only_kind, withheld=withheld, unseen=unseen)
    form.offer(shown.kinds)
    return part, form, shown


def _heat(request, part, shown, form):
    """The matrix as it is drawn."""
    return HeatMap(
        caption=f"{form.shown.label}: agencies in rows, standards in columns, counts beneath",
        columns=[Column(column.code, column.standard.short_title) for column in shown.columns],
        lines=[_line(request, part, shown, form, line) for line in shown.lines],
        absent=[review.evaluation.agency.short_name for review in shown.not_returned],
        counts=heat.difference_rows(shown) if form.is_difference else heat.rating_rows(shown),
        since=shown.compared_with,
    )


def _line(request, part, shown, form, line):
    """One agency: its name, and its cells as they are drawn, with the address of each answer that may be opened."""
    draw = heat.difference_cell if form.is_difference else heat.rating_cell
    answers = reverse("audits:moderation", args=[part.board.slug, part.round.uid])
    own = is_withheld(request.user, line.review)
    cells = []
    for cell, column in zip(line.cells, shown.columns, strict=True):
        closed = own or cell.state == State.NOT_ASKED
        address = "" if closed else f"{answers}{column.standard.code}/{line.review.uid}/#answer"
        cells.append(draw(cell, address))
    return Line(line.agency.short_name, cells)
