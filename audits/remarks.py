"""What boards have said about answers, by their place: comments that went back with a return, and challenges."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import F

from audits import permissions
from audits.models import AnswerChallenge, Review, ReviewComment
from audits.unseen import unseen_by

WHOLE_STANDARD = ""


@dataclass(frozen=True)
class Asked:
    """A challenge as one person may read it: the agency's people learn its outcome with their moderated ratings, a
    second moderator when they have judged."""

    challenge: AnswerChallenge
    shows_outcome: bool


@dataclass
class Remarks:
    """What was said about one place."""

    comments: list[ReviewComment] = field(default_factory=list)
    challenges: list[Asked] = field(default_factory=list)


def remarks_by_place(comments, challenges, user) -> dict[str, dict[str, Remarks]]:
    """{standard's code: {criterion's code, or "" for the whole standard: Remarks}} of these querysets, as `user` reads
    them."""
    found = defaultdict(lambda: defaultdict(Remarks))
    for one in comments.select_related("standard", "criterion", "written_by", "review__round_board__board"):
        found[one.standard.code][_code(one)].comments.append(one)
    related = ("standard", "criterion", "asked_by", "responded_by", "entered_by", "concluded_by")
    related += ("review__round_board__board", "review__evaluation__agency", "review__right_of_reply")
    challenges = list(challenges.select_related(*related))
    unseen = frozenset().union(*(unseen_by(user, part) for part in {one.review.round_board for one in challenges}))
    for one in challenges:
        found[one.standard.code][_code(one)].challenges.append(asked_as(one, user, unseen))
    return {standard: dict(places) for standard, places in found.items()}


def asked_as(challenge, user, unseen) -> Asked:
    """The challenge as the person may read it; `unseen` is what they have still to judge a second time."""
    hidden = (challenge.review_id, challenge.standard_id) in unseen
    return Asked(challenge, not hidden and not permissions.is_withheld(user, challenge.review))


def _code(row):
    return row.criterion.code if row.criterion else WHOLE_STANDARD


def on_submission(submission, user):
    """What `user` may read of remarks about a submission, and about the return it belongs to."""
    comments = ReviewComment.objects.visible_to(user).filter(submission=submission, sent_at__isnull=False)
    return remarks_by_place(comments, _challenges(submission.evaluation, user), user)


def on_draft(evaluation, user):
    """What the agency has to mend: the comments of the boards that sent its return back, and challenges."""
    comments = ReviewComment.objects.visible_to(user).filter(
        review__evaluation=evaluation,
        review__status=Review.Status.RETURNED,
        submission=F("review__submission"),
        sent_at__isnull=False,
    )
    return remarks_by_place(comments, _challenges(evaluation, user), user)


def in_workspace(review, standard, user):
    """What was said about one standard of a return, for those who judge it: {criterion's code or "": Remarks}."""
    comments = review.comments.filter(standard=standard, sent_at__isnull=False)
    return remarks_by_place(comments, review.challenges.filter(standard=standard), user).get(standard.code, {})


def _challenges(evaluation, user):
    return AnswerChallenge.objects.visible_to(user).filter(review__evaluation=evaluation)
