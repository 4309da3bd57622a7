"""One thing that waits for a person: what, why it matters, when it is due, how long it takes, and where to do it."""

import datetime as dt
from dataclasses import dataclass

from lscb_portal.lib.periods import days_until_words

NO_DATE = dt.date.max
ONES = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


@dataclass(frozen=True)
class Todo:
    """`minutes` is about how long it takes; `due` is None for what has no date of its own."""

    title: str
    why: str
    kind: str
    minutes: int
    url: str
    due: dt.date | None = None

    def is_late(self, today) -> bool:
        return self.due is not None and self.due < today

    def relative(self, today) -> str:
        """How far off it is, in words: "in 4 days"."""
        return days_until_words(self.due, today) if self.due else ""

    @property
    def takes(self) -> str:
        """How long it takes, in words: "20 min", "about 2 hours"."""
        if self.minutes < 60:
            return f"{self.minutes} min"
        hours = round(self.minutes / 60)
        return f"about {hours} hour{'' if hours == 1 else 's'}"


def day(on) -> str:
    """ "18 November"."""
    return f"{on.day} {on:%B}"


def in_words(number: int) -> str:
    """A small number in words, a larger one in figures."""
    return ONES[number] if number < len(ONES) else str(number)


def things(number: int, noun: str, nouns: str = "") -> str:
    """ "one proposal", "two proposals"."""
    return f"{in_words(number)} {noun if number == 1 else nouns or noun + 's'}"


def sentence(words: str) -> str:
    """The words with a capital first letter."""
    return words[:1].upper() + words[1:]
