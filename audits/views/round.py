"""Rounds of self-evaluation: opened, followed, changed and closed by the business manager."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from agencies.permissions import require
from audits import permissions
from audits.forms.round_amendment import AmendForm
from audits.models import Round
from audits.operations import round as operations
from audits.operations.round_amendment import Overtaken, amend_round
from audits.tracking import track
from audits.turnaround import turnaround_of
from audits.views.reading import posted
from audits.wording import in_days, reminder_words
from lscb_portal.lib.charts.words import plural
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.views import attempt


def round_change(request, board, uid):
    """Change the later days of a round that has opened, its contact and its message, with the reason."""
    part = _part_or_404(board, uid)
    round_ = part.round
    require(permissions.can_run_rounds(request.user, round_.organiser))
    if round_.status == Round.Status.PLANNED:
        return redirect("audits:round", board.slug, uid)
    form = AmendForm(posted(request), user=request.user, round_=round_)
    if request.method == "POST" and form.is_valid():
        try:
            amend_round(round_, by=request.user, **form.cleaned_data)
        except Overtaken as overtaken:
            form = form.after(overtaken)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "The round is changed, and the reason is on record.")
            return redirect("audits:round", board.slug, uid)
    return render(request, "audits/round/amend.html", {"form": form, "part": part, "round": round_})


def round_detail(request, board, uid):
    """Follow a round: each agency's state, progress, last change, and how long there is."""
    require(permissions.can_track_rounds(request.user, board))
    part = _part_or_404(board, uid)
    told = {
        "part": part,
        "round": part.round,
        "tracking": track(part, request.GET.get("show", "all")),
        "none_ticked": "none_ticked" in request.GET,
        "due": in_days(part.round.due_on),
        "reminders": reminder_words(part.round.reminder_days),
        "focus": part.round.focus.order_by("standard__position", "position").values_list("code", flat=True),
        "sharing": part.round.boards.exclude(pk=board.pk),
        "runs_it": permissions.can_run_rounds(request.user, part.round.organiser),
        "turnaround": turnaround_of(part),
        "amendments": part.round.amendments.select_related("made_by"),
        "chooses_questions": permissions.can_run_rounds(request.user, board),
        "can_nudge": permissions.can_run_rounds(request.user, board),
        "can_read": permissions.can_read_returns(request.user, board),
        "can_enter": permissions.can_enter_returns(request.user, board),
    }
    return render(request, "audits/round/detail.html", told)


def round_open(request, board, uid):
    """Open a round before, or on, its day."""
    part = _part_or_404(board, uid)
    require(permissions.can_run_rounds(request.user, part.round.organiser))
    if request.method == "POST":
        done = f"{part.round.title} is open. The leads of the agencies asked are told."
        attempt(request, operations.open_round, part.round, by=request.user, done=done)
        return redirect("audits:round", board.slug, uid)
    agencies = plural(part.round.asked.count(), "agency", "agencies")
    return _confirm(
        request,
        part,
        question=f"Open “{part.round.title}” now?",
        text=f"{agencies} will get a return and their leads will be told. What is asked can no longer be changed.",
        button="Open the round",
    )


def round_close(request, board, uid):
    """Close a round to further answers."""
    part = _part_or_404(board, uid)
    require(permissions.can_run_rounds(request.user, part.round.organiser))
    if request.method == "POST":
        attempt(request, operations.close_round, part.round, by=request.user, done=f"{part.round.title} is closed.")
        return redirect("audits:round", board.slug, uid)
    missing = part.round.evaluations.filter(submissions__isnull=True).count()
    not_in = f"{plural(missing, 'agency has', 'agencies have')} not submitted. " if missing else ""
    return _confirm(
        request,
        part,
        question=f"Close “{part.round.title}”?",
        text=f"{not_in}Agencies can no longer change their answers, unless a board sends a return back to them.",
        button="Close the round",
        warning=True,
    )


def _part_or_404(board, uid):
    """The board's part in the round."""
    related = ("board", "round__framework_version__framework", "round__scale", "round__contact")
    parts = board.round_boards.select_related(*related)
    return get_object_or_404(parts, round__uid=uid)


def _confirm(request, part, **told):
    back = reverse("audits:round", args=[part.board.slug, part.round.uid])
    return render(request, "components/confirm.html", told | {"back": back})
