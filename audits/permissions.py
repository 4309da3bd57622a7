"""May this person? Questions about what agencies send in and how it is judged. *When* is an operation's guard."""

from agencies.models.user import SYSTEM_EMAIL
from agencies.roles import Permission


def can_read_returns(user, board) -> bool:
    """Read submitted returns and the matrix. An agency's own people read theirs through their post, not by this."""
    return user.may(Permission.READ_RETURNS, board)


def can_judge(user, board) -> bool:
    """Moderate for this board at all; `can_moderate` says whose return."""
    return user.may(Permission.MODERATE, board)


def can_moderate(user, review) -> bool:
    """Judge this return for the review's board: never the return of an agency one belongs to."""
    return can_judge(user, review.round_board.board) and not user.belongs_to(review.evaluation.agency)


def can_read_figures(user, board) -> bool:
    """Read the board's performance figures."""
    return user.may(Permission.READ_REPORTS, board)


def can_load_figures(user, board) -> bool:
    """Import performance figures: who may at the board, and the portal itself for an operator's command."""
    return user.email == SYSTEM_EMAIL or user.may(Permission.LOAD_FIGURES, board)
