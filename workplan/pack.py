"""What the pack of a meeting says, for readers cleared for the same restricted items: read, and named by a hash.

Nothing of an item that they are not cleared for is read into it, but that it is there, and its time.
"""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from functools import cache, cached_property

from agencies.models import User
from lscb_portal.lib.hashing import canonical, sha256_of
from lscb_portal.lib.pdf import STATIC_ROOT
from workplan.models import BroughtForward, Consent, Meeting, Paper
from workplan.operations.paper_fields import FRONT
from workplan.timetable import Slot, timetable

FOR_CONSENT = "For consent: taken unread, unless a member objects."
OBJECTED = "Taken in full: {} objected to taking it by consent."
STYLESHEET, LINE = "pack.css", "pack-line.css"
STYLES = (STYLESHEET, LINE, "paper-fonts.css", "paper-pages.css")


@dataclass(frozen=True)
class Entry:
    """One item of the agenda with its papers, as these readers may see it."""

    slot: Slot
    papers: tuple[Paper, ...]
    # The day of the meeting that left the item to this one.
    carried_from: dt.date | None = None
    # "Taken unread, unless a member objects", or who objected.
    consent: str = ""

    @property
    def item(self):
        return self.slot.item

    @property
    def name(self) -> str:
        """What links of the agenda call the item's divider."""
        return f"item-{self.item.uid}"


@dataclass(frozen=True)
class Contents:
    """All that one pack says. `cleared` are the keys of the restricted items in it."""

    meeting: Meeting
    cleared: tuple[int, ...]
    entries: tuple[Entry, ...]
    ends: object

    @property
    def left_out(self) -> list[str]:
        """The uids of the items that are hidden from these readers."""
        return [str(entry.item.uid) for entry in self.entries if entry.item.is_concealed]

    @property
    def papers(self) -> list[Paper]:
        return [paper for entry in self.entries for paper in entry.papers]

    @cached_property
    def readers(self) -> list[str]:
        """The people that a pack with restricted items is for, by name: cleared for every one of them."""
        if not self.cleared:
            return []
        people = User.objects.active()
        for key in self.cleared:
            people = people.filter(clearances__item=key)
        return sorted(people.values_list("name", flat=True))

    @cached_property
    def source(self) -> str:
        """The hash of all that the pack says and looks like, but for its own number and the day it is made."""
        meeting = self.meeting
        facts = [meeting.group.name, meeting.group.short_name, meeting.board.name, meeting.board.get_marking_display()]
        facts += [meeting.date, meeting.starts_at, meeting.minutes, meeting.place, self.readers, look()]
        return sha256_of(canonical([facts, [_of_entry(entry) for entry in self.entries]]))


def contents_of(meeting, cleared=()) -> Contents:
    """Read what the pack says for those who are cleared for the items with these keys."""
    items = [
        item.concealed() if item.is_restricted and item.pk not in cleared else item for item in meeting.items.all()
    ]
    papers = defaultdict(list)
    found = Paper.objects.standing().filter(item__in=[item.pk for item in items if not item.is_concealed])
    for paper in found.prefetch_related("versions__file", "versions__printout__file").order_by("position", "pk"):
        papers[paper.item_id].append(paper)
    plan = timetable(meeting.start, meeting.minutes, items)
    carried = _carried([item.pk for item in items if not item.is_concealed])
    consent = _consent([item.pk for item in items if not item.is_restricted])
    entries = tuple(
        Entry(slot, tuple(papers[slot.item.pk]), carried.get(slot.item.pk), consent.get(slot.item.pk, ""))
        for slot in plan.slots
    )
    return Contents(meeting, tuple(cleared), entries, plan.ends)


def _carried(items):
    """{an item's pk: the day of the meeting that left it to this one} of those carried forward."""
    rows = BroughtForward.objects.filter(item__in=items, carried__isnull=False).select_related("meeting")
    return {row.item_id: row.meeting.day for row in rows}


def _consent(items):
    """{an item's pk: what the pack says of taking it by consent} of those for consent."""
    found = Consent.objects.filter(item__in=items).prefetch_related("objections__agency")
    return {one.item_id: OBJECTED.format(one.objectors) if one.objectors else FOR_CONSENT for one in found}


def _of_entry(entry):
    item = entry.item
    said = [item.title, item.purpose, item.minutes, item.lead, item.late_reason, item.is_concealed]
    said += [entry.carried_from] if entry.carried_from else []
    said += [entry.consent] if entry.consent else []
    return [str(item.uid), said, [_of_paper(paper) for paper in entry.papers]]


def _of_paper(paper):
    version = paper.current
    front = [getattr(paper, name) for name in FRONT]
    return [str(paper.uid), front, paper.late_reason, version.number, version.sha256, version.late_reason]


@cache
def look() -> str:
    """The hash of how the pages are styled: another style lays every page out anew."""
    return sha256_of("".join((STATIC_ROOT / name).read_text() for name in STYLES))
