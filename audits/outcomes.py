"""What the outcome of a challenge says of the moderated rating."""

from audits.models import AnswerChallenge

Outcome = AnswerChallenge.Outcome
# Which way the moderated rating lies from the agency's own, for the outcomes that say so.
WAYS = {Outcome.RAISED: 1, Outcome.LOWERED: -1}
SAID_OF = {Outcome.RAISED: "higher", Outcome.LOWERED: "lower"}


def agrees(outcome, rating, own) -> bool:
    """Whether a moderated rating lies from the agency's own (None: it gave none) where the outcome says it does."""
    difference = rating.points - own.points if own else 0
    return outcome not in WAYS or difference * WAYS[outcome] > 0
