"""Giving people posts, seats and roles, and ending them. What a person may do follows from these alone.

A post at an agency of several boards opens what the agency writes for each of them, whichever board's manager gives
it. So every one of its boards finds it in its ledger, and their managers are told (docs/adr/0012).
"""

from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from agencies.models import BoardRole, Event, Post, Seat, SeatRole, User
from agencies.operations.agency import refuse_end_before_start, refuse_leaving
from agencies.operations.notification import notify
from agencies.permissions import can_end, can_give_post, can_manage_people, can_set_up_groups, require
from agencies.roles import Permission, Role, roles_with
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.lifecycle import lock
from lscb_portal.lib.once import made_before, make_once

# Whoever answers a return does not sign it, and the other way round.
ANSWERING = (Role.LEAD, Role.CONTRIBUTOR)
# Nobody gives themself what answers, signs or judges: whoever runs the board's business does none of these.
NOT_FOR_ONESELF = {*ANSWERING, Role.SIGNATORY, Role.QA_OFFICER}
VERBS = {Post: "post", Seat: "seat", BoardRole: "role"}


@transaction.atomic
def give_post(person, *, by, board, uid, agency, role, starts_on) -> Post:
    """Give a person a post at an agency of the board."""
    require(can_give_post(by, board, agency, role))
    lock(person)
    if given := made_before(person.posts.filter(agency=agency, role=role), uid):
        return given
    refuse_oneself(person, by, role)
    held = person.posts.filter(not_over(starts_on), agency=agency)
    if held.filter(role=role).exists():
        raise Refused(f"{person.name} is {Role(role).noun} at {agency.name} already.")
    clash = ANSWERING if role == Role.SIGNATORY else (Role.SIGNATORY,) if role in ANSWERING else ()
    if other := held.filter(role__in=clash).first():
        raise Refused(
            f"{person.name} is {other.gives.noun} at {agency.name}: "
            "who answers the agency’s return cannot be its signatory."
        )
    post = make_once(Post, uid=uid, person=person, agency=agency, role=role, starts_on=starts_on)
    return given_to(person, post, by, board, role=role, agency=agency.uid)


@transaction.atomic
def give_seat(
    person, *, by, board, uid, group, role, starts_on, agency=None, deputy_for=None, chair_of=None, **details
) -> Seat:
    """Give a person a seat in a group of the board, for an agency that is a member and stays one, or for none.

    `chair_of` is another group of the board whose chair the person is; `details` are `job_title` and
    `authority_confirmed_on`. The agency is locked first, as it is by whoever ends its membership.
    """
    require(can_set_up_groups(by, board))
    require(all(each.board_id == board.pk for each in (group, chair_of) if each))
    agency = agency and lock(agency)
    lock(group)
    if given := made_before(person.seats.filter(group=group, agency=agency), uid):
        return given
    if agency:
        refuse_leaving(board, agency)
    refuse_seat(person, group, role, starts_on, agency, deputy_for)
    seat = make_once(
        Seat,
        uid=uid,
        person=person,
        group=group,
        role=role,
        agency=agency,
        deputy_for=deputy_for if role == SeatRole.DEPUTY else None,
        chair_of=chair_of,
        starts_on=starts_on,
        **details,
    )
    return given_to(person, seat, by, board, role=role, group=group.uid, agency=agency and agency.uid)


def refuse_seat(person, group, role, starts_on, agency, deputy_for):
    """Raise Refused where the group cannot give the person this seat from `starts_on`.

    `role` is a SeatRole; `agency` and `deputy_for`, a seat of the same group, may be None. A person sits once for an
    agency, and there is one chair at a time: a group's terms of reference name one.
    """
    seats = group.seats.filter(not_over(starts_on)).select_related("person")
    if seats.filter(person=person, agency=agency).exists():
        raise Refused(f"{person.name} has this seat in {group.short_name} already.")
    if role == SeatRole.CHAIR and (chair := seats.filter(role=SeatRole.CHAIR).first()):
        raise Refused(f"{chair.person.name} chairs {group.short_name}. End that seat first.")
    if role == SeatRole.DEPUTY:
        refuse_deputy(seats, group, deputy_for)


def refuse_deputy(seats, group, deputy_for):
    """A deputy stands in for somebody who has a seat in the same group, and is no deputy in turn."""
    if deputy_for is None:
        raise Refused("Say whose deputy this is.")
    if not seats.exclude(role=SeatRole.DEPUTY).contains(deputy_for):
        raise Refused(f"{deputy_for.person.name} has no seat in {group.short_name} to stand in for.")


@transaction.atomic
def confirm_authority(seat, *, by) -> Seat:
    """Note that the person may commit the agency they sit for, as its senior officer has said today."""
    require(can_manage_people(by, seat.group.board))
    seat = lock(seat)
    if not seat.counts:
        raise Refused("Only a seat that carries an agency needs authority to commit it.")
    if seat.authority_confirmed_on:
        raise Refused(f"It was confirmed on {seat.authority_confirmed_on:%-d %B %Y} already.")
    today = timezone.localdate()
    if seat.ends_on and seat.ends_on < today:
        raise Refused(f"This seat ended on {seat.ends_on:%-d %B %Y}.")
    seat.authority_confirmed_on = today
    seat.save(update_fields=["authority_confirmed_on"])
    Event.record("seat.authority_confirmed", by=by, about=seat, agency=seat.agency.uid, confirmed_on=today)
    return seat


@transaction.atomic
def give_board_role(person, *, by, board, uid, role, starts_on) -> BoardRole:
    """Give a person a role at the board."""
    require(can_manage_people(by, board))
    lock(person)
    if given := made_before(person.board_roles.filter(board=board, role=role), uid):
        return given
    refuse_oneself(person, by, role)
    if person.board_roles.filter(not_over(starts_on), board=board, role=role).exists():
        raise Refused(f"{person.name} is {Role(role).noun} already.")
    appointment = make_once(BoardRole, uid=uid, person=person, board=board, role=role, starts_on=starts_on)
    return given_to(person, appointment, by, board, role=role)


def refuse_oneself(person, by, role):
    """Refuse an appointment to answer, sign or judge that somebody gives themself."""
    if person == by and role in NOT_FOR_ONESELF:
        raise Refused(f"Nobody makes themself {Role(role).noun}. Ask another manager of the board.")


def given_to(person, holding, by, board, **facts):
    """Record what was given and tell the person, unless an invitation is about to."""
    record("given", holding, by, board, starts_on=holding.starts_on, **facts)
    if person.has_usable_password():
        notify(
            "agencies/appointed",
            [person],
            about=holding,
            board=board,
            link=reverse("reports:home", args=[board.slug]),
            key="given",
            send_after=morning_of(holding.starts_on),
        )
    return holding


def record(what, holding, by, board, **facts):
    """Enter what was given or ended in the board's book; a post in those of its agency and all its boards."""
    is_post = isinstance(holding, Post)
    also = [holding.agency, *holding.agency.boards_on()] if is_post else ()
    verb = f"{VERBS[type(holding)]}.{what}"
    Event.record(verb, by=by, about=holding, book=board, also=also, person=holding.person.uid, **facts)
    if is_post and can_manage_people(by, board):
        tell_other_boards(what, holding, by, board)


def tell_other_boards(what, post, by, board):
    """Tell who manages the people of the agency's other boards. What its own lead does is the agency's affair."""
    for other in post.agency.boards_on().exclude(pk=board.pk):
        managers = User.objects.with_board_role(other, *roles_with(Permission.MANAGE_PEOPLE)).exclude(pk=by.pk)
        link = reverse("agencies:person", args=[other.slug, post.person.uid])
        kind = f"agencies/post_{what}_elsewhere"
        notify(kind, managers, about=post, board=other, link=link, key=f"{other.slug}:{post.ends_on}")


def morning_of(day):
    """Return eight o'clock of `day` when that is to come, else now: nobody is told of a page they may not open yet."""
    return max(timezone.now(), datetime.combine(day, time(8), tzinfo=timezone.get_default_timezone()))


@transaction.atomic
def end_holding(holding, *, by, board, ends_on) -> None:
    """End a post, a seat or a role after `ends_on`, its last day. The person is signed out wherever they are."""
    require(can_end(by, board, holding))
    lock(board)
    holding = lock(holding)
    if holding.ends_on and holding.ends_on <= ends_on:
        raise Refused(f"It ends on {date_format(holding.ends_on)} already.")
    refuse_end_before_start(holding, ends_on)
    refuse_last_manager(holding, ends_on)
    holding.ends_on = ends_on
    holding.save(update_fields=["ends_on"])
    end_sessions(holding.person)
    record("ended", holding, by, board, ends_on=ends_on)


def refuse_last_manager(holding, ends_on):
    """A board without a business manager could never appoint one."""
    if not isinstance(holding, BoardRole) or holding.role != Role.BUSINESS_MANAGER:
        return
    others = holding.board.roles.current(on=ends_on + timedelta(days=1)).exclude(pk=holding.pk)
    if not others.filter(role=Role.BUSINESS_MANAGER, person__is_active=True).exists():
        raise Refused("The board needs a business manager. Appoint another one first.")


def end_sessions(person) -> None:
    """Sign the person out of every browser at their next request."""
    User.objects.filter(pk=person.pk).update(session_version=F("session_version") + 1)


def not_over(starts_on) -> Q:
    """Spells that a new one from `starts_on` would overlap."""
    return Q(ends_on__isnull=True) | Q(ends_on__gte=starts_on)
