"""A board chooses its own questions for its part of a round that is planned."""

from django.shortcuts import get_object_or_404, redirect, render

from agencies.permissions import require
from audits import permissions
from audits.forms.supplement import SupplementForm
from audits.operations.supplement import choose_supplement
from audits.views.reading import posted
from lscb_portal.lib.views import attempt


def round_supplement(request, board, uid):
    """Choose the board's own questions, which only its agencies are asked and only it reads."""
    parts = board.round_boards.select_related("board", "round__framework_version__framework", "supplement")
    part = get_object_or_404(parts, round__uid=uid)
    require(permissions.can_run_rounds(request.user, board))
    form = SupplementForm(posted(request), user=request.user, part=part)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["supplement"]
        done = (
            "Your own questions will be asked when the round opens."
            if chosen
            else "No questions of your own are asked."
        )
        if attempt(request, choose_supplement, part, chosen, by=request.user, form=form, done=done):
            return redirect("audits:round", board.slug, uid)
    return render(request, "audits/framework/supplement.html", {"part": part, "round": part.round, "form": form})
