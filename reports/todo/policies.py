"""What waits in policies: to review and to check for one's agency; for the board, what is overdue."""

from itertools import groupby

from django.urls import reverse

from agencies.models import Agency
from agencies.roles import Permission
from audits.permissions import can_manage_policies, reviews_for_own
from audits.policy_register import asks_of_board, standings
from audits.policy_state import State
from reports.todo.todo import Todo, day, sentence, things

MINUTES_A_REVIEW = 20
MINUTES_A_CHECK = 60
MINUTES_A_CALL = 10
MOST_NAMED = 3


def own_policies(user, board):
    """Reviews and adherence checks that the person's agencies have to make: a line an agency for each."""
    if not user.may(Permission.REVIEW_POLICIES, board):
        return []
    agencies = [agency for agency in Agency.objects.of_board(board).posted(user) if reviews_for_own(user, agency)]
    found = standings(asks_of_board(board).filter(agency__in=agencies))
    found.sort(key=lambda standing: standing.agency.pk)
    by_agency = [(agency, list(own)) for agency, own in groupby(found, key=lambda standing: standing.agency)]
    waiting = [make(board, agency, own) for agency, own in by_agency for make in (_to_review, _to_check)]
    return [todo for todo in waiting if todo]


def _to_review(board, agency, found):
    waiting = [standing for standing in found if standing.is_to_do]
    if not waiting:
        return None
    first = min(waiting, key=lambda standing: standing.due)
    return Todo(
        title=f"Review {_named(waiting)} for {agency.short_name}",
        why=_why(waiting),
        kind="Policies",
        minutes=MINUTES_A_REVIEW * len(waiting),
        due=first.due,
        url=_address(board, agency, waiting),
    )


def _why(waiting):
    """What waits, in words: overdue ones first."""
    overdue = sum(standing.state == State.OVERDUE for standing in waiting)
    if overdue:
        reviews = sentence(things(overdue, "review is", "reviews are"))
        return f"{reviews} overdue. A current review is evidence in your return."
    if any(standing.awaits_version for standing in waiting):
        return "A version was published that your agency has not reviewed. Its page says what changed."
    return "A current review is evidence in your return; nobody has to upload it again."


def _to_check(board, agency, found):
    due = [standing for standing in found if standing.audit_is_late or standing.audit_is_soon]
    if not due:
        return None
    return Todo(
        title=f"Check that {agency.short_name} keeps to {_named(due)}",
        why="An adherence check looks at a sample and counts how many followed the policy.",
        kind="Policies",
        minutes=MINUTES_A_CHECK * len(due),
        due=min(standing.audit_due for standing in due),
        url=_address(board, agency, due),
    )


def _named(waiting):
    """The one policy by its name, several by their number."""
    return str(waiting[0].policy) if len(waiting) == 1 else things(len(waiting), "policy", "policies")


def _address(board, agency, waiting):
    if len(waiting) == 1:
        return reverse("audits:policy_at", args=[board.slug, waiting[0].policy.uid, agency.uid])
    return reverse("audits:policy_agency", args=[board.slug, agency.uid])


# The board ------------------------------------------------------------------------------------------------------------


def policies_overdue(user, board):
    """Reviews that agencies owe, and the board's own policies that were to be looked at again."""
    if not can_manage_policies(user, board):
        return []
    found = standings(asks_of_board(board))
    return [*_to_ask_after(board, found), *_to_look_at_again(board, found)]


def _to_ask_after(board, found):
    overdue = [standing for standing in found if standing.state == State.OVERDUE]
    if not overdue:
        return
    names = list(dict.fromkeys(standing.agency.short_name for standing in overdue))
    yield Todo(
        title=f"Ask after {things(len(overdue), 'overdue policy review')}",
        why=f"{', '.join(names[:MOST_NAMED])}{'…' if len(names) > MOST_NAMED else ''}: their leads have been reminded.",
        kind="Policies",
        minutes=MINUTES_A_CALL * len(names),
        due=overdue[0].due,
        url=f"{reverse('audits:policies', args=[board.slug])}?state={State.OVERDUE}",
    )


def _to_look_at_again(board, found):
    """A line for each policy of the board whose own day has passed."""
    kept = {standing.policy: standing for standing in found if standing.version and not standing.policy.agency}
    for policy, standing in kept.items():
        version = standing.version
        if version.review_due_on < standing.today:
            yield Todo(
                title=f"Look again at {policy}",
                why=f"Version {version.number} was to be looked at again by {day(version.review_due_on)}.",
                kind="Policies",
                minutes=MINUTES_A_CHECK,
                due=version.review_due_on,
                url=reverse("audits:policy", args=[board.slug, policy.uid]),
            )
