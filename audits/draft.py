"""One standard's page as plain values: what is stored, what was typed, and how two editors' words differ.

A draft is a dict from the name of a part of the page to its value. A part that was not valid is left out, and what is
stored stands.

    c1-rating      Judgement: criterion 1's rating or N/A, with the reason
    c1-count       Counted: its number instead, where it asks for one
    c1-narrative   its evidence in words
    impact, strengths, gaps
    improvements   a tuple of Improvement
"""

import datetime as dt
import uuid
from typing import NamedTuple

from audits.scoring import NOT_APPLICABLE
from lscb_portal.lib.hashing import canonical, sha256_of

WORDS = ("impact", "strengths", "gaps")
IMPROVEMENTS = "improvements"


class Judgement(NamedTuple):
    """A criterion's answer: a rating's code, N/A with its reason, or None while there is none."""

    code: str | None = None
    reason: str = ""

    @classmethod
    def of(cls, code, reason) -> "Judgement":
        """The judgement as it is kept: only N/A has a reason."""
        return cls(code or None, reason if code == NOT_APPLICABLE else "")


class Counted(NamedTuple):
    """The answer to a criterion that counts: a number, with what it is out of, or N/A with its reason, or nothing."""

    count: int | None = None
    total: int | None = None
    not_applicable: bool = False
    reason: str = ""

    @classmethod
    def of(cls, count, total, not_applicable, reason) -> "Counted":
        """The answer as it is kept: N/A has a reason and no number, a number no reason."""
        return cls(None, None, True, reason) if not_applicable else cls(count, total)


class Improvement(NamedTuple):
    """A planned improvement, possibly half written."""

    uid: uuid.UUID
    what: str = ""
    lead: str = ""
    due_on: dt.date | None = None
    success_measure: str = ""

    @property
    def says_anything(self) -> bool:
        return any(self[1:])


def rating_part(criterion) -> str:
    """The name of a criterion's rating on its page."""
    return f"c{criterion.position}-rating"


def count_part(criterion) -> str:
    """The name of a criterion's number on its page."""
    return f"c{criterion.position}-count"


def narrative_part(criterion) -> str:
    """The name of a criterion's words of evidence on its page."""
    return f"c{criterion.position}-narrative"


def stored_draft(response, answers, improvements) -> dict:
    """The page as it is stored."""
    draft = {}
    for answer in answers:
        draft |= _stored_answer(answer)
        draft[narrative_part(answer.criterion)] = answer.narrative
    draft |= {name: getattr(response, name) for name in WORDS}
    draft[IMPROVEMENTS] = tuple(
        Improvement(*(getattr(each, name) for name in Improvement._fields)) for each in improvements
    )
    return draft


def _stored_answer(answer):
    if answer.criterion.is_count:
        counted = Counted.of(answer.count, answer.total, answer.not_applicable, answer.na_reason)
        return {count_part(answer.criterion): counted}
    code = NOT_APPLICABLE if answer.not_applicable else answer.rating and answer.rating.code
    return {rating_part(answer.criterion): Judgement.of(code, answer.na_reason)}


def changes(stored, draft) -> dict:
    """The parts of `draft` that differ from what is stored."""
    return {part: value for part, value in draft.items() if value != stored[part]}


def digests(draft) -> dict[str, str]:
    """A short mark of each part, which the page keeps to tell later who changed what."""
    return {part: sha256_of(canonical(value))[:8] for part, value in draft.items()}


class Difference(NamedTuple):
    """A part that a late editor's page and the stored one say differently, and which of the two changed it."""

    part: str
    mine: object
    theirs: object
    changed_by_me: bool
    changed_by_them: bool

    @property
    def is_rating(self) -> bool:
        return isinstance(self.theirs, Judgement)

    @property
    def is_count(self) -> bool:
        return isinstance(self.theirs, Counted)


def differences(stored, draft, seen) -> list[Difference]:
    """How `draft` differs from what is stored. `seen` are the digests of the page as the late editor opened it.

    A part that `seen` does not know counts as changed by both, so that nobody's words are taken without asking.
    """
    mine, theirs = digests(draft), digests(stored)
    return [
        Difference(
            part,
            draft[part],
            stored[part],
            changed_by_me=seen.get(part) != mine[part],
            changed_by_them=seen.get(part) != theirs[part],
        )
        for part in changes(stored, draft)
    ]
