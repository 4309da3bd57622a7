"""Giving people posts, seats and roles, and ending them. What a person may do follows from these alone."""

from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from agencies.models import BoardRole, Event, Post, Seat, SeatRole, User
from agencies.operations.agency import refuse_end_before_start
from agencies.operations.notification import notify
from agencies.permissions import can_end, can_give_post, can_manage_people, require
from agencies.roles import Role
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.lifecycle import lock

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
    if given := Post.objects.filter(uid=uid).first():
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
    post = Post.objects.create(uid=uid, person=person, agency=agency, role=role, starts_on=starts_on)
    return given_to(person, post, by, board, role=role, agency=agency.uid)


@transaction.atomic
def give_seat(person, *, by, board, uid, group, role, starts_on, agency=None, deputy_for=None, **details) -> Seat:
    """Give a person a seat in a group of the board, for an agency or for none.

    `details` are `job_title`, `authority_confirmed_on` and `chair_of` (another group whose chair the person is).
    """
    require(can_manage_people(by, board) and group.board_id == board.pk)
    lock(group)
    if given := Seat.objects.filter(uid=uid).first():
        return given
    refuse_seat(person, group, role, starts_on, agency, deputy_for)
    seat = Seat.objects.create(
        uid=uid,
        person=person,
        group=group,
        role=role,
        agency=agency,
        deputy_for=deputy_for if role == SeatRole.DEPUTY else None,
        starts_on=starts_on,
        **details,
    )
    return given_to(person, seat, by, board, role=role, group=group.uid, agency=agency and agency.uid)


def refuse_seat(person, group, role, starts_on, agency, deputy_for):
    seats = group.seats.filter(not_over(starts_on)).select_related("person")
    if seats.filter(person=person, agency=agency).exists():
        raise Refused(f"{person.name} has this seat in {group.short_name} already.")
    if role == SeatRole.CHAIR and (chair := seats.filter(role=SeatRole.CHAIR).first()):
        raise Refused(f"{chair.person.name} chairs {group.short_name}. End that seat first.")
    if role == SeatRole.DEPUTY and deputy_for is None:
        raise Refused("Say whose deputy this is.")


@transaction.atomic
def give_board_role(person, *, by, board, uid, role, starts_on) -> BoardRole:
    """Give a person a role at the board."""
    require(can_manage_people(by, board))
    lock(person)
    if given := BoardRole.objects.filter(uid=uid).first():
        return given
    refuse_oneself(person, by, role)
    if person.board_roles.filter(not_over(starts_on), board=board, role=role).exists():
        raise Refused(f"{person.name} is {Role(role).noun} already.")
    appointment = BoardRole.objects.create(uid=uid, person=person, board=board, role=role, starts_on=starts_on)
    return given_to(person, appointment, by, board, role=role)


def refuse_oneself(person, by, role):
    """Refuse an appointment to answer, sign or judge that somebody gives themself."""
    if person == by and role in NOT_FOR_ONESELF:
        raise Refused(f"Nobody makes themself {Role(role).noun}. Ask another manager of the board.")


def given_to(person, holding, by, board, **facts):
    """Record what was given and tell the person, unless an invitation is about to."""
    verb = f"{VERBS[type(holding)]}.given"
    Event.record(verb, by=by, about=holding, book=board, person=person.uid, starts_on=holding.starts_on, **facts)
    if person.has_usable_password():
        link = reverse("reports:home", args=[board.slug])
        notify(
            "agencies/appointed",
            [person],
            about=holding,
            board=board,
            link=link,
            key="given",
            send_after=morning_of(holding.starts_on),
        )
    return holding


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
    verb = f"{VERBS[type(holding)]}.ended"
    Event.record(verb, by=by, about=holding, book=board, person=holding.person.uid, ends_on=ends_on)


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
