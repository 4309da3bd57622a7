"""Challenges: asked by the board, answered by the agency, concluded by the board."""

from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from agencies.permissions import require
from agencies.roles import Role
from audits import permissions
from audits.forms.challenge import AskForm, ConcludeForm, RespondForm
from audits.models import AnswerChallenge
from audits.operations import challenge as operations
from audits.remarks import asked_as
from audits.unseen import unseen_by
from audits.views.parts import review_or_404, signed_or_404
from audits.views.reading import posted
from lscb_portal.lib.periods import add_working_days
from lscb_portal.lib.views import attempt

DAYS_TO_ANSWER = 5
RELATED = ("standard", "criterion", "asked_by", "responded_by", "entered_by", "concluded_by")


def challenge_add(request, board, uid, review, code):
    """Ask the agency about an answer of one standard."""
    review = review_or_404(request, board, uid, review)
    require(permissions.can_moderate(request.user, review))
    standard, signed = signed_or_404(review, code, request.user)
    first = {
        "due_on": add_working_days(timezone.localdate(), DAYS_TO_ANSWER),
        "criterion": request.GET.get("criterion", ""),
    }
    form = AskForm(posted(request), answers=signed["answers"], initial=first)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        asked = given | {"criterion": standard.criteria.filter(code=given["criterion"]).first(), "by": request.user}
        done = f"{review.evaluation.agency.short_name} is asked. Its leads are told."
        if attempt(request, operations.ask, review, standard, form=form, done=done, **asked):
            return redirect("audits:challenge", board.slug, uid, review.uid, given["uid"])
    told = {"review": review, "part": review.round_board, "standard": standard, "form": form}
    return render(request, "audits/challenge/add.html", told)


def challenge(request, board, uid, review, challenge):
    """One challenge beside the answer it is about; the agency's lead responds here."""
    review, found = _challenge_or_404(request, board, uid, review, challenge)
    _, signed = signed_or_404(review, found.standard.code, request.user)
    may_respond = permissions.can_speak(request.user, review) and found.status == AnswerChallenge.Status.ASKED
    data = posted(request)
    if data is not None:
        require(permissions.can_speak(request.user, review))
    form = RespondForm(data, user=request.user, review=review, roles=(Role.LEAD,))
    if request.method == "POST" and form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("response", "may_stay")}
        given = {"by": request.user, **said, **form.spoken}
        if attempt(request, operations.respond, found, form=form, done="The board has your response.", **given):
            return redirect("audits:challenge", board.slug, uid, review.uid, found.uid)
    told = {
        "review": review,
        "part": review.round_board,
        "standard": found.standard,
        "asked": asked_as(found, request.user, unseen_by(request.user, review.round_board)),
        "answers": [one for one in signed["answers"] if found.criterion is None or one["code"] == found.criterion.code],
        "points": {point.code: point for point in review.round_board.round.scale.points.all()},
        "form": form if may_respond or form.errors else None,
        "concludes": permissions.can_moderate(request.user, review) and _is_unfinished(review, found),
        "may_conclude": found.may_conclude(timezone.localdate()),
        "reads_returns": permissions.can_read_returns(request.user, board),
    }
    return render(request, "audits/challenge/challenge.html", told)


def challenge_conclude(request, board, uid, review, challenge):
    """Write down what came of a challenge."""
    review, found = _challenge_or_404(request, board, uid, review, challenge)
    require(permissions.can_moderate(request.user, review))
    unseen = unseen_by(request.user, review.round_board)
    is_unseen = (review.pk, found.standard_id) in unseen
    form = ConcludeForm(posted(request))
    page = reverse("audits:challenge", args=[board.slug, uid, review.uid, found.uid])
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data | {"by": request.user}
        done = "The challenge is concluded. The agency reads it with its moderated ratings."
        if attempt(request, operations.conclude, found, form=form, done=done, **given):
            return redirect(page)
    moderations = review.moderations.filter(standard=found.standard, is_stale=False).select_related("rating")
    told = {
        "review": review,
        "part": review.round_board,
        "standard": found.standard,
        "asked": asked_as(found, request.user, unseen),
        "form": form,
        "page": page,
        "is_unseen": is_unseen,
        "is_early": found.status == found.Status.ASKED and not found.may_conclude(timezone.localdate()),
        "outcome": None if is_unseen else moderations.first(),
    }
    return render(request, "audits/challenge/conclude.html", told)


def _is_unfinished(review, challenge):
    return review.status in review.TO_JUDGE and challenge.status != AnswerChallenge.Status.CONCLUDED


def _challenge_or_404(request, board, uid, review, challenge):
    review = review_or_404(request, board, uid, review)
    found = AnswerChallenge.objects.visible_to(request.user).filter(review=review).select_related(*RELATED)
    found = get_object_or_404(found, uid=challenge)
    found.review = review
    return review, found
