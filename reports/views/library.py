"""The Board's reports: those issued, and for those who prepare them the ones on their way."""

from django.shortcuts import redirect, render

from agencies.permissions import require
from lscb_portal.lib.errors import Refused
from reports.forms.board_report import BuildForm, groups_reported_by
from reports.models import BoardReport
from reports.operations import board_report as operations


def library(request, board):
    """List the reports the person may read."""
    reports = BoardReport.objects.visible_to(request.user).of_board(board)
    reports = reports.select_related("group", "issued_by", "signed_off_by")
    context = {
        "issued": reports.issued(),
        "on_the_way": reports.open(),
        "can_prepare": groups_reported_by(request.user, board).exists(),
    }
    return render(request, "reports/board_report/library.html", context)


def build(request, board):
    """Begin a report, or go to the one that was begun."""
    require(groups_reported_by(request.user, board).exists())
    form = BuildForm(request.POST or None, user=request.user, board=board)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            report = operations.build(given["group"], given["quarter"], uid=given["uid"], by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("reports:builder", board.slug, report.uid)
    return render(request, "reports/board_report/build.html", {"form": form})
