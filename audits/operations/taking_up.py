"""What a board does with a submission that comes in: begun work is kept, and what it rested on is looked at anew."""

from audits.compare import changed_standards
from audits.models import Review
from audits.operations.sample import draw

# What a new submission does to a review that was waiting for it.
TAKES_UP = {Review.Status.WAITING: Review.Status.FIRST_LOOK, Review.Status.RETURNED: Review.Status.RESUBMITTED}


def has_begun(review) -> bool:
    """Whether anybody at the board has begun to judge the return, or to ask the agency or its staff about it."""
    judged = (review.moderations, review.second_moderations, review.tests)
    asked = (review.challenges, review.comments, review.surveys)
    return any(rows.exists() for rows in (*judged, *asked))


def take(review, submission):
    """Let the review rest on `submission` from now on, inside the caller's transaction, the review locked.

    Ratings of standards that the agency has changed since are stale: they are judged again before they count.
    """
    if review.submission_id and review.submission_id != submission.pk:
        changed = changed_standards(review.submission, submission)
        review.moderations.filter(standard__code__in=changed).update(is_stale=True)
    review.submission = submission
    review.save(update_fields=["submission"])
    draw(review)
