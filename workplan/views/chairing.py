"""Chairing: the agenda, the item in hand and the room on one page, for two people at once."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from agencies import kept
from agencies.permissions import require
from workplan.brought import behind
from workplan.forms.action import ActionForm
from workplan.forms.decision import DecisionForm, offered
from workplan.mandate import BY_QUORUM
from workplan.models import Paper
from workplan.permissions import can_run, can_support
from workplan.proposed import proposed
from workplan.sitting import Sitting
from workplan.views.found import the_meeting
from workplan.views.pack import pages_in_pack

LONGEST_NUMBER = 10


def chairing(request, board, uid):
    """Lead the meeting, or take its minutes."""
    meeting = the_meeting(request, board, uid)
    require(can_support(request.user, meeting.group))
    if not meeting.in_session:
        return _elsewhere(request, board, meeting)
    sitting = Sitting(meeting, request.user, request.GET.get("item", ""))
    return chairing_page(request, meeting, sitting, **_written_before(request, meeting, sitting))


def _written_before(request, meeting, sitting):
    """The forms with words that were sent after their author had been signed out, as they were written."""
    if sitting.item is None:
        return {}
    written = {}
    if words := kept.words(request, form_address(sitting, "decision")):
        written["decision_form"] = DecisionForm(words, **asked_by(request.user, sitting))
    if words := kept.words(request, form_address(sitting, "action")):
        written["action_form"] = ActionForm(words, user=request.user, meeting=meeting, auto_id="action_%s")
    return written


def form_address(sitting, part) -> str:
    """The address of the page with one of its forms, by which words of that form find back to it."""
    return f"{place_of(sitting.meeting, sitting.item.uid)}&written={part}" if sitting.item else ""


def _elsewhere(request, board, meeting):
    """Where a person goes who wants to chair a meeting that is not in session."""
    if meeting.was_held:
        return redirect("workplan:minutes", board.slug, meeting.uid)
    messages.info(request, f"The meeting is {meeting.get_status_display().lower()}, not in session.")
    return redirect(meeting)


def chairing_page(request, meeting, sitting, **forms):
    """Show the page for the item of `sitting`; `forms` are those that came back with faults."""
    context = context_of(request, meeting, sitting, **forms) | {"brought": behind(meeting, request.user)}
    context["papers"] = _papers(request.user, meeting, sitting.item)
    context["proposed"] = proposed([sitting.item] if sitting.item else [], request.user)
    return render(request, "workplan/chairing/chairing.html", context)


def _papers(user, meeting, item):
    """The papers of the item that the person may read: each with its newest version and its page in their pack."""
    if item is None or item.is_concealed:
        return []
    found = Paper.objects.visible_to(user).standing().filter(item=item).order_by("position", "pk")
    pages = pages_in_pack(user, meeting)
    papers = found.prefetch_related("versions__printout__file", "versions__file")
    return [(paper, paper.current, pages.get(str(paper.uid))) for paper in papers]


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
            "decision_address": form_address(sitting, "decision"),
            "action_address": form_address(sitting, "action"),
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
