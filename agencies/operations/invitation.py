"""Inviting people. Nobody signs themselves up: somebody who may appoint them does so, and a letter goes out."""

from datetime import timedelta
from uuid import uuid4

from allauth.account.models import EmailAddress
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from agencies.models import Event, Invitation, User
from agencies.operations.notification import notify
from agencies.permissions import can_change_invitation, can_invite, require
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.lifecycle import lock

OPEN_FOR = timedelta(days=14)
TWICE = timedelta(minutes=1)


@transaction.atomic
def invite(board, *, by, uid, email, name, job_title, give) -> Invitation | None:
    """Give somebody a first post, seat or role, and ask them by letter to choose a password.

    `give(person, by=, board=, uid=)` is the appointment (a `functools.partial` of give_post, give_seat or
    give_board_role) and decides whether `by` may. Somebody who already has an account is only told: no invitation is
    made, and None returned. Somebody who has not answered an earlier letter gets no second one. `uid` makes a second
    click find what the first one did.
    """
    require(can_invite(by, board))
    lock(board)
    person = User.objects.filter(email__iexact=email).first()
    if person is None:
        person = User.objects.create_user(email, name, job_title=job_title)
    elif not person.is_active:
        raise Refused(f"The account of {email} was deactivated. It has to be reactivated first.")
    give(person, by=by, board=board, uid=uid)
    if person.has_usable_password():
        return None
    if waiting := person.invitations.open().filter(board=board).first():
        return waiting
    return send_invitation(person, board, by=by, uid=uid)


def send_invitation(person, board, *, by, uid=None) -> Invitation:
    """Ask somebody by letter to choose a password: part of an operation that has checked who may."""
    invitation = Invitation.objects.create(
        uid=uid or uuid4(), person=person, board=board, invited_by=by, expires_at=timezone.now() + OPEN_FOR
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
    if not invitation.opens_with(key):
        raise Refused("This invitation can no longer be used.")
    now = timezone.now()
    person.set_password(password)
    person.save(update_fields=["password"])
    person.invitations.filter(accepted_at=None, withdrawn_at=None).update(accepted_at=now)
    verify_address(person)
    Event.record("invitation.accepted", by=person, about=invitation, person=person.uid)
    return person


def by_letter(uid) -> Invitation | None:
    """Return an invitation for a visitor who is not signed in. Its uid opens nothing: the key must be shown too."""
    return Invitation.objects.filter(uid=uid).select_related("person", "board", "invited_by").first()


def refuse_accepted(invitation):
    if invitation.accepted_at or invitation.person.has_usable_password():
        raise Refused(f"{invitation.person.name} has accepted already.")


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
