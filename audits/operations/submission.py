"""The signature: an agency commits its answers, and from then on each board works on the frozen submission."""

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from agencies.models import User
from agencies.operations.notification import notify
from agencies.operations.reauthentication import require_recent
from agencies.permissions import require
from agencies.roles import Role
from audits import contents, permissions
from audits.models import Review, SelfEvaluation, Submission
from audits.operations.self_evaluation import board_of, record_move
from audits.snapshot import content_of
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.hashing import canonical, sha256_of
from lscb_portal.lib.lifecycle import lock, move

DECLARATION = (
    "I have read this return. I am satisfied that it is a fair and accurate account of how {agency} meets its "
    "safeguarding duties, and that the evidence it names exists. I sign it on behalf of {agency}."
)
# What a new submission does to a review that was waiting for it.
TAKES_UP = {Review.Status.WAITING: Review.Status.FIRST_LOOK, Review.Status.RETURNED: Review.Status.RESUBMITTED}
# A board that has not judged yet looks at the newest submission; one that has keeps what it judged.
NOT_JUDGED = (Review.Status.FIRST_LOOK, Review.Status.RESUBMITTED)


def declaration_for(agency) -> str:
    """The words that the agency's signatory signs."""
    return DECLARATION.format(agency=agency.name)


@transaction.atomic
def sign_off(evaluation, *, by, reauthenticated_at, seen=None):
    """The agency's signatory commits the answers; from here moderators work on the frozen submission.

    `reauthenticated_at` is when the signatory last gave their password again (None: not in this session). `seen` names
    what was handed over and read (see `handed_over`): if it was taken back and handed over anew, it is refused.
    """
    require(permissions.can_sign_off(by, evaluation))
    evaluation = lock(evaluation)
    require(permissions.can_sign_off(by, evaluation))  # an answer may have been changed before the lock
    now = timezone.now()
    require_recent(reauthenticated_at, now)
    if seen is not None and seen != handed_over(evaluation):
        raise Refused("The return was changed and handed over again. Read it as it is now before you sign it.")
    if any(standard.gaps for standard in contents.read(evaluation)):
        raise Refused("Something is missing from the return. Send it back to be completed.")
    move(evaluation, SelfEvaluation.Status.SUBMITTED, submitted_at=now, submitted_by=by)
    submission = freeze(evaluation, by, now)
    reviews = _take_up(evaluation, submission)
    record_move("submitted", evaluation, by, number=submission.number, sha256=submission.sha256)
    _tell(submission, reviews)
    return submission


def handed_over(evaluation) -> str:
    """Name the version that waits for the signature: nothing of it can change between one hand-over and the next."""
    return evaluation.handed_over_at.isoformat() if evaluation.handed_over_at else ""


def freeze(evaluation, signatory, at):
    """Write down the return for good, under its next number."""
    content = canonical(content_of(evaluation))
    return Submission.objects.create(
        evaluation=evaluation,
        number=evaluation.submissions.count() + 1,
        content=content,
        sha256=sha256_of(content),
        declaration=declaration_for(evaluation.agency),
        signed_by=signatory,
        signed_by_name=signatory.name,
        signed_by_job_title=signatory.job_title,
        signed_at=at,
    )


def _take_up(evaluation, submission):
    """Give the submission to every board that has not judged yet; return those boards' reviews."""
    reviews = []
    waiting = evaluation.reviews.select_for_update(of=["self"], no_key=True).select_related("round_board__board")
    for review in waiting.order_by("pk"):
        if review.status in TAKES_UP:
            move(review, TAKES_UP[review.status], submission=submission)
        elif review.status in NOT_JUDGED:
            review.submission = submission
            review.save(update_fields=["submission"])
        else:
            continue
        reviews.append(review)
    return reviews


def _tell(submission, reviews):
    """Tell each board's QA officers and business managers, and the agency's lead."""
    for review in reviews:
        board = review.round_board.board
        people = User.objects.with_board_role(board, Role.QA_OFFICER, Role.BUSINESS_MANAGER)
        _notify("audits/return_submitted", people, submission, board)
    evaluation = submission.evaluation
    leads = User.objects.at(evaluation.agency, Role.LEAD)
    _notify("audits/return_signed", leads, submission, board_of(evaluation))


def _notify(kind, people, submission, board):
    link = reverse("audits:submission", args=[board.slug, submission.uid])
    notify(kind, people, about=submission, board=board, link=link, key=board.slug)
