"""What a member has to do before a meeting: their actions, and what their agency still owes the board."""

import datetime as dt
from dataclasses import dataclass

from django.urls import reverse

from agencies.models import Agency
from audits.models import SelfEvaluation
from audits.permissions import can_read_standing
from audits.policy_register import asks_of_board, standings
from lscb_portal.lib.periods import days_until_words
from workplan.models import Action
from workplan.updating import awaited_of, due_of


@dataclass(frozen=True)
class Owed:
    """Something an agency still owes: what, by when, how far off that is, and where (empty for who may not open it)."""

    title: str
    agency: Agency
    due: dt.date
    words: str
    late: bool
    url: str


def owed_by(agencies, board, user, today) -> list[Owed]:
    """Return the returns, policy reviews and service updates that `agencies` owe the board, what is due first first."""
    found = [
        *_returns(agencies, board, user, today),
        *_reviews(agencies, board, user, today),
        *_updates(agencies, board, user, today),
    ]
    return sorted(found, key=lambda owed: owed.due)


def _owed(title, agency, due, today, url):
    return Owed(title, agency, due, days_until_words(due, today), due < today, url)


def _returns(agencies, board, user, today):
    waiting = SelfEvaluation.objects.owed_to(board).awaited(today).filter(agency__in=agencies)
    open_to = set(SelfEvaluation.objects.visible_to(user).filter(pk__in=waiting).values_list("pk", flat=True))
    for one in waiting.select_related("agency", "round"):
        url = reverse("audits:self_evaluation", args=[board.slug, one.uid]) if one.pk in open_to else ""
        yield _owed(one.round.title, one.agency, one.due_on, today, url)


def _reviews(agencies, board, user, today):
    for standing in standings(asks_of_board(board).filter(agency__in=agencies), today):
        if standing.is_to_do:
            open_to = can_read_standing(user, board, standing.agency)
            args = [board.slug, standing.policy.uid, standing.agency.uid]
            url = reverse("audits:policy_at", args=args) if open_to else ""
            yield _owed(f"Review of {standing.policy}", standing.agency, standing.due, today, url)


def _updates(agencies, board, user, today):
    for update in awaited_of(agencies, board, user):
        title = f"Your agency’s service update, {update.round.months}"
        yield _owed(title, update.agency, due_of(update.round), today, update.get_absolute_url())


def open_actions(user, board):
    """The person's own actions at the board that are not delivered, what is due first first."""
    return Action.objects.of_board(board).open().filter(owner=user).select_related("owner", "agency", "board")
