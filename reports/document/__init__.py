"""A report as its pages show it: the frozen figures read back, its charts, and the author's words.

One context serves the PDF and the HTML page, so they cannot say different things. Nothing here reads the records: what
is not in the snapshot is not in the report.
"""

import datetime as dt
import json
import re
from dataclasses import dataclass, field

from lscb_portal.lib.charts.bars import Share, StatusBar
from lscb_portal.lib.periods import Quarter
from reports.document.front import findings, tiles
from reports.document.matrix import matrix_part
from reports.document.meetings import meetings_part
from reports.document.performance import performance_part
from reports.document.prose import prose
from reports.figures.actions import STATES

A_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class Frozen:
    """What a document is made from: the snapshot's text and hash, the board's ledger then, and the author's words.

    `version` is None for a working copy, which is no record. `words` is {part: plain text}.
    """

    snapshot: str
    sha256: str
    ledger_head: str
    version: int | None = None
    words: dict[str, str] = field(default_factory=dict)


def document_of(frozen: Frozen) -> dict:
    """Return the context of the report's templates."""
    held = thawed(frozen.snapshot)
    document = held | {
        "frozen": frozen,
        "period": Quarter(held["quarter"]["code"]),
        "words": {part: prose(text) for part, text in frozen.words.items() if text.strip()},
        "performance": performance_part(held["performance"]),
        "matrix": matrix_part(held["matrix"]),
        "meetings": meetings_part(held["meetings"], held["attendance"]),
        "actions": held["actions"] | {"bar": _bar(held["actions"]["counts"])},
        "dates": _dates(held["ahead"], held["group"]["short_name"]),
    }
    return document | {"tiles": tiles(document), "findings": findings(document)}


def thawed(snapshot: str) -> dict:
    """Return the facts of a snapshot's text, its days as dates. Figures stay text: they are exact."""
    return _with_dates(json.loads(snapshot))


def _with_dates(value):
    if isinstance(value, dict):
        return {key: _with_dates(held) for key, held in value.items()}
    if isinstance(value, list):
        return [_with_dates(item) for item in value]
    if isinstance(value, str) and A_DATE.fullmatch(value):
        return dt.date.fromisoformat(value)
    return value


def _dates(ahead, group):
    """Return what lies ahead as (day, words), soonest first."""
    meetings = [(meeting["on"], _meeting_words(meeting, group)) for meeting in ahead["meetings"]]
    rounds = [(round_["due_on"], f"Returns are due: {round_['title']}") for round_ in ahead["rounds"]]
    return sorted(meetings + rounds)


def _meeting_words(meeting, group):
    place = f", {meeting['place']}" if meeting["place"] else ""
    return f"Meeting of the {group}, {meeting['starts_at']}{place}"


def _bar(counts):
    return StatusBar(
        uid="actions",
        title="Actions by state",
        parts=[Share(letter, label, counts[letter]) for letter, label in STATES.items()],
    )
