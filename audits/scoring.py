"""What ratings add up to: which criteria an agency is asked, tallies, and a standard's rating from its criteria.

An answer is the code of a point on the round's scale, `NOT_APPLICABLE`, or None while unanswered. The three are never
mixed: not applicable leaves the denominator and is counted beside it; unanswered counts as nothing at all, and a
standard with an unanswered criterion has no rating yet. Give an answer carried forward and not yet confirmed as None.
"""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from lscb_portal.lib.rounding import percentage

NOT_APPLICABLE = "NA"
ALL_KINDS = "all"
CORE, FULL = "core", "full"
LOCAL = "local"


class Rule(StrEnum):
    """How a standard's rating follows from its criteria; the scale names one and every page says which."""

    WORST = "worst"
    MAJORITY = "majority"
    JUDGED = "judged"


class State(StrEnum):
    """What a roll-up came to. Only COMPLETE carries a rating; READY waits for a person's judgement."""

    COMPLETE = "complete"
    READY = "ready"
    INCOMPLETE = "incomplete"
    NOT_APPLICABLE = "not_applicable"
    NOT_ASKED = "not_asked"


@dataclass(frozen=True)
class Point:
    """One point of a scale. More `points` are always better, whichever way the scale's own numbers run."""

    code: str
    points: int | Decimal
    letter: str
    label: str


@dataclass(frozen=True)
class Scale:
    """A rating scale as data. N/A is not a point of it.

    Raises ValueError, with a sentence, for fewer than two points, a code used twice or two points of equal worth.
    """

    points: tuple[Point, ...]

    def __post_init__(self):
        codes = [point.code for point in self.points]
        if len(codes) < 2:
            raise ValueError("A rating scale needs at least two points.")
        if len(set(codes)) < len(codes):
            raise ValueError("A rating scale uses each code once.")
        if len({point.points for point in self.points}) < len(codes):
            raise ValueError("Each point of a rating scale is worth something else: one of two must be the worse.")
        if NOT_APPLICABLE in codes:
            raise ValueError(f"{NOT_APPLICABLE} is not a rating: say instead that N/A is allowed.")

    @property
    def ranked(self):
        """The points from best to worst."""
        return tuple(sorted(self.points, key=lambda point: point.points, reverse=True))

    @property
    def best(self):
        return self.ranked[0]

    def point(self, code):
        """The point with that code; ValueError when the scale has none."""
        for point in self.points:
            if point.code == code:
                return point
        raise ValueError(f"“{code}” is not a rating on this scale.")


@dataclass(frozen=True)
class Tally:
    """Answers counted: `counts` per rating code, best first, noughts included; N/A and unanswered beside them."""

    counts: dict[str, int]
    not_applicable: int
    unanswered: int

    @property
    def denominator(self):
        """The answers with a rating. A percentage is always shown with it."""
        return sum(self.counts.values())

    @property
    def best(self):
        """How many have the best rating."""
        return next(iter(self.counts.values()))

    def percentage_best(self, decimals=0):
        """Best ratings in per cent of all ratings, half up; None when nothing is rated.

        Worked example (Cambridgeshire and Peterborough 2020): 23 green of 26 is 88.5, and 88 at no decimals.
        """
        return percentage(self.best, self.denominator, decimals)


@dataclass(frozen=True)
class Rollup:
    """A standard from its criteria: the state, the rating's code (None unless complete), the rule and the counts."""

    state: State
    rating: str | None
    rule: Rule
    tally: Tally


def tally(scale, answers):
    """Count answers (rating codes, NOT_APPLICABLE, None) on a scale. ValueError for a code the scale does not have."""
    found = Counter(answers)
    not_applicable, unanswered = found.pop(NOT_APPLICABLE, 0), found.pop(None, 0)
    for code in found:
        scale.point(code)
    return Tally({point.code: found[point.code] for point in scale.ranked}, not_applicable, unanswered)


def roll_up(scale, answers, rule):
    """A standard's rating from the answers to the criteria that apply to the agency.

    Incomplete while one is unanswered; not applicable when all are N/A; not asked when no criterion applies. Otherwise
    the worst rating, or the commonest (the worse of two that are level), or READY where the rule is to be judged.
    Raises ValueError for an unknown rule or rating.
    """
    if rule not in list(Rule):
        raise ValueError(f"“{rule}” is not a way to roll up ratings: {', '.join(Rule)}.")
    counted = tally(scale, answers)
    state = _state(counted, Rule(rule))
    return Rollup(state, _rating(counted, rule) if state == State.COMPLETE else None, Rule(rule), counted)


def _state(counted, rule):
    if counted.unanswered:
        return State.INCOMPLETE
    if counted.denominator:
        return State.READY if rule == Rule.JUDGED else State.COMPLETE
    return State.NOT_APPLICABLE if counted.not_applicable else State.NOT_ASKED


def _rating(counted, rule):
    worst_first = [code for code, number in reversed(counted.counts.items()) if number]
    return worst_first[0] if rule == Rule.WORST else max(worst_first, key=counted.counts.get)


def applies(*, criterion_kinds, criterion_tier, since, agency_kind, agency_tier, edition):
    """Is this criterion put to this agency in a round of this edition?

    `criterion_kinds` is a collection of agency kinds, or None or "all" for every kind; tiers are "core" or "full", and
    an agency of tier "core" (a small organisation) is asked core criteria only, everyone else all of them. `since` is
    the first edition of Working Together with the expectation (2015, "2018", …): a round of an earlier `edition` leaves
    it out. "local" stays in every round. Source: the rules at the head of the Section 11 framework file.
    """
    return (
        (criterion_kinds in (None, ALL_KINDS) or agency_kind in criterion_kinds)
        and (agency_tier == FULL or criterion_tier == CORE)
        and (since == LOCAL or int(since) <= int(edition))
    )
