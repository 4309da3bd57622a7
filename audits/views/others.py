"""An agency's own ratings beside those of the others, who have no names."""

from django.http import Http404
from django.shortcuts import render

from agencies.permissions import require
from audits import heat
from audits.forms.matrix import OthersForm
from audits.heat import Shown
from audits.matrix import Source
from audits.matrix.others import others_of, part_for
from audits.permissions import can_compare
from audits.views.reading import return_or_404
from lscb_portal.lib.charts.bars import Share
from lscb_portal.lib.charts.spread import SpreadBar


def others(request, board, uid):
    """For each standard or criterion the agency's own rating, and how many of the others have which."""
    evaluation = return_or_404(request, board, uid)
    require(can_compare(request.user, evaluation))
    if evaluation.status != evaluation.Status.SUBMITTED:
        raise Http404
    part = part_for(evaluation)
    form = OthersForm(request.GET)
    shown = others_of(
        part,
        evaluation,
        is_own=request.user.belongs_to,
        source=Source.MODERATED if form.shown == Shown.MODERATED else Source.SELF,
        kind=form.only_kind,
        by_criterion=form.by_criterion,
    )
    form.offer(shown.kinds)
    told = {
        "evaluation": evaluation,
        "part": part,
        "shown": shown,
        "form": form,
        "rows": [(row, heat.rating_cell(row.own), _bar(shown.matrix, row)) for row in shown.rows],
    }
    return render(request, "audits/matrix/others.html", told)


def _bar(matrix, row):
    """How the others stand, as a bar; None where they would be too few."""
    if row.others is None:
        return None
    counts = row.others.counts
    return SpreadBar(tuple(Share(one.letter, one.label, counts[one.code], one.colour) for one in matrix.ratings))
