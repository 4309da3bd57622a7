"""What ratings add up to: which criteria an agency is asked, tallies, and a standard's rating from its criteria.

An answer is the code of a point on the round's scale, `NOT_APPLICABLE`, or None while unanswered. The three are never
mixed: not applicable leaves the denominator and is counted beside it; unanswered counts as nothing at all, and a
standard with an unanswered criterion has no rating yet. Give an answer carried forward and not yet confirmed as None.

Criteria that ask for a number are never rated: leave them out of what is given to any function here.

Weights say how much each criterion counts where a scale rolls up by weighted mean. Whatever is not rated leaves with
its weight, and the rest share the hundred between them (`shares`). All of it is whole numbers and Decimal: no floats.
"""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from lscb_portal.lib.rounding import half_up, percentage

NOT_APPLICABLE = "NA"
ALL_KINDS = "all"
CORE, FULL = "core", "full"
LOCAL = "local"


class Rule(StrEnum):
    """How a standard's rating follows from its criteria; the scale names one and every page says which."""

    WORST = "worst"
    MAJORITY = "majority"
    JUDGED = "judged"
    WEIGHTED = "weighted"


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
    """A standard from its criteria: the state, the rating's code (None unless complete), the rule and the counts.

    `mean` is the weighted mean in the scale's points, to one decimal; None unless the rule is the weighted mean.
    """

    state: State
    rating: str | None
    rule: Rule
    tally: Tally
    mean: Decimal | None = None


def tally(scale, answers):
    """Count answers (rating codes, NOT_APPLICABLE, None) on a scale. ValueError for a code the scale does not have."""
    found = Counter(answers)
    not_applicable, unanswered = found.pop(NOT_APPLICABLE, 0), found.pop(None, 0)
    for code in found:
        scale.point(code)
    return Tally({point.code: found[point.code] for point in scale.ranked}, not_applicable, unanswered)


def roll_up(scale, answers, rule, weights=()):
    """A standard's rating from the answers to the criteria that apply to the agency.

    Incomplete while one is unanswered; not applicable when all are N/A; not asked when no criterion applies. Otherwise
    the worst rating, or the commonest (the worse of two that are level), or the weighted mean down to the next point of
    the scale, or READY where the rule is to be judged. `weights` stand beside `answers`, whole numbers from 1; left
    out, all count alike. Raises ValueError for an unknown rule or rating, and for weights that do not fit.
    """
    if rule not in list(Rule):
        raise ValueError(f"“{rule}” is not a way to roll up ratings: {', '.join(Rule)}.")
    counted = tally(scale, answers)
    state = _state(counted, Rule(rule))
    if state != State.COMPLETE:
        return Rollup(state, None, Rule(rule), counted)
    if rule == Rule.WEIGHTED:
        return Rollup(state, *_weighted(scale, answers, weights or [1] * len(answers), counted))
    return Rollup(state, _rating(counted, rule), Rule(rule), counted)


def _state(counted, rule):
    if counted.unanswered:
        return State.INCOMPLETE
    if counted.denominator:
        return State.READY if rule == Rule.JUDGED else State.COMPLETE
    return State.NOT_APPLICABLE if counted.not_applicable else State.NOT_ASKED


def _rating(counted, rule):
    worst_first = [code for code, number in reversed(counted.counts.items()) if number]
    return worst_first[0] if rule == Rule.WORST else max(worst_first, key=counted.counts.get)


def _weighted(scale, answers, weights, counted):
    """What a Rollup holds after its state: the rating is the best point that the mean still reaches.

    Compared as a sum against each point times the weights, so that nothing is rounded before the step is taken.
    """
    worth = {point.code: point.points for point in scale.points}
    rated = [(worth[code], weight) for code, weight in _weighed(answers, weights) if code in worth]
    total, weight = sum(points * each for points, each in rated), sum(each for _, each in rated)
    reached = next(point.code for point in scale.ranked if total >= point.points * weight)
    return reached, Rule.WEIGHTED, counted, half_up(Decimal(total) / weight, 1)


def _weighed(answers, weights):
    if len(weights) != len(answers) or any(weight < 1 for weight in weights):
        raise ValueError("Every answer needs a weight, a whole number from 1.")
    return zip(answers, weights, strict=True)


HUNDRED_TENTHS = 1000


def shares(answers, weights):
    """How much each answer counts out of 100, to one decimal: [Decimal, …] in the order of the answers.

    What is not rated (N/A or unanswered) counts nothing, and its weight goes to the rest in proportion. The shares of
    the rest add up to exactly 100: a tenth left over goes to those that rounding down took most from, the earlier of
    equals first. All are 0 where nothing is rated.
    """
    counting = [0 if code in (NOT_APPLICABLE, None) else weight for code, weight in _weighed(answers, weights)]
    total = sum(counting)
    if not total:
        return [Decimal("0.0")] * len(counting)
    tenths = [HUNDRED_TENTHS * weight // total for weight in counting]
    by_loss = sorted(range(len(counting)), key=lambda at: -(HUNDRED_TENTHS * counting[at] % total))
    for at in by_loss[: HUNDRED_TENTHS - sum(tenths)]:
        tenths[at] += 1
    return [Decimal(each).scaleb(-1) for each in tenths]


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
