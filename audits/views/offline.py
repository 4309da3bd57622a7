"""A return taken away as a workbook, filled in, and brought back: shown first, saved when asked."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.views.decorators.http import require_POST

from agencies.permissions import require
from audits import permissions
from audits.carried import Before
from audits.forms.filled import Offline
from audits.forms.offline import TakeForm, WorkbookForm
from audits.operations import offline as operations
from audits.operations.answer import may_be_changed
from audits.return_file import MEND, Filled, WrongFile, read_return
from audits.return_workbook import ReturnBook
from audits.views.reading import Reading, draft_or_404, posted
from lscb_portal.lib.document import FileProblems
from lscb_portal.lib.views import attempt
from lscb_portal.lib.workbook import CONTENT_TYPE, MOST_BYTES

DONE = "What the workbook changed is saved."


def offline(request, board, uid):
    """Download the workbook; send it back and see what it would change, or everything that is wrong with it."""
    reading, elsewhere = _reading(request, board, uid)
    if elsewhere:
        return elsewhere
    form = WorkbookForm(posted(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            held = _held(reading, _read(upload))
        except FileProblems as found:
            return _import_page(request, reading, form, found, name=upload.name)
        return _preview(request, reading, held, TakeForm(offline=held))
    return _import_page(request, reading, form)


def return_xlsx(request, board, uid):
    """The return as a workbook to be filled in: the standards that this person answers."""
    reading, elsewhere = _reading(request, board, uid)
    if elsewhere:
        return elsewhere
    evaluation = reading.evaluation
    book = ReturnBook(evaluation, _answered(reading), reading.points, Before(evaluation, request.user))
    content = operations.export(evaluation, book.written(), by=request.user)
    response = HttpResponse(content, content_type=CONTENT_TYPE)
    name = f"{evaluation.round.code}-{slugify(evaluation.agency.short_name)}.xlsx"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_POST
def offline_save(request, board, uid):
    """Save what was shown, whole or not at all."""
    reading, elsewhere = _reading(request, board, uid)
    if elsewhere:
        return elsewhere
    try:
        filled = Filled.unpacked(request.POST.get("content", ""))
        held = _held(reading, filled)
    except FileProblems as found:
        return _import_page(request, reading, WorkbookForm(), found)
    form = TakeForm(request.POST, offline=held)
    return _save(request, reading, held, form)


def _save(request, reading, held, form):
    """Save, unless somebody has changed the return since it was shown, or a choice is still to be made."""
    back = redirect("audits:self_evaluation", request.board.slug, reading.evaluation.uid)
    if form.key_typed and operations.was_taken_in(reading.evaluation, form.key_typed, by=request.user):
        messages.success(request, DONE)
        return back
    if late := _changed_since(held, form.seen_versions):
        fresh = TakeForm(offline=held, initial={"key": form.key_typed} | form.chosen_so_far(held))
        return _preview(request, reading, held, fresh, status=409, late=late)
    if form.is_valid():
        settled = Offline(_answered(reading), reading.points, held.filled, form.kept)
        told = {"by": request.user, "key": form.cleaned_data["key"], "form": form, "done": DONE}
        if attempt(request, operations.take_in, reading.evaluation, settled.taken, **told):
            return back
    return _preview(request, reading, held, form, status=422)


def _changed_since(held, seen):
    """What changed in the portal since the page showed it, as one sentence; nothing where nothing did."""
    late = [one.each for one in held.changed if seen.get(one.code) != one.each.response.version]
    if not late:
        return ""
    who = late[0].response.changed_by
    return f"{who or 'Somebody'} saved {late[0].standard.short_title} after this page was opened."


def _reading(request, board, uid):
    """The return as this person reads it; and where they are sent instead while nothing of it can be changed."""
    evaluation = draft_or_404(request, board, uid)
    require(permissions.can_work_offline(request.user, evaluation))
    reading = Reading(evaluation, request.user)
    if reading.can_enter and evaluation.is_open and evaluation.entered_for is None:
        return reading, redirect("audits:enter", board.slug, uid)
    if not attempt(request, may_be_changed, evaluation, request.user):
        return reading, redirect("audits:self_evaluation", board.slug, uid)
    return reading, None


def _answered(reading):
    """The standards whose answers the person may change."""
    return [each for each in reading.standards if each.standard.pk in reading.answerable]


def _read(upload):
    if upload.size > MOST_BYTES:
        raise WrongFile([f"The file is larger than {MOST_BYTES // 1_000_000} MB."])
    return read_return(upload.read())


def _held(reading, filled):
    """The file held against the return; FileProblems when it is another's, or anything is wrong in it."""
    held = Offline(_answered(reading), reading.points, filled.for_return(reading.evaluation))
    if held.problems:
        raise FileProblems(held.problems)
    return held


def _import_page(request, reading, form, found=None, name=""):
    """The page to take the workbook and bring it back; `found` (FileProblems) says why it was not taken."""
    problems = found.problems if found else ()
    told = {"reading": reading, "form": form, "problems": problems, "name": name}
    told["advice"] = getattr(found, "advice", MEND)
    return render(request, "audits/offline/offline.html", told, status=422 if problems or form.errors else 200)


def _preview(request, reading, held, form, status=200, late=""):
    told = {"reading": reading, "held": held, "form": form, "points": reading.points_by_code, "late": late}
    return render(request, "audits/offline/preview.html", told, status=status)
