"""How a board judged one return, for the board's readers and, once it is finished, for the agency's own people."""

from django.shortcuts import get_object_or_404, render

from agencies.permissions import require
from audits import permissions
from audits.judgement import judgement_of
from audits.models import Moderation, Review

RELATED = ("round_board__board", "round_board__round", "evaluation__agency", "submission")


def judgement(request, board, uid, review):
    """The moderated ratings of a return beside its own, with their reasons."""
    visible = Review.objects.visible_to(request.user).of_board(board).filter(submission__isnull=False)
    review = get_object_or_404(visible.select_related(*RELATED), uid=review, round_board__round__uid=uid)
    require(permissions.can_read_judgement(request.user, review))
    moderations = Moderation.objects.visible_to(request.user).filter(review=review)
    return render(
        request,
        "audits/judgement/judgement.html",
        {
            "review": review,
            "round": review.round_board.round,
            "standards": judgement_of(review.submission, moderations.select_related("rating", "standard")),
            "reads_returns": permissions.can_read_returns(request.user, board),
        },
    )
