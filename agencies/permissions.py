"""May this person? One question a function, over the roles table. *When* it may be done is an operation's guard."""

from django.core.exceptions import PermissionDenied

from agencies.models import Agency, Post, Seat, User
from agencies.models.group import CHAIRING
from agencies.models.user import SYSTEM_EMAIL
from agencies.roles import Permission, Role, granted


def require(allowed: bool) -> None:
    """Raise PermissionDenied unless `allowed`. The first line of every operation."""
    if not allowed:
        raise PermissionDenied


def can_found_boards(user) -> bool:
    """Only the portal itself, at an operator's command."""
    return user.email == SYSTEM_EMAIL


def can_manage_people(user, board) -> bool:
    return user.may(Permission.MANAGE_PEOPLE, board)


def can_set_up_groups(user, board) -> bool:
    """Set up groups, their terms, rules and seats: who manages the board's people, and the portal at an operator's
    command."""
    return can_manage_people(user, board) or user.email == SYSTEM_EMAIL


def can_set_template(user, group) -> bool:
    """Enter which items agendas begin and end with: who sets groups up, and the group's own chair or vice-chair."""
    if can_set_up_groups(user, group.board):
        return True
    chairs = user.seats.current().filter(group=group, role__in=CHAIRING).exists()
    return user.is_active and chairs and user.may(Permission.RUN_MEETING, group.board)


def is_member(board, agency) -> bool:
    """Whether the agency is a member of the board today."""
    return board.memberships.current().filter(agency=agency).exists()


def can_manage_agency(user, board, agency) -> bool:
    """Change what the board keeps about one of its own agencies."""
    return can_manage_people(user, board) and is_member(board, agency)


def can_manage_person(user, board, person) -> bool:
    """Change the account of somebody who has, or once had, something to do with the board."""
    return can_manage_people(user, board) and User.objects.ever_of_boards([board]).filter(pk=person.pk).exists()


def can_invite_contributors(user, agency) -> bool:
    """An agency's lead invites the agency's own contributors."""
    return user.is_active and Role.LEAD in user.roles_for(agency)


def can_invite(user, board) -> bool:
    """Whether there is anybody at all this person may invite to the board."""
    return can_manage_people(user, board) or (user.is_active and Role.LEAD in user.roles_at(board))


def can_change_invitation(user, invitation) -> bool:
    """Send it again or withdraw it: whoever manages the board's people, or whoever sent it and still may invite."""
    if can_manage_people(user, invitation.board):
        return True
    return invitation.invited_by_id == user.pk and can_invite(user, invitation.board)


def can_fill(user, board, agency, role) -> bool:
    """The business manager fills any post at the board's agencies; a lead makes contributors of their own agency."""
    return can_manage_people(user, board) or (role == Role.CONTRIBUTOR and can_invite_contributors(user, agency))


def can_give_post(user, board, agency, role) -> bool:
    """Whether the person may fill that post, at an agency that is a member of the board today."""
    return can_fill(user, board, agency, role) and is_member(board, agency)


def can_end(user, board, holding) -> bool:
    """Whoever may give a post, a seat or a role may end it."""
    if isinstance(holding, Post):
        return can_give_post(user, board, holding.agency, holding.role)
    held_at = holding.group.board_id if isinstance(holding, Seat) else holding.board_id
    return held_at == board.pk and can_manage_people(user, board)


def can_read_ledger(user, board) -> bool:
    return user.may(Permission.READ_LEDGER, board)


def can_read_agency_ledger(user, agency) -> bool:
    return Agency.objects.with_ledger_open_to(user).filter(pk=agency.pk).exists()


def can_resend_messages(user, board) -> bool:
    """See which of the board's messages did not arrive, and have them sent again."""
    return user.may(Permission.RESEND_MESSAGES, board)


def can_enter_for_others(user, board) -> bool:
    return user.may(Permission.ENTER_FOR_OTHERS, board)


def can_record_safety(user, board) -> bool:
    """Everybody who has anything to do with the board."""
    return user.is_active and bool(user.roles_at(board))


def can_acknowledge_safety(user, board) -> bool:
    return user.may(Permission.ACKNOWLEDGE_SAFETY, board)


def has_post(user, agency, permission: Permission) -> bool:
    """Whether a post that the person holds at `agency` carries `permission`."""
    return user.is_active and granted(user.roles_for(agency), permission)
