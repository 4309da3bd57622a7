"""Chairing: the agenda, the item in hand and the room on one page, for two people at once."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from agencies.permissions import require
from workplan.brought import behind
from workplan.forms.action import ActionForm
from workplan.forms.decision import DecisionForm, offered
from workplan.mandate import BY_QUORUM
from workplan.permissions import can_run, can_support
from workplan.proposed import proposed
from workplan.sitting import Sitting
from workplan.views.found import the_meeting

LONGEST_NUMBER = 10


def chairing(request, board, uid):
    """Lead the meeting, or take its minutes."""
    meeting = the_meeting(request, board, uid)
    require(can_support(request.user, meeting.group))
    if not meeting.in_session:
        return _elsewhere(request, board, meeting)
    return chairing_page(request, meeting, Sitting(meeting, request.user, request.GET.get("item", "")))


def _elsewhere(request, board, meeting):
    """Where a person goes who wants to chair a meeting that is not in session."""
    if meeting.was_held:
        return redirect("workplan:minutes", board.slug, meeting.uid)
    messages.info(request, f"The meeting is {meeting.get_status_display().lower()}, not in session.")
    return redirect(meeting)


def chairing_page(request, meeting, sitting, **forms):
    """Show the page for the item of `sitting`; `forms` are those that came back with faults."""
    context = context_of(request, meeting, sitting, **forms) | {"brought": behind(meeting, request.user)}
    context["proposed"] = proposed([sitting.item] if sitting.item else [], request.user)
    return render(request, "workplan/chairing/chairing.html", context)


def context_of(request, meeting, sitting, **forms):
    """Return what the page and its parts show. Forms are fresh but for those given."""
    fresh = {
        "decision_form": DecisionForm(**asked_by(request.user, sitting)),
        "action_form": ActionForm(user=request.user, meeting=meeting, auto_id="action_%s"),
    }
    return (
        fresh
        | forms
        | {
            "meeting": meeting,
            "sitting": sitting,
            "can_run": can_run(request.user, meeting.group),
            "offered": offered(sitting.mandate),
            "another_day": timezone.localdate(meeting.opened_at) != timezone.localdate(),
        }
    )


def asked_by(user, sitting):
    """Return what the form of a decision needs to know of the meeting as it stands."""
    group = sitting.meeting.group if sitting.mandate == BY_QUORUM else None
    return {"user": user, "mandate": sitting.mandate, "group": group, "auto_id": "decision_%s"}


def pulse(request, board, uid):
    """What has changed since the page was last told: nothing (204), or its living parts."""
    meeting = the_meeting(request, board, uid)
    require(can_support(request.user, meeting.group))
    sitting = Sitting(meeting, request.user, request.GET.get("item", ""))
    if meeting.opened_at is None or request.GET.get("seen") == sitting.mark:
        return HttpResponse(status=204)
    return living_parts(request, meeting, sitting)


def living_parts(request, meeting, sitting, said=""):
    """Send the parts of the page that change by themselves; `said` is a sentence for screen readers."""
    context = context_of(request, meeting, sitting) | {"oob": True, "said": said}
    context["flipped"] = request.GET.get("may", "") not in ("", sitting.may)
    context["news"] = _is_newer(sitting, request.GET.get("version", ""))
    return render(request, "workplan/chairing/_living.html", context)


def _is_newer(sitting, version):
    """Whether somebody else has written on the item since the page was read as `version`."""
    if sitting.item is None or not version.isdecimal() or len(version) > LONGEST_NUMBER:
        return False
    return sitting.item.discussion_version > int(version)


def place_of(meeting, item=None, anchor=""):
    """Return the address of the chairing page, at an item and a part of the page."""
    url = reverse("workplan:chairing", args=[meeting.board.slug, meeting.uid])
    return f"{url}{f'?item={item}' if item else ''}{f'#{anchor}' if anchor else ''}"
