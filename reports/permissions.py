"""May this person? Questions about the Board's reports. *When* it may be done is an operation's guard."""

from agencies.models.group import CHAIRING
from agencies.roles import BOARD_ROLES, Permission, granted
from reports.models import BoardReport
from workplan.permissions import seat_roles


def chairs(user, group) -> bool:
    """Whether the person is the group's own chair or vice-chair."""
    return user.is_active and not seat_roles(user, group).isdisjoint(CHAIRING)


def can_prepare(user, group) -> bool:
    """Build and edit the reports of a group: the board's office, and the chair of this very group."""
    office = granted(user.roles_at(group.board).intersection(BOARD_ROLES), Permission.PREPARE_REPORT)
    own = chairs(user, group) and user.may(Permission.PREPARE_REPORT, group.board)
    return (office and user.is_active) or own


def can_sign(user, report) -> bool:
    """Sign off a report: the chair of the group whose report it is."""
    return chairs(user, report.group) and user.may(Permission.SIGN_REPORT, report.board)


def can_issue(user, board) -> bool:
    return user.may(Permission.ISSUE_REPORT, board)


def can_reopen(user, report) -> bool:
    """Take a report back to draft: whoever prepares it; once it is signed off, its chair or whoever would issue it."""
    if report.status == BoardReport.Status.SIGNED_OFF:
        return can_sign(user, report) or can_issue(user, report.board)
    return can_prepare(user, report.group)


def can_read(user, report) -> bool:
    return BoardReport.objects.visible_to(user).contains(report)
