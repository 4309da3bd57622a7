"""One report: read on the page, downloaded, signed off, taken back, issued."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from agencies.permissions import require
from agencies.views.reauthentication import reauthenticated_at
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.views import attempt
from reports import permissions
from reports.document.pages import context_of
from reports.document.record import frozen_of
from reports.forms.board_report import ReopenForm, SignForm
from reports.models import BoardReport
from reports.operations import board_report as operations
from reports.views.found import the_report

Status = BoardReport.Status


def report(request, board, uid):
    """Read the report on the page: the same figures and words as the PDF's."""
    found = the_report(request, board, uid)
    context = context_of(frozen_of(found)) | {
        "report": found,
        "can_prepare": permissions.can_prepare(request.user, found.group),
        "can_sign": permissions.can_sign(request.user, found) and found.status == Status.READY,
        "can_issue": permissions.can_issue(request.user, board) and found.status == Status.SIGNED_OFF,
    }
    return render(request, "reports/board_report/report.html", context)


def download(request, board, uid):
    """Give out the PDF as it was made, and note who took it."""
    found = the_report(request, board, uid)
    try:
        data = operations.download(found, by=request.user)
    except Refused as refusal:
        return render(request, "reports/board_report/no_file.html", {"report": found, "why": refusal}, status=409)
    name = f"{board.slug}-report-{found.quarter}-v{found.version}.pdf"
    return HttpResponse(
        data,
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "sandbox; default-src 'none'",
        },
    )


def sign_off(request, board, uid):
    """Sign the report off, after giving one's password again."""
    found = the_report(request, board, uid)
    require(permissions.can_sign(request.user, found))
    form = SignForm(request.POST if request.method == "POST" else None, initial={"seen": found.pdf_sha256})
    if request.method == "POST" and not form.is_valid():
        return page_to_sign(request, found, form)
    if request.method == "POST":
        signing = {"reauthenticated_at": reauthenticated_at(request), "seen": form.cleaned_data["seen"]}
        done = "The report is signed off. The business manager has been told."
        if attempt(request, operations.sign_off, found, by=request.user, done=done, **signing):
            return redirect("reports:report", board.slug, uid)
        return redirect("reports:sign_off", board.slug, uid)
    if found.status != Status.READY:
        messages.info(request, f"The report is {found.get_status_display().lower()}.")
        return redirect("reports:report", board.slug, uid)
    return page_to_sign(request, found, form)


# Only the reading of the page asks for the password: a replayed POST would pass by the portal's own middleware. A
# signature that comes too late is refused by the operation and leads back here.
@reauthentication_required(enabled=lambda request: request.method == "GET")
def page_to_sign(request, found, form):
    """Show the page once the person has given their password again; until then, ask for it."""
    told = {"report": found, "form": form, "declaration": operations.declaration_for(found)}
    return render(request, "reports/board_report/sign_off.html", told)


def reopen(request, board, uid):
    """Take the report back to draft, with a reason."""
    found = the_report(request, board, uid)
    require(permissions.can_reopen(request.user, found))
    form = ReopenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        done = "The report is a draft again."
        if attempt(request, operations.reopen, found, reason=reason, by=request.user, form=form, done=done):
            return redirect(
                "reports:builder" if _prepares(request, found) else "reports:library", *_where(found, request)
            )
    return render(request, "reports/board_report/reopen.html", {"report": found, "form": form})


def _prepares(request, found):
    return permissions.can_prepare(request.user, found.group)


def _where(found, request):
    return (found.board.slug, found.uid) if _prepares(request, found) else (found.board.slug,)


def issue(request, board, uid):
    """Give the report to the Board."""
    found = the_report(request, board, uid)
    require(permissions.can_issue(request.user, board))
    if request.method == "POST":
        done = "The report is issued. The Board’s members have been told."
        if attempt(request, operations.issue, found, by=request.user, done=done):
            return redirect("reports:report", board.slug, uid)
        return redirect("reports:builder", board.slug, uid)
    readers = operations.readers_of(board)
    return render(request, "reports/board_report/issue.html", {"report": found, "readers": readers})
