"""Actions from gaps: what an agency planned in its return, and what a board asks for in its feedback letter."""

from django.db import transaction
from django.utils import timezone

from agencies.models import Event, User
from agencies.models.event import Through
from agencies.permissions import require
from audits.gaps import gaps_of
from audits.models import Feedback
from audits.permissions import can_ask_for_action, can_plan_gaps
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.lifecycle import lock
from lscb_portal.lib.once import made_before, make_once
from workplan.models import Action, ActionSource
from workplan.operations.action import tell
from workplan.operations.numbering import next_number


def owners_at(agency):
    """Who may own an action of the agency: the active people who hold a post there today."""
    return User.objects.at(agency)


@transaction.atomic
def plan_gaps(submission, board, *, gaps, owner, by, through=Through.PORTAL) -> list[Action]:
    """Put planned improvements of a signed return on the agency's action list at this board; return the new actions.

    `gaps` are the uids of those chosen. One that is on this list already stays as it is: the same twice is one action.
    Another board that shares the return has a list of its own.
    By the business unit it is on behalf of the owner, and `through` says how it came. The owner is told.
    """
    evaluation = submission.evaluation
    require(can_plan_gaps(by, evaluation, board))
    lock(evaluation)
    _check_taken(submission, board)
    _check_owner(owner, evaluation.agency)
    if not by.roles_for(evaluation.agency) and through == Through.PORTAL:
        raise Refused("Say how it came.")
    signed = {gap.uid: gap for gap in gaps_of(submission)}
    if not gaps or not signed.keys() >= set(gaps):
        raise Refused("Choose planned improvements of this return.")
    chosen = [gap for uid, gap in signed.items() if uid in gaps]
    there = listed(chosen, board)
    return [_plan(submission, board, gap, owner, by, through) for gap in chosen if gap.uid not in there]


def listed(gaps, board) -> dict:
    """{an improvement's uid: its action} of those that are on this board's list, whoever may open the action."""
    return Action.objects.of_board(board).answering(gaps)


def _check_taken(submission, board):
    if submission.redacted_at:
        raise Refused("The words of this return were lawfully removed, so nothing can be planned from it.")
    if not submission.reviews.filter(round_board__board=board).exists():
        raise Refused("The agency has taken this return back or sent a newer one. Open the newest.")


def _check_owner(owner, agency):
    if not owners_at(agency).filter(pk=owner.pk).exists():
        raise Refused(f"Choose somebody who holds a post at {agency.name}.")


def _plan(submission, board, gap, owner, by, through):
    action = Action.objects.create(
        board=board,
        number=next_number(Action.objects.all(), board),
        title=gap.what,
        success_measure=gap.success_measure,
        owner=owner,
        agency=submission.evaluation.agency,
        due_on=gap.due_on,
        original_due_on=gap.due_on,
        created_by=by,
    )
    ActionSource.objects.create(action=action, submission=submission, gap=gap.uid, board=board)
    for_another = owner if not by.roles_for(action.agency) else None
    _record(action, by, submission=submission.uid, on_behalf_of=for_another, through=_way(for_another, through))
    return action


def _way(for_another, through):
    return through if for_another else Through.PORTAL


@transaction.atomic
def ask_for_action(part, *, uid, title, owner, due_on, success_measure, by) -> Action:
    """Put an action that a feedback letter asks for (`part` is what it says of a standard) on the agency's list.

    The same `uid` twice is one action. The owner is told.
    """
    review = part.feedback.review
    require(can_ask_for_action(by, review))
    letter = lock(part.feedback)
    if made := made_before(Action.objects.filter(sources__letter=part), uid):
        return made
    if letter.status == Feedback.Status.DRAFT:
        raise Refused("The letter is not sent yet.")
    _check_owner(owner, review.evaluation.agency)
    _check_words(title, success_measure, due_on)
    board = review.round_board.board
    action = make_once(
        Action,
        uid=uid,
        board=board,
        number=next_number(Action.objects.all(), board),
        title=title.strip(),
        success_measure=success_measure.strip(),
        owner=owner,
        agency=review.evaluation.agency,
        due_on=due_on,
        original_due_on=due_on,
        created_by=by,
    )
    ActionSource.objects.create(action=action, letter=part)
    _record(action, by, letter=part.feedback.uid)
    return action


def _check_words(title, success_measure, due_on):
    if not title.strip():
        raise Refused("Say what will be done.")
    if not success_measure.strip():
        raise Refused("Say how one will know that it worked.")
    if due_on < timezone.localdate():
        raise Refused("Choose a due date from today on.")


def _record(action, by, **facts):
    Event.record("action.given", by=by, about=action, owner=action.owner.uid, due_on=action.due_on, **facts)
    if action.owner != by:
        tell(action, [action.owner], "action_given", "given")
