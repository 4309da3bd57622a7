"""The feedback letter: read by both sides, written and sent by the board, acknowledged by the agency."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.views.decorators.http import require_POST

from agencies import kept
from agencies.operations.stored_file import serve
from agencies.permissions import require
from agencies.roles import Role
from audits import permissions
from audits.forms.feedback import LetterForm, SendForm
from audits.forms.speaking import AcknowledgeForm
from audits.letter import letter_of
from audits.models import Feedback
from audits.operations import document as documents
from audits.operations import feedback as operations
from audits.operations.screening import Identifying
from audits.views.parts import review_or_404
from audits.views.reading import posted
from lscb_portal.lib.charts.words import possessive
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.views import attempt

Status = Feedback.Status


def _letter_or_404(request, board, uid, review):
    """The letter of a review, as far as the person may see it."""
    review = review_or_404(request, board, uid, review)
    found = Feedback.objects.visible_to(request.user).filter(review=review)
    found = get_object_or_404(found.select_related("sent_by", "acknowledged_by", "changed_by"))
    found.review = review
    return found


def feedback(request, board, uid, review):
    """The letter as it reads: a draft for those who judge, the sent one for both sides."""
    found = _letter_or_404(request, board, uid, review)
    may_write = permissions.can_moderate(request.user, found.review)
    if found.status == Status.DRAFT:
        require(may_write)
    told = {
        "letter": letter_of(found),
        "review": found.review,
        "part": found.review.round_board,
        "may_write": may_write,
        "may_acknowledge": found.status == Status.SENT and permissions.can_speak(request.user, found.review),
        "may_ask_for_action": found.sent_at and permissions.can_ask_for_action(request.user, found.review),
        "document": getattr(found, "document", None),
        "reads_returns": permissions.can_read_returns(request.user, board),
    }
    return render(request, "audits/feedback/feedback.html", told)


@require_POST
def feedback_draft(request, board, uid, review):
    """Begin the letter with words from the moderation."""
    review = review_or_404(request, board, uid, review)
    if attempt(request, operations.draft_feedback, review, by=request.user):
        return redirect("audits:feedback_edit", board.slug, uid, review.uid)
    return redirect("audits:judgement", board.slug, uid, review.uid)


def feedback_edit(request, board, uid, review):
    """Write the letter: by the Save button, or as it is typed."""
    found = _letter_or_404(request, board, uid, review)
    require(permissions.can_moderate(request.user, found.review))
    letter = letter_of(found)
    if request.method != "POST":
        if found.status != Status.DRAFT:
            return redirect("audits:feedback", board.slug, uid, found.review.uid)
        data = kept.words(request)
        written = LetterForm(data, parts=letter.parts) if data else None
        return _editor(request, letter, written or LetterForm.of(found, operations.texts_of(found), letter.parts))
    form = LetterForm(request.POST, parts=letter.parts)
    if not form.is_valid():
        return _not_saved(request, letter, form, next(iter(form.errors.values()))[0])
    return _save(request, letter, form)


def _save(request, letter, form):
    found, given = letter.feedback, form.cleaned_data
    try:
        saved = operations.save_feedback(
            found,
            form.texts,
            version=given["version"],
            page=given["page"],
            by=request.user,
            explicit=not request.htmx,
        )
    except operations.Overtaken as overtaken:
        return _overtaken(request, letter, form, overtaken)
    except Refused as refused:
        return _not_saved(request, letter, form, str(refused))
    if request.htmx:
        return HttpResponse(f"Saved at {localtime(saved.changed_at or saved.drafted_at):%H:%M}")
    messages.success(request, "The letter is saved.")
    return redirect("audits:feedback", *_where(found))


def _where(feedback):
    part = feedback.review.round_board
    return part.board.slug, part.round.uid, feedback.review.uid


def _editor(request, letter, form, theirs=None, status=200):
    told = {
        "letter": letter,
        "review": letter.review,
        "part": letter.review.round_board,
        "form": form,
        "theirs": theirs or {},
    }
    return render(request, "audits/feedback/edit.html", told, status=status)


def _not_saved(request, letter, form, sentence):
    """The page again with what was typed; while typing only a sentence."""
    if request.htmx:
        return HttpResponse(format_html("Not saved. {}", sentence), status=409)
    if not form.errors:
        form.add_error(None, sentence)
    return _editor(request, letter, form, status=422)


def _overtaken(request, letter, form, overtaken):
    """Both texts of each part that differs; saving again then keeps those in the boxes."""
    theirs = overtaken.feedback
    if request.htmx:
        who, at = theirs.changed_by.name, date_format(localtime(theirs.changed_at), "H:i")
        return render(request, "audits/feedback/_overtaken.html", {"who": who, "at": at}, status=409)
    differing = {part: text for part, text in overtaken.theirs.items() if text != form.texts.get(part, text)}
    again = form.after(theirs.version)
    again.add_error(None, f"{overtaken} Both are shown where they differ: change yours if need be, and save again.")
    return _editor(request, letter, again, theirs=differing, status=409)


def feedback_send(request, board, uid, review):
    """Ask whether the letter goes as it was read, and send it."""
    found = _letter_or_404(request, board, uid, review)
    require(permissions.can_moderate(request.user, found.review))
    page = reverse("audits:feedback", args=[board.slug, uid, found.review.uid])
    agency = found.review.evaluation.agency
    form = SendForm(posted(request), initial={"version": request.GET.get("version")})
    if request.method == "POST" and not form.is_valid() and "version" in form.errors:
        messages.error(request, "Read the letter here, and send it from this page.")
        return redirect(page)
    if request.method == "POST" and form.is_valid() and not _asks_why(request, found, form):
        return redirect(page)
    question = {
        "question": f"Send the letter to {agency.name}?",
        "text": "Its words can no longer change. A PDF of it is made for those who need a letter on paper.",
        "button": "Send the letter",
        "back": page,
        "form": form,
        "review": found.review,
    }
    return render(request, "audits/feedback/send.html", question)


def _asks_why(request, found, form):
    """Send the letter, or say why not; return whether it looks as if it told who somebody is, and the page asks why."""
    done = f"The letter is sent. {possessive(found.review.evaluation.agency.name)} leads and signatories are told."
    try:
        operations.send_feedback(found, by=request.user, **form.cleaned_data)
    except Identifying as identifying:
        identifying.show_on(form)
        return True
    except Refused as refused:
        messages.error(request, str(refused))
        return False
    messages.success(request, done)
    return False


def feedback_acknowledge(request, board, uid, review):
    """The agency's lead has read the letter."""
    found = _letter_or_404(request, board, uid, review)
    require(permissions.can_speak(request.user, found.review))
    page = reverse("audits:feedback", args=[board.slug, uid, found.review.uid])
    form = AcknowledgeForm(posted(request), user=request.user, review=found.review, roles=(Role.LEAD,))
    if request.method == "POST" and form.is_valid():
        done = "The letter is acknowledged, and the review of the return is closed."
        if attempt(
            request, operations.acknowledge_feedback, found, by=request.user, form=form, done=done, **form.spoken
        ):
            return redirect(page)
    question = {
        "question": "Acknowledge the letter?",
        "text": "The board learns that it was read. Its review of the return is closed by it.",
        "button": "Acknowledge the letter",
        "back": page,
        "form": form,
    }
    return render(request, "components/confirm.html", question)


def feedback_pdf(request, board, uid, review):
    """The letter as a file."""
    found = _letter_or_404(request, board, uid, review)
    document = getattr(found, "document", None)
    if document is None or document.file is None:
        raise Http404
    return serve(document.file)


@require_POST
def feedback_pdf_again(request, board, uid, review):
    """Make the PDF of a letter that has none, or try again."""
    found = _letter_or_404(request, board, uid, review)
    require(permissions.can_moderate(request.user, found.review))
    attempt(request, documents.make_letter, found, by=request.user, done="The PDF is being made.")
    return redirect("audits:feedback", board.slug, uid, found.review.uid)
