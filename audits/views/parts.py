"""What every page about a round of one board, or about one review of it, begins with."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from agencies.permissions import require
from audits.models import Review
from audits.permissions import can_read_returns
from audits.submitted import as_read_by, standard_of

RELATED = ("round_board__board", "round_board__round__scale", "evaluation__agency", "evaluation__round", "submission")


def part_or_404(request, board, uid):
    """Return the board's part in the round; 404 where it has none, 403 for who may not read its returns."""
    parts = board.round_boards.select_related("board", "round__framework_version", "round__scale")
    part = get_object_or_404(parts, round__uid=uid)
    require(can_read_returns(request.user, board))
    return part


def review_or_404(request, board, uid, review):
    """The board's review of that uid in the round, of a return that has come in, where the person may see it."""
    visible = Review.objects.visible_to(request.user).of_board(board).filter(submission__isnull=False)
    return get_object_or_404(visible.select_related(*RELATED), uid=review, round_board__round__uid=uid)


def signed_or_404(review, code, user):
    """(the standard, what was signed of it as `user` may read it); 404 where the agency was not asked it."""
    standards = review.round_board.round.framework_version.standards
    standard = get_object_or_404(standards, code=code)
    signed = standard_of(review.submission, code) if review.submission.redacted_at is None else None
    if signed is None:
        raise Http404
    as_read_by(user, [signed])
    return standard, signed
