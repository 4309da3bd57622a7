"""Going on with an item at the next meeting, and leaving what was carried forward off an agenda."""

from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from agencies.permissions import require
from lscb_portal.lib.views import attempt
from workplan.forms.carrying import LeaveOffForm
from workplan.models import CarriedForward
from workplan.operations import carrying as operations
from workplan.operations import leaving_off
from workplan.permissions import can_run
from workplan.views.chairing import place_of
from workplan.views.discussion import save_typed
from workplan.views.found import posted, the_item


@require_POST
def adjourn(request, board, uid):
    """Leave an item to the next meeting, or take that back; what was typed is saved with the same press."""
    item = the_item(request, board, uid)
    if conflict := save_typed(request, board):
        return conflict
    if request.POST.get("adjourned") == "no":
        attempt(request, operations.resume, item, by=request.user, done="The item is not adjourned any more.")
    else:
        attempt(request, operations.adjourn, item, by=request.user, done="The next agenda begins with this item on it.")
    return redirect(place_of(item.meeting, item.uid, "now"))


def leave_off(request, board, uid):
    """Leave what an earlier meeting carried forward off the agenda, with a reason."""
    item = the_item(request, board, uid)
    require(can_run(request.user, item.meeting.group))
    form = LeaveOffForm(posted(request))
    if request.method == "POST" and form.is_valid():
        done = f"“{item.title}” is left off. Your reason is with the matters arising."
        if attempt(request, leaving_off.leave_off, item, **form.cleaned_data, by=request.user, form=form, done=done):
            return redirect("workplan:agenda", board.slug, item.meeting.uid)
    carried = CarriedForward.objects.visible_to(request.user).filter(brought_forward__item=item).first()
    return render(request, "workplan/carrying/leave_off.html", {"item": item, "carried": carried, "form": form})
