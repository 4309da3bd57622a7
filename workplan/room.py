"""Who is in the room: the register's rows as the rule of quorum sees them, in two queries (for an item, three)."""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone

from agencies import quorum as rules
from agencies.models import SeatRole
from agencies.seated import agency_key
from workplan.models import Attendee, Movement

# What is written where the name is not known yet.
NO_NAME = {
    "",
    *("tbc", "tba", "tbd", "t b c", "t b a", "to be confirmed", "to be advised", "to be announced", "to be decided"),
    *("to be named", "to follow", "name to follow", "name to be confirmed", "deputy", "a deputy", "my deputy"),
    *("deputy tbc", "deputy to be confirmed", "a colleague", "colleague", "somebody", "someone", "unknown"),
    *("not known", "not known yet", "not yet known", "not sure yet", "n a", "na", "none"),
}


@dataclass
class Line:
    """One line of the register with its movements, and whether the person is here at the moment asked for."""

    attendee: Attendee
    movements: list[Movement] = field(default_factory=list)
    here: bool = False
    # Somebody else is here for the same agency, which counts once.
    again: bool = False
    # They have an interest in the item and leave for it, so that they do not count for it.
    out_for_item: bool = False

    @property
    def last(self) -> Movement | None:
        return self.movements[-1] if self.movements else None

    @property
    def remote(self) -> bool:
        return self.here and self.last.mode == Movement.Mode.REMOTE

    @property
    def was_here(self) -> bool:
        """Whether the person came at all."""
        return any(movement.kind == Movement.Kind.ARRIVED for movement in self.movements)

    @property
    def online(self) -> bool:
        """Whether the person, when last here, was on the line."""
        arrivals = [movement for movement in self.movements if movement.kind == Movement.Kind.ARRIVED]
        return bool(arrivals) and arrivals[-1].mode == Movement.Mode.REMOTE

    @property
    def capacity(self) -> str:
        """As what the person is on the register: "Chair", "Deputy for Clare Pool", "Guest"."""
        if self.attendee.deputy_for:
            return f"Deputy for {self.attendee.deputy_for.name}"
        return dict(SeatRole.choices).get(self.attendee.role, "Guest")

    @property
    def stays(self) -> list[tuple[datetime, datetime | None]]:
        """When the person came and went: (from, to) pairs, `to` being None for a stay that no departure ended."""
        stays = []
        for movement in self.movements:
            if movement.kind == Movement.Kind.LEFT:
                stays[-1:] = [(stays[-1][0], movement.at)] if stays else []
            elif not stays or stays[-1][1]:
                stays.append((movement.at, None))
        return stays


@dataclass(frozen=True)
class Room:
    """A meeting's register at one moment."""

    rule: dict
    lines: tuple[Line, ...]

    @property
    def counting(self) -> list[Line]:
        """The lines whose people carry an agency into the quorum."""
        return [line for line in self.lines if line.attendee.counts]

    @property
    def others(self) -> list[Line]:
        """Advisers, observers and guests."""
        return [line for line in self.lines if not line.attendee.counts]

    @property
    def missed(self) -> list[Line]:
        """Those who never came. A deputy is missed only where neither their member nor another deputy came."""
        carried = {_member_of(line) for line in self.lines if line.was_here}
        return [
            line
            for line in self.lines
            if not line.was_here and not (line.attendee.deputy_for_id and _member_of(line) in carried)
        ]

    @property
    def noted(self) -> list[Line]:
        """Those who came and those who were missed, in the register's order."""
        missed = self.missed
        return [line for line in self.lines if line.was_here or line in missed]

    @property
    def represented(self) -> list[str]:
        """The agencies for which somebody came, by name, each once."""
        return list(dict.fromkeys(line.attendee.agency.short_name for line in self.counting if line.was_here))

    @property
    def quorum(self) -> rules.Quorum:
        return self.quorum_without(frozenset())

    def quorum_without(self, attendees) -> rules.Quorum:
        """The quorum were the people of these lines of the register (by primary key) not here."""
        gone = same_people((line.attendee for line in self.lines), attendees)
        here = (line.attendee for line in self.lines if line.here and not line.out_for_item)
        present = [present_of(attendee) for attendee in here if attendee.pk not in gone]
        return rules.assess(self.rule, present, self.members)

    def words_without(self, line) -> str:
        """What the meeting could do on the item were this person to leave for it, as one sentence."""
        before, after = self.quorum, self.quorum_without({line.attendee.pk})
        if not line.attendee.counts or after == before:
            return "If they leave, the quorum stays as it is."
        if after.quorate:
            return f"If they leave, the meeting is still quorate: {after.count} of {after.needed}."
        word = "no longer" if before.quorate else "not"
        return f"If they leave, the meeting is {word} quorate for this item: {after.count} of {after.needed}."

    @property
    def members(self) -> list[rules.Member]:
        """The agencies with a seat, each once, as they were when the meeting opened."""
        return list({line.attendee.agency_id: member_of(line.attendee) for line in self.counting}.values())

    @property
    def last_movement(self) -> datetime | None:
        return max((line.last.at for line in self.lines if line.last), default=None)


def _member_of(line):
    """The register's line of the member whose place this is: one's own, or of whom one stands in for."""
    return line.attendee.deputy_for_id or line.attendee.pk


def room(meeting, at=None, item=None) -> Room:
    """Read a meeting's register as it stands, or as it stood at the moment `at`; a deputy follows their member.

    For `item`, those who leave for it because of an interest do not count.
    """
    attendees = list(meeting.attendees.select_related("agency", "legal_body", "person", "deputy_for"))
    came_and_went = defaultdict(list)
    for movement in Movement.objects.standing().filter(attendee__meeting=meeting).order_by("at", "pk"):
        if at is None or movement.at <= at:
            came_and_went[movement.attendee_id].append(movement)
    out = same_people(attendees, set(item.interests.leaving().values_list("attendee", flat=True))) if item else set()
    here, carried, lines = _here(came_and_went), set(), []
    for one in sorted(attendees, key=lambda one: (one.deputy_for_id or one.pk, one.pk)):
        counted = one.counts and one.pk in here and one.pk not in out
        again = counted and one.agency_id in carried
        lines.append(Line(one, came_and_went[one.pk], one.pk in here, again, one.pk in out))
        carried |= {one.agency_id} if counted else set()
    return Room(meeting.quorum_rule, tuple(lines))


def same_people(attendees, keys) -> set[int]:
    """Return the primary keys of all lines of the register of the people whose lines `keys` are: somebody who carries
    two agencies has two, and leaves with both."""
    if not keys:
        return set()
    attendees = list(attendees)
    people = {_who_came(one) for one in attendees if one.pk in keys}
    return {one.pk for one in attendees if _who_came(one) in people}


def _who_came(attendee):
    """Who a line of the register is; one that gives no name yet is somebody of its own."""
    return who(attendee.person_id, attendee.name) or f"line {attendee.pk}"


def _here(came_and_went):
    movements = [movement for moves in came_and_went.values() for movement in moves]
    latest = max((movement.at for movement in movements), default=timezone.now())
    return rules.register([rules.Movement(one.attendee_id, one.kind, one.at) for one in movements], latest)


def present_of(attendee) -> rules.Present:
    """Return a line of the register as the rule of quorum counts it."""
    return member_of(attendee).carried_by(_who_came(attendee), counts=attendee.counts)


def member_of(attendee) -> rules.Member:
    return rules.Member(
        agency=agency_key(attendee.agency),
        name=attendee.agency.short_name if attendee.agency else "",
        legal_body=attendee.legal_body_id,
        kind=attendee.kind,
        statutory=attendee.is_statutory_partner,
    )


def who(person_id, name):
    """Return what tells people apart: the account, or the name of somebody who has none.

    A deputy named by two agencies is one person, and so carries one of them unless the rule lets them carry both. Words
    in place of a name ("to be confirmed") tell nobody apart, and nothing is returned for them.
    """
    if person_id:
        return person_id
    known = " ".join(name.casefold().split())
    return "" if " ".join(re.findall(r"\w+", known)) in NO_NAME else known
