"""The papers of a meeting: the list, one paper with its versions, bringing, replacing and withdrawing one."""

import uuid
from collections import defaultdict

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from agencies import kept
from agencies.operations.stored_file import serve
from agencies.permissions import require
from agencies.views.overtaken import follow
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.views import attempt
from workplan.forms.paper import FrontForm, NewPaperForm, NoteForm, ReplaceForm, WithdrawForm
from workplan.models import Paper, PaperNote
from workplan.models.meeting import OVER
from workplan.operations import paper as operations
from workplan.operations.paper_content import content_of
from workplan.operations.paper_fields import FRONT
from workplan.operations.paper_screening import Identifying
from workplan.permissions import can_bring_papers, can_support, can_support_item
from workplan.timetable import timetable
from workplan.views.found import posted, the_item, the_meeting, the_paper, the_paper_version
from workplan.views.pack import pack_context

CONFLICT = 409


def papers(request, board, uid):
    """The papers of a meeting, item by item, and the pack."""
    meeting = the_meeting(request, board, uid)
    supports = can_support(request.user, meeting.group)
    context = {"meeting": meeting, "entries": entries(request.user, meeting, supports), "can_support": supports}
    return render(request, "workplan/paper/papers.html", context | pack_context(request, meeting))


def entries(user, meeting, supports=False):
    """Each item with the papers that the person may read, and whether they may bring one; `supports` whoever prepares
    the meeting."""
    items = meeting.items.select_related("proposal").shown_to(user)
    of_item = defaultdict(list)
    found = Paper.objects.visible_to(user).filter(item__meeting=meeting).order_by("position", "pk")
    for paper in found.prefetch_related("versions__printout", "versions__file").select_related("withdrawn_by"):
        of_item[paper.item_id].append(paper)
    noted = set(PaperNote.objects.visible_to(user).filter(paper__item__meeting=meeting).values_list("paper", flat=True))
    return [
        {
            "slot": slot,
            "item": slot.item,
            "papers": _lines(of_item[slot.item.pk], noted),
            "can_bring": _may_bring(user, meeting, slot.item, supports),
            "can_keep": supports and not slot.item.is_concealed and meeting.status not in OVER,
        }
        for slot in timetable(meeting.start, meeting.minutes, items).slots
    ]


def _lines(papers, noted):
    """Each paper, whether one has noted something on it, and whether it is the first or the last to stand."""
    standing = [paper for paper in papers if not paper.withdrawn_at]
    return [(paper, paper.pk in noted, paper in standing[:1], paper in standing[-1:]) for paper in papers]


def _may_bring(user, meeting, item, supports):
    if item.is_concealed or meeting.status in OVER:
        return False
    proposed = item.proposal is not None and item.proposal.proposed_by_id == user.pk
    return supports or (proposed and not meeting.papers_are_issued)


def paper(request, board, uid):
    """One paper: its front sheet, what it says now and said before, and one's own notes on it."""
    return paper_page(request, the_paper(request, board, uid))


def paper_page(request, paper, status=200, note=None):
    """Show a paper; `note` holds the form of a note that came back with faults, its uid and more."""
    meeting = paper.meeting
    brings = can_bring_papers(request.user, paper.item)
    keeps = can_support_item(request.user, paper.item)
    open_ = meeting.status not in OVER and (keeps or not meeting.papers_are_issued)
    context = {
        "paper": paper,
        "item": paper.item,
        "meeting": meeting,
        "version": paper.current,
        "versions": paper.versions.select_related("made_by", "file", "printout__file").order_by("-number"),
        "readable": brings or not paper.withdrawn_at,
        "can_change": brings and open_ and not paper.withdrawn_at,
        "note_forms": _note_forms(request, paper, note),
        "note_form": note and note["form"],
    }
    return render(request, "workplan/paper/paper.html", context, status=status)


def _note_forms(request, paper, came_back):
    """A form for each of one's own notes and one for another; one that came back, or was kept, holds what was typed."""
    found = [
        {"uid": note.uid, "version": note.version, "exists": True, "form": _note_form(note.uid, note)}
        for note in PaperNote.objects.visible_to(request.user).filter(paper=paper)
    ]
    new = uuid.uuid4()
    found.append({"uid": new, "version": 0, "exists": False, "form": _note_form(new)})
    came_back = came_back or _kept_note(request)
    if came_back is None:
        return found
    at = next((at for at, one in enumerate(found) if str(one["uid"]) == str(came_back["uid"])), len(found) - 1)
    found[at] |= came_back
    return found


def _note_form(uid, note=None, data=None):
    start = {"words": note.words, "page": note.page} if note else None
    return NoteForm(data, initial=start, auto_id=f"note-{uid}-%s")


def _kept_note(request):
    """A note that was written and could not be saved, for its author had been signed out."""
    words = kept.words(request)
    if not words or not words.get("note"):
        return None
    form = NoteForm(words, auto_id=f"note-{words['note']}-%s")
    return {"uid": words["note"], "version": words.get("version", 0), "form": form}


def paper_version(request, board, uid):
    """The words of one version, or its PDF."""
    version = the_paper_version(request, board, uid)
    if version.kind == version.Kind.TEXT:
        context = {"version": version, "paper": version.paper, "meeting": version.paper.meeting}
        return render(request, "workplan/paper/version.html", context)
    if version.printable is None:
        raise Http404
    return serve(version.printable)


def paper_original(request, board, uid):
    """The file of one version as it was uploaded."""
    version = the_paper_version(request, board, uid)
    if version.file is None:
        raise Http404
    return serve(version.file)


def add_paper(request, board, uid):
    """Bring a paper for an item: upload it or write it, with its front sheet."""
    item = the_item(request, board, uid)
    require(can_bring_papers(request.user, item))
    late = item.meeting.papers_are_issued
    # What was written and could not be saved is shown again, to be sent; a file has to be chosen anew.
    form = NewPaperForm(_typed(request), request.FILES or None, late=late)
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        done = f"“{facts['title']}” is among the papers."
        given = {"uid": facts["uid"], "front": {name: facts[name] for name in FRONT}, "by": request.user}
        if _brought(request, form, operations.add_paper, item, done=done, **given):
            return redirect("workplan:paper", board.slug, facts["uid"])
    context = {"item": item, "meeting": item.meeting, "form": form}
    return render(request, "workplan/paper/add.html", context)


def _typed(request):
    """What was posted, or was posted before the person was signed out."""
    return posted(request) or kept.words(request)


def _brought(request, form, operation, about, done, **given):
    """Bring what the form holds; a refusal, or words that look like an identifier, come back on the form."""
    facts = form.cleaned_data
    try:
        given["content"] = content_of(facts.get("upload"), facts.get("words", ""))
        operation(about, late_reason=facts.get("late_reason", ""), may_stay=facts["may_stay"], **given)
    except Identifying as found:
        form.warn(found.looks)
        form.add_error(None, str(found))
    except Refused as refusal:
        form.add_error(None, str(refusal))
    else:
        messages.success(request, done)
        return True
    return False


def replace_paper(request, board, uid):
    """Give a paper a new version."""
    paper = the_paper(request, board, uid)
    require(can_bring_papers(request.user, paper.item))
    current = paper.current
    start = {"seen": current.number, "words": current.words}
    form = ReplaceForm(_typed(request), request.FILES or None, initial=start, late=paper.meeting.papers_are_issued)
    if request.method == "POST" and form.is_valid():
        given = {"seen": form.cleaned_data["seen"], "by": request.user}
        if _brought(request, form, operations.replace_paper, paper, done="The paper is replaced.", **given):
            return redirect("workplan:paper", board.slug, paper.uid)
    stale = follow(form, "seen", current.number)
    context = {"paper": paper, "item": paper.item, "meeting": paper.meeting, "form": form}
    context |= {"current": current, "stale": stale}
    return render(request, "workplan/paper/replace.html", context, status=CONFLICT if stale else 200)


def front_sheet(request, board, uid):
    """Reword a paper's front sheet. Somebody else's words, saved meanwhile, are shown beside one's own."""
    paper = the_paper(request, board, uid)
    require(can_bring_papers(request.user, paper.item))
    start = {name: getattr(paper, name) for name in FRONT} | {"seen": paper.front_version}
    form = FrontForm(_typed(request), initial=start)
    theirs = None
    if request.method == "POST" and form.is_valid():
        theirs = _reword(request, paper, form)
        if not theirs and not form.errors:
            return redirect("workplan:paper", board.slug, paper.uid)
    context = {"paper": paper, "item": paper.item, "meeting": paper.meeting, "form": form, "theirs": theirs}
    return render(request, "workplan/paper/front.html", context, status=CONFLICT if theirs else 200)


def _reword(request, paper, form):
    """Save the front sheet; return somebody else's, as rows of words, when they were faster."""
    facts = form.cleaned_data
    front = {name: facts[name] for name in FRONT}
    try:
        given = {"front": front, "seen": facts["seen"] or 0, "may_stay": facts["may_stay"], "by": request.user}
        operations.change_front(paper, **given)
    except operations.Overtaken as overtaken:
        form.add_error(None, str(overtaken))
        form.data = form.data.copy()
        form.data["seen"] = overtaken.paper.front_version
        return [(form.fields[name].label, getattr(overtaken.paper, name)) for name in FRONT]
    except Identifying as found:
        form.warn(found.looks)
        form.add_error(None, str(found))
    except Refused as refusal:
        form.add_error(None, str(refusal))
    else:
        messages.success(request, "The front sheet is saved.")
    return None


def withdraw_paper(request, board, uid):
    """Take a paper back, with a reason."""
    paper = the_paper(request, board, uid)
    require(can_bring_papers(request.user, paper.item))
    form = WithdrawForm(posted(request))
    if request.method == "POST" and form.is_valid():
        done = "The paper is withdrawn."
        given = {"reason": form.cleaned_data["reason"], "by": request.user}
        if attempt(request, operations.withdraw_paper, paper, **given, form=form, done=done):
            return redirect("workplan:papers", board.slug, paper.meeting.uid)
    context = {"paper": paper, "item": paper.item, "meeting": paper.meeting, "form": form}
    return render(request, "workplan/paper/withdraw.html", context)


@require_POST
def move_paper(request, board, uid):
    """Move a paper one place up or down."""
    paper = the_paper(request, board, uid)
    way = "up" if request.POST.get("way") == "up" else "down"
    attempt(request, operations.move_paper, paper, way=way, by=request.user)
    return redirect(f"{reverse('workplan:papers', args=[board.slug, paper.meeting.uid])}#{way}-{paper.uid}")


@require_POST
def convert_again(request, board, uid):
    """Try once more to turn a Word paper into PDF."""
    version = the_paper_version(request, board, uid)
    attempt(request, operations.convert_again, version, by=request.user)
    return redirect("workplan:paper", board.slug, version.paper.uid)
