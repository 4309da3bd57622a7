"""The first look: comments on answers, a return sent back with them and taken back again, and one that is withdrawn."""

import json

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from agencies.models import Event, User
from agencies.operations.notification import notify
from agencies.permissions import require
from agencies.roles import Role
from audits import permissions
from audits.models import Review, ReviewComment, Round, SelfEvaluation
from audits.operations.moderation import NOT_OPEN
from audits.operations.screening import let_stand, refuse_identifying
from audits.operations.self_evaluation import NOT_SENT_BACK, record_move
from audits.operations.taking_up import has_begun, take
from audits.operations.telling import UNIT, tell_agency
from audits.screening import texts_said
from audits.submitted import standard_of
from lscb_portal.lib.charts.words import listed
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.hashing import canonical, sha256_of
from lscb_portal.lib.lifecycle import lock, move

Status = SelfEvaluation.Status
AGAIN_A_DRAFT = {
    **dict.fromkeys(("submitted_at", "submitted_by", "handed_over_at", "handed_over_by")),
    "is_nil": False,
    "nil_reason": "",
}
WHOLE_STANDARD = ""
LONGEST = ReviewComment._meta.get_field("text").max_length


@transaction.atomic
def comment(review, standard, texts, *, by, may_stay="") -> int:
    """Keep the person's own comments on a standard of a submission; return how many there are now.

    `texts` is {criterion's code, or "" for the whole standard: words}; an empty one takes a comment away. The agency
    reads them when the return is sent back with them, and not before. Raises Identifying where one looks as if it told
    who somebody is, unless `may_stay` says why it may; so do the reasons below.
    """
    require(permissions.can_moderate(by, review))
    review = lock(review)
    _open(review)
    places = _places(review, standard)
    if unknown := texts.keys() - places.keys():
        raise Refused(f"The agency was not asked {listed(sorted(unknown))}.")
    if any(len(text.strip()) > LONGEST for text in texts.values()):
        raise Refused(f"A comment may have {LONGEST:,} characters at most.")
    said = {f"comment on {code or 'the whole standard'}": text.strip() for code, text in texts.items()}
    looks = refuse_identifying(review.evaluation.agency, texts_said(**said), may_stay)
    own = review.comments.filter(submission=review.submission, standard=standard, written_by=by, sent_at=None)
    for code, text in texts.items():
        _write(own, review, standard, places[code], text.strip(), by)
    let_stand(looks, review, by=by, reason=may_stay)
    kept = list(own.values_list("criterion__code", "text"))
    digest = sha256_of(canonical([[code or "", text] for code, text in kept]))
    Event.record("review.commented", by=by, about=review, standard=standard.code, comments=len(kept), sha256=digest)
    return len(kept)


def _open(review):
    if review.status not in Review.TO_JUDGE:
        raise Refused(NOT_OPEN[Review.Status(review.status)])


def _places(review, standard):
    """{code: criterion} of what the agency answered in the standard, and the whole standard under no code."""
    signed = standard_of(review.submission, standard.code)
    if signed is None:
        raise Refused("The agency was not asked this standard.")
    codes = [answer["code"] for answer in signed["answers"]]
    criteria = {criterion.code: criterion for criterion in standard.criteria.filter(code__in=codes)}
    return {WHOLE_STANDARD: None, **criteria}


def _write(own, review, standard, criterion, text, by):
    standing = own.filter(criterion=criterion).first()
    if not text:
        own.filter(criterion=criterion).delete()
    elif standing is None:
        ReviewComment.objects.create(
            review=review,
            submission=review.submission,
            standard=standard,
            criterion=criterion,
            text=text,
            written_by=by,
        )
    elif standing.text != text:
        own.filter(pk=standing.pk).update(text=text, written_at=timezone.now())


# Sending it back ------------------------------------------------------------------------------------------------------


@transaction.atomic
def return_for_revision(review, *, reason, by, may_stay=""):
    """Send a return back to its agency with a reason and the comments; it is open for changes again.

    The other boards of a shared round keep what they have. A second board may send it back while it is open.
    """
    require(permissions.can_moderate(by, review))
    evaluation = lock(review.evaluation)
    review = lock(review)
    _may_be_sent_back(review, evaluation)
    reason = _reason(reason, Review._meta.get_field("return_reason").max_length, "Say what has to change.")
    looks = refuse_identifying(evaluation.agency, texts_said(reason=reason), may_stay)
    now = timezone.now()
    move(review, Review.Status.RETURNED, returned_at=now, returned_by=by, return_reason=reason)
    let_stand(looks, review, by=by, reason=may_stay)
    if evaluation.status == Status.SUBMITTED:
        move(evaluation, Status.IN_PROGRESS, **AGAIN_A_DRAFT)
    sent = review.comments.filter(submission=review.submission, sent_at=None).update(sent_at=now)
    facts = {"submission": review.submission.sha256, "comments": sent, "reason": sha256_of(reason)}
    record_move("returned", evaluation, by, **facts)
    Event.record("review.returned", by=by, about=review, **facts)
    link = reverse("audits:self_evaluation", args=[review.round_board.board.slug, evaluation.uid])
    tell_agency(review, "audits/return_came_back", link=link, key=now.isoformat())


def _may_be_sent_back(review, evaluation):
    _open(review)
    if review.submission != evaluation.submissions.last():
        raise Refused("The agency has submitted again since. Take up its newer submission first.")
    if evaluation.status == Status.AWAITING_SIGN_OFF:
        raise Refused("The agency is about to sign its return anew. Look at it when it is in.")


def _reason(text, longest, missing):
    text = text.strip()
    if not text:
        raise Refused(missing)
    if len(text) > longest:
        raise Refused(f"The reason may have {longest:,} characters at most.")
    return text


@transaction.atomic
def recall(review, *, reason, by, may_stay=""):
    """Take a return back from its agency, with the reason: the board goes on with what was submitted, as it was signed.

    What the agency changed since stays its draft, and is in no submission. Unless another board has sent it back too,
    the return is submitted again, by the signature that it has.
    """
    require(permissions.can_moderate(by, review))
    evaluation = lock(review.evaluation)
    review = lock(review)
    if review.status != Review.Status.RETURNED:
        raise Refused("This return is not back with its agency.")
    reason = _reason(reason, Review._meta.get_field("recall_reason").max_length, "Say why you take it back.")
    looks = refuse_identifying(evaluation.agency, texts_said(reason=reason), may_stay)
    now, submission = timezone.now(), review.submission
    move(review, Review.Status.FIRST_LOOK, recalled_at=now, recalled_by=by, recall_reason=reason)
    let_stand(looks, review, by=by, reason=may_stay)
    if not evaluation.reviews.sent_back().exists():
        _stands_again(evaluation, submission)
    facts = {"submission": submission.sha256, "reason": sha256_of(reason)}
    record_move("recalled", evaluation, by, **facts)
    Event.record("review.recalled", by=by, about=review, **facts)
    link = reverse("audits:self_evaluation", args=[review.round_board.board.slug, evaluation.uid])
    roles = (Role.LEAD, Role.SIGNATORY)
    tell_agency(review, "audits/return_recalled", *roles, link=link, key=now.isoformat())


def _stands_again(evaluation, submission):
    """Take the return through every state on the way to submitted; a hand-over that waits for signatures falls."""
    at, signatory = submission.signed_at, submission.signed_by
    if evaluation.status == Status.IN_PROGRESS:
        move(evaluation, Status.AWAITING_SIGN_OFF, handed_over_at=at, handed_over_by=signatory, **NOT_SENT_BACK)
    nil_reason = json.loads(submission.content)["nil_reason"] if submission.is_nil else ""
    as_it_was = {"submitted_at": at, "submitted_by": signatory, "handed_over_at": at, "handed_over_by": signatory}
    move(evaluation, Status.SUBMITTED, **as_it_was, is_nil=submission.is_nil, nil_reason=nil_reason)


@transaction.atomic
def take_newer(review, *, by):
    """Go on with the agency's newer submission; ratings of standards it changed have to be judged again."""
    require(permissions.can_moderate(by, review))
    review = lock(review)
    _open(review)
    newest = review.evaluation.submissions.last()
    if newest == review.submission:
        raise Refused("This is the agency’s newest submission.")
    take(review, newest)
    Event.record("review.took_newer", by=by, about=review, submission=newest.sha256)


# Withdrawing it -------------------------------------------------------------------------------------------------------


def why_not_withdrawn(evaluation, reviews) -> str:
    """Why the return, with every board's review of it, cannot be withdrawn now; nothing where it can."""
    if evaluation.status != Status.SUBMITTED:
        return "The return is not with the boards, so there is nothing to withdraw."
    if evaluation.round.status != Round.Status.OPEN:
        return "The round has closed. Ask the board to send the return back to you."
    begun = [each.round_board.board.name for each in reviews if each.status in Review.JUDGED or has_begun(each)]
    if not begun:
        return ""
    have = "has" if len(begun) == 1 else "have"
    return f"{listed(begun)} {have} begun to judge this return. Ask for it to be sent back to you."


@transaction.atomic
def withdraw(evaluation, *, reason, by, may_stay=""):
    """Take a submitted return back from every board, before any of them has begun to judge it."""
    require(permissions.can_withdraw(by, evaluation))
    evaluation = lock(evaluation)
    reviews = evaluation.reviews.select_for_update(of=["self"]).select_related("round_board__board").order_by("pk")
    reviews = list(reviews)
    if why := why_not_withdrawn(evaluation, reviews):
        raise Refused(why)
    longest = SelfEvaluation._meta.get_field("withdrawn_reason").max_length
    reason, now = _reason(reason, longest, "Say why you withdraw the return."), timezone.now()
    looks = refuse_identifying(evaluation.agency, texts_said(reason=reason), may_stay)
    stamps = {"withdrawn_at": now, "withdrawn_by": by, "withdrawn_reason": reason}
    for review in reviews:
        move(review, Review.Status.WAITING, submission=None)
    move(evaluation, Status.IN_PROGRESS, **AGAIN_A_DRAFT, **stamps)
    let_stand(looks, evaluation, by=by, reason=may_stay)
    newest = evaluation.submissions.last()
    record_move("withdrawn", evaluation, by, submission=newest.sha256, reason=sha256_of(reason))
    _tell_boards(newest, reviews)


def _tell_boards(submission, reviews):
    for board in (review.round_board.board for review in reviews):
        people = User.objects.with_board_role(board, *UNIT)
        link = reverse("audits:submission", args=[board.slug, submission.uid])
        notify("audits/return_withdrawn", people, about=submission, board=board, link=link, key=board.slug)
