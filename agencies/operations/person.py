"""People's accounts: their details, deactivating and reactivating, and signing out everywhere."""

from django.db import transaction
from django.utils import timezone

from agencies.models import Board, BoardRole, Event, Installation
from agencies.operations.appointment import end_sessions, refuse_last_manager
from agencies.permissions import can_manage_people, can_manage_person, require
from agencies.roles import Role
from lscb_portal.lib.charts.words import possessive
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.lifecycle import lock


@transaction.atomic
def change_person(person, *, by, board, **details) -> None:
    """Correct the name, job title or telephone number of somebody of the board."""
    require(can_manage_person(by, board, person))
    refuse_left(person, by, board)
    write_details(person, details, by, board)


@transaction.atomic
def change_own_details(person, *, by, **details) -> None:
    """A person corrects their own job title or telephone number."""
    require(by == person)
    write_details(person, details, by, Installation)


def write_details(person, details, by, book):
    """Write what differs of `details` (field to value) to the person, and note in `book` which fields changed.

    Part of an operation that has checked who may. The ledger holds the names of the fields, never what they hold.
    """
    person = lock(person)
    changed = [name for name, value in details.items() if getattr(person, name) != value]
    for name in changed:
        setattr(person, name, details[name])
    person.save(update_fields=changed)
    Event.record("person.changed", by=by, about=person, book=book, changed=changed)


@transaction.atomic
def deactivate(person, *, by, board) -> None:
    """Shut a person out of the portal at their next request. What they did and hold stays on record."""
    require(can_manage_person(by, board, person))
    lock(board)
    person = lock(person)
    if person == by:
        raise Refused("You cannot deactivate your own account.")
    if not person.is_active:
        raise Refused(f"{possessive(person.name)} account is deactivated already.")
    refuse_elsewhere(person, by)
    for role in BoardRole.objects.current().filter(person=person, board=board, role=Role.BUSINESS_MANAGER):
        refuse_last_manager(role, timezone.localdate())
    person.is_active, person.deactivated_at = False, timezone.now()
    person.save(update_fields=["is_active", "deactivated_at"])
    end_sessions(person)
    Event.record("person.deactivated", by=by, about=person, book=board)


@transaction.atomic
def reactivate(person, *, by, board) -> None:
    """Let a person back in."""
    require(can_manage_person(by, board, person))
    person = lock(person)
    if person.is_active:
        raise Refused(f"{possessive(person.name)} account is active.")
    refuse_elsewhere(person, by)
    person.is_active, person.deactivated_at = True, None
    person.save(update_fields=["is_active", "deactivated_at"])
    Event.record("person.reactivated", by=by, about=person, book=board)


def refuse_elsewhere(person, by):
    """An account is the person's at every board, so no board shuts it alone."""
    if belongs_elsewhere(person, by):
        raise Refused(f"{person.name} also belongs to another board. End what they hold at this one instead.")


def refuse_left(person, by, board):
    """Whoever has left the board for another one is the other one's to correct."""
    if belongs_elsewhere(person, by) and not Board.objects.visible_to(person).contains(board):
        raise Refused(f"{person.name} has left the board and belongs to another one, which keeps their details.")


def belongs_elsewhere(person, by) -> bool:
    """Whether the person belongs, today, to a board whose people `by` does not manage."""
    return any(not can_manage_people(by, board) for board in Board.objects.visible_to(person))


@transaction.atomic
def sign_out_everywhere(person, *, by) -> None:
    """A person ends every session of theirs, on every device."""
    require(by == person)
    end_sessions(person)
    Event.record("person.signed_out_everywhere", by=by, about=person, book=Installation)
