"""Restricting an item to the people cleared for it."""

from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from agencies.models import User
from agencies.permissions import require
from lscb_portal.lib.views import attempt
from workplan.forms.paper import ClearanceForm
from workplan.operations import clearance as operations
from workplan.permissions import can_support_item
from workplan.views.found import posted, the_item


def restrict(request, board, uid):
    """Say who is cleared for an item."""
    item = the_item(request, board, uid)
    require(can_support_item(request.user, item))
    people = operations.who_may_be_cleared(item.meeting)
    cleared = User.objects.visible_to(request.user).filter(clearances__item=item)
    start = {"people": list(cleared if item.is_restricted else people.filter(pk=request.user.pk))}
    form = ClearanceForm(posted(request), initial=start, people=people)
    if request.method == "POST" and form.is_valid():
        chosen = list(form.cleaned_data["people"])
        done = "The item is restricted. Everybody else sees that it is there, and its time."
        if attempt(request, operations.restrict, item, chosen, by=request.user, form=form, done=done):
            return redirect("workplan:papers", board.slug, item.meeting.uid)
    return render(request, "workplan/clearance/restrict.html", {"item": item, "meeting": item.meeting, "form": form})


@require_POST
def lift(request, board, uid):
    """Open a restricted item to everybody who reads the meeting."""
    item = the_item(request, board, uid)
    done = "The item is open to everybody who reads the meeting."
    attempt(request, operations.lift, item, by=request.user, done=done)
    return redirect("workplan:papers", board.slug, item.meeting.uid)
