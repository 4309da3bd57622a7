"""The board's agencies: joining, changing, leaving, closing."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from agencies.models import Agency, Event, LegalBody, Membership
from agencies.permissions import can_manage_people, require
from agencies.sharing import code_of, same_code
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.lifecycle import lock

FIELDS = ("name", "short_name", "initials", "kind", "is_small", "is_statutory_partner", "is_commissioned")


@transaction.atomic
def add_agency(board, *, by, uid, starts_on, legal_body="", commissioned_by=(), **fields) -> Agency:
    """Make a new agency a member of the board. `legal_body` is a name; an agency without one is a body of its own."""
    require(can_manage_people(by, board))
    lock(board)
    if made := Agency.objects.filter(uid=uid).first():
        return made
    refuse_same_name(board, fields["name"])
    agency = Agency.objects.create(
        uid=uid, legal_body=body_called(legal_body or fields["name"]), valid_from=starts_on, **fields
    )
    agency.commissioned_by.set(commissioned_by)
    Membership.objects.create(board=board, agency=agency, starts_on=starts_on)
    Event.record("agency.added", by=by, about=agency, book=board, starts_on=starts_on, kind=agency.kind)
    return agency


@transaction.atomic
def change_agency(agency, *, by, board, legal_body="", commissioned_by=(), **fields) -> None:
    """Change what the board keeps about an agency. Every board that shares it sees the change."""
    require(can_manage_people(by, board))
    agency = lock(agency)
    refuse_same_name(board, fields["name"], but=agency)
    changed = [name for name in FIELDS if getattr(agency, name) != fields[name]]
    for name in changed:
        setattr(agency, name, fields[name])
    agency.legal_body = body_called(legal_body or agency.name)
    agency.save()
    agency.commissioned_by.set(commissioned_by)
    Event.record("agency.changed", by=by, about=agency, book=board, changed=changed)


@transaction.atomic
def join_by_code(board, *, by, code, starts_on) -> Agency:
    """Make an agency that another board keeps a member of this one too. The other board's manager tells the code."""
    require(can_manage_people(by, board))
    lock(board)
    agency = next((agency for agency in Agency.objects.in_force() if same_code(code, code_of(agency))), None)
    if agency is None:
        raise Refused("No agency has this code. Ask the other board’s business manager to read it out again.")
    refuse_member(board, agency)
    return join(board, agency, by, starts_on)


@transaction.atomic
def rejoin(membership, *, by, starts_on) -> Agency:
    """Make an agency that has left the board a member again."""
    require(can_manage_people(by, membership.board))
    lock(membership.board)
    refuse_member(membership.board, membership.agency)
    return join(membership.board, membership.agency, by, starts_on)


def join(board, agency, by, starts_on):
    Membership.objects.create(board=board, agency=agency, starts_on=starts_on)
    Event.record("agency.joined", by=by, about=agency, book=board, starts_on=starts_on)
    return agency


@transaction.atomic
def end_membership(agency, *, by, board, ends_on, closed=False, successor=None) -> None:
    """End an agency's membership of the board after `ends_on`; `closed` when the agency itself is no more."""
    require(can_manage_people(by, board))
    agency = lock(agency)
    membership = board.memberships.current().filter(agency=agency).select_for_update().first()
    if membership is None:
        raise Refused(f"{agency.name} is not a member of the board today.")
    refuse_end_before_start(membership, ends_on)
    refuse_while_seated(board, agency, ends_on)
    membership.ends_on = ends_on
    membership.save(update_fields=["ends_on"])
    if closed:
        agency.valid_to, agency.successor = ends_on, successor
        agency.save(update_fields=["valid_to", "successor"])
    verb = "agency.closed" if closed else "agency.left"
    Event.record(verb, by=by, about=agency, book=board, ends_on=ends_on, successor=successor and successor.uid)


def body_called(name) -> LegalBody:
    return LegalBody.objects.get_or_create(name=name)[0]


def refuse_same_name(board, name, but=None):
    if Agency.objects.of_board(board).filter(name__iexact=name).exclude(pk=but and but.pk).exists():
        raise Refused(f"{name} is already one of the board’s agencies.")


def refuse_member(board, agency):
    if board.memberships.current().filter(agency=agency).exists():
        raise Refused(f"{agency.name} is already one of the board’s agencies.")
    if board.memberships.filter(agency=agency, starts_on__gt=timezone.localdate()).exists():
        raise Refused(f"{agency.name} is to join the board already.")


def refuse_end_before_start(spell, ends_on):
    if ends_on < spell.starts_on:
        raise Refused(f"It began on {date_format(spell.starts_on)}, so its last day cannot be {date_format(ends_on)}.")


def refuse_while_seated(board, agency, ends_on):
    """A seat for an agency that is no longer there would count in a quorum."""
    seats = agency.seats.current(on=ends_on + timedelta(days=1)).filter(group__board=board).select_related("person")
    if names := sorted({seat.person.name for seat in seats}):
        raise Refused(f"{agency.name} still has seats after that day: {', '.join(names)}. End them first.")
