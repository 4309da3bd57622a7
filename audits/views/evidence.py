"""Evidence: added to an answer, and given back to those who may read it."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from agencies.operations.stored_file import serve
from agencies.permissions import require
from audits.forms.evidence import EvidenceForm, LibraryForm
from audits.models import EvidenceItem
from audits.operations.evidence import add_evidence, attach_evidence
from audits.views.reading import Reading, draft_or_404, posted
from lscb_portal.lib.views import attempt


def evidence_add(request, board, uid, code):
    """Add a file or a link to an answer, or attach what the agency's library holds."""
    reading = Reading(draft_or_404(request, board, uid), request.user)
    shared = [each.standard.pk for each in reading.standards]
    answers = reading.evaluation.answers.filter(standard__in=shared).select_related("criterion", "standard")
    answer = get_object_or_404(answers, criterion__code=code)
    require(answer.standard_id in reading.answerable)
    chosen = "choose" in request.POST
    data = posted(request)
    form = EvidenceForm(None if chosen else data, None if chosen else request.FILES or None)
    library = LibraryForm(data if chosen else None, user=request.user, answer=answer)
    if request.method == "POST" and _attached(request, answer, library if chosen else form, chosen):
        page = reverse("audits:standard", args=[board.slug, uid, answer.standard.code])
        return redirect(f"{page}#{code}")
    told = {"reading": reading, "answer": answer, "form": form, "library": library}
    return render(request, "audits/evidence/add.html", told)


def _attached(request, answer, form, chosen):
    if not form.is_valid():
        return False
    if chosen:
        item = form.cleaned_data["item"]
        done = f"“{item.title}” was added to {answer.criterion.code}."
        return attempt(request, attach_evidence, answer, item, by=request.user, form=form, done=done)
    done = f"“{form.cleaned_data['title']}” was added to {answer.criterion.code}."
    return attempt(request, add_evidence, answer, by=request.user, form=form, done=done, **form.cleaned_data)


def evidence(request, board, uid):
    """Give back the file of an item of evidence, or go to its link."""
    item = get_object_or_404(EvidenceItem.objects.visible_to(request.user).of_board(board), uid=uid)
    if item.file is None:
        raise Http404
    return serve(item.file)
