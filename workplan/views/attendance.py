"""Attendance: the grid of a group, and the chair's letter to an agency that keeps missing meetings."""

from django.shortcuts import get_object_or_404, redirect, render

from agencies.models import Agency
from agencies.permissions import require
from lscb_portal.lib.views import attempt
from workplan.attendance import Mark, attendance
from workplan.forms.attendance import AttendanceLetterForm
from workplan.models import AttendanceLetter
from workplan.operations import attendance as operations
from workplan.permissions import can_run
from workplan.views.found import posted
from workplan.views.group import read_group


def group_attendance(request, board, uid):
    """Agency by meeting: who came, who sent a deputy, who missed; and each member's own figure."""
    group = read_group(request, board, uid)
    grid = attendance(group)
    terms = group.terms
    expected = terms.attendance if terms else None
    letters = AttendanceLetter.objects.visible_to(request.user).filter(group=group)
    written = set(letters.filter(last_missed__in=grid.meetings[-1:]).values_list("agency", flat=True))
    context = {
        "group": group,
        "grid": grid,
        "rows": [(row, row.is_below(expected)) for row in grid.agencies],
        "expected": expected,
        "missing": [(row, row.agency.pk in written) for row in grid.missing],
        "may_write": can_run(request.user, group),
        "marks": [mark for mark in Mark if mark.letter],
    }
    return render(request, "workplan/attendance/attendance.html", context)


def write_to_agency(request, board, uid, agency):
    """The chair's letter to one agency, begun by the portal and sent by the chair."""
    group = read_group(request, board, uid)
    require(can_run(request.user, group))
    agency = get_object_or_404(Agency.objects.visible_to(request.user), uid=agency)
    row = operations.to_write_to(group, agency)
    initial = {"words": operations.drafted(group, row)} if row else {}
    form = AttendanceLetterForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        done = f"The letter has gone to {agency.name}."
        facts = form.cleaned_data
        if attempt(request, operations.send_letter, group, agency, **facts, by=request.user, form=form, done=done):
            return redirect("workplan:attendance", board.slug, group.uid)
    context = {"group": group, "agency": agency, "row": row, "form": form}
    return render(request, "workplan/attendance/write.html", context)


def attendance_letter(request, board, uid):
    """The letter as it was sent, for those it went to and for the office."""
    found = AttendanceLetter.objects.visible_to(request.user).of_board(board)
    letter = get_object_or_404(found.select_related("group__board", "agency", "sent_by", "last_missed"), uid=uid)
    context = {"letter": letter, "recipients": letter.recipients.all()}
    return render(request, "workplan/attendance/letter.html", context)
