"""May this person? Questions about what agencies send in and how it is judged. *When* is an operation's guard."""

from agencies.models import Board
from agencies.models.user import SYSTEM_EMAIL
from agencies.permissions import has_post
from agencies.roles import Permission
from audits.models import Review

P = Permission


def can_import_frameworks(user) -> bool:
    """Publish a framework for every board: an operator's command, in the portal's own name."""
    return user.email == SYSTEM_EMAIL


def can_run_rounds(user, board) -> bool:
    """Plan, open and close the board's rounds."""
    return user.may(Permission.RUN_ROUNDS, board)


def can_open_round(user, round_) -> bool:
    """Open a round: who runs the organising board's, and the portal itself when its day has come."""
    return user.email == SYSTEM_EMAIL or can_run_rounds(user, round_.organiser)


def can_track_rounds(user, board) -> bool:
    """See how far each agency's return has come."""
    return any(user.may(each, board) for each in (P.RUN_ROUNDS, P.READ_RETURNS, P.ENTER_FOR_OTHERS))


def can_receive_returns(user, round_) -> bool:
    """Take in returns that came in a file: an operator's command, in the portal's own name."""
    return user.email == SYSTEM_EMAIL


def can_enter_returns(user, board) -> bool:
    """Enter returns for agencies of this board at all."""
    return user.may(P.ENTER_FOR_OTHERS, board)


def can_enter(user, evaluation) -> bool:
    """Enter this return for the agency: the business unit of a board that asked for it."""
    boards = Board.objects.filter(round_boards__reviews__evaluation=evaluation)
    return any(user.may(P.ENTER_FOR_OTHERS, board) for board in boards)


def can_read_draft(user, evaluation) -> bool:
    """Read a return before it is submitted: the agency's own people, and who may enter it for them."""
    return bool(user.roles_for(evaluation.agency)) or can_enter(user, evaluation)


def can_answer(user, evaluation) -> bool:
    """Change the answers: the agency's lead and contributors, and who may enter them for the agency."""
    return has_post(user, evaluation.agency, P.CONTRIBUTE) or can_enter(user, evaluation)


def can_hand_over(user, evaluation) -> bool:
    """Hand the return to the signatory and take it back: the agency's lead, and who may enter it for them."""
    return has_post(user, evaluation.agency, P.ANSWER_RETURN) or can_enter(user, evaluation)


def can_send_back(user, evaluation) -> bool:
    """Send the return back to the lead instead of signing it."""
    return has_post(user, evaluation.agency, P.SIGN_RETURN)


def can_sign_off(user, evaluation) -> bool:
    """Sign the return: the agency's signatory, and never somebody who changed one of its answers."""
    return can_send_back(user, evaluation) and not evaluation.contributors.contains(user)


def can_read_returns(user, board) -> bool:
    """Read submitted returns and the matrix. An agency's own people read theirs through their post, not by this."""
    return user.may(Permission.READ_RETURNS, board)


def can_judge(user, board) -> bool:
    """Moderate for this board at all; `can_moderate` says whose return."""
    return user.may(Permission.MODERATE, board)


def can_moderate(user, review) -> bool:
    """Judge this return for the review's board: never the return of an agency one belongs to."""
    return can_judge(user, review.round_board.board) and not user.belongs_to(review.evaluation.agency)


def is_withheld(user, review) -> bool:
    """Whether the person may not read the moderation of this return yet: their own agency's, until it is finished."""
    return review.status not in Review.JUDGED and user.belongs_to(review.evaluation.agency)


def can_read_judgement(user, review) -> bool:
    """Read how a return was judged: who reads the board's returns, and the agency's own people once it is finished."""
    reads = can_read_returns(user, review.round_board.board) or bool(user.roles_for(review.evaluation.agency))
    return reads and not is_withheld(user, review)


def can_read_figures(user, board) -> bool:
    """Read the board's performance figures."""
    return user.may(Permission.READ_REPORTS, board)


def can_load_figures(user, board) -> bool:
    """Import performance figures: who may at the board, and the portal itself for an operator's command."""
    return user.email == SYSTEM_EMAIL or user.may(Permission.LOAD_FIGURES, board)
