"""Items for consent: marking them, objecting to one, and taking them in one act."""

from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from agencies.permissions import require
from lscb_portal.lib.views import attempt
from workplan.forms.agenda import ArrangeForm
from workplan.forms.consent import ObjectionAtMeetingForm, ObjectionForm
from workplan.operations import consent as operations
from workplan.permissions import can_object, can_support
from workplan.room import room
from workplan.views.agenda import plan_again
from workplan.views.chairing import place_of
from workplan.views.found import posted, the_item, the_meeting

IN_FULL = "The meeting takes “{}” in full."


@require_POST
def mark_consent(request, board, uid):
    """Mark an item as one to be taken by consent, or take the mark away."""
    item = the_item(request, board, uid)
    marked = request.POST.get("consent") == "yes"
    if request.htmx:
        form = ArrangeForm(request.POST, items=item.meeting.items.shown_to(request.user))
        attempt(request, operations.mark_for_consent, item, marked=marked, by=request.user, form=form)
        return plan_again(request, item.meeting, form)
    done = f"“{item.title}” is {'for consent' if marked else 'taken in full'}."
    attempt(request, operations.mark_for_consent, item, marked=marked, by=request.user, done=done)
    return redirect(f"{reverse('workplan:agenda', args=[board.slug, item.meeting.uid])}#item-{item.uid}")


def object_to(request, board, uid):
    """Ask before the meeting that an item is taken in full."""
    item = the_item(request, board, uid)
    require(can_object(request.user, item.meeting))
    form = ObjectionForm(posted(request))
    if request.method == "POST" and form.is_valid():
        done = IN_FULL.format(item.title)
        if attempt(request, operations.object_to, item, **form.cleaned_data, by=request.user, form=form, done=done):
            return redirect(f"{item.meeting.get_absolute_url()}#agenda")
    return render(request, "workplan/consent/object_to.html", {"item": item, "form": form})


def note_objection(request, board, uid):
    """Note at the meeting which member wants an item taken in full."""
    item = the_item(request, board, uid)
    require(can_support(request.user, item.meeting.group))
    here = [line for line in room(item.meeting).counting if line.here] if item.meeting.opened_at else []
    form = ObjectionAtMeetingForm(posted(request), user=request.user, lines=here)
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data | {"by": request.user, "form": form, "done": IN_FULL.format(item.title)}
        if attempt(request, operations.note_objection, item, facts.pop("attendee"), **facts):
            return redirect(place_of(item.meeting, item.uid, "now"))
    back = place_of(item.meeting, item.uid)
    return render(request, "workplan/consent/note_objection.html", {"item": item, "form": form, "to": back})


@require_POST
def take_consent(request, board, uid):
    """Take every item that still stands for consent."""
    meeting = the_meeting(request, board, uid)
    done = "The consent items are taken, each with its decision."
    attempt(request, operations.take_consent, meeting, by=request.user, done=done)
    return redirect(place_of(meeting))
