"""Replies: a member's own, the list for whoever organises, and one entered for somebody else."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from agencies.models import Seat
from agencies.permissions import can_enter_for_others, require
from lscb_portal.lib.views import attempt
from workplan.card import card
from workplan.forms.reply import ReplyForAnother, ReplyForm
from workplan.models import Reply
from workplan.operations import reply as operations
from workplan.permissions import can_support
from workplan.views.found import posted, the_meeting
from workplan.views.meeting import meeting_page

THANKS = {
    Reply.Answer.ATTENDING: "Your reply is noted: you will attend.",
    Reply.Answer.REMOTE: "Your reply is noted: you will attend online.",
    Reply.Answer.DEPUTY: "Your reply is noted: {deputy_name} will come for you.",
    Reply.Answer.APOLOGIES: "Your apologies are noted.",
}


@require_POST
def reply(request, board, uid):
    """Say whether I come; with two seats in the group, for both."""
    meeting = the_meeting(request, board, uid)
    seats = [seat for seat in meeting.seats if seat.person_id == request.user.pk]
    require(bool(seats))
    form = ReplyForm(request.POST)
    if not form.is_valid():
        return meeting_page(request, meeting, form)
    if not attempt(request, operations.reply_for_all, meeting, seats, **form.cleaned_data, by=request.user, form=form):
        return meeting_page(request, meeting, form)
    messages.success(request, THANKS[form.cleaned_data["answer"]].format(**form.cleaned_data))
    return redirect(_back(request) or meeting)


def _back(request):
    """Return the page of the portal that the reply was given on, when it says so."""
    back = request.POST.get("back", "")
    return back if url_has_allowed_host_and_scheme(back, allowed_hosts=None) and back.startswith("/") else ""


def replies(request, board, uid):
    """Who comes and who has not said, for whoever organises the meeting."""
    meeting = the_meeting(request, board, uid)
    require(can_support(request.user, meeting.group))
    context = {
        "meeting": meeting,
        "card": card(meeting, request.user),
        "can_enter": can_enter_for_others(request.user, board) and meeting.is_coming,
    }
    return render(request, "workplan/reply/replies.html", context)


def reply_for(request, board, uid, seat):
    """Enter the reply of somebody who rang or wrote."""
    meeting = the_meeting(request, board, uid)
    require(can_enter_for_others(request.user, board))
    seat = get_object_or_404(Seat.objects.visible_to(request.user).of_board(board), uid=seat, group=meeting.group)
    form = ReplyForAnother(posted(request))
    if request.method == "POST" and form.is_valid():
        done = f"The reply of {seat.person} is noted. They have been told that you entered it."
        if attempt(
            request, operations.reply, meeting, seat, **form.cleaned_data, by=request.user, form=form, done=done
        ):
            return redirect("workplan:replies", board.slug, meeting.uid)
    return render(request, "workplan/reply/reply_for.html", {"meeting": meeting, "seat": seat, "form": form})
