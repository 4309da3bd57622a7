"""Extra meetings: asked for by a member, agreed or declined by the chair."""

from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from agencies.models import User
from agencies.models.group import COUNTED_ROLES
from agencies.permissions import can_enter_for_others, require
from lscb_portal.lib.views import attempt
from workplan.forms.extra_meeting import DeclineMeetingForm, ExtraMeetingForm
from workplan.forms.meeting import MeetingForm
from workplan.models import ExtraMeeting
from workplan.operations import extra_meeting as operations
from workplan.permissions import can_ask_for_meeting, can_run, can_support
from workplan.views.found import posted
from workplan.views.group import read_group

ASKED = "Your request is with the chair, who will agree or decline. You will be told."
MEMBER_ASKED = "The request is with the chair, who will agree or decline. The member has been told."


def the_request(request, board, uid) -> ExtraMeeting:
    asked = ExtraMeeting.objects.visible_to(request.user).of_board(board)
    return get_object_or_404(
        asked.select_related("group__board", "asked_by", "entered_by", "agency", "answered_by", "meeting"), uid=uid
    )


def ask_for_meeting(request, board, uid):
    """Ask the chair for an extra meeting of a group."""
    group = read_group(request, board, uid)
    for_member = can_enter_for_others(request.user, group.board)
    require(for_member or can_ask_for_meeting(request.user, group))
    form = ExtraMeetingForm(posted(request), members=_members(request.user, group) if for_member else None)
    if request.method == "POST" and form.is_valid():
        done = MEMBER_ASKED if for_member else ASKED
        if attempt(
            request, operations.ask_for_meeting, group, **form.cleaned_data, by=request.user, form=form, done=done
        ):
            return redirect("workplan:extra_meeting", board.slug, form.cleaned_data["uid"])
    context = {"group": group, "form": form, "for_member": for_member}
    return render(request, "workplan/extra_meeting/ask.html", context)


def _members(user, group):
    """Those who may ask for a meeting of the group."""
    seats = group.seats.current().filter(role__in=COUNTED_ROLES)
    return User.objects.visible_to(user).active().filter(pk__in=seats.values("person"))


def extra_meeting(request, board, uid):
    """One request, for whoever made it, the chair and the board's office."""
    extra = the_request(request, board, uid)
    own = extra.asked_by_id == request.user.pk
    require(own or can_support(request.user, extra.group))
    context = {"extra": extra, "own": own, "can_run": can_run(request.user, extra.group)}
    return render(request, "workplan/extra_meeting/extra_meeting.html", context)


def agree_to_meeting(request, board, uid):
    """Agree to it by planning it."""
    extra = the_request(request, board, uid)
    require(can_run(request.user, extra.group))
    form = MeetingForm(posted(request), initial={"date": extra.wished_by})
    if request.method == "POST" and form.is_valid():
        done = f"The meeting is planned. The members, and {extra.asked_by.name}, have been told."
        facts = form.cleaned_data
        if attempt(request, operations.agree_to_meeting, extra, **facts, by=request.user, form=form, done=done):
            return redirect("workplan:meeting", board.slug, facts["uid"])
    return render(request, "workplan/extra_meeting/agree.html", {"extra": extra, "form": form})


def decline_meeting(request, board, uid):
    """Say no, with a reason."""
    extra = the_request(request, board, uid)
    require(can_run(request.user, extra.group))
    form = DeclineMeetingForm(posted(request))
    if request.method == "POST" and form.is_valid():
        done = f"The request is declined. {extra.asked_by.name} has been told."
        if attempt(
            request, operations.decline_meeting, extra, **form.cleaned_data, by=request.user, form=form, done=done
        ):
            return redirect(extra)
    return render(request, "workplan/extra_meeting/decline.html", {"extra": extra, "form": form})


@require_POST
def withdraw_request(request, board, uid):
    """Take back one's own request."""
    extra = the_request(request, board, uid)
    attempt(request, operations.withdraw_request, extra, by=request.user, done="Your request is withdrawn.")
    return redirect(extra)
