"""The pack: issuing the papers, having the pack made, how far it is, and reading it."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from agencies.operations.stored_file import serve
from agencies.permissions import require
from lscb_portal.lib.views import attempt
from workplan.models import Printout
from workplan.models.meeting import Status
from workplan.operations import pack as operations
from workplan.permissions import can_issue
from workplan.updating import silent_agencies
from workplan.views.found import the_meeting


def pack_context(request, meeting):
    """What `workplan/pack/_pack.html` shows: the person's own pack, if they may have one, and how it stands."""
    issues = can_issue(request.user, meeting)
    pack = _pack_of(request.user, meeting) if issues or meeting.papers_are_issued else None
    return {
        "may_have_pack": issues or meeting.papers_are_issued,
        "can_issue": issues,
        "may_issue_now": issues and meeting.status == Status.AGENDA_AGREED,
        "pack": pack,
        "stale": pack is not None and pack.status == Printout.Status.READY and operations.is_stale(pack),
        "being_made": pack is not None and pack.status == Printout.Status.QUEUED,
        "file": pack and _file_for(request.user, meeting, pack),
    }


def pages_in_pack(user, meeting) -> dict[str, int]:
    """The page on which each paper begins, by its uid, in the pack that the person may read; empty without one."""
    pack = _pack_of(user, meeting) if can_issue(user, meeting) or meeting.papers_are_issued else None
    return pack.begins if pack and _file_for(user, meeting, pack) else {}


def _pack_of(user, meeting):
    packs = Printout.objects.visible_to(user).filter(meeting=meeting, cleared=operations.clearance_of(meeting, user))
    return packs.select_related("file", "meeting__group__board").first()


def _file_for(user, meeting, pack):
    """The pack's file, unless something is restricted by now that the pack was made with."""
    hidden = {str(uid) for uid in meeting.items.hidden_from(user).values_list("uid", flat=True)}
    return pack.file if hidden <= set(pack.left_out) else None


@require_POST
def make_pack(request, board, uid):
    """Have one's pack made, or made anew."""
    meeting = the_meeting(request, board, uid)
    attempt(request, operations.make_pack, meeting, by=request.user)
    return _to_papers(board, meeting)


@require_POST
def stop_pack(request, board, uid):
    """Stop making the pack."""
    meeting = the_meeting(request, board, uid)
    attempt(request, operations.stop_pack, meeting, by=request.user, done="Making the pack is stopped.")
    return _to_papers(board, meeting)


def pack_state(request, board, uid):
    """How the pack stands: the part of the page that comes back every few seconds while it is made."""
    meeting = the_meeting(request, board, uid)
    if not request.htmx:
        return _to_papers(board, meeting)
    return render(request, "workplan/pack/_pack.html", {"meeting": meeting} | pack_context(request, meeting))


def pack(request, board, uid):
    """Read the pack that one is cleared for."""
    meeting = the_meeting(request, board, uid)
    found = pack_context(request, meeting)
    if not found["may_have_pack"] or not found["file"]:
        raise Http404
    return serve(found["file"])


def issue_papers(request, board, uid):
    """Give the papers to the members, after a look at what they will get."""
    meeting = the_meeting(request, board, uid)
    require(can_issue(request.user, meeting))
    if request.method == "POST":
        done = "The papers are issued. The members have been told, and the pack is being made."
        attempt(request, operations.issue_papers, meeting, by=request.user, done=done)
        return _to_papers(board, meeting)
    if meeting.status != Status.AGENDA_AGREED:
        return _to_papers(board, meeting)
    without = [item for item in meeting.items.lacking_a_paper().shown_to(request.user) if not item.is_concealed]
    context = {"meeting": meeting, "without": without, "silent": silent_agencies(meeting)}
    return render(request, "workplan/pack/issue.html", context)


def _to_papers(board, meeting):
    return redirect("workplan:papers", board.slug, meeting.uid)
