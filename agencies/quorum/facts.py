"""What the rule of quorum is asked about and what it answers: plain facts, without Django."""

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime

ARRIVED, LEFT = "arrived", "left"


@dataclass(frozen=True)
class Member:
    """An agency with a seat in the group. `legal_body` is any id its departments share; empty when it is its own."""

    agency: Hashable
    name: str
    legal_body: Hashable | None = None
    kind: str = ""
    statutory: bool = False

    def carried_by(self, person, counts=True):
        """This agency as somebody carries it into the room: a `Present`."""
        return Present(person, self.agency, self.legal_body, self.kind, self.statutory, counts)


@dataclass(frozen=True)
class Present:
    """One person carrying one agency; somebody who carries two appears twice. `counts` is False for an observer.

    `person` is whatever tells people apart; None is somebody without an account, taken for nobody else who is present.
    """

    person: Hashable | None
    agency: Hashable
    legal_body: Hashable | None = None
    kind: str = ""
    statutory: bool = False
    counts: bool = True


@dataclass(frozen=True)
class Movement:
    """Somebody came or went: the attendee's id, ARRIVED or LEFT, and the moment."""

    attendee: Hashable
    kind: str
    at: datetime


@dataclass(frozen=True)
class Reply:
    """An answer to the invitation, as the person would sit: `coming` is True, False, or None while unanswered."""

    present: Present
    coming: bool | None


@dataclass(frozen=True)
class ClauseResult:
    """One clause judged: how many count, how many are needed, why in words, and who of its set is missing (names)."""

    met: bool
    count: int
    needed: int
    reason: str
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Quorum:
    """The state of a meeting at one moment; `dataclasses.asdict` gives what a decision keeps.

    `count` and `needed` are those of the first clause not met or, when all are, of the one with least to spare.
    `missing` names the agencies of the rule's sets that are not here; `key` those whose leaving ends the quorum.
    """

    quorate: bool
    count: int
    needed: int
    sentence: str
    missing: tuple[str, ...]
    clauses: tuple[ClauseResult, ...]
    key: tuple[str, ...]


@dataclass(frozen=True)
class Forecast:
    """Before the meeting: quorum as replied, quorum if everybody yet to reply came, and the agencies yet to reply."""

    as_replied: Quorum
    if_all_come: Quorum
    silent: tuple[str, ...]
