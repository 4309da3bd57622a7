"""One's own notes on a paper: saved while they are written, seen by nobody else."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from lscb_portal.lib.errors import Refused
from workplan.forms.paper import NoteForm
from workplan.models import PaperNote
from workplan.operations import note as operations
from workplan.views.found import the_paper
from workplan.views.paper import paper_page

CONFLICT, UNPROCESSABLE = 409, 422


@require_POST
def note(request, board, uid, note):
    """Save a note on a paper: by itself while typing, or with the Save button."""
    paper = the_paper(request, board, uid)
    form = NoteForm(request.POST, auto_id=f"note-{note}-%s")
    if not form.is_valid():
        return _not_saved(request, paper, note, form)
    try:
        saved = _save(request, paper, note, form)
    except operations.Overtaken as overtaken:
        return _overtaken(request, paper, note, form, overtaken.note)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _not_saved(request, paper, note, form)
    if request.htmx:
        context = {"saved": saved, "at": timezone.localtime(), "uid": note}
        return render(request, "workplan/note/_saved.html", context)
    if saved:
        messages.success(request, "Your note is saved.")
    return redirect(f"{_page_of(paper)}#notes")


def _save(request, paper, uid, form):
    """Save the note; after a conflict the person has seen the other words and presses Save again."""
    facts = form.cleaned_data
    seen = facts["their_version"] or facts["version"]
    return operations.save_note(paper, uid=uid, words=facts["words"], page=facts["page"], version=seen, by=request.user)


def _page_of(paper):
    return reverse("workplan:paper", args=[paper.meeting.board.slug, paper.uid])


def _not_saved(request, paper, uid, form):
    if request.htmx:
        return HttpResponse("Not saved.", status=UNPROCESSABLE)
    return paper_page(request, paper, status=UNPROCESSABLE, note=_back(uid, form))


def _back(uid, form):
    return {"uid": uid, "version": form.data.get("version", 0), "form": form}


def _overtaken(request, paper, uid, form, theirs):
    if request.htmx:
        return render(request, "workplan/note/_conflict.html", {"theirs": theirs, "uid": uid}, status=CONFLICT)
    form.add_error(None, "You have saved other words for this note in another window. Save again to replace them.")
    return paper_page(request, paper, status=CONFLICT, note=_back(uid, form) | {"theirs": theirs})


@require_POST
def delete_note(request, board, uid, note):
    """Delete one's own note."""
    paper = the_paper(request, board, uid)
    found = get_object_or_404(PaperNote.objects.visible_to(request.user).filter(paper=paper), uid=note)
    operations.delete_note(found, by=request.user)
    messages.success(request, "The note is deleted.")
    return redirect(f"{_page_of(paper)}#notes")
