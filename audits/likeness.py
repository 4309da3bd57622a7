"""How much two criteria ask the same: a suggestion for a person to confirm, never a decision."""

from dataclasses import dataclass

from rapidfuzz import fuzz, utils

# Most of a likeness is the words; codes often stay when a framework is revised, and often move.
OF_WORDS, OF_CODE = 90, 10
# Below this a suggestion costs more to read than it saves: two criteria of the Section 11 framework that ask different
# things are 57 alike at most.
LEAST = 65


@dataclass(frozen=True)
class Match:
    """The most alike of the new criteria: which, how much (0 to 100), and what the old one seems to be to it."""

    new: object
    likeness: int
    relation: str


def likeness(old, new) -> int:
    """How alike two criteria are, 0 to 100, by their `statement` and `code`; 100 for the same words under one code."""
    words = fuzz.token_sort_ratio(old.statement, new.statement, processor=utils.default_process)
    return round(OF_WORDS * words / 100 + (OF_CODE if old.code == new.code else 0))


def relation(old, new) -> str:
    """What the words alone say of the relation: all of the one within the other, or else an overlap."""
    first, second = (set(utils.default_process(one.statement).split()) for one in (old, new))
    if first == second:
        return "equal"
    if first < second:
        return "subset"
    return "superset" if second < first else "partial"


def best_match(old, candidates) -> Match | None:
    """The most alike of `candidates` that asks in the same way (rated or counted); None where none is alike enough."""
    alike = [(likeness(old, new), new) for new in candidates if new.kind == old.kind]
    score, new = max(alike, key=lambda one: one[0], default=(0, None))
    return Match(new, score, relation(old, new)) if score >= LEAST else None
