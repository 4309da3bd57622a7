"""The board's agencies: joining, changing, leaving, closing."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from agencies.models import Agency, Event, LegalBody, Membership
from agencies.permissions import can_manage_agency, can_manage_people, is_member, require
from agencies.sharing import code_of, same_code
from lscb_portal.lib.charts.words import listed
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.lifecycle import lock
from lscb_portal.lib.once import made_before, make_once

FIELDS = ("name", "short_name", "initials", "kind", "is_small", "is_statutory_partner", "is_commissioned")


@transaction.atomic
def add_agency(board, *, by, uid, starts_on, legal_body="", commissioned_by=(), **fields) -> Agency:
    """Make a new agency a member of the board. `legal_body` is a name; an agency without one is a body of its own."""
    require(can_manage_people(by, board) and all(is_member(board, each) for each in commissioned_by))
    lock(board)
    if made := made_before(Agency.objects.filter(memberships__board=board), uid):
        return made
    refuse_same_name(board, fields["name"])
    agency = make_once(
        Agency, uid=uid, legal_body=body_called(legal_body or fields["name"]), valid_from=starts_on, **fields
    )
    agency.commissioned_by.set(commissioned_by)
    Membership.objects.create(board=board, agency=agency, starts_on=starts_on)
    Event.record("agency.added", by=by, about=agency, book=board, starts_on=starts_on, kind=agency.kind)
    return agency


@transaction.atomic
def change_agency(agency, *, by, board, legal_body="", commissioned_by=(), **fields) -> None:
    """Change what is kept about an agency of the board. Every board that shares it sees the change."""
    require(can_manage_agency(by, board, agency) and all(is_member(board, each) for each in commissioned_by))
    agency = lock(agency)
    refuse_same_name(board, fields["name"], but=agency)
    changed = [name for name in FIELDS if getattr(agency, name) != fields[name]]
    for name in changed:
        setattr(agency, name, fields[name])
    agency.legal_body = body_called(legal_body or agency.name)
    agency.save()
    unseen = agency.commissioned_by.exclude(pk__in=Agency.objects.of_board(board))
    agency.commissioned_by.set([*commissioned_by, *unseen])
    Event.record("agency.changed", by=by, about=agency, book=board, also=agency.boards_on(), changed=changed)


@transaction.atomic
def join_by_code(board, *, by, code, starts_on) -> Agency:
    """Make an agency that another board keeps a member of this one too. The other board's manager tells the code."""
    require(can_manage_people(by, board))
    lock(board)
    coded = next((agency for agency in Agency.objects.in_force() if same_code(code, code_of(agency))), None)
    # Asked again once it is locked: the other board may be closing it.
    if coded is None or not Agency.objects.in_force().contains(lock(coded)):
        raise Refused("No agency has this code. Ask the other board’s business manager to read it out again.")
    return join(board, coded, by, starts_on)


@transaction.atomic
def rejoin(membership, *, by, starts_on) -> Agency:
    """Make an agency that has left the board a member again."""
    require(can_manage_people(by, membership.board))
    lock(membership.board)
    return join(membership.board, membership.agency, by, starts_on)


def join(board, agency, by, starts_on):
    """Make `agency` a member of `board` from `starts_on` and return it, locked.

    Part of an operation that has checked who may and has locked the board. Raises Refused where it is a member already.
    """
    agency = lock(agency)
    refuse_member(board, agency)
    Membership.objects.create(board=board, agency=agency, starts_on=starts_on)
    Event.record("agency.joined", by=by, about=agency, book=board, starts_on=starts_on)
    return agency


@transaction.atomic
def end_membership(agency, *, by, board, ends_on, closed=False, successor=None) -> None:
    """End an agency's membership of this board after `ends_on`; `closed` when the agency itself is no more.

    Its memberships of other boards go on, and while there are any it is not closed.
    """
    require(can_manage_people(by, board))
    require(successor is None or (successor != agency and is_member(board, successor)))
    agency = lock(agency)
    membership = membership_of(board, agency)
    refuse_end_before_start(membership, ends_on)
    refuse_while_seated(board, agency, ends_on)
    if closed:
        refuse_while_shared(board, agency, ends_on)
        agency.valid_to, agency.successor = ends_on, successor
        agency.save(update_fields=["valid_to", "successor"])
    membership.ends_on = ends_on
    membership.save(update_fields=["ends_on"])
    verb = "agency.closed" if closed else "agency.left"
    Event.record(verb, by=by, about=agency, book=board, ends_on=ends_on, successor=successor and successor.uid)


def membership_of(board, agency) -> Membership:
    """Return the agency's membership of the board today, locked. The caller has locked the agency."""
    membership = board.memberships.current().filter(agency=agency).select_for_update(no_key=True).first()
    if membership is None:
        raise Refused(f"{agency.name} is not a member of the board today.")
    return membership


def body_called(name) -> LegalBody:
    """Return the legal body of that name, made where there is none.

    Three departments of one council are one body, and count once in a quorum unless the group's rule counts agencies
    (`agencies.quorum`).
    """
    return LegalBody.objects.get_or_create(name=name)[0]


def refuse_same_name(board, name, but=None):
    """Raise Refused where another agency of the board than `but` has that name, in capitals or small letters."""
    if Agency.objects.of_board(board).filter(name__iexact=name).exclude(pk=but and but.pk).exists():
        raise Refused(f"{name} is already one of the board’s agencies.")


def refuse_member(board, agency):
    """Raise Refused where the agency belongs to the board today, or is to join it on a later day."""
    if board.memberships.current().filter(agency=agency).exists():
        raise Refused(f"{agency.name} is already one of the board’s agencies.")
    if board.memberships.filter(agency=agency, starts_on__gt=timezone.localdate()).exists():
        raise Refused(f"{agency.name} is to join the board already.")


def refuse_end_before_start(spell, ends_on):
    """Raise Refused where `spell`, a membership, post, seat or role, would end before the day it began."""
    if ends_on < spell.starts_on:
        raise Refused(f"It began on {date_format(spell.starts_on)}, so its last day cannot be {date_format(ends_on)}.")


def refuse_while_seated(board, agency, ends_on):
    """A seat for an agency that is no longer there would count in a quorum."""
    seats = agency.seats.current(on=ends_on + timedelta(days=1)).filter(group__board=board).select_related("person")
    if names := sorted({seat.person.name for seat in seats}):
        raise Refused(f"{agency.name} still has seats after that day: {', '.join(names)}. End them first.")


def refuse_while_shared(board, agency, ends_on):
    """An agency closes at every board at once, so the last of its boards closes it."""
    after = agency.memberships.exclude(board=board).exclude(ends_on__lte=ends_on).select_related("board")
    if names := sorted({membership.board.name for membership in after}):
        raise Refused(
            f"{agency.name} is also a member of {listed(names)}, so it cannot be closed from here. "
            "End its membership of this board alone: it goes on there."
        )


def refuse_leaving(board, agency):
    """Whoever is given a seat speaks for a member of the board that stays. The caller has locked the agency."""
    if ends_on := membership_of(board, agency).ends_on:
        raise Refused(f"{agency.name} leaves the board after {date_format(ends_on)}, so it is given no more seats.")
