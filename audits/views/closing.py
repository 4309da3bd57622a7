"""The end of a round: the Board has been told."""

from django.shortcuts import redirect, render
from django.urls import reverse

from agencies.permissions import require
from audits import permissions
from audits.operations.closing import report_round
from audits.views.parts import part_or_404
from lscb_portal.lib.views import attempt


def round_report(request, board, uid):
    """Ask whether the round has been reported to the Board, and say so."""
    part = part_or_404(request, board, uid)
    require(permissions.can_run_rounds(request.user, part.round.organiser))
    page = reverse("audits:round", args=[board.slug, uid])
    if request.method == "POST":
        attempt(request, report_round, part.round, by=request.user, done=f"{part.round.title} is reported.")
        return redirect(page)
    question = {
        "question": f"Has “{part.round.title}” been reported to the {board.words['top_group']}?",
        "text": "Say so when the Board has read its results. The round is then complete.",
        "button": "It has been reported",
        "back": page,
    }
    return render(request, "components/confirm.html", question)
