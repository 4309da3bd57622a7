"""The signature, and the page of what was signed."""

import json

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from agencies.operations.stored_file import serve
from agencies.permissions import require
from agencies.views.reauthentication import reauthenticated_at
from audits import permissions
from audits.forms.submission import SignForm
from audits.models import Document, LocalPart, Review, Submission
from audits.operations import document as documents
from audits.operations.submission import declaration_for, handed_over, sign_off
from audits.remarks import on_submission
from audits.submitted import as_read_by, dated
from audits.views.reading import Reading, draft_or_404, posted
from lscb_portal.lib.charts.words import possessive
from lscb_portal.lib.views import attempt

# In how many seconds a page looks again for the printable copy: ever more rarely, and no more after seven minutes.
LOOK_AGAIN = (2, 2, 3, 5, 8, 13, 21, *[30] * 12)


def sign(request, board, uid):
    """Sign the return, after giving one's password again."""
    reading = Reading(draft_or_404(request, board, uid), request.user)
    require(reading.can_sign)
    if not reading.waits_for_signature or reading.has_signed:
        return redirect("audits:self_evaluation", board.slug, uid)
    form = SignForm(posted(request), initial={"seen": handed_over(reading.evaluation)})
    if request.method == "POST" and form.is_valid():
        signing = {"reauthenticated_at": reauthenticated_at(request), "seen": form.cleaned_data["seen"]}
        if attempt(request, sign_off, reading.evaluation, by=request.user, **signing):
            return signed_onward(request, reading.evaluation)
        return redirect("audits:sign", board.slug, uid)
    return page_to_sign(request, reading, form)


def signed_onward(request, evaluation):
    """After a signature: to what was submitted, or back to the return while another signature is missing."""
    evaluation.refresh_from_db()
    if evaluation.status == evaluation.Status.SUBMITTED:
        messages.success(request, f"{possessive(evaluation.agency.name)} return is signed and submitted.")
        return redirect("audits:submission", request.board.slug, evaluation.submissions.last().uid)
    messages.success(request, "The signature is kept. The return is submitted once the other signatory has signed it.")
    return redirect("audits:self_evaluation", request.board.slug, evaluation.uid)


# Only the reading of the page asks for the password: allauth would replay a refused POST past the portal's own
# middleware. A signature that comes too late is refused by the operation and leads back here.
@reauthentication_required(enabled=lambda request: request.method == "GET")
def page_to_sign(request, reading, form):
    """Show the page once the person has given their password again; until then, ask for it."""
    told = {"reading": reading, "form": form, "declaration": declaration_for(reading.evaluation.agency)}
    return render(request, "audits/submission/sign.html", told)


def submission(request, board, uid):
    """What an agency submitted, as it was frozen; printable."""
    signed = _submission_or_404(request, board, uid)
    content = _readable(signed.content, request.user) if signed.redacted_at is None else None
    told = {
        "submission": signed,
        "content": content,
        "points": {point["code"]: point for point in content["scale"]["points"]} if content else {},
        "signatures": signed.signatures.select_related("entered_by").order_by("pk"),
        "newest": signed.evaluation.submissions.last() == signed,
        "judged": _judged(request.user, board, signed),
        "can_read_draft": permissions.can_read_draft(request.user, signed.evaluation),
        "remarks": on_submission(signed, request.user),
        "is_withdrawn": is_withdrawn(signed),
        "may_plan": permissions.can_plan_gaps(request.user, signed.evaluation, board),
        **_copy(signed),
        **_local(request, board, signed),
    }
    return render(request, "audits/submission/submission.html", told)


def _submission_or_404(request, board, uid):
    related = ("evaluation__agency", "evaluation__round", "document__file")
    found = Submission.objects.visible_to(request.user).of_board(board).select_related(*related)
    return get_object_or_404(found, uid=uid)


@require_POST
def submission_copy_make(request, board, uid):
    """Have the printable copy made, or try again."""
    signed = _submission_or_404(request, board, uid)
    attempt(request, documents.make_copy, signed, by=request.user)
    return redirect(f"{reverse('audits:submission', args=[board.slug, uid])}#copy")


def submission_copy_status(request, board, uid):
    """How far the printable copy is: the part of the page that looks again by itself."""
    signed = _submission_or_404(request, board, uid)
    if not request.htmx or signed.redacted_at:
        return redirect("audits:submission", board.slug, uid)
    told = {"submission": signed, **_copy(signed, request.GET.get("looks", ""))}
    return render(request, "audits/submission/copy.html", told)


def _copy(signed, looks="0"):
    """The printable copy and, while it is being made, in how many `seconds` to look again after so many looks."""
    document = getattr(signed, "document", None)
    looks = int(looks) if looks.isdecimal() else len(LOOK_AGAIN)
    if document is None or document.status != Document.Status.QUEUED or looks >= len(LOOK_AGAIN):
        return {"copy": document}
    return {"copy": document, "seconds": LOOK_AGAIN[looks], "looks": looks + 1}


def submission_copy(request, board, uid):
    """The printable copy as a file; none of words that were lawfully removed, nor of a copy made anew."""
    signed = _submission_or_404(request, board, uid)
    document = getattr(signed, "document", None)
    if document is None or document.status != document.Status.READY or signed.redacted_at:
        raise Http404
    return serve(document.file)


def _local(request, board, signed):
    """The answers to this board's own questions, where it asked some: `local_part` and what it says, `local`."""
    parts = LocalPart.objects.visible_to(request.user).of_board(board).filter(submission=signed, redacted_at=None)
    part = parts.first()
    return {"local_part": part, "local": _readable(part.content, request.user) if part else None}


def _judged(user, board, signed):
    """The board's finished review of this submission, where the person may read it."""
    finished = signed.reviews.visible_to(user).of_board(board).filter(status__in=Review.JUDGED)
    review = finished.select_related("round_board__board", "evaluation__agency").first()
    return review if review and permissions.can_read_judgement(user, review) else None


def is_withdrawn(submission) -> bool:
    """Whether the agency took this very submission back from the boards."""
    evaluation = submission.evaluation
    if evaluation.withdrawn_at is None:
        return False
    return submission == evaluation.submissions.filter(signed_at__lt=evaluation.withdrawn_at).last()


def _readable(text, user):
    """The frozen content with its dates as dates again, as the person may read it."""
    content = json.loads(text)
    for standard in as_read_by(user, content["standards"]):
        dated(standard)
    return content
