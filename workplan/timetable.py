"""How long an agenda takes: start times, minutes to spare, and how far a running meeting is behind. Nothing stored."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from lscb_portal.lib.charts.words import plural

ONE_MINUTE = dt.timedelta(minutes=1)


class Timed(Protocol):
    """What an agenda item has: planned minutes, and when it was begun and closed."""

    minutes: int
    started_at: dt.datetime | None
    closed_at: dt.datetime | None


@dataclass(frozen=True)
class Slot:
    """One item with its number on the agenda and its planned start."""

    number: int
    item: Timed
    starts: dt.datetime


@dataclass(frozen=True)
class Timetable:
    """The planned agenda: its slots, the minutes they take, and the minutes left of the meeting (negative: over)."""

    slots: tuple[Slot, ...]
    planned: int
    length: int
    ends: dt.datetime

    @property
    def spare(self) -> int:
        return self.length - self.planned

    @property
    def over(self) -> int:
        return max(0, -self.spare)


def timetable(start, length, items: Sequence[Timed]) -> Timetable:
    """Lay `items` end to end from `start`, for a meeting of `length` minutes."""
    slots, at = [], start
    for number, item in enumerate(items, 1):
        slots.append(Slot(number, item, at))
        at += item.minutes * ONE_MINUTE
    return Timetable(tuple(slots), sum(item.minutes for item in items), length, at)


@dataclass(frozen=True)
class Progress:
    """A running meeting: its planned end, and when it will end if the rest takes its time."""

    planned_end: dt.datetime
    will_end: dt.datetime

    @property
    def late(self) -> int:
        """By how many minutes it will end after its planned end; negative: before it."""
        return _minutes(self.will_end - self.planned_end)

    @property
    def words(self) -> str:
        """ "40 minutes after the planned end"."""
        if not self.late:
            return "as planned"
        return f"{plural(abs(self.late), 'minute')} {'after' if self.late > 0 else 'before'} the planned end"


def progress(start, length, items: Sequence[Timed], now) -> Progress:
    """Judge a running meeting of `length` minutes that was to begin at `start`. Items not yet begun take their planned
    minutes; an agenda longer than the meeting is late from the beginning."""
    left = sum(max(0, item.minutes - used(item, now)) for item in items if item.closed_at is None)
    return Progress(start + length * ONE_MINUTE, now + left * ONE_MINUTE)


def used(item: Timed, now) -> int:
    """Return the whole minutes an item has taken until now, or took when it is closed."""
    if item.started_at is None:
        return 0
    return max(0, _minutes((item.closed_at or now) - item.started_at))


def _minutes(length) -> int:
    return int(length / ONE_MINUTE)
