"""How an agency stands with a policy: by when it must review it, and the word, letter and colour for that.

An agency reviews each new version by a day that is named when the version is published, and the policy again some
months after each review. A gap falls due when its action does, so that somebody says whether it is closed.
"""

import calendar
import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

DUE_SOON = dt.timedelta(days=30)
# How long an agency has that is asked when a version is already out, or when nothing else is said.
TO_RESPOND = dt.timedelta(weeks=8)
MONTHS_IN_A_YEAR = 12


class State(StrEnum):
    """Worst first: the order in which the register lists them."""

    OVERDUE = "overdue"
    DUE_SOON = "due_soon"
    NEW_VERSION = "new_version"
    GAP = "gap"
    CURRENT = "current"
    NOT_APPLICABLE = "not_applicable"
    NO_VERSION = "no_version"


@dataclass(frozen=True)
class Look:
    """A state as it is shown: never by colour alone."""

    letter: str
    label: str
    colour: str


LOOKS = {
    State.OVERDUE: Look("O", "Overdue", "r"),
    State.DUE_SOON: Look("D", "Due within 30 days", "a"),
    State.NEW_VERSION: Look("V", "Version to review", "raised"),
    State.GAP: Look("Gap", "Gap", "lowered"),
    State.CURRENT: Look("C", "Current", "g"),
    State.NOT_APPLICABLE: Look("N/A", "Not applicable", "n"),
    State.NO_VERSION: Look("–", "Not published yet", "open"),
}
RANKS = {state: rank for rank, state in enumerate(State)}


@dataclass(frozen=True)
class LatestReview:
    """What counts of an agency's latest review. `outcome` is a value of PolicyReview.Outcome."""

    outcome: str
    next_due_on: dt.date
    action_due_on: dt.date | None
    is_of_newest: bool

    @property
    def is_gap(self) -> bool:
        return self.outcome == "gap"


def due_on(respond_by: dt.date, asked_on: dt.date, review: LatestReview | None) -> dt.date:
    """By when the agency must review the policy: its newest version, or again.

    Who is asked after a version was published has eight weeks, however old the version is.
    """
    first = max(respond_by, asked_on + TO_RESPOND)
    if review is None:
        return first
    days = [review.next_due_on]
    if not review.is_of_newest:
        days.append(first)
    if review.is_gap and review.action_due_on:
        days.append(review.action_due_on)
    return min(days)


def state_of(due: dt.date, review: LatestReview | None, today: dt.date) -> State:
    """How an agency stands that must review a published policy by `due`."""
    if due < today:
        return State.OVERDUE
    if review and review.is_of_newest and review.is_gap:
        return State.GAP
    if is_soon(due, today):
        return State.DUE_SOON
    if review is None or not review.is_of_newest:
        return State.NEW_VERSION
    return State.NOT_APPLICABLE if review.outcome == "not_applicable" else State.CURRENT


def is_soon(due: dt.date, today: dt.date) -> bool:
    """Whether a day is today or within the next 30."""
    return today <= due <= today + DUE_SOON


def months_after(day: dt.date, months: int) -> dt.date:
    """The same day so many months on; the month's last day where it has no such day (31 January, one month: 28)."""
    years, month = divmod(day.month - 1 + months, MONTHS_IN_A_YEAR)
    year, month = day.year + years, month + 1
    return day.replace(year=year, month=month, day=min(day.day, calendar.monthrange(year, month)[1]))
