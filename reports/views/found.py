"""Finding the report an address names among those the person may see; anything else is 404."""

from django.shortcuts import get_object_or_404

from reports.models import BoardReport


def the_report(request, board, uid) -> BoardReport:
    reports = BoardReport.objects.visible_to(request.user).of_board(board)
    related = ("board", "group__board", "built_by", "signed_off_by", "issued_by")
    return get_object_or_404(reports.select_related(*related), uid=uid)
