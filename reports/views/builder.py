"""The builder: one page with the frozen figures, the author's words part by part, and the making of the PDF."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.views.decorators.http import require_POST

from agencies.permissions import require
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.views import attempt
from reports import permissions
from reports.document.changes import changes_between
from reports.document.pages import context_of
from reports.document.record import frozen_of
from reports.forms.narrative import WordsForm
from reports.models import BoardReport, Part
from reports.operations import board_report as operations
from reports.operations.narrative import Overtaken, save_words
from reports.operations.rendering import queue
from reports.views.found import the_report

CHANGED = "report_changes"
MOST_CHANGES = 40
Status = BoardReport.Status


def builder(request, board, uid):
    """Show everything that is left to do for a report."""
    report = the_report(request, board, uid)
    require(permissions.can_prepare(request.user, report.group))
    return render(request, "reports/builder/builder.html", _context(request, report))


def _context(request, report, shown=None):
    """The page's context; `shown` is the form of the part that was just refused, in place of the stored words."""
    page = uuid.uuid4()
    narratives = {narrative.part: narrative for narrative in report.narratives.select_related("changed_by")}
    forms = [WordsForm.of(narratives[part], page) for part in Part]
    return context_of(frozen_of(report)) | {
        "report": report,
        "shown": shown,
        "way": way_of(report),
        "words_of_parts": [
            {"form": shown if shown and shown.part == form.part else form, "narrative": narratives[form.part]}
            for form in forms
        ],
        "can_sign": permissions.can_sign(request.user, report),
        "can_issue": permissions.can_issue(request.user, report.board),
        "can_reopen": permissions.can_reopen(request.user, report),
        "changes": request.session.pop(CHANGED, None),
    }


def way_of(report) -> list[dict]:
    """Return the report's five steps, each with what it is for, and which one it is at."""
    steps = (
        ("Draft", "Figures are frozen, words are written", (Status.DRAFT,)),
        ("Made", "The PDF is laid out in the background", (Status.QUEUED, Status.RENDERING, Status.FAILED)),
        ("Signed off", "The sub-group’s chair reads and signs the file", (Status.READY,)),
        ("Issued", "The business manager gives it to the Board", (Status.SIGNED_OFF,)),
        ("With the Board", "Its members read it; it never changes", (Status.ISSUED,)),
    )
    return [{"title": title, "note": note, "now": report.status in at} for title, note, at in steps]


@require_POST
def words(request, board, uid, part):
    """Save one part's words: by the Save button, or as they are typed."""
    report = the_report(request, board, uid)
    require(permissions.can_prepare(request.user, report.group))
    if part not in Part.values:
        raise Http404
    form = WordsForm(request.POST, part=part)
    if not form.is_valid():
        return _not_saved(request, report, form, " ".join(form.errors.get("text", ["Reload the page."])), 422)
    given = form.cleaned_data
    try:
        narrative = save_words(
            report,
            part,
            given["text"],
            version=given["version"],
            page=given["page"],
            by=request.user,
            explicit=not request.htmx,
        )
    except Overtaken as overtaken:
        return _overtaken(request, report, form, overtaken)
    except Refused as refusal:
        return _not_saved(request, report, form, str(refusal), 422)
    if request.htmx:
        return HttpResponse(f"Saved at {localtime(narrative.changed_at or report.built_at):%H:%M}")
    messages.success(request, f"“{form.part.label}” is saved.")
    return redirect(f"{_url(report)}#{part}")


def _url(report):
    return reverse("reports:builder", args=[report.board.slug, report.uid])


def _not_saved(request, report, form, sentence, status):
    """The page again with what was typed; while typing only a sentence."""
    if request.htmx:
        return HttpResponse(format_html("Not saved. {}", sentence), status=409)
    if not form.errors:
        form.add_error("text", sentence)
    return render(request, "reports/builder/builder.html", _context(request, report, form), status=status)


def _overtaken(request, report, form, overtaken):
    """Both texts, side by side; saving again then keeps the one in the box."""
    theirs = overtaken.narrative
    if request.htmx:
        who = theirs.changed_by.name if theirs.changed_by else "Somebody"
        at = date_format(localtime(theirs.changed_at), "H:i")
        return render(request, "reports/builder/_overtaken.html", {"who": who, "at": at, "part": form.part}, status=409)
    data = form.data.copy()
    data["version"] = theirs.version
    again = WordsForm(data, part=form.part)
    again.is_valid()
    again.theirs = theirs
    again.add_error("text", f"{overtaken} Both are shown: change yours if need be, and save again.")
    return render(request, "reports/builder/builder.html", _context(request, report, again), status=409)


@require_POST
def rebuild(request, board, uid):
    """Freeze the figures anew, and show what is different."""
    report = the_report(request, board, uid)
    before = report.snapshot
    if attempt(request, operations.rebuild, report, by=request.user):
        report.refresh_from_db()
        found = changes_between(before, report.snapshot)
        request.session[CHANGED] = found[:MOST_CHANGES]
        messages.success(request, "The figures are frozen anew." if found else "The figures are as they were.")
    return redirect("reports:builder", board.slug, uid)


@require_POST
def make(request, board, uid):
    """Ask for the PDF, for the first time or again."""
    report = the_report(request, board, uid)
    attempt(request, queue, report, by=request.user)
    return redirect("reports:builder", board.slug, uid)


def progress(request, board, uid):
    """The part of the page that looks again by itself; once the report is made or has failed, the whole page."""
    report = the_report(request, board, uid)
    if not request.htmx:
        return redirect("reports:builder", board.slug, uid)
    if not report.is_being_made:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "reports/builder/_progress.html", {"report": report})
