"""May this person? Questions about what agencies send in and how it is judged. *When* is an operation's guard."""

from agencies.models import Board
from agencies.models.board import Membership
from agencies.models.user import SYSTEM_EMAIL
from agencies.permissions import has_post
from agencies.roles import Permission
from audits.models import Interest, Review, SecondReader
from audits.models.policy import READERS

P = Permission


def can_import_frameworks(user) -> bool:
    """Publish a framework for every board: an operator's command, in the portal's own name."""
    return user.email == SYSTEM_EMAIL


def can_edit_frameworks(user, board) -> bool:
    """Write frameworks, mappings and the board's own questions."""
    return user.may(P.EDIT_FRAMEWORKS, board)


def can_edit_version(user, version) -> bool:
    """Change this version while it is a draft: the editors of the board that writes it."""
    return version.board is not None and can_edit_frameworks(user, version.board)


def can_map(user, version) -> bool:
    """Say what earlier criteria became in this version: its board's editors; every editor where none wrote it."""
    if version.board is None:
        return bool(user.boards_where(P.EDIT_FRAMEWORKS))
    return can_edit_frameworks(user, version.board)


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


def is_substitute(user, evaluation) -> bool:
    """Stand in for the lead on this return: whoever the lead named, while they hold a post at the agency."""
    named = user.is_active and evaluation.substitute_id == user.pk
    return named and bool(user.roles_for(evaluation.agency))


def leads_return(user, evaluation) -> bool:
    """Do with this return what the agency's lead may do: the lead, and their substitute on it."""
    return has_post(user, evaluation.agency, P.ANSWER_RETURN) or is_substitute(user, evaluation)


def reads_whole(user, evaluation) -> bool:
    """Read every standard of a draft: who leads the return, who signs it, and who may enter it for the agency."""
    return (
        leads_return(user, evaluation)
        or has_post(user, evaluation.agency, P.SIGN_RETURN)
        or can_enter(user, evaluation)
    )


def standards_shared(user, evaluation) -> frozenset[int]:
    """The keys of the standards that were given to somebody and not taken from them; handed back, they stay to read."""
    return frozenset(evaluation.assignments.filter(person=user, withdrawn=False).values_list("standard", flat=True))


def standards_given(user, evaluation) -> frozenset[int]:
    """The keys of the standards that a contributor was given and has not handed back."""
    if not has_post(user, evaluation.agency, P.CONTRIBUTE):
        return frozenset()
    return frozenset(evaluation.assignments.open().filter(person=user).values_list("standard", flat=True))


def answers_whole(user, evaluation) -> bool:
    """Change any answer: who leads the return, and who may enter it for the agency."""
    return leads_return(user, evaluation) or can_enter(user, evaluation)


def can_answer(user, evaluation, standard) -> bool:
    """Change the answers of a standard: who may change any, and contributors who were given it."""
    return answers_whole(user, evaluation) or standard.pk in standards_given(user, evaluation)


def can_work_offline(user, evaluation) -> bool:
    """Take the return away as a workbook and bring it back: who may change any of its answers, for those."""
    return answers_whole(user, evaluation) or bool(standards_given(user, evaluation))


def can_share(user, evaluation) -> bool:
    """Give standards to contributors and take them back: who leads the return."""
    return leads_return(user, evaluation)


def can_name_substitute(user, evaluation) -> bool:
    """Name somebody to stand in on this return: the agency's lead, and no substitute in their turn."""
    return has_post(user, evaluation.agency, P.ANSWER_RETURN)


def can_comment(user, evaluation, standard) -> bool:
    """Talk with the agency's own people about a standard: who leads the return, and contributors it was shared with."""
    return leads_return(user, evaluation) or standard.pk in standards_shared(user, evaluation)


def can_settle(user, comment) -> bool:
    """Settle a comment or open it again: who leads the return, and who wrote it."""
    return leads_return(user, comment.evaluation) or user == comment.written_by


def can_add_evidence(user, agency) -> bool:
    """Put evidence into an agency's library: its lead and its contributors."""
    return has_post(user, agency, P.ANSWER_RETURN) or has_post(user, agency, P.CONTRIBUTE)


def can_keep_evidence(user, item) -> bool:
    """Change, replace and retire an item of the library: the agency's lead, its contributors what they added
    themselves, and whoever added it while entering a return for the agency."""
    if has_post(user, item.agency, P.ANSWER_RETURN):
        return True
    if user != item.added_by:
        return False
    boards = Board.objects.filter(pk__in=Membership.objects.current().filter(agency=item.agency).values("board"))
    return has_post(user, item.agency, P.CONTRIBUTE) or any(can_enter_returns(user, board) for board in boards)


def can_read_library_of(user, item) -> bool:
    """See how the library keeps an item, and where it is used: the agency's people, and who keeps it."""
    return bool(user.roles_for(item.agency)) or can_keep_evidence(user, item)


def can_hand_over(user, evaluation) -> bool:
    """Hand the return to the signatory and take it back: who leads it, and who may enter it for the agency."""
    return leads_return(user, evaluation) or can_enter(user, evaluation)


def can_send_back(user, evaluation) -> bool:
    """Send the return back to the lead instead of signing it."""
    return has_post(user, evaluation.agency, P.SIGN_RETURN)


def can_sign_off(user, evaluation) -> bool:
    """Sign the return: the agency's signatory, and never somebody who changed one of its answers."""
    return can_send_back(user, evaluation) and not evaluation.contributors.contains(user)


def can_sign_on_paper(user, evaluation) -> bool:
    """Upload a declaration that a signatory signed on paper: who may hand the return over, but no signatory."""
    return can_hand_over(user, evaluation) and not can_send_back(user, evaluation)


def can_read_submission(user, submission) -> bool:
    """Read what an agency submitted: its own people, and those who read returns at a board that asked for it."""
    return type(submission).objects.visible_to(user).filter(pk=submission.pk).exists()


def can_read_returns(user, board) -> bool:
    """Read submitted returns and the matrix. An agency's own people read theirs through their post, not by this."""
    return user.may(Permission.READ_RETURNS, board)


def can_judge(user, board) -> bool:
    """Moderate for this board at all; `can_moderate` says whose return."""
    return user.may(Permission.MODERATE, board)


def can_moderate(user, review) -> bool:
    """Judge this return for the review's board: never that of an agency one belongs to or declared an interest in."""
    agency, part = review.evaluation.agency, review.round_board
    may = can_judge(user, part.board) and not user.belongs_to(agency)
    return may and agency.pk not in interests_of(user, part)


def interests_of(user, part) -> frozenset[int]:
    """The keys of the agencies in which the person has declared an interest for a board's part in a round."""
    declared = Interest.objects.standing().filter(round_board=part, person=user)
    return frozenset(declared.values_list("agency", flat=True))


def can_end_interest(user, interest) -> bool:
    """End a declared interest: who runs the board's rounds, and never the person who declared it."""
    return can_run_rounds(user, interest.round_board.board) and user != interest.person


def can_arrange_judging(user, board) -> bool:
    """Say who judges a standard a second time, and what is drawn: who runs the rounds, and who judges."""
    return can_run_rounds(user, board) or can_judge(user, board)


def is_second_reader(user, part, standard) -> bool:
    """Whether the person was asked to judge this standard a second time, unseen."""
    return SecondReader.objects.standing().filter(round_board=part, standard=standard, person=user).exists()


def can_extend(user, evaluation) -> bool:
    """Give the agency more time for its return: who runs the rounds of the organising board."""
    return can_run_rounds(user, evaluation.round.organiser)


def can_declare_nil(user, evaluation) -> bool:
    """Say that the agency has nothing to answer: its signatory, and who may enter returns for it."""
    return can_sign_off(user, evaluation) or can_enter(user, evaluation)


def can_withdraw(user, evaluation) -> bool:
    """Take a submitted return back from the boards: who leads it, or the agency's signatory."""
    return leads_return(user, evaluation) or can_send_back(user, evaluation)


def can_speak(user, review) -> bool:
    """Answer a challenge and acknowledge feedback: who leads the return, and who may enter it at this board."""
    return leads_return(user, review.evaluation) or can_enter_returns(user, review.round_board.board)


def can_reply(user, review) -> bool:
    """Reply to how the return was judged: who leads it, the agency's signatory, and who may enter it for them."""
    return can_speak(user, review) or can_send_back(user, review.evaluation)


def can_plan_gaps(user, evaluation, board) -> bool:
    """Put an agency's gaps on its action list: who leads the return, and who may enter it for them at this board."""
    return leads_return(user, evaluation) or can_enter_returns(user, board)


def can_ask_for_action(user, review) -> bool:
    """Put an action from a feedback letter on the agency's list: the agency's lead, and the board that wrote it."""
    return can_plan_gaps(user, review.evaluation, review.round_board.board) or can_moderate(user, review)


def can_compare(user, evaluation) -> bool:
    """See the agency's return beside the others, who have no names: who leads it, and the agency's signatory."""
    return leads_return(user, evaluation) or can_send_back(user, evaluation)


def is_withheld(user, review) -> bool:
    """Whether the person may not read the moderation of this return yet: their own agency's, until it is finished; for
    a reader who neither judges, runs the round nor sits on the panel, until the agency could reply as well."""
    is_unfinished = review.status not in Review.JUDGED
    if user.belongs_to(review.evaluation.agency):
        return is_unfinished
    if user.may(P.FOLLOW_MODERATION, review.round_board.board):
        return False
    return is_unfinished or review.reply_until is not None


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


# Policies -------------------------------------------------------------------------------------------------------------


def can_manage_policies(user, board) -> bool:
    """Keep the board's own policies."""
    return user.may(P.MANAGE_POLICIES, board)


def can_keep_policy(user, policy) -> bool:
    """Change, publish and retire this policy: the board's by who manages them, an agency's by its own lead."""
    if policy.agency:
        return has_post(user, policy.agency, P.REVIEW_POLICIES)
    return can_manage_policies(user, policy.board)


def can_add_policy(user, board, agency=None) -> bool:
    """Add a policy of the board or, with `agency`, one of that agency's own."""
    return has_post(user, agency, P.REVIEW_POLICIES) if agency else can_manage_policies(user, board)


def can_read_policy_register(user, board) -> bool:
    """See how every agency stands with every policy."""
    return any(user.may(each, board) for each in READERS)


def can_read_standing(user, board, agency) -> bool:
    """See how this agency stands with its policies: its own people, and who sees every agency."""
    return bool(user.roles_for(agency)) or can_read_policy_register(user, board)


def reviews_for_own(user, agency) -> bool:
    """Review policies and record adherence checks for an agency of one's own."""
    return has_post(user, agency, P.REVIEW_POLICIES)


def can_review_policies(user, board, agency) -> bool:
    """Record what an agency made of a policy: its lead, and the business unit for somebody who said so."""
    return reviews_for_own(user, agency) or user.may(P.ENTER_FOR_OTHERS, board)
