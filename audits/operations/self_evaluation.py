"""A return on its way to the signatory and back, and returns that the business unit enters for an agency."""

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from agencies.models import Board, Event, User
from agencies.models.event import Through
from agencies.operations.notification import notify
from agencies.permissions import require
from agencies.roles import Role
from audits import contents, deadline, permissions
from audits.models import SelfEvaluation, Signature
from audits.operations.answer import enters_own, may_be_changed, on_behalf
from audits.operations.screening import let_stand, refuse_identifying
from audits.screening import texts_said
from lscb_portal.lib.charts.words import plural
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.lifecycle import lock, move

Status = SelfEvaluation.Status
NOT_SENT_BACK = {"sent_back_at": None, "sent_back_by": None, "sent_back_reason": ""}
PARTS = {Role.LEAD: "Lead", Role.CONTRIBUTOR: "Contributors", Role.SIGNATORY: "Signatory"}
NOT_HANDED_OVER = {"handed_over_at": None, "handed_over_by": None}


@transaction.atomic
def hand_over(evaluation, *, by):
    """Hand a complete return to the agency's signatories; until they answer it cannot be changed."""
    require(permissions.can_hand_over(by, evaluation))
    evaluation = lock(evaluation)
    may_be_changed(evaluation, by)
    if missing := sum(len(standard.gaps) for standard in contents.read(evaluation)):
        raise Refused(f"{plural(missing, 'thing')} still to do before the return can be handed over.")
    signatories = who_may_sign(evaluation)
    if refusal := too_few(signatories, evaluation):
        raise Refused(refusal)
    now = timezone.now()
    move(evaluation, Status.AWAITING_SIGN_OFF, handed_over_at=now, handed_over_by=by, **NOT_SENT_BACK)
    record_move("handed_over", evaluation, by, **on_behalf(evaluation, by))
    _tell(evaluation, "audits/return_to_sign", signatories, "audits:sign", f"handed over {now.isoformat()}")


def who_may_sign(evaluation):
    """The agency's signatories who have not answered any part of the return."""
    return User.objects.at(evaluation.agency, Role.SIGNATORY).exclude(contributions=evaluation)


def who_must_sign(evaluation):
    """Those of them who have not signed what waits for signatures now."""
    signed = Signature.objects.of_hand_over(evaluation).values("person")
    return who_may_sign(evaluation).exclude(pk__in=signed)


def too_few(signatories, evaluation) -> str:
    """Why the return cannot be handed to so few signatories; nothing where there are enough."""
    able, needed = len(signatories), evaluation.round.framework_version.signatories
    if not able:
        return (
            "Nobody can sign this return: the agency has no signatory, or its signatories answered part of it. "
            "Ask the board’s business unit to name another."
        )
    if able < needed:
        return (
            f"This return needs {needed} signatures and the agency has {plural(able, 'person')} who can sign it. "
            "Ask the board’s business unit to name another signatory."
        )
    return ""


def people_of(evaluation):
    """Who has a part in the return: [(role in words, [people])], with an empty list where nobody holds the post."""
    posts = evaluation.agency.posts.current().filter(person__is_active=True).select_related("person")
    held = {role: [post.person for post in posts if post.role == role] for role in PARTS}
    return [(words, held[role]) for role, words in PARTS.items()]


def who_may_answer(evaluation):
    """The agency's people whose answers the business unit may enter."""
    return User.objects.at(evaluation.agency, Role.LEAD, Role.CONTRIBUTOR)


@transaction.atomic
def take_back(evaluation, *, by):
    """Take a return back from the signatory before it is signed, to change it."""
    require(permissions.can_hand_over(by, evaluation))
    evaluation = lock(evaluation)
    _waits_for_signature(evaluation)
    if deadline.is_over(evaluation):
        raise Refused("The round has closed. The signatory can sign the return, or send it back to you.")
    move(evaluation, Status.IN_PROGRESS, **NOT_HANDED_OVER)
    record_move("taken_back", evaluation, by, **on_behalf(evaluation, by))


@transaction.atomic
def send_back(evaluation, *, by, reason, may_stay=""):
    """The signatory sends a return back instead of signing it, with the reason for the lead.

    Raises Identifying where the reason looks as if it told who somebody is, unless `may_stay` says why it may.
    """
    require(permissions.can_send_back(by, evaluation))
    evaluation = lock(evaluation)
    _waits_for_signature(evaluation)
    if not reason.strip():
        raise Refused("Say why you are sending the return back.")
    if len(reason) > SelfEvaluation._meta.get_field("sent_back_reason").max_length:
        raise Refused("The reason may have 500 characters at most.")
    looks = refuse_identifying(evaluation.agency, texts_said(reason=reason.strip()), may_stay)
    now = timezone.now()
    told = {evaluation.handed_over_by, *User.objects.at(evaluation.agency, Role.LEAD)}
    back = {"sent_back_at": now, "sent_back_by": by, "sent_back_reason": reason.strip()}
    move(evaluation, Status.IN_PROGRESS, **NOT_HANDED_OVER, **back)
    let_stand(looks, evaluation, by=by, reason=may_stay)
    record_move("sent_back", evaluation, by)
    _tell(evaluation, "audits/return_sent_back", told, "audits:self_evaluation", f"sent back {now.isoformat()}")


def _waits_for_signature(evaluation):
    if evaluation.status != Status.AWAITING_SIGN_OFF:
        raise Refused("The return is not with the signatory.")


@transaction.atomic
def enter_for(evaluation, person, *, by, through):
    """Note whose answers the business unit enters from now on, and how they came; tell that person."""
    require(permissions.can_enter(by, evaluation) and not enters_own(by, evaluation))
    evaluation = lock(evaluation)
    if evaluation.status not in (Status.NOT_STARTED, Status.IN_PROGRESS):
        raise Refused("The return is no longer open for answers.")
    if not who_may_answer(evaluation).contains(person):
        raise Refused(f"{person.name} does not answer for {evaluation.agency.name}.")
    if through not in Through.values or through == Through.PORTAL:
        raise Refused("Say how the answers came.")
    evaluation.entered_for, evaluation.entered_through = person, through
    evaluation.save(update_fields=["entered_for", "entered_through"])
    event = record_move("entering", evaluation, by, on_behalf_of=person, through=through)
    _tell(evaluation, "audits/return_entered", [person], "audits:self_evaluation", f"entering {event.at.date()}")


def record_move(what, evaluation, by, **more):
    """Enter a move of the return in the agency's own book and in those of the boards that asked for it."""
    boards = Board.objects.filter(round_boards__reviews__evaluation=evaluation)
    return Event.record(f"self_evaluation.{what}", by=by, about=evaluation, also=boards, **more)


def board_of(evaluation):
    """A board through whose pages the agency reaches the return: the organiser where the agency belongs to it."""
    reviews = evaluation.reviews.select_related("round_board__board").order_by("-round_board__is_organiser", "pk")
    return reviews[0].round_board.board


def _tell(evaluation, kind, people, url_name, key):
    board = board_of(evaluation)
    link = reverse(url_name, args=[board.slug, evaluation.uid])
    notify(kind, people, about=evaluation, board=board, link=link, key=key)
