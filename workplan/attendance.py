"""Who came to a group’s meetings, agency by agency and person by person. Counted from registers; nothing is stored."""

from collections import defaultdict
from dataclasses import dataclass
from enum import Enum

from agencies.models import Agency, SeatRole
from lscb_portal.lib.rounding import percentage
from workplan.models import Attendee, Meeting, Movement
from workplan.models.meeting import MINUTED

SHOWN = 8
# How many meetings in a row an agency misses before the chair is asked to write to it.
IN_A_ROW = 2


class Mark(Enum):
    """How an agency or a person stands against one meeting: the letter of the grid and what it means."""

    CAME = ("P", "Present")
    DEPUTY = ("D", "A deputy came")
    APOLOGIES = ("A", "Apologies")
    ABSENT = ("X", "Absent, no word")
    NO_SEAT = ("", "No seat then")

    @property
    def letter(self) -> str:
        return self.value[0]

    @property
    def words(self) -> str:
        return self.value[1]

    @property
    def represented(self) -> bool:
        return self in (Mark.CAME, Mark.DEPUTY)


@dataclass(frozen=True)
class Row:
    """A name with its mark at each meeting, oldest first; `came` of `of` meetings that it had a seat for."""

    name: str
    marks: tuple[Mark, ...]
    came: int

    @property
    def of(self) -> int:
        return sum(mark is not Mark.NO_SEAT for mark in self.marks)

    @property
    def per_cent(self) -> str:
        """ "75 %"; nothing for whoever had no seat at any of the meetings."""
        return f"{percentage(self.came, self.of)} %" if self.of else ""


@dataclass(frozen=True)
class AgencyRow:
    """An agency, represented by whoever came for it, and the people who hold its seats."""

    agency: Agency
    row: Row
    people: tuple[Row, ...]
    # Whether it has a seat today: nobody else is asked to come.
    is_seated: bool = True

    @property
    def missed_in_a_row(self) -> int:
        """How many of the latest meetings nobody came to for it."""
        missed = 0
        for mark in reversed(self.row.marks):
            if mark.represented or mark is Mark.NO_SEAT:
                break
            missed += 1
        return missed

    def is_below(self, expected) -> bool:
        """Whether it came to fewer meetings than the terms of reference expect, `expected` being per cent or None."""
        return bool(expected and self.row.of) and self.row.came * 100 < expected * self.row.of


@dataclass(frozen=True)
class Grid:
    meetings: tuple[Meeting, ...]
    agencies: tuple[AgencyRow, ...]

    @property
    def missing(self) -> list[AgencyRow]:
        """The agencies with a seat that missed the last meetings in a row, as many as call for a word of the chair."""
        return [row for row in self.agencies if row.is_seated and row.missed_in_a_row >= IN_A_ROW]


def attendance(group, most=SHOWN) -> Grid:
    """Return the grid of the latest meetings that `group` has held, in four queries for any number of agencies."""
    held = group.meetings.filter(status__in=MINUTED).order_by("-date", "-starts_at")
    meetings = tuple(held[:most])[::-1]
    lines = Attendee.objects.filter(meeting__in=meetings, counts=True).select_related("agency")
    arrivals = Movement.objects.standing().filter(attendee__meeting__in=meetings, kind=Movement.Kind.ARRIVED)
    came = set(arrivals.values_list("attendee", flat=True))
    of_agency = defaultdict(list)
    for line in lines:
        of_agency[line.agency].append(line)
    seated = {seat.agency_id for seat in group.seats.current() if seat.counts}
    rows = [_agency(agency, of_agency[agency], meetings, came, agency.pk in seated) for agency in of_agency]
    return Grid(meetings, tuple(sorted(rows, key=lambda row: row.agency.name)))


def _agency(agency, lines, meetings, came, is_seated):
    at = defaultdict(list)
    for line in lines:
        at[line.meeting_id].append(line)
    marks = tuple(mark_of([(line, line.pk in came) for line in at[meeting.pk]]) for meeting in meetings)
    represented = sum(mark.represented for mark in marks)
    return AgencyRow(agency, Row(agency.short_name, marks, represented), _people(lines, meetings, came), is_seated)


def mark_of(lines) -> Mark:
    """Return how an agency stands against one meeting, from everybody on the register for it, as pairs of the line and
    whether they came. A deputy carries the agency, and the member they stand in for is still absent."""
    if not lines:
        return Mark.NO_SEAT
    there = [line for line, came in lines if came]
    if any(line.role != SeatRole.DEPUTY for line in there):
        return Mark.CAME
    if there:
        return Mark.DEPUTY
    return Mark.APOLOGIES if any(line.apologies for line, _ in lines) else Mark.ABSENT


def _people(lines, meetings, came):
    """The members, each with the meetings they came to themselves; a deputy's coming is theirs and is shown as such."""
    members, deputies = defaultdict(dict), defaultdict(list)
    for line in lines:
        if line.role == SeatRole.DEPUTY:
            deputies[line.deputy_for_id].append(line)
        else:
            members[line.person_id, line.name][line.meeting_id] = line
    rows = []
    for (_, name), held in members.items():
        marks = tuple(_own(held.get(meeting.pk), deputies, came) for meeting in meetings)
        rows.append(Row(name, marks, sum(mark is Mark.CAME for mark in marks)))
    return tuple(sorted(rows, key=lambda row: row.name))


def _own(line, deputies, came):
    if line is None:
        return Mark.NO_SEAT
    if line.pk in came:
        return Mark.CAME
    if any(deputy.pk in came for deputy in deputies[line.pk]):
        return Mark.DEPUTY
    return Mark.APOLOGIES if line.apologies else Mark.ABSENT
