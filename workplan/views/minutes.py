"""The draft minutes: everything captured, in reading order, to read and to print."""

from collections import defaultdict

from django.shortcuts import redirect, render

from agencies.permissions import require
from workplan.models import Action, Decision, Meeting
from workplan.permissions import can_read_draft, can_run, can_support
from workplan.room import room
from workplan.views.found import the_meeting


def minutes(request, board, uid):
    """Show what was captured of a meeting that was held."""
    meeting = the_meeting(request, board, uid)
    require(can_read_draft(request.user, meeting))
    if not meeting.opened_at:
        return redirect(meeting)
    there = room(meeting)
    following = Meeting.objects.visible_to(request.user).coming().filter(group=meeting.group, date__gt=meeting.date)
    context = {
        "meeting": meeting,
        "items": _items(meeting, request.user),
        "room": there,
        **_people(there),
        "following": following.first(),
        "can_run": can_run(request.user, meeting.group),
        "can_write": can_support(request.user, meeting.group)
        and meeting.status in (Meeting.Status.IN_SESSION, Meeting.Status.DRAFT_MINUTES),
    }
    return render(request, "workplan/minutes/minutes.html", context)


def _items(meeting, user):
    """Each item with its decisions and the actions it gave."""
    decisions, actions = defaultdict(list), defaultdict(list)
    found = Decision.objects.visible_to(user).filter(meeting=meeting)
    for decision in found.with_standing():
        decisions[decision.item_id].append(decision)
    given = Action.objects.visible_to(user).given_by(meeting).select_related("owner", "agency", "board")
    for action in given.prefetch_related("sources__decision").order_by("number"):
        for source in action.sources.all():
            actions[source.decision.item_id if source.decision else source.item_id].append(action)
    return [(item, decisions[item.pk], actions[item.pk]) for item in meeting.items.shown_to(user)]


def _people(there):
    """Sort the register for reading: present for an agency, others present, apologies, and absent without."""
    missed = there.missed
    return {
        "present": [line for line in there.counting if line.was_here],
        "in_attendance": [line for line in there.lines if line.was_here and not line.attendee.counts],
        "apologies": [line for line in missed if line.attendee.apologies],
        "absent": [line for line in missed if not line.attendee.apologies],
    }
