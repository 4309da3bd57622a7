"""The register of interests, an interest in one item, and the chair's discretion on one."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from agencies.permissions import can_enter_for_others, require
from agencies.roles import Permission
from lscb_portal.lib.views import attempt
from workplan.forms.fields import uid_or_none
from workplan.forms.interest import DiscretionForm, InterestForm, ItemInterestForm
from workplan.models import DeclaredInterest, ItemInterest
from workplan.operations import interest as operations
from workplan.permissions import can_declare, can_run, can_support
from workplan.room import room
from workplan.views.chairing import place_of
from workplan.views.found import posted, the_item


def interests(request, board):
    """The board's register of interests: those that stand, and those that have ended."""
    require(request.user.may(Permission.READ_MEETINGS, board))
    found = DeclaredInterest.objects.visible_to(request.user).of_board(board).select_related("person", "declared_by")
    rows = [(one, can_declare(request.user, one.person, board)) for one in found]
    context = {
        "in_force": [row for row in rows if row[0].ended_on is None],
        "ended": [one for one, _ in rows if one.ended_on],
    }
    return render(request, "workplan/interest/interests.html", context)


def declare_interest(request, board):
    """Declare an interest of one's own or, for whoever enters what came otherwise, of somebody else."""
    for_others = can_enter_for_others(request.user, board)
    require(for_others or can_declare(request.user, request.user, board))
    form = InterestForm(posted(request), user=request.user, board=board, for_others=for_others)
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        person = facts.pop("person", request.user)
        done = "The interest is in the register."
        if attempt(request, operations.declare, board, person, **facts, by=request.user, form=form, done=done):
            return redirect("workplan:interests", board.slug)
    return render(request, "workplan/interest/declare.html", {"form": form, "for_others": for_others})


def end_interest(request, board, uid):
    """Ask whether an interest has ended, and note it."""
    found = DeclaredInterest.objects.visible_to(request.user).of_board(board).select_related("person", "board")
    interest = get_object_or_404(found, uid=uid)
    require(can_declare(request.user, interest.person, board))
    back = reverse("workplan:interests", args=[board.slug])
    if request.method == "POST":
        attempt(request, operations.end, interest, by=request.user, done="The interest has ended as of today.")
        return redirect(back)
    question = {
        "question": f"Has this interest of {interest.person.name} ended?",
        "text": f"“{interest.nature}” stays in the register, with today as its last day.",
        "button": "It has ended",
        "back": back,
    }
    return render(request, "components/confirm.html", question)


def note_interest(request, board, uid):
    """Note an interest in an item. Each person's line says first what the quorum would be without them."""
    item = the_item(request, board, uid)
    meeting = item.meeting
    require(can_support(request.user, meeting.group))
    if not meeting.in_session:
        messages.error(request, "An interest in an item is noted while the meeting is in session.")
        return redirect(meeting)
    there = room(meeting, item=item)
    here = [line for line in there.lines if line.here and not line.out_for_item]
    effects = {line.attendee.pk: there.words_without(line) for line in there.lines}
    initial = _prefilled(request, there)
    form = ItemInterestForm(posted(request), user=request.user, lines=here, effects=effects, initial=initial)
    if request.method == "POST" and form.is_valid():
        done = f"Noted: {form.cleaned_data['attendee'].name}."
        if attempt(request, operations.note_on_item, item, **form.cleaned_data, by=request.user, form=form, done=done):
            return redirect(place_of(meeting, item.uid, "interests"))
    return render(request, "workplan/interest/note.html", _asked_of(item, form, "interests"))


def _prefilled(request, there):
    """The person and the standing interest that the chair was asked about, where the page was opened from there."""
    uid = uid_or_none(request.GET.get("declared", ""))
    asked = uid and DeclaredInterest.objects.visible_to(request.user).standing().filter(uid=uid).first()
    line = asked and next((line for line in there.lines if line.attendee.person_id == asked.person_id), None)
    return {"attendee": line.attendee.uid, "nature": asked.nature} if line else {}


@require_POST
def take_back_interest(request, board, uid):
    """Take back what was noted by mistake."""
    found = ItemInterest.objects.visible_to(request.user).of_board(board)
    noted = get_object_or_404(found.select_related("item__meeting__group__board", "attendee"), uid=uid)
    done = f"Taken back: {noted.attendee.name}."
    attempt(request, operations.take_back, noted, by=request.user, done=done)
    return redirect(place_of(noted.item.meeting, noted.item.uid, "interests"))


def discretion(request, board, uid):
    """Let an item be decided without a quorum, with a reason."""
    item = the_item(request, board, uid)
    require(can_run(request.user, item.meeting.group))
    form = DiscretionForm(posted(request))
    if request.method == "POST" and form.is_valid():
        done = "This item may be decided. Each decision on it says that it rests on the chair’s discretion."
        if attempt(
            request, operations.use_discretion, item, **form.cleaned_data, by=request.user, form=form, done=done
        ):
            return redirect(place_of(item.meeting, item.uid, "decision"))
    return render(request, "workplan/interest/discretion.html", _asked_of(item, form, "decision"))


def _asked_of(item, form, anchor):
    """What a page about one item of a meeting in session shows, and the way back to that part of the chairing page."""
    return {"item": item, "meeting": item.meeting, "form": form, "back": place_of(item.meeting, item.uid, anchor)}
