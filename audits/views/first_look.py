"""The first look at a return: comments on its answers, sending it back with them, and comparing what comes again."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from agencies.permissions import require
from audits import permissions
from audits.compare import changes_between
from audits.forms.first_look import CommentsForm, RecallForm, ReturnForm, WithdrawForm
from audits.models import Review, ReviewComment, Submission
from audits.operations import first_look as operations
from audits.remarks import in_workspace
from audits.submitted import as_read_by, standards_of
from audits.views.meanings import meanings_for_judging
from audits.views.parts import review_or_404, signed_or_404
from audits.views.reading import Reading, draft_or_404, posted
from lscb_portal.lib.charts.words import possessive
from lscb_portal.lib.views import attempt


def _looked_at(request, board, uid, review):
    """The review, where the person may judge it."""
    review = review_or_404(request, board, uid, review)
    require(permissions.can_moderate(request.user, review))
    return review


def first_look(request, board, uid, review):
    """The standards of a fresh submission, with the comments written so far, and the way to send it back."""
    review = _looked_at(request, board, uid, review)
    comments = review.comments.filter(submission=review.submission).select_related(
        "standard", "criterion", "written_by"
    )
    written = {}
    for comment in comments:
        written.setdefault(comment.standard.code, []).append(comment)
    told = {
        "review": review,
        "part": review.round_board,
        "standards": [(standard, written.get(standard["code"], [])) for standard in standards_of(review.submission)],
        "waiting": sum(comment.sent_at is None for comment in comments),
        "is_open": review.status in Review.TO_JUDGE,
        "newest": review.evaluation.submissions.last(),
        "earlier": review.evaluation.submissions.filter(number__lt=review.submission.number).last(),
    }
    return render(request, "audits/first_look/first_look.html", told)


def first_look_standard(request, board, uid, review, code):
    """One standard as it was signed, with a box for a comment at each answer."""
    review = _looked_at(request, board, uid, review)
    standard, signed = signed_or_404(review, code, request.user)
    mine = _own_comments(request, review, standard)
    form = CommentsForm(posted(request), answers=signed["answers"], texts=mine)
    standards = standards_of(review.submission)
    after = _after(standards, code)
    if request.method == "POST" and form.is_valid():
        done = f"Your comments on standard {standard.position} are saved."
        said = {"may_stay": form.cleaned_data["may_stay"], "by": request.user}
        if attempt(request, operations.comment, review, standard, form.texts, form=form, done=done, **said):
            return redirect(_next_page(request, board, uid, review, after))
    others = review.comments.filter(submission=review.submission, standard=standard, sent_at=None)
    points = list(review.round_board.round.scale.points.all())
    told = {
        "review": review,
        "part": review.round_board,
        "standard": standard,
        "signed": signed,
        "count": len(standards),
        "form": form,
        "after": after,
        "others": others.exclude(written_by=request.user).select_related("criterion", "written_by"),
        "remarks": in_workspace(review, standard, request.user),
        "points": {point.code: point for point in points},
        **meanings_for_judging(standard, points),
        "is_open": review.status in Review.TO_JUDGE,
        # What somebody has written is shown to them, also when it can no longer be saved.
        "shows_boxes": review.status in Review.TO_JUDGE or form.is_bound,
    }
    return render(request, "audits/first_look/standard.html", told)


def _own_comments(request, review, standard):
    own = ReviewComment.objects.visible_to(request.user).filter(
        review=review, submission=review.submission, standard=standard, written_by=request.user, sent_at=None
    )
    return {code or "": text for code, text in own.values_list("criterion__code", "text")}


def _after(standards, code):
    """The standard after this one as it was signed, or None."""
    codes = [standard["code"] for standard in standards]
    following = standards[codes.index(code) + 1 :]
    return following[0] if following else None


def _next_page(request, board, uid, review, after):
    if after and "go_on" in request.POST:
        return reverse("audits:first_look_standard", args=[board.slug, uid, review.uid, after["code"]])
    return reverse("audits:first_look", args=[board.slug, uid, review.uid])


def return_for_revision(request, board, uid, review):
    """Send the return back to its agency with the reason and the comments."""
    review = _looked_at(request, board, uid, review)
    form = ReturnForm(posted(request))
    if request.method == "POST" and form.is_valid():
        agency = review.evaluation.agency.name
        done = f"{possessive(agency)} return is sent back. Its leads are told."
        given = form.cleaned_data | {"by": request.user}
        if attempt(request, operations.return_for_revision, review, form=form, done=done, **given):
            return redirect("audits:moderation", board.slug, uid)
    comments = review.comments.filter(submission=review.submission, sent_at=None)
    told = {
        "review": review,
        "part": review.round_board,
        "form": form,
        "comments": comments.select_related("standard", "criterion", "written_by"),
        "others": review.evaluation.reviews.exclude(pk=review.pk).count(),
    }
    return render(request, "audits/first_look/send_back.html", told)


def recall(request, board, uid, review):
    """Take a return back from its agency, with the reason, and judge what was submitted."""
    review = _looked_at(request, board, uid, review)
    if request.method == "GET" and review.status != Review.Status.RETURNED:
        return redirect("audits:first_look", board.slug, uid, review.uid)
    form = RecallForm(posted(request))
    if request.method == "POST" and form.is_valid():
        whose = possessive(review.evaluation.agency.name)
        done = f"{whose} return is with the board again, as it was signed. Its leads and signatories are told."
        given = form.cleaned_data | {"by": request.user}
        if attempt(request, operations.recall, review, form=form, done=done, **given):
            return redirect("audits:first_look", board.slug, uid, review.uid)
    return render(
        request, "audits/first_look/recall.html", {"review": review, "part": review.round_board, "form": form}
    )


@require_POST
def take_newer(request, board, uid, review):
    """Judge the agency's newer submission from now on."""
    review = _looked_at(request, board, uid, review)
    done = "You judge the newer submission now. Standards that the agency changed are to judge again."
    attempt(request, operations.take_newer, review, by=request.user, done=done)
    return redirect("audits:first_look", board.slug, uid, review.uid)


# What changed ---------------------------------------------------------------------------------------------------------


def submission_changes(request, board, uid):
    """A submission beside the one before it: what the agency changed, answer by answer."""
    visible = Submission.objects.visible_to(request.user).of_board(board).select_related("evaluation__agency")
    later = get_object_or_404(visible, uid=uid)
    earlier = later.evaluation.submissions.filter(number__lt=later.number).last()
    if earlier is None or later.redacted_at or earlier.redacted_at:
        messages.info(request, "There is no earlier submission to compare it with.")
        return redirect("audits:submission", board.slug, uid)
    before, after = standards_of(earlier), standards_of(later)
    as_read_by(request.user, [*before, *after])
    changes = changes_between(before, after)
    scale = later.evaluation.round.scale
    told = {
        "later": later,
        "earlier": earlier,
        "changed": [standard for standard in changes if standard.is_changed],
        "same": [standard for standard in changes if not standard.is_changed],
        "answers_changed": sum(len(standard.changed_answers) for standard in changes),
        "answers": sum(len(standard.answers) for standard in changes),
        "points": {point.code: point for point in scale.points.all()},
    }
    return render(request, "audits/first_look/changes.html", told)


# Withdrawing it -------------------------------------------------------------------------------------------------------


def withdraw(request, board, uid):
    """The agency takes its return back, before a board has begun to judge it."""
    reading = Reading(draft_or_404(request, board, uid), request.user)
    require(permissions.can_withdraw(request.user, reading.evaluation))
    form = WithdrawForm(posted(request))
    if request.method == "POST" and form.is_valid():
        done = "The return is withdrawn, and open for changes again. The boards are told."
        given = form.cleaned_data | {"by": request.user}
        if attempt(request, operations.withdraw, reading.evaluation, form=form, done=done, **given):
            return redirect("audits:self_evaluation", board.slug, uid)
    return render(request, "audits/first_look/withdraw.html", {"reading": reading, "form": form})
