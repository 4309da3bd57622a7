"""Who was asked for a self-evaluation, who returned it in time, and who did not, by name. A draft is never a return.

A nil return is named beside the others and counted in none of them. One that was sent back for changes has been
returned, and is named as being back with its agency.
"""

from django.db.models import F
from django.utils import timezone

from audits.models import Review, Round, RoundBoard

STATUTORY = Round.Kind.STATUTORY


def latest_round(board, quarter) -> RoundBoard | None:
    """Return the board's part in the round that concerns `quarter`, or None.

    It is the latest one that was open at some time in the quarter; where none was, the latest that opened before. A
    topic round never stands in for the whole framework.
    """
    opened = RoundBoard.objects.filter(board=board, round__opens_on__lte=quarter.end, round__kind=STATUTORY)
    opened = opened.exclude(round__status=Round.Status.PLANNED).select_related(
        "board", "round__framework_version__framework", "round__scale"
    )
    parts = sorted(opened, key=lambda part: (last_day(part.round) >= quarter.start, part.round.opens_on, part.pk))
    return parts[-1] if parts else None


def last_day(round_):
    """Return the day by which a return still counts as asked for: the second deadline where there is one."""
    return round_.final_due_on or round_.due_on


def returns_of(round_board, on) -> dict | None:
    """Return the round, how many agencies were asked and returned, and the names of the late and the missing."""
    if round_board is None:
        return None
    round_ = round_board.round
    rows = [_row(review) for review in _reviews(round_board)]
    answering = [row for row in rows if not row["nil"]]
    return {
        "round": {
            "title": round_.title,
            "framework": str(round_.framework_version),
            "edition": round_.edition,
            "opens_on": round_.opens_on,
            "due_on": round_.due_on,
            "final_due_on": round_.final_due_on,
        },
        "is_due": on > round_.due_on,
        "asked": len(answering),
        "submitted": sum(row["submitted_on"] is not None for row in answering),
        "late": [row["agency"] for row in answering if row["late"]],
        "not_returned": [row["agency"] for row in answering if row["submitted_on"] is None],
        "more_time": [row["agency"] for row in answering if row["more_time_until"] and row["more_time_until"] >= on],
        "back": [row["agency"] for row in answering if row["back"]],
        "nil": [row["agency"] for row in rows if row["nil"]],
        "rows": rows,
    }


def _reviews(round_board):
    reviews = Review.objects.of_board(round_board.board).filter(round_board=round_board)
    reviews = reviews.annotate(is_nil=F("submission__is_nil"))
    return reviews.select_related("evaluation__agency", "evaluation__round").prefetch_related("evaluation__submissions")


def _row(review):
    signed = _signed(review)
    first = timezone.localdate(min(signed)) if signed else None
    return {
        "agency": review.evaluation.agency.short_name,
        "submitted_on": first,
        "late": first is not None and first > review.evaluation.due_on,
        "more_time_until": review.evaluation.more_time_until if first is None else None,
        "nil": bool(review.is_nil),
        "submissions": len(signed),
        "review": review.get_status_display(),
        "moderated": review.status in Review.JUDGED,
        "back": review.is_back,
    }


def _signed(review):
    """When the agency signed what a board has, and what it had signed before that.

    What it withdrew is no return, though it stays on record: neither while nothing else has come, nor afterwards.
    """
    withdrawn_at = review.evaluation.withdrawn_at
    made = review.evaluation.submissions.all() if review.submission_id else ()
    return [
        one.signed_at
        for one in made
        if withdrawn_at is None or one.signed_at > withdrawn_at or one.pk == review.submission_id
    ]
