"""Which standing items of a group's template come at which of its meetings."""

from dataclasses import dataclass

from agencies.standing import Standing, is_turn, template_of, whose_turn
from workplan.models import Meeting

AHEAD = 4


def meetings_in_order(group) -> list[Meeting]:
    """All meetings of a group that were held or are planned, by date: those over which turns are counted."""
    meetings = group.meetings.exclude(status=Meeting.Status.CANCELLED)
    return list(meetings.order_by("date", "starts_at", "pk"))


def standing_at(meeting) -> list[Standing]:
    """The standing items whose turn it is at a meeting, in the order of its agenda."""
    meetings = meetings_in_order(meeting.group)
    at = next(place for place, one in enumerate(meetings) if one.pk == meeting.pk)
    return whose_turn(template_of(meeting.group.terms), [one.date for one in meetings], at)


@dataclass(frozen=True)
class Row:
    """A standing item, and for each of the meetings ahead whether it comes there."""

    item: Standing
    turns: tuple[bool, ...]

    @property
    def comes(self) -> bool:
        return any(self.turns)


@dataclass(frozen=True)
class Grid:
    """The next meetings of a group, and what comes at each."""

    meetings: tuple[Meeting, ...]
    rows: tuple[Row, ...]

    @property
    def lines(self):
        """Each row with its turns beside the meetings."""
        return [(row, list(zip(self.meetings, row.turns, strict=True))) for row in self.rows]


def grid(group, terms, ahead) -> Grid:
    """What `terms` (the group's, or None) bring to the first few of the meetings `ahead`: those that a person sees."""
    meetings = meetings_in_order(group)
    days = [one.date for one in meetings]
    place = {one.pk: at for at, one in enumerate(meetings)}
    shown = tuple(one for one in ahead if one.pk in place)[:AHEAD]
    rows = tuple(Row(item, tuple(is_turn(item, days, place[one.pk]) for one in shown)) for item in template_of(terms))
    return Grid(shown, rows)
