"""How the two boards came into the portal: their agencies, groups, rules and people."""

import datetime as dt

from django.contrib.auth.hashers import make_password

from agencies.models import Board, BoardRole, Event, Group, SeatRole, User
from agencies.operations.agency import add_agency, join_by_code
from agencies.operations.appointment import end_holding, give_board_role, give_post, give_seat
from agencies.operations.founding import write_terms
from agencies.operations.invitation import verify_address
from agencies.roles import Role
from agencies.sharing import code_of
from reports.demo import agencies as cards
from reports.demo import people
from reports.demo.cast import new_uid
from reports.demo.days import moment, working_day
from workplan.operations import update_round

FIRST_MANAGER = "sam.whitlock"
WESTVALES_OWN_MANAGER = "ida.strand"
YEARS_BEFORE = dt.timedelta(days=400)
# Working days before a meeting by which its agenda is agreed and its papers are out: one week for both, less than the
# usual ten for the agenda. The coming meeting is at least as far ahead, so that a visitor can still agree it in time.
NOTICE = 5


def founding(cast):
    """Boards, agencies, groups and people, all before the first meeting. Sam Whitlock runs both boards at first."""
    days = cast.days
    yield moment(days.beginning, "08:00")
    for card in cards.BOARDS:
        found_board(cast, card)
    for card in cards.AGENCIES:
        add(cast, card)
    for card in cards.GROUPS:
        found_group(cast, card)
    yield moment(days.beginning, "09:30")
    hashed = make_password(people.PASSWORD)
    for card in people.PEOPLE:
        open_account(cast, card, hashed)
    appoint(cast)
    cast.forget()


def found_board(cast, card):
    """A board with its first manager: rows that exist before anybody may do anything."""
    social_care, out_of_hours, lado = card.phones
    system = User.objects.system()
    board = Board.objects.create(
        slug=card.slug,
        name=card.name,
        area=card.area,
        social_care_phone=social_care,
        out_of_hours_phone=out_of_hours,
        lado_phone=lado,
    )
    Event.record("board.founded", by=system, about=board)
    if FIRST_MANAGER not in cast.people:
        manager = next(person for person in people.PEOPLE if person.key == FIRST_MANAGER)
        cast.people[FIRST_MANAGER] = User.objects.create_user(manager.email, manager.name)
    sam = cast.people[FIRST_MANAGER]
    role = BoardRole.objects.create(
        person=sam, board=board, role=Role.BUSINESS_MANAGER, starts_on=cast.days.beginning - YEARS_BEFORE
    )
    Event.record("role.given", by=system, about=role, person=sam.uid, role=role.role, starts_on=role.starts_on)
    cast.boards[card.slug] = board
    cast.forget()


def add(cast, card):
    """An agency, at the first of its boards; the others join it to theirs by the code they are told."""
    sam, starts_on = cast.people[FIRST_MANAGER], cast.days.beginning - YEARS_BEFORE
    first, *others = card.boards
    agency = add_agency(
        cast.boards[first],
        by=sam,
        uid=new_uid(),
        starts_on=starts_on,
        name=card.name,
        short_name=card.short_name,
        initials=card.code,
        kind=card.kind,
        legal_body=card.legal_body,
        is_small=card.small,
        is_statutory_partner=card.statutory,
        is_commissioned=bool(card.commissioned_by),
        commissioned_by=[cast.agencies[code] for code in card.commissioned_by],
    )
    for slug in others:
        join_by_code(cast.boards[slug], by=sam, code=code_of(agency), starts_on=starts_on)
    cast.agencies[card.code] = agency


def found_group(cast, card):
    """A group; the QAPM sub-groups with their terms of reference and the rule that three agencies make a quorum."""
    group = Group.objects.create(
        board=cast.boards[card.board], slug=card.slug, name=card.name, short_name=card.short_name, kind=card.kind
    )
    cast.groups[card.board, card.slug] = group
    if card.slug != "qapm":
        return
    agreed_on = cast.days.beginning - YEARS_BEFORE
    facts = {"agreed_on": agreed_on, "minute_reference": f"SB/{agreed_on:%Y}/07"}
    write_terms(group, agenda_notice=NOTICE, papers_notice=NOTICE, **facts)


def open_account(cast, card, hashed):
    """An account that was brought over from the board's old list, with the demonstration's password."""
    person = cast.people.get(card.key) or User.objects.create_user(card.email, card.name)
    person.password, person.job_title = hashed, card.job_title
    person.telephone = f"01632 960{len(cast.people) + 300}"
    person.save()
    verify_address(person)
    cast.people[card.key] = person


def appoint(cast):
    """Roles, posts and seats, by whoever runs both boards at the time."""
    sam, starts_on = User.objects.get(pk=cast.people[FIRST_MANAGER].pk), cast.days.beginning
    given = {"by": sam, "starts_on": starts_on}
    for slug, key, role in people.BOARD_ROLES:
        if key not in (FIRST_MANAGER, WESTVALES_OWN_MANAGER):
            give_board_role(cast.people[key], board=cast.boards[slug], uid=new_uid(), role=role, **given)
    for code, keys in people.POSTS.items():
        for key, role in zip(keys, people.POST_ROLES, strict=False):
            post(cast, key, code, role, given)
    for key, code, role in people.MORE_POSTS:
        post(cast, key, code, role, given)
    for card in people.SEATS:
        seat(cast, card, given)
    for (_, slug), group in cast.groups.items():
        if slug == "qapm":  # It asks from the meeting ahead on.
            update_round.set_updates(group, asks=False, days_before=5, by=sam)


def post(cast, key, code, role, given):
    agency = cast.agencies[code]
    board = agency.boards.order_by("slug").first()
    give_post(cast.people[key], board=board, uid=new_uid(), agency=agency, role=role, **given)


def seat(cast, card, given):
    person, boards_groups = cast.people[card.person], cast.groups
    cast.seats[card.board, card.group, card.person] = give_seat(
        person,
        board=cast.boards[card.board],
        uid=new_uid(),
        group=boards_groups[card.board, card.group],
        role=card.role,
        agency=cast.agencies.get(card.agency),
        deputy_for=cast.seats.get((card.board, card.group, card.deputy_for)),
        job_title=person.job_title,
        authority_confirmed_on=given["starts_on"] if card.agency and card.role != SeatRole.DEPUTY else None,
        chair_of=boards_groups.get((card.board, card.chair_of)),
        **given,
    )


def westvales_own_manager(cast):
    """Westvale appoints a manager of its own, and Sam Whitlock's time there ends the same day. Until then both boards
    had one manager, which is how they came to share a round."""
    today = working_day(cast.days.opened + dt.timedelta(days=8))
    yield moment(today, "16:00")
    sam, board = cast.people[FIRST_MANAGER], cast.boards[cards.WESTVALE]
    ida = cast.people[WESTVALES_OWN_MANAGER]
    give_board_role(ida, by=sam, board=board, uid=new_uid(), role=Role.BUSINESS_MANAGER, starts_on=today)
    end_holding(sam.board_roles.get(board=board), by=sam, board=board, ends_on=today)
    cast.forget()
