"""What a meeting may do at this moment: by its quorum, or by what its rule allows without one. Plain facts."""

from dataclasses import dataclass

from agencies.quorum import CANCEL, CHOSEN_ITEMS, NOTE_ONLY, RATIFY_LATER
from workplan.models.decision import BINDING, Authority, Outcome

NOTES_ONLY = "The meeting is not quorate: it can note or defer, and cannot agree, reject or recommend."
CALLED_OFF = "The meeting is not quorate, and by its terms is called off: it records nothing."


@dataclass(frozen=True)
class Mandate:
    """`authority` is what a binding decision would rest on, None where none can be taken; `words` say so.

    `may_note` is False only where the rule calls an inquorate meeting off.
    """

    authority: Authority | None
    words: str
    may_note: bool = True

    @property
    def binds(self) -> bool:
        return self.authority is not None

    def allows(self, outcome) -> bool:
        """Whether a decision of this outcome may be recorded."""
        return self.binds if outcome in BINDING else self.may_note

    @property
    def outcomes(self) -> list[Outcome]:
        """Those that may be recorded, in the order in which they are offered."""
        return [outcome for outcome in Outcome if self.allows(outcome)]


NOT_IN_SESSION = Mandate(None, "", may_note=False)
BY_QUORUM = Mandate(Authority.QUORUM, "")
WITHOUT_ONE = {
    NOTE_ONLY: Mandate(None, NOTES_ONLY),
    CANCEL: Mandate(None, CALLED_OFF, may_note=False),
    RATIFY_LATER: Mandate(
        Authority.RATIFY, "The meeting is not quorate: what it decides holds only once a quorate meeting ratifies it."
    ),
}
ITEM_CHOSEN = Mandate(
    Authority.CHOSEN, "The meeting is not quorate; the agenda marks this item as one that may be decided all the same."
)
BY_DISCRETION = Mandate(
    Authority.DISCRETION, "The meeting is not quorate; the chair lets this item be decided all the same."
)


def mandate(rule, quorate, *, chosen=False, discretion=False) -> Mandate:
    """Return what a meeting under `rule` may do on an item, being `quorate` for it or not.

    `chosen` says that the agenda marked the item as one to decide without a quorum, `discretion` that the chair let it
    be decided and gave a reason. Either counts only where the rule knows it.
    """
    if quorate:
        return BY_QUORUM
    if discretion and rule.get("chair_discretion"):
        return BY_DISCRETION
    handling = rule.get("if_inquorate", NOTE_ONLY)
    if handling == CHOSEN_ITEMS:
        return ITEM_CHOSEN if chosen else WITHOUT_ONE[NOTE_ONLY]
    return WITHOUT_ONE[handling]


def in_writing(quorate) -> Mandate:
    """Return what a group may decide by e-mail: with too few replies it notes or defers, whatever its rule allows."""
    return BY_QUORUM if quorate else WITHOUT_ONE[NOTE_ONLY]
