"""A challenge to an answer: the board asks, the agency responds, and what came of it is written down."""

from django.db import transaction
from django.utils import timezone

from agencies.models import Event
from agencies.operations.notification import notify
from agencies.permissions import require
from agencies.roles import Role
from audits import permissions
from audits.models import AnswerChallenge, Review
from audits.operations.moderation import NOT_OPEN
from audits.operations.screening import let_stand, refuse_identifying
from audits.operations.speaking import said, tell_who_said_it
from audits.operations.telling import page_of, tell_agency
from audits.outcomes import SAID_OF, WAYS, agrees
from audits.screening import texts_said
from audits.submitted import standard_of
from audits.unseen import unseen_by
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.hashing import sha256_of
from lscb_portal.lib.lifecycle import lock, move
from lscb_portal.lib.once import made_before, make_once
from lscb_portal.lib.periods import is_working_day

Status, Outcome = AnswerChallenge.Status, AnswerChallenge.Outcome


@transaction.atomic
def ask(review, standard, *, uid, question, due_on, criterion=None, by, may_stay="") -> AnswerChallenge:
    """Ask the agency about one answer, or a whole standard, and say by when; its leads are told.

    Raises Identifying where the question looks as if it told who somebody is, unless `may_stay` says why it may; so do
    the response and the conclusion.
    """
    require(permissions.can_moderate(by, review))
    review = lock(review)
    if asked := made_before(review.challenges, uid):
        return asked
    if review.status not in Review.TO_JUDGE:
        raise Refused(NOT_OPEN[Review.Status(review.status)])
    _was_asked(review, standard, criterion)
    _working_day_ahead(due_on)
    question = _text(question, "question", "Write the question.")
    looks = refuse_identifying(review.evaluation.agency, texts_said(question=question), may_stay)
    challenge = make_once(
        AnswerChallenge,
        uid=uid,
        review=review,
        standard=standard,
        criterion=criterion,
        question=question,
        due_on=due_on,
        asked_by=by,
        asked_at=timezone.now(),
    )
    let_stand(looks, challenge, by=by, reason=may_stay)
    Event.record(
        "challenge.asked", by=by, about=challenge, standard=standard.code, due_on=due_on, question=sha256_of(question)
    )
    link = page_of(review, "challenge", challenge.uid)
    tell_agency(review, "audits/challenge_asked", about=challenge, link=link, key="asked")
    return challenge


def _was_asked(review, standard, criterion):
    signed = standard_of(review.submission, standard.code)
    codes = [answer["code"] for answer in signed["answers"]] if signed else []
    if not signed or (criterion and (criterion.standard_id != standard.pk or criterion.code not in codes)):
        raise Refused("The agency was not asked this.")


def _working_day_ahead(day):
    if day <= timezone.localdate():
        raise Refused("Give the agency a day that is still to come.")
    if not is_working_day(day):
        raise Refused("Choose a working day: not a weekend or a bank holiday.")


def _text(text, column, missing):
    text, longest = text.strip(), AnswerChallenge._meta.get_field(column).max_length
    if not text:
        raise Refused(missing)
    if len(text) > longest:
        raise Refused(f"Use {longest:,} characters at most.")
    return text


@transaction.atomic
def respond(challenge, *, response, by, person=None, through="", may_stay=""):
    """Answer a challenge for the agency: its lead, or the business unit for what `person` said `through` some way."""
    review = challenge.review
    require(permissions.can_speak(by, review))
    challenge = lock(challenge)
    if challenge.status != Status.ASKED:
        raise Refused("This challenge has been answered already.")
    words = said(by, review, (Role.LEAD,), person, through)
    response, now = _text(response, "response", "Write your response."), timezone.now()
    looks = refuse_identifying(review.evaluation.agency, texts_said(response=response), may_stay)
    stamps = {"entered_by": words.entered_by, "through": words.through}
    move(challenge, Status.ANSWERED, response=response, responded_by=words.person, responded_at=now, **stamps)
    let_stand(looks, challenge, by=by, reason=may_stay)
    Event.record("challenge.answered", by=by, about=challenge, response=sha256_of(response), **words.event)
    link = page_of(review, "challenge", challenge.uid)
    board = review.round_board.board
    notify("audits/challenge_answered", [challenge.asked_by], about=challenge, board=board, link=link, key="answered")
    tell_who_said_it(words, review, link, f"challenge {challenge.uid}")


@transaction.atomic
def conclude(challenge, *, outcome, conclusion, by, may_stay=""):
    """Write down what came of a challenge. Raised and lowered need a moderated rating that says the same."""
    require(permissions.can_moderate(by, challenge.review))
    review = lock(challenge.review)
    challenge = lock(challenge)
    if review.status not in Review.TO_JUDGE:
        raise Refused(NOT_OPEN[Review.Status(review.status)])
    if challenge.status == Status.CONCLUDED:
        raise Refused("This challenge is concluded already.")
    if not challenge.may_conclude(timezone.localdate()):
        raise Refused(f"The agency may still answer, until {challenge.due_on:%-d %B %Y}.")
    if (review.pk, challenge.standard_id) in unseen_by(by, review.round_board):
        raise Refused("You judge this standard a second time, unseen. Save your judgement before you conclude this.")
    if outcome not in Outcome.values:
        raise Refused("Choose an outcome.")
    _moderated_rating_agrees(review, challenge.standard, Outcome(outcome))
    conclusion, now = _text(conclusion, "conclusion", "Write what came of it."), timezone.now()
    looks = refuse_identifying(review.evaluation.agency, texts_said(conclusion=conclusion), may_stay)
    stamps = {"concluded_by": by, "concluded_at": now, "concluded_about": review.submission}
    move(challenge, Status.CONCLUDED, outcome=outcome, conclusion=conclusion, **stamps)
    let_stand(looks, challenge, by=by, reason=may_stay)
    Event.record("challenge.concluded", by=by, about=challenge, outcome=outcome, conclusion=sha256_of(conclusion))


def _moderated_rating_agrees(review, standard, outcome):
    if outcome not in WAYS:
        return
    standing = review.moderations.filter(standard=standard, is_stale=False).select_related("rating", "self_rating")
    moderation = standing.first()
    if moderation is None:
        raise Refused("Judge the standard first: the moderated rating has to say what came of the challenge.")
    if moderation.self_rating is None:
        raise Refused("The agency gave no rating of its own that could be raised or lowered.")
    if not agrees(outcome, moderation.rating, moderation.self_rating):
        raise Refused(
            f"The moderated rating is not {SAID_OF[outcome]} than the agency’s own. Change it first, or choose another "
            "outcome."
        )
