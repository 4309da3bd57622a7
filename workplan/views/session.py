"""Opening and closing the meeting, and going from item to item."""

from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from agencies.permissions import require
from lscb_portal.lib.views import attempt
from workplan.brought import not_approved_at
from workplan.card import card
from workplan.models import Proposal
from workplan.operations import session as operations
from workplan.permissions import can_run
from workplan.sitting import Sitting
from workplan.views.chairing import place_of
from workplan.views.discussion import save_typed
from workplan.views.found import the_meeting, the_place


def open_meeting(request, board, uid):
    """Begin the meeting, after a look at who said they would come."""
    meeting = the_meeting(request, board, uid)
    require(can_run(request.user, meeting.group))
    if request.method == "POST":
        done = "The meeting is open. Tap each person in the register as they arrive."
        if attempt(request, operations.open_meeting, meeting, by=request.user, done=done):
            return redirect(place_of(meeting))
        return redirect(meeting)
    context = {"meeting": meeting, "card": card(meeting, request.user), "today": timezone.localdate()}
    context["unanswered"] = Proposal.objects.visible_to(request.user).filter(meeting=meeting).waiting()
    return render(request, "workplan/chairing/open.html", context)


def close_meeting(request, board, uid):
    """End the meeting, after a look at what has not been taken."""
    meeting = the_meeting(request, board, uid)
    require(can_run(request.user, meeting.group))
    if request.method == "POST":
        done = "The meeting is closed. Here is what was captured, as a draft."
        if attempt(request, operations.close_meeting, meeting, by=request.user, done=done):
            return redirect("workplan:minutes", board.slug, meeting.uid)
        return redirect(meeting)
    if not meeting.in_session:
        return redirect(meeting)
    context = {"meeting": meeting, "sitting": Sitting(meeting, request.user), "unapproved": not_approved_at(meeting)}
    return render(request, "workplan/chairing/close.html", context)


@require_POST
def start_item(request, board, uid):
    """Take an item up. What was typed for the item before is saved with the same press."""
    item = the_place(request, board, uid)
    if conflict := save_typed(request, board):
        return conflict
    attempt(request, operations.start_item, item, by=request.user)
    return redirect(place_of(item.meeting, item.uid, "now"))


@require_POST
def close_item(request, board, uid):
    """Leave an item, saving what was typed for it."""
    item = the_place(request, board, uid)
    if conflict := save_typed(request, board):
        return conflict
    attempt(request, operations.close_item, item, by=request.user)
    return redirect(place_of(item.meeting, item.uid, "now"))
