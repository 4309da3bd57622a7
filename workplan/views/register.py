"""The register: one tap a person, and a page a person for what a tap cannot say."""

import datetime as dt

from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from agencies.permissions import require
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.views import attempt
from workplan.forms.register import MovementForm, PersonForm
from workplan.models import Movement
from workplan.operations import register as operations
from workplan.permissions import can_support
from workplan.sitting import Sitting
from workplan.views.chairing import living_parts, place_of
from workplan.views.found import posted, the_attendee, the_meeting
from workplan.views.late import not_taken, pressed_ago, taken

A_MOMENT = dt.timedelta(minutes=1)
LATER = "{name}: noted at {at:%H:%M}, when it reached the portal. A decision was recorded before, without it."


@require_POST
def tap(request, board, uid):
    """Note that somebody came or went, now. The page posts which, so that two taps at once are one."""
    line = the_attendee(request, board, uid)
    require(can_support(request.user, line.meeting.group))
    gone = request.POST.get("kind") == Movement.Kind.LEFT
    if (ago := pressed_ago(request)) is not None:
        return _tapped_late(request, line, Movement.Kind.LEFT if gone else Movement.Kind.ARRIVED, timezone.now() - ago)
    operation = operations.leave if gone else operations.arrive
    attempt(request, operation, line, by=request.user)
    wanted = request.POST.get("item", "")
    sitting = Sitting(line.meeting, request.user, wanted)
    if request.htmx:
        return living_parts(request, line.meeting, sitting, said=f"{line.name} {'has left' if gone else 'is here'}.")
    return redirect(place_of(line.meeting, sitting.item and sitting.item.uid, f"line-{line.uid}"))


def _tapped_late(request, line, kind, at):
    """Note what was tapped without a connection; say so where it counts from a later moment."""
    try:
        movement = operations.note_late(line, kind=kind, at=at, by=request.user)
    except Refused as refusal:
        return not_taken(str(refusal))
    if movement and movement.at - at > A_MOMENT:
        return taken(LATER.format(name=line.name, at=timezone.localtime(movement.at)))
    return taken()


def attendee(request, board, uid):
    """One line of the register: how somebody is here, since when, and what was noted before."""
    line = the_attendee(request, board, uid)
    require(can_support(request.user, line.meeting.group))
    form = MovementForm(posted(request))
    if request.method == "POST" and form.is_valid():
        state, at = form.cleaned_data["state"], form.cleaned_data["at"]
        gone = state == Movement.Kind.LEFT
        operation, how = (operations.leave, {}) if gone else (operations.arrive, {"mode": state})
        done = f"The register is changed: {line.name}."
        if attempt(request, operation, line, at=at, **how, by=request.user, form=form, done=done):
            return redirect(place_of(line.meeting, anchor=f"line-{line.uid}"))
    movements = list(line.movements.select_related("recorded_by"))
    context = {"line": line, "meeting": line.meeting, "form": form, "movements": movements}
    context["can_undo"] = any(movement.voided_at is None for movement in movements)
    return render(request, "workplan/register/attendee.html", context)


@require_POST
def undo(request, board, uid):
    """Take back the last movement."""
    line = the_attendee(request, board, uid)
    attempt(request, operations.undo, line, by=request.user, done=f"Taken back: {line.name}.")
    return redirect("workplan:attendee", board.slug, line.uid)


@require_POST
def apologies(request, board, uid):
    """Note that apologies came, or did not."""
    line = the_attendee(request, board, uid)
    given = request.POST.get("given") == "yes"
    done = f"{'Apologies' if given else 'No apologies'} noted: {line.name}."
    attempt(request, operations.note_apologies, line, given=given, by=request.user, done=done)
    return redirect("workplan:attendee", board.slug, line.uid)


def add_person(request, board, uid):
    """Add a guest or a deputy who has come unexpected."""
    meeting = the_meeting(request, board, uid)
    require(can_support(request.user, meeting.group))
    form = PersonForm(posted(request), user=request.user, meeting=meeting)
    if request.method == "POST" and form.is_valid():
        done = f"{form.cleaned_data['name']} is on the register."
        if attempt(request, operations.add_person, meeting, **form.cleaned_data, by=request.user, form=form, done=done):
            return redirect(place_of(meeting, anchor=f"line-{form.cleaned_data['uid']}"))
    return render(request, "workplan/register/add_person.html", {"meeting": meeting, "form": form})
