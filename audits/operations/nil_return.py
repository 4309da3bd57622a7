"""A nil return: the agency declares that it has nothing to answer in this round, and why.

It is a submission with a reason instead of answers. It is neither "not applicable", which answers one criterion, nor
"not returned": it is counted by name, and in no denominator.
"""

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from agencies.models import User
from agencies.models.event import Through
from agencies.operations.notification import notify
from agencies.operations.reauthentication import require_recent
from agencies.permissions import require
from agencies.roles import Role
from audits import deadline, permissions
from audits.models import SelfEvaluation
from audits.operations.screening import let_stand, refuse_identifying
from audits.operations.self_evaluation import board_of, record_move
from audits.operations.submission import take_up, tell, write_down
from audits.screening import texts_said
from audits.snapshot import nil_content_of
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.hashing import sha256_of
from lscb_portal.lib.lifecycle import lock, move

Status = SelfEvaluation.Status
LONGEST = SelfEvaluation._meta.get_field("nil_reason").max_length
DECLARATION = "{agency} makes a nil return: it has nothing to answer in this round. The reason is given with it."
ENTERED = " {person} said so {way}; {by} entered it."


def nil_declaration_for(agency) -> str:
    """The words under which a nil return is frozen."""
    return DECLARATION.format(agency=agency.name)


@transaction.atomic
def declare_nil(evaluation, *, by, reason, reauthenticated_at=None, person=None, through="", may_stay=""):
    """Submit a nil return with its reason; return the Submission.

    The agency's signatory declares it, having just given their password again. The business unit declares it for
    `person` of the agency, who said so `through` some other way, and is told. Answers drafted before are no part of it.
    Raises Identifying where the reason looks as if it told who somebody is, unless `may_stay` says why it may.
    """
    require(permissions.can_declare_nil(by, evaluation))
    evaluation = lock(evaluation)
    now = timezone.now()
    behalf = _behalf(evaluation, by, person, through)
    if not behalf:
        require(permissions.can_sign_off(by, evaluation))
        require_recent(reauthenticated_at, now)
    _may_be_nil(evaluation)
    reason = _reason(reason)
    looks = refuse_identifying(evaluation.agency, texts_said(reason=reason), may_stay)
    _submit(evaluation, by, now, reason)
    declaration = _declaration(evaluation, by, behalf)
    signatory = behalf.get("on_behalf_of", by)
    content = nil_content_of(evaluation, reason)
    submission = write_down(evaluation, content, signatory, now, declaration, is_nil=True)
    let_stand(looks, evaluation, by=by, reason=may_stay)
    reviews = take_up(evaluation, submission)
    facts = {"number": submission.number, "sha256": submission.sha256, "reason": sha256_of(reason)}
    record_move("nil_declared", evaluation, by, **facts, **behalf)
    tell(submission, reviews)
    if behalf:
        _tell_whose_word_it_is(submission, behalf["on_behalf_of"])
    return submission


def who_may_say(evaluation):
    """The agency's people for whom the business unit may enter it."""
    return User.objects.at(evaluation.agency, Role.SIGNATORY, Role.LEAD)


def _behalf(evaluation, by, person, through) -> dict:
    """Whom it is declared for and how they said so, as `Event.record` takes it; nothing for one's own agency."""
    if by.roles_for(evaluation.agency):
        return {}
    if person is None or not who_may_say(evaluation).contains(person):
        raise Refused("Say who of the agency declared it.")
    if through not in Through.values or through == Through.PORTAL:
        raise Refused("Say how it came.")
    return {"on_behalf_of": person, "through": through}


def _may_be_nil(evaluation):
    if not SelfEvaluation.objects.outstanding().filter(pk=evaluation.pk).exists():
        raise Refused("A board has this agency’s return already.")
    if deadline.is_over(evaluation):
        raise Refused("The round has closed. Ask the board’s business unit what to do.")


def _reason(reason):
    if not reason.strip():
        raise Refused("Say why the agency has nothing to answer.")
    if len(reason.strip()) > LONGEST:
        raise Refused(f"The reason may have {LONGEST} characters at most.")
    return reason.strip()


def _submit(evaluation, by, now, reason):
    """Take the return through every state on the way, so that its history reads like any other's."""
    if evaluation.status == Status.NOT_STARTED:
        move(evaluation, Status.IN_PROGRESS)
    if evaluation.status == Status.IN_PROGRESS:
        move(evaluation, Status.AWAITING_SIGN_OFF, handed_over_at=now, handed_over_by=by)
    move(evaluation, Status.SUBMITTED, submitted_at=now, submitted_by=by, is_nil=True, nil_reason=reason)


def _declaration(evaluation, by, behalf):
    words = nil_declaration_for(evaluation.agency)
    if not behalf:
        return words
    way = Through(behalf["through"]).label.lower()
    return words + ENTERED.format(person=behalf["on_behalf_of"].name, way=way, by=by.name)


def _tell_whose_word_it_is(submission, person):
    """So that nobody is put down as having said what they did not say."""
    board = board_of(submission.evaluation)
    link = reverse("audits:submission", args=[board.slug, submission.uid])
    notify("audits/nil_entered", [person], about=submission, board=board, link=link, key="entered")
