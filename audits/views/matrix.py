"""The matrix of one board's part in a round, by standard or by criterion, as a page and as files."""

from functools import partial
from itertools import groupby

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from audits.agreement import agreement_of
from audits.forms.matrix import By, MatrixForm
from audits.heat import Shown, drawn
from audits.left_out import left_out, open_words
from audits.matrix import Source, criteria_of, matrix_of
from audits.matrix_file import csv_of, workbook_of
from audits.models import AnswerChallenge
from audits.operations.export import export_matrix
from audits.permissions import is_withheld
from audits.scoring import State
from audits.unseen import unseen_by
from audits.views.parts import part_or_404
from audits.wording import back_words
from lscb_portal.lib.charts.heatmap import Column, Group, HeatMap, Line
from lscb_portal.lib.views import attempt
from lscb_portal.lib.workbook import CONTENT_TYPE

SOURCES = {
    Shown.SELF: Source.SELF,
    Shown.MODERATED: Source.MODERATED,
    Shown.DIFFERENCE: Source.MODERATED,
    Shown.TESTED: Source.TESTED,
    Shown.CHANGE: Source.SELF,
}
UNSEEN = (
    "You are a second moderator: the first ratings that you judge unseen are in no cell and no count here until yours "
    "are saved."
)


def matrix(request, board, uid):
    """Agencies by standard or by criterion: ratings, the difference or the change, with the counts beneath."""
    asked = Asked(request, board, uid)
    shown = asked.matrix
    cells = [cell for line in shown.lines for cell in line.cells]
    told = {
        "part": asked.part,
        "matrix": shown,
        "form": asked.form,
        "heat": asked.heat,
        "agreement": None if asked.form.by_criterion else agreement_of(cells),
        "asked": len(shown.lines) + len(shown.not_returned),
        "back": asked.back,
        "notes": asked.notes,
        "open_words": open_words(len(shown.lines), len(asked.closed)),
        "challenges": asked.challenges,
        "tested": sum(cell.tested is not None for cell in cells),
        "changes": [cell.change for cell in cells if cell.change is not None],
        "better": sum((cell.change or 0) > 0 for cell in cells),
        "worse": sum((cell.change or 0) < 0 for cell in cells),
        "columns_offered": By.choices,
    }
    return render(request, "audits/matrix/matrix.html", told)


def matrix_csv(request, board, uid):
    """The matrix in words, for any spreadsheet program; the ledger notes who took it."""
    asked = Asked(request, board, uid)
    return asked.handed_out(csv_of(asked.drawn), "csv", "text/csv; charset=utf-8")


def matrix_xlsx(request, board, uid):
    """The matrix as a workbook, which says itself what it is; the ledger notes who took it."""
    asked = Asked(request, board, uid)
    content = workbook_of(asked.drawn, asked.form, by=request.user, notes=asked.notes)
    return asked.handed_out(content, "xlsx", CONTENT_TYPE)


class Asked:
    """The board's part in the round, the reader's choice, and the matrix of both."""

    def __init__(self, request, board, uid):
        self.request, self.user = request, request.user
        self.part = part_or_404(request, board, uid)
        self.form = MatrixForm(request.GET, list(self.part.round.framework_version.standards.all()))
        self.unseen = unseen_by(self.user, self.part)
        self.matrix = self._by_criterion() if self.form.by_criterion else self._by_standard()
        self.form.offer(self.matrix.kinds)
        self.answers = reverse("audits:moderation", args=[board.slug, self.part.round.uid])
        # Whose answers the reader may not open: each is asked once, and not once for every cell.
        self.closed = {line.review.pk for line in self.matrix.lines if is_withheld(self.user, line.review)}
        self.challenges = self._challenges()
        if self.form.shown == Shown.CHALLENGES:
            # One challenge among some sixty columns would not be found.
            asked = {criterion for _, criterion in self.challenges}
            self.matrix = self.matrix.only(lambda column: column.criterion.pk in asked)
        self.drawn = drawn(self.matrix, self.form.shown, challenges=self.challenges, address=self._address)

    def _by_standard(self):
        withheld = partial(is_withheld, self.user)
        source = SOURCES[self.form.shown]
        return matrix_of(self.part, source, kind=self.form.only_kind, withheld=withheld, unseen=self.unseen)

    def _by_criterion(self):
        only = self.form.only_standard
        return criteria_of(self.part, kind=self.form.only_kind, standard=only and only.pk)

    def _challenges(self):
        """{(review, criterion): the latest challenge}; none of a return whose moderation the reader may not see."""
        if self.form.shown != Shown.CHALLENGES:
            return {}
        found = AnswerChallenge.objects.visible_to(self.user).of_board(self.part.board)
        found = found.filter(review__round_board=self.part, criterion__isnull=False).order_by("pk")
        seen = {line.review.pk for line in self.matrix.lines} - self.closed
        return {(one.review_id, one.criterion_id): one for one in found if one.review_id in seen}

    def _address(self, line, column, cell):
        """Where the answer is; nothing where it may not be opened or was not asked."""
        if line.review.pk in self.closed or cell.state == State.NOT_ASKED:
            return ""
        place = column.criterion.code if column.criterion else "answer"
        return f"{self.answers}{column.standard.code}/{line.review.uid}/#{place}"

    @property
    def back(self) -> str:
        """How many of the returns shown were sent back for changes, in words; nothing of none."""
        back = sum(line.review.is_back for line in self.matrix.lines)
        return back_words(back) if back else ""

    @property
    def notes(self) -> list[str]:
        """What this reader does not see, in sentences."""
        if self.form.by_criterion and self.form.shown != Shown.CHALLENGES:
            return []  # nothing of moderation is shown
        closed = [line.review for line in self.matrix.lines if line.review.pk in self.closed]
        unseen = bool(self.unseen) and not self.form.by_criterion
        return left_out(self.user, closed) + [UNSEEN] * unseen

    @property
    def heat(self):
        """The matrix as it is drawn on the page."""
        shown, what = self.matrix, "criteria" if self.form.by_criterion else "standards"
        return HeatMap(
            caption=f"{self.form.shown.label}: agencies in rows, {what} in columns, counts beneath",
            columns=[Column(one.code, "" if one.criterion else one.standard.short_title) for one in shown.columns],
            lines=[Line(line.agency.short_name, cells) for line, cells in self.drawn.lines],
            absent=[review.evaluation.agency.short_name for review in shown.not_returned],
            counts=self.drawn.counts,
            since=shown.compared_with,
            groups=_groups(shown) if self.form.by_criterion else (),
        )

    def handed_out(self, content, file, content_type):
        """The file as a response, once the ledger has noted it; back to the page where it is refused."""
        chosen = {"shown": self.form.shown, "columns": self.form.columns, "kind": self.form.only_kind}
        if self.form.only_standard:
            chosen["standard"] = self.form.only_standard.code
        if not attempt(self.request, export_matrix, self.part, content, by=self.user, file=file, **chosen):
            page = reverse("audits:matrix", args=[self.part.board.slug, self.part.round.uid])
            return redirect(f"{page}?{self.request.GET.urlencode()}")
        response = HttpResponse(content, content_type=content_type)
        name = "-".join([self.part.round.code, *(["criteria"] if self.form.by_criterion else []), self.form.shown])
        response["Content-Disposition"] = f'attachment; filename="{name}.{file}"'
        return response


def _groups(matrix):
    """Each standard as a heading over its criteria."""
    return [
        Group(f"S{standard.position} {standard.short_title}", len(list(columns)))
        for standard, columns in groupby(matrix.columns, key=lambda column: column.standard)
    ]
