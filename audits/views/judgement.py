"""How a board judged one return, for the board's readers and, once it is finished, for the agency's own people."""

from django.shortcuts import render

from agencies.permissions import require
from audits import permissions
from audits.judgement import judgement_of
from audits.models import Feedback, Moderation, RightOfReply, Survey, Tested
from audits.remarks import on_submission
from audits.unseen import unseen_by
from audits.views.parts import review_or_404


def judgement(request, board, uid, review):
    """The moderated ratings of a return beside its own, with their reasons, what was asked, and what tests showed."""
    review = review_or_404(request, board, uid, review)
    require(permissions.can_read_judgement(request.user, review))
    moderations = Moderation.objects.visible_to(request.user).filter(review=review)
    unseen = unseen_by(request.user, review.round_board)
    seen = [
        one
        for one in moderations.select_related("rating", "standard", "moderated_by")
        if (review.pk, one.standard_id) not in unseen
    ]
    tests = Tested.objects.visible_to(request.user).filter(review=review).select_related("rating", "standard")
    told = {
        "review": review,
        "part": review.round_board,
        "round": review.round_board.round,
        "standards": judgement_of(review.submission, seen, tests, review.sampled.all()),
        "remarks": on_submission(review.submission, request.user),
        "right": RightOfReply.objects.visible_to(request.user).filter(review=review).first(),
        "letter": Feedback.objects.visible_to(request.user).filter(review=review).first(),
        "surveys": Survey.objects.visible_to(request.user).filter(review=review).select_related("standard"),
        "may_reply": permissions.can_reply(request.user, review),
        "may_judge": permissions.can_moderate(request.user, review),
        "is_own": bool(request.user.roles_for(review.evaluation.agency)),
        "reads_returns": permissions.can_read_returns(request.user, board),
    }
    return render(request, "audits/judgement/judgement.html", told)
