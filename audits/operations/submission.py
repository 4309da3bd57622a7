"""The signatures: an agency commits its answers, and from then on each board works on the frozen submission."""

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from agencies.models import User
from agencies.operations.notification import notify
from agencies.operations.reauthentication import require_recent
from agencies.permissions import require
from agencies.roles import Role
from audits import contents, permissions
from audits.models import LocalPart, Review, SelfEvaluation, Signature, SignedEvidence, Submission
from audits.operations.self_evaluation import board_of, record_move
from audits.operations.taking_up import TAKES_UP, has_begun, take
from audits.snapshot import content_of, local_contents_of
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.hashing import canonical, sha256_of
from lscb_portal.lib.lifecycle import can_move, lock, move

DECLARATION = (
    "I have read this return. I am satisfied that it is a fair and accurate account of how {agency} meets its "
    "safeguarding duties, and that the evidence it names exists. I sign it on behalf of {agency}."
)


def declaration_for(agency) -> str:
    """The words that the agency's signatory signs."""
    return DECLARATION.format(agency=agency.name)


@transaction.atomic
def sign_off(evaluation, *, by, reauthenticated_at, seen=None):
    """A signatory of the agency commits the answers; the last who must sign submits them, frozen. Return the
    Submission, or None while another signature is still missing.

    `reauthenticated_at` is when the signatory last gave their password again (None: not in this session). `seen` names
    what was handed over and read (see `handed_over`): if it was taken back and handed over anew, it is refused.
    """
    require(permissions.can_sign_off(by, evaluation))
    evaluation = lock(evaluation)
    require(permissions.can_sign_off(by, evaluation))  # an answer may have been changed before the lock
    now = timezone.now()
    require_recent(reauthenticated_at, now)
    may_be_signed(evaluation, by, seen)
    add_signature(evaluation, by, now)
    return submit_if_all_signed(evaluation, by, by)


def may_be_signed(evaluation, signatory, seen):
    """Refuse what is not complete, was handed over anew since it was read, or was signed by this person already."""
    if seen is not None and seen != handed_over(evaluation):
        raise Refused("The return was changed and handed over again. Read it as it is now before you sign it.")
    if any(standard.gaps for standard in contents.read(evaluation)):
        raise Refused("Something is missing from the return. Send it back to be completed.")
    if Signature.objects.of_hand_over(evaluation).filter(person=signatory).exists():
        raise Refused(f"{signatory.name} has signed this return. Somebody else must sign it as well.")


def add_signature(evaluation, signatory, at, **paper):
    """Note that somebody signed what waits for signatures; it falls when the return is taken or sent back."""
    if not can_move(evaluation, SelfEvaluation.Status.SUBMITTED):
        move(evaluation, SelfEvaluation.Status.SUBMITTED)  # says why not
    return Signature.objects.create(
        evaluation=evaluation,
        handed_over_at=evaluation.handed_over_at,
        person=signatory,
        name=signatory.name,
        job_title=signatory.job_title,
        signed_at=at,
        **paper,
    )


def submit_if_all_signed(evaluation, signatory, by, **behalf):
    """Submit the return once everybody who must sign it has; `signatory` is the one who has just signed."""
    signatures = Signature.objects.of_hand_over(evaluation)
    signed, needed = signatures.count(), evaluation.round.framework_version.signatories
    if signed < needed:
        record_move("signed", evaluation, by, signature=signed, needed=needed, **behalf)
        return None
    now = timezone.now()
    move(evaluation, SelfEvaluation.Status.SUBMITTED, submitted_at=now, submitted_by=signatory)
    paper = signatures.filter(paper__isnull=False).last()
    submission = freeze(evaluation, signatory, now, paper=paper and paper.paper)
    signatures.update(submission=submission)
    reviews = take_up(evaluation, submission)
    record_move("submitted", evaluation, by, number=submission.number, sha256=submission.sha256, **behalf)
    tell(submission, reviews)
    return submission


def handed_over(evaluation) -> str:
    """Name the version that waits for the signature: nothing of it can change between one hand-over and the next."""
    return evaluation.handed_over_at.isoformat() if evaluation.handed_over_at else ""


def freeze(evaluation, signatory, at, declaration="", **columns):
    """Write down the return for good, under its next number and the usual declaration, or another.

    The answers to a board's own questions are frozen beside it, for that board alone.
    """
    standards = contents.read(evaluation)
    words = declaration or declaration_for(evaluation.agency)
    submission = write_down(evaluation, content_of(evaluation, standards), signatory, at, words, **columns)
    parts = {None: None}
    for part, local in local_contents_of(evaluation, standards).items():
        text = canonical(local)
        parts[part] = LocalPart.objects.create(
            submission=submission, round_board=part, content=text, sha256=sha256_of(text)
        )
    _keep_evidence(submission, standards, parts)
    return submission


def _keep_evidence(submission, standards, parts):
    """Write down which items the submission names, apart from the answers, which may be open again one day.

    `parts` is {the part in the round whose board asked: its local part}.
    """
    named = dict.fromkeys(
        (parts[each.round_board], attached.item_id)
        for each in standards
        for answer in each.answers
        for attached in answer.attachments.all()
    )
    SignedEvidence.objects.bulk_create(
        SignedEvidence(submission=submission, local_part=part, item_id=item) for part, item in named
    )


def write_down(evaluation, content, signatory, at, declaration, **columns):
    """Keep `content` (see `audits.snapshot`) as the return's next submission, under that declaration; return it."""
    text = canonical(content)
    return Submission.objects.create(
        evaluation=evaluation,
        number=evaluation.submissions.count() + 1,
        content=text,
        sha256=sha256_of(text),
        declaration=declaration,
        signed_by=signatory,
        signed_by_name=signatory.name,
        signed_by_job_title=signatory.job_title,
        signed_at=at,
        **columns,
    )


def take_up(evaluation, submission):
    """Give the submission to every board that waits for it or has not begun to judge; return the reviews concerned.

    A board that has begun keeps what it judges, and is told that there is a newer one.
    """
    reviews = []
    waiting = evaluation.reviews.select_for_update(of=["self"], no_key=True).select_related("round_board__board")
    for review in waiting.order_by("pk"):
        if review.status in TAKES_UP:
            take(review, submission)
            move(review, TAKES_UP[review.status])
        elif review.status not in Review.TO_JUDGE:
            continue
        elif not has_begun(review):
            take(review, submission)
        reviews.append(review)
    return reviews


def tell(submission, reviews):
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
