"""A meeting in session as the chairing page shows it: item in hand, clock, room, what was captured."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone

from agencies.quorum import Quorum
from lscb_portal.lib.charts.meeting import MinutesBar
from lscb_portal.lib.charts.words import plural
from lscb_portal.lib.hashing import canonical, sha256_of
from workplan.brought import carriable
from workplan.consent import consents
from workplan.mandate import NOT_IN_SESSION, Mandate, mandate
from workplan.models import (
    Action,
    AgendaItem,
    CarriedForward,
    Consent,
    Decision,
    DeclaredInterest,
    ItemInterest,
    Meeting,
    Reply,
)
from workplan.operations.decision import mandate_of
from workplan.pictures import Light, light, of_room
from workplan.room import Room, room
from workplan.timetable import ONE_MINUTE, Progress, Slot, Timetable, progress, timetable, used

DONE, NOW, NEXT = "done", "now", "next"


@dataclass(frozen=True)
class Step:
    """One item in the agenda beside the screen: its slot, whether it is done, now or next, and minutes over plan."""

    slot: Slot
    state: str
    over: int

    @property
    def item(self) -> AgendaItem:
        return self.slot.item

    @property
    def under(self) -> int:
        return -self.over


class Sitting:
    """Everything the chairing page needs to know of a meeting in session, read when it is asked for.

    `user` looks at it: of a restricted item they are not cleared for it tells the time alone. `wanted` is the uid
    (text) of the item to look at; by default the one being taken.
    """

    def __init__(self, meeting: Meeting, user, wanted: str = ""):
        self.meeting = meeting
        self.user = user
        self.now = timezone.now()
        self.items = meeting.items.shown_to(user)
        self.running = next((one for one in self.items if one.started_at and not one.closed_at), None)
        self.item = next((one for one in self.items if str(one.uid) == wanted), None) or self._in_hand()

    def _in_hand(self):
        waiting = (one for one in self.items if one.closed_at is None)
        return self.running or next(waiting, self.items[-1] if self.items else None)

    @property
    def open_item(self) -> AgendaItem | None:
        """The item looked at, unless it is hidden from this person."""
        return None if self.item is None or self.item.is_concealed else self.item

    @cached_property
    def expected(self) -> set[int]:
        """The ids of the seats whose people said that they would come."""
        coming = self.meeting.replies.filter(answer__in=(Reply.Answer.ATTENDING, Reply.Answer.REMOTE))
        return set(coming.values_list("seat", flat=True))

    @cached_property
    def room(self) -> Room:
        """Who is here for the item looked at; of a hidden one it does not tell who left for it, or that anybody did."""
        return room(self.meeting, item=self.open_item)

    @cached_property
    def quorum(self) -> Quorum:
        return self.room.quorum

    @cached_property
    def mandate(self) -> Mandate:
        """What the meeting may do now on the item looked at."""
        if not self.meeting.in_session:
            return NOT_IN_SESSION
        item = self.open_item
        return mandate_of(item, self.quorum) if item else mandate(self.room.rule, self.quorum.quorate)

    @property
    def may(self) -> str:
        """A short mark of the outcomes that may be recorded now, so that a page knows when to offer others."""
        return "".join(outcome.value[0] for outcome in self.mandate.outcomes) or "-"

    @cached_property
    def interests(self) -> list[ItemInterest]:
        """The interests noted on the item looked at."""
        if self.open_item is None:
            return []
        return list(self.item.interests.standing().select_related("attendee__agency"))

    @cached_property
    def declared(self) -> list[tuple[DeclaredInterest, str]]:
        """Standing interests of those who are here and have none noted on this item, and what their leaving would do:
        the chair may wish to ask."""
        if self.open_item is None:
            return []
        noted = {one.attendee.person_id for one in self.interests} | {None}
        here = {line.attendee.person_id: line for line in self.room.lines if line.here}
        people = here.keys() - noted
        board = self.meeting.group.board
        found = DeclaredInterest.objects.of_board(board).standing().filter(person__in=people).select_related("person")
        return [(one, self.room.words_without(here[one.person_id])) for one in found]

    @cached_property
    def consents(self) -> dict[int, Consent]:
        """The items for consent that this person may read, by primary key."""
        return consents(self.meeting, self.user)

    @property
    def consent(self) -> Consent | None:
        """Whether and how the item looked at is taken by consent; None for any other."""
        return self.consents.get(self.item.pk) if self.item else None

    @property
    def for_consent(self) -> list[str]:
        """The titles of what still stands for consent, in the order of the agenda."""
        return [
            item.title
            for item in self.items
            if item.pk in self.consents and self.consents[item.pk].stands and item.started_at is None
        ]

    @cached_property
    def adjourned(self) -> bool:
        """Whether the item looked at is left to the next meeting."""
        return bool(self.open_item) and CarriedForward.objects.filter(item=self.item.pk).exists()

    @cached_property
    def may_adjourn(self) -> bool:
        """Whether the group may go on at its next meeting with the item looked at, and this person say so."""
        if self.open_item is None:
            return False
        return carriable(AgendaItem.objects.visible_to(self.user).filter(pk=self.item.pk)).exists()

    @property
    def may_use_discretion(self) -> bool:
        """Whether the rule lets the chair have this item decided without the quorum that is missing."""
        allowed = self.room.rule.get("chair_discretion") and not self.quorum.quorate
        return bool(allowed and self.open_item and not hasattr(self.item, "discretion"))

    @property
    def agencies(self) -> str:
        """How many agencies count now: "1 agency", "5 agencies"."""
        return plural(self.quorum.count, "agency", "agencies")

    @cached_property
    def light(self) -> Light:
        return light(self.quorum)

    @cached_property
    def picture(self):
        return of_room(self.room, self.quorum)

    @cached_property
    def plan(self) -> Timetable:
        return timetable(self.meeting.began, self.meeting.minutes, self.items)

    @cached_property
    def progress(self) -> Progress:
        return progress(self.meeting.began, self.meeting.minutes, self.items, self.now)

    @property
    def waiting(self) -> list[str]:
        """The titles of the items that have not been begun."""
        return [item.title for item in self.items if item.started_at is None]

    @property
    def here(self) -> int:
        """How many are here of those who count."""
        return sum(1 for line in self.room.counting if line.here)

    @cached_property
    def steps(self) -> list[Step]:
        return [
            Step(slot, self._state(slot.item), self._used(slot.item) - slot.item.minutes) for slot in self.plan.slots
        ]

    def _state(self, item):
        if item.closed_at:
            return DONE
        return NOW if item.started_at else NEXT

    def _used(self, item):
        return used(item, self.now)

    @property
    def number(self) -> int:
        """The place of the item looked at."""
        return self.items.index(self.item) + 1

    @property
    def used(self) -> int:
        return self._used(self.item)

    @property
    def over(self) -> int:
        """By how many minutes the item looked at has taken longer than planned."""
        return max(0, self.used - self.item.minutes)

    @property
    def planned(self) -> tuple[dt.datetime, dt.datetime]:
        """From when to when the item looked at was to be taken."""
        starts = next(slot.starts for slot in self.plan.slots if slot.item == self.item)
        return starts, starts + self.item.minutes * ONE_MINUTE

    @property
    def began_late(self) -> int:
        """By how many minutes the item looked at was begun after its planned start; negative: before it."""
        return int((self.item.started_at - self.planned[0]) / ONE_MINUTE)

    @property
    def closes_at(self):
        """When the item in hand should close, if it is being taken."""
        return self.item.started_at + self.item.minutes * ONE_MINUTE

    @property
    def bar(self) -> MinutesBar:
        return MinutesBar(self.item.minutes, self.used)

    @property
    def state(self) -> str:
        """done, now or next: whether the item looked at has been taken."""
        return self._state(self.item)

    @property
    def before(self) -> tuple[int, AgendaItem] | None:
        """The number and item before the one looked at."""
        at = self.items.index(self.item)
        return (at, self.items[at - 1]) if at else None

    @property
    def following(self) -> tuple[int, AgendaItem] | None:
        """The number and item to take next: the first after this one that is not done, else any that is not."""
        at = self.items.index(self.item)
        later = [*range(at + 1, len(self.items)), *range(at)]
        return next(((place + 1, self.items[place]) for place in later if not self.items[place].closed_at), None)

    @cached_property
    def decisions(self) -> list[Decision]:
        """What was decided on the item looked at."""
        if self.open_item is None:
            return []
        return list(self.item.decisions.with_standing())

    @cached_property
    def actions(self) -> list[Action]:
        """What the item looked at has given people to do."""
        if self.open_item is None:
            return []
        given = Action.objects.given_by_item(self.item)
        return list(given.select_related("owner", "board").order_by("number"))

    @property
    def mark(self) -> str:
        """A short mark of all that may change while the page is open; the minute counts, for the clock runs."""
        return sha256_of(canonical([*self._register(), *self._agenda(), *self._captured()]))[:16]

    def _register(self):
        return [[line.attendee.pk, line.last and line.last.pk, line.attendee.apologies] for line in self.room.lines]

    def _agenda(self):
        return [self.meeting.status, f"{self.now:%H:%M}"] + [
            [item.pk, item.started_at, item.closed_at, item.discussion_version] for item in self.items
        ]

    def _captured(self):
        noted = [[one.pk, one.handling] for one in self.interests]
        return [
            [one.pk for one in self.decisions],
            [one.pk for one in self.actions],
            noted,
            self.mandate.words,
            self.adjourned,
            self.for_consent,
        ]
