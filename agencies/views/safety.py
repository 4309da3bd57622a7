"""A child may be unsafe: whom to ring now, the record that somebody did, and the business unit's alerts."""

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from agencies.forms.safety import SafetyForm
from agencies.models import SafetyRecord
from agencies.operations import safety as operations
from agencies.permissions import can_acknowledge_safety, can_record_safety, require
from lscb_portal.lib.views import attempt

ON_A_PAGE = 50


def unsafe(request, board):
    """Whom to ring, and a form to record that one has."""
    require(can_record_safety(request.user, board))
    form = SafetyForm(request.POST or None)
    if form.is_valid() and attempt(
        request,
        operations.record_safety,
        board,
        by=request.user,
        form=form,
        done="Your call is recorded and the board’s business unit has been told.",
        **form.call(),
    ):
        return redirect("agencies:safety_record", board.slug, form.cleaned_data["uid"])
    return render(request, "agencies/safety/unsafe.html", {"form": form})


def safety_list(request, board):
    """The records a person may see: everybody's for the business unit, one's own for all others."""
    require(can_record_safety(request.user, board))
    records = SafetyRecord.objects.visible_to(request.user).of_board(board)
    page = Paginator(records.select_related("recorded_by", "acknowledged_by"), ON_A_PAGE)
    return render(request, "agencies/safety/list.html", {"page": page.get_page(request.GET.get("page"))})


def safety_record(request, board, uid):
    record = find(request, board, uid)
    may_acknowledge = can_acknowledge_safety(request.user, board) and not record.acknowledged_at
    return render(request, "agencies/safety/record.html", {"record": record, "may_acknowledge": may_acknowledge})


@require_POST
def safety_acknowledge(request, board, uid):
    record = find(request, board, uid)
    done = "Acknowledged. The alerts stop."
    attempt(request, operations.acknowledge, record, by=request.user, done=done)
    return redirect("agencies:safety_record", board.slug, uid)


def find(request, board, uid):
    records = SafetyRecord.objects.visible_to(request.user).of_board(board)
    return get_object_or_404(records.select_related("recorded_by", "acknowledged_by"), uid=uid)
