"""Two texts side by side: what was taken out and what was put in, word by word.

text_change(label, before, after)    a TextChange, or None where they are the same
"""

import difflib
import re
from dataclasses import dataclass

SAME, REMOVED, ADDED = "same", "removed", "added"
# A text is compared word by word, each with the blanks behind it.
A_WORD = re.compile(r"\S+\s*|\s+")
# Texts that have less in common are shown one after the other: word by word nobody could read them.
ALIKE = 0.5


@dataclass(frozen=True)
class Piece:
    """Some words that stand in both texts, in the earlier alone ("removed") or in the later alone ("added")."""

    kind: str
    text: str


@dataclass(frozen=True)
class TextChange:
    """A text that differs: what it is called, and its pieces in order."""

    label: str
    pieces: tuple[Piece, ...]


def text_change(label, before, after) -> TextChange | None:
    """The two texts as pieces, or None where they are the same."""
    if before == after:
        return None
    old, new = A_WORD.findall(before), A_WORD.findall(after)
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < ALIKE:
        return TextChange(label, tuple(_pieces(before, after)))
    pieces = []
    for kind, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        was, now = "".join(old[old_from:old_to]), "".join(new[new_from:new_to])
        pieces += [Piece(SAME, was)] if kind == "equal" else _pieces(was, now)
    return TextChange(label, tuple(pieces))


def _pieces(was, now):
    """What was taken out and what was put in; nothing of an empty text."""
    return [Piece(kind, text) for kind, text in ((REMOVED, was), (ADDED, now)) if text]
