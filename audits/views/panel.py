"""One screen for the meeting of the moderation panel."""

from django.shortcuts import render

from audits.panel import Panel
from audits.views.parts import part_or_404


def panel(request, board, uid):
    """Disagreements first, then agency by agency."""
    part = part_or_404(request, board, uid)
    seen = Panel(part, request.user)
    told = {
        "part": part,
        "panel": seen,
        "own_left_out": seen.workspace.own_left_out,
        "others_left_out": seen.workspace.others_left_out,
    }
    return render(request, "audits/panel/panel.html", told)
