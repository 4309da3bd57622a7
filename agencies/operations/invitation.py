"""Inviting people. Nobody signs themselves up: somebody who may appoint them does so, and a letter goes out.

A lead's letter to an address that is nobody's at their boards is an offer: the post is given when the person accepts.
So it is the same whether the address has an account somewhere or not, and nobody is put into an agency unasked.
"""

from datetime import timedelta
from uuid import uuid4

from allauth.account.models import EmailAddress
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from agencies.models import Event, Invitation, User
from agencies.operations.appointment import give_post
from agencies.operations.notification import notify
from agencies.permissions import can_change_invitation, can_give_post, can_manage_people, require
from agencies.roles import Role
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.lifecycle import lock
from lscb_portal.lib.once import made_before, make_once

OPEN_FOR = timedelta(days=14)
TWICE = timedelta(minutes=1)
OVER = "This invitation can no longer be used."


@transaction.atomic
def invite(board, *, by, uid, email, name, job_title, give) -> Invitation | None:
    """Give somebody a first post, seat or role, and ask them by letter to choose a password.

    `give(person, by=, board=, uid=)` is the appointment (a `functools.partial` of give_post, give_seat or
    give_board_role). Somebody who already has an account is only told: no invitation is made, and None returned.
    Somebody who has not answered an earlier letter gets no second one. `uid` makes a second click find what the first
    one did.
    """
    require(can_manage_people(by, board))
    lock(board)
    person = User.objects.filter(email__iexact=email).first()
    person = person or User.objects.create_user(email, name, job_title=job_title)
    return give_and_write(person, board, by, uid, give)


@transaction.atomic
def invite_contributor(agency, *, by, board, uid, email, name, job_title, starts_on) -> Invitation | None:
    """A lead asks somebody to help to answer the agency's returns, from `starts_on`.

    Somebody of a board that the lead belongs to is given the post at once, as by `invite`. Everybody else is offered
    it, whether their address has an account or not.
    """
    require(can_give_post(by, board, agency, Role.CONTRIBUTOR))
    lock(board)
    if colleague := User.objects.visible_to(by).filter(email__iexact=email).first():

        def give(person, **how):
            """Give the colleague the post of a contributor; raises Refused as `give_post` does."""
            return give_post(person, agency=agency, role=Role.CONTRIBUTOR, starts_on=starts_on, **how)

        return give_and_write(colleague, board, by, uid, give)
    return offer(agency, board, by, uid, email, name=name, job_title=job_title, starts_on=starts_on)


def give_and_write(person, board, by, uid, give):
    """Make the appointment, and write to who has no password yet and no letter that waits for an answer."""
    if not person.is_active:
        raise Refused(f"The account of {person.email} was deactivated. It has to be reactivated first.")
    give(person, by=by, board=board, uid=uid)
    if person.has_usable_password():
        return None
    mine = person.invitations.filter(board=board, agency=None)
    return made_before(mine, uid) or mine.open().first() or send_invitation(person, board, by=by, uid=uid)


def offer(agency, board, by, uid, email, *, name, job_title, starts_on):
    """Write a letter that offers the post of a contributor. Nothing here may depend on whether there is an account."""
    person = User.objects.filter(email__iexact=email).first()
    person = person or User.objects.create_user(email, name, job_title=job_title)
    offers = person.invitations.filter(agency=agency, board=board)
    if made := made_before(offers.filter(invited_by=by), uid):
        return made
    if offers.open().exists():
        raise Refused(f"{email} has been invited already. You can send the letter again.")
    return send_invitation(person, board, by=by, uid=uid, agency=agency, starts_on=starts_on, name=name)


def send_invitation(person, board, *, by, uid=None, **offered) -> Invitation:
    """Ask somebody by letter to choose a password: part of an operation that has checked who may.

    `offered` are the `agency`, first day and name of an offer.
    """
    ends = timezone.now() + OPEN_FOR
    invitation = make_once(
        Invitation, uid=uid or uuid4(), person=person, board=board, invited_by=by, expires_at=ends, **offered
    )
    Event.record("invitation.sent", by=by, about=invitation, person=person.uid)
    write_letter(invitation)
    return invitation


@transaction.atomic
def resend(invitation, *, by) -> None:
    """Send the letter again, with a new key and fourteen new days. The earlier letter no longer works."""
    require(can_change_invitation(by, invitation))
    invitation = lock(invitation)
    refuse_accepted(invitation)
    if invitation.state == "waiting" and invitation.expires_at - OPEN_FOR > timezone.now() - TWICE:
        raise Refused("It was sent a moment ago. Wait a minute before you send it again.")
    invitation.expires_at, invitation.withdrawn_at = timezone.now() + OPEN_FOR, None
    invitation.save(update_fields=["expires_at", "withdrawn_at"])
    Event.record("invitation.resent", by=by, about=invitation, person=invitation.person.uid)
    write_letter(invitation)


@transaction.atomic
def withdraw(invitation, *, by) -> None:
    """Make the letter useless. What the person was given stays until it is ended."""
    require(can_change_invitation(by, invitation))
    invitation = lock(invitation)
    refuse_accepted(invitation)
    if invitation.withdrawn_at:
        raise Refused("The invitation was withdrawn already.")
    invitation.withdrawn_at = timezone.now()
    invitation.save(update_fields=["withdrawn_at"])
    Event.record("invitation.withdrawn", by=by, about=invitation, person=invitation.person.uid)


@transaction.atomic
def accept(invitation, *, key, password) -> User:
    """The invited person chooses a password; having had the letter, their address counts as theirs."""
    person = lock(invitation.person)
    invitation = lock(invitation)
    if person.has_usable_password() or not invitation.opens_with(key):
        raise Refused(OVER)
    now = timezone.now()
    take_up(invitation, person, now)
    person.set_password(password)
    person.save(update_fields=["password"])
    person.invitations.filter(accepted_at=None, withdrawn_at=None, agency=None).update(accepted_at=now)
    verify_address(person)
    Event.record("invitation.accepted", by=person, about=invitation, person=person.uid)
    return person


@transaction.atomic
def accept_offer(invitation, *, by) -> None:
    """Somebody who has an account, and is signed in to it, takes up the post that a lead offers."""
    require(invitation.person_id == by.pk)
    lock(by)
    invitation = lock(invitation)
    if not invitation.is_offer or invitation.state != "waiting":
        raise Refused(OVER)
    take_up(invitation, by, timezone.now())
    Event.record("invitation.accepted", by=by, about=invitation, person=by.uid)


def take_up(invitation, person, now):
    """Close the invitation; if it is an offer give the post, in the lead's name, who must still be allowed to."""
    invitation.accepted_at = now
    invitation.save(update_fields=["accepted_at"])
    if not invitation.is_offer:
        return
    post = {"agency": invitation.agency, "role": Role.CONTRIBUTOR}
    lead, board = invitation.invited_by, invitation.board
    if not can_give_post(lead, board, **post):
        raise Refused(OVER)
    if not person.posts.current().filter(**post).exists():
        starts_on = max(invitation.starts_on, timezone.localdate())
        give_post(person, by=lead, board=board, uid=uuid4(), starts_on=starts_on, **post)


def by_letter(uid) -> Invitation | None:
    """Return an invitation for a visitor who is not signed in. Its uid opens nothing: the key must be shown too."""
    return Invitation.objects.filter(uid=uid).select_related("person", "board", "invited_by", "agency").first()


def refuse_accepted(invitation):
    """An offer says nothing of the person's account; any other letter is done with once there is a password."""
    has_begun = not invitation.is_offer and invitation.person.has_usable_password()
    if invitation.accepted_at or has_begun:
        raise Refused(f"{invitation.invitee} has accepted already.")


def write_letter(invitation) -> None:
    """Owe the person the letter. The key is added when it is sent, so that it is never stored."""
    notify(
        "agencies/invitation",
        [invitation.person],
        about=invitation,
        board=invitation.board,
        link=reverse("accept_invitation", args=[invitation.uid, "key"]).removesuffix("key/"),
        key=invitation.expires_at.isoformat(),
    )


def verify_address(person) -> None:
    """Note for sign-in that the person's address is known to be theirs."""
    EmailAddress.objects.update_or_create(user=person, email=person.email, defaults={"verified": True, "primary": True})
