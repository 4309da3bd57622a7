"""A new board: the rows that must be there before anybody may do anything."""

import datetime as dt

from django.db import transaction

from agencies import starting_terms
from agencies.models import Board, BoardRole, Event, Group, QuorumRule, TermsOfReference, User
from agencies.models.group import GroupKind
from agencies.operations.invitation import send_invitation
from agencies.permissions import can_found_boards, require
from agencies.roles import Role
from lscb_portal.lib.errors import Refused

REVIEWED_AFTER = dt.timedelta(days=4 * 365)


@transaction.atomic
def found_board(*, slug, name, area, phones, manager, starts_on, by) -> Board:
    """Make a board with its Strategic Board and QAPM sub-group, and give `manager` (a User) its business.

    `phones` are social care's, the out-of-hours team's and the LADO's numbers. The sub-group starts with the terms of
    reference of `agencies.starting_terms` and is quorate with three agencies. Only the portal itself founds boards:
    by an operator's command.
    """
    require(can_found_boards(by))
    if Board.objects.filter(slug=slug).exists():
        raise Refused(f"There is a board “{slug}” already.")
    social_care, out_of_hours, lado = phones
    board = Board.objects.create(
        slug=slug,
        name=name,
        area=area,
        social_care_phone=social_care,
        out_of_hours_phone=out_of_hours,
        lado_phone=lado,
    )
    Event.record("board.founded", by=by, about=board)
    found_group(board, slug="strategic", name="Strategic Board", kind=GroupKind.STRATEGIC)
    sub_group = found_group(
        board,
        slug="qapm",
        name="Quality Assurance and Performance Management sub-group",
        short_name="QAPM",
        kind=GroupKind.SUB_GROUP,
    )
    write_terms(sub_group, agreed_on=starts_on)
    role = BoardRole.objects.create(person=manager, board=board, role=Role.BUSINESS_MANAGER, starts_on=starts_on)
    Event.record("role.given", by=by, about=role, person=manager.uid, role=role.role, starts_on=starts_on)
    return board


def found_group(board, *, slug, name, kind, short_name="") -> Group:
    """Make a group of a new board."""
    return Group.objects.create(board=board, slug=slug, name=name, short_name=short_name or name, kind=kind)


def write_terms(group, *, agreed_on, minute_reference="", **otherwise) -> None:
    """Give a new group the terms of reference and the quorum rule that groups start with.

    `otherwise` holds what its terms say otherwise, by the name of the field: {"agenda_notice": 5}.
    """
    QuorumRule.objects.create(group=group, version=1, rule=starting_terms.QUORUM_RULE, in_force_from=agreed_on)
    TermsOfReference.objects.create(
        group=group,
        version=1,
        purpose=starting_terms.PURPOSE,
        membership=starting_terms.MEMBERSHIP,
        seniority=starting_terms.SENIORITY,
        authority=starting_terms.AUTHORITY,
        attendance=starting_terms.ATTENDANCE,
        delegated_authority=starting_terms.DELEGATED_AUTHORITY,
        standing_items=list(starting_terms.STANDING_ITEMS),
        closing_items=list(starting_terms.CLOSING_ITEMS),
        agreed_by="Strategic Board",
        agreed_on=agreed_on,
        minute_reference=minute_reference,
        review_on=agreed_on + REVIEWED_AFTER,
        **otherwise,
    )


@transaction.atomic
def found_board_and_invite(*, manager_name, manager_email, by, **details) -> Board:
    """Found a board for a business manager who may have no account yet, and invite them by letter."""
    require(can_found_boards(by))
    manager = User.objects.filter(email__iexact=manager_email).first()
    manager = manager or User.objects.create_user(manager_email, manager_name)
    board = found_board(manager=manager, by=by, **details)
    if not manager.has_usable_password():
        send_invitation(manager, board, by=by)
    return board
