"""May this person? One question a function, over the roles table. *When* it may be done is an operation's guard."""

from django.core.exceptions import PermissionDenied

from agencies.roles import Permission, Role, granted


def require(allowed: bool) -> None:
    """Raise PermissionDenied unless `allowed`. The first line of every operation."""
    if not allowed:
        raise PermissionDenied


def can_manage_people(user, board) -> bool:
    return user.may(Permission.MANAGE_PEOPLE, board)


def can_invite_contributors(user, agency) -> bool:
    """An agency's lead invites the agency's own contributors."""
    return user.is_active and Role.LEAD in user.roles_for(agency)


def can_read_ledger(user, board) -> bool:
    return user.may(Permission.READ_LEDGER, board)


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
