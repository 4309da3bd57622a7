"""The register of decisions: searched, filtered by the address, as a CSV file; and one decision a page."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from lscb_portal.lib.spreadsheets import csv_bytes
from workplan.forms.decisions import RegisterFilter
from workplan.models import Action, Decision, EmailDecision, Meeting
from workplan.models.meeting import groups_read_by
from workplan.operations.email_decision import why_it_stands
from workplan.permissions import can_run, can_support
from workplan.views.found import the_decision

A_PAGE = 25
COLUMNS = (
    *("Decision", "Day", "Group", "How", "Item", "Wording", "Outcome", "Not agreed by"),
    *("Quorate", "Agencies", "Quorum", "Corrected by", "Actions"),
)


def _found(request, board):
    form = RegisterFilter(request.GET or None, user=request.user, board=board)
    decisions = form.chosen(Decision.objects.visible_to(request.user).of_board(board))
    related = ("meeting__group", "item", "by_email__group", "corrected_by", "corrects", "board")
    return form, decisions.select_related(*related).order_by("-number")


def decisions(request, board):
    """The decisions the person may see, newest first, filtered by the address; open ones by e-mail above them."""
    form, found = _found(request, board)
    open_ones = EmailDecision.objects.visible_to(request.user).of_board(board).open().select_related("group__board")
    groups = groups_read_by(request.user).filter(board=board).select_related("board")
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "open": open_ones,
        "groups": [group for group in groups if can_support(request.user, group)],
        "chosen": bool(form.asked),
        "query": request.GET.urlencode(),
    }
    return render(request, "workplan/decisions/decisions.html", context)


def decisions_csv(request, board):
    """The same decisions as a file for spreadsheet programs."""
    _, found = _found(request, board)
    rows = [_row(one) for one in found.prefetch_related("action_sources__action")]
    response = HttpResponse(csv_bytes([COLUMNS, *rows]), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="decisions-{board.slug}.csv"'
    return response


def _row(one):
    later = getattr(one, "corrected_by", None)
    return (
        one.reference,
        timezone.localdate(one.decided_at).isoformat(),
        one.group.name,
        "At a meeting" if one.meeting else "By e-mail",
        one.title,
        one.wording,
        one.get_outcome_display(),
        one.dissent,
        "Yes" if one.quorate else "No",
        one.agencies_present,
        one.quorum_sentence,
        later.reference if later else "",
        ", ".join(f"A-{source.action.number:03}" for source in one.action_sources.all()),
    )


def decision(request, board, uid):
    """One decision: its words, its stamp, what corrected it, and the actions it gave."""
    found = the_decision(request, board, uid)
    given = Action.objects.visible_to(request.user).of_board(board).filter(sources__decision=found)
    meeting = found.meeting
    context = {
        "decision": found,
        "meeting": meeting,
        "actions": given.select_related("owner", "agency", "board").order_by("number"),
        "can_correct": _is_open_to_correction(found) and can_run(request.user, found.group),
    }
    return render(request, "workplan/decisions/decision.html", context)


def _is_open_to_correction(decision):
    """Whether it was taken by a meeting whose minutes are not approved, or by e-mail and nothing rests on it yet."""
    if decision.meeting is None:
        return not why_it_stands(decision)
    return decision.meeting.status in (Meeting.Status.IN_SESSION, Meeting.Status.DRAFT_MINUTES)
