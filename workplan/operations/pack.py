"""Issuing the papers of a meeting, and the packs: one for each clearance among those who read them."""

import datetime as dt
from collections import defaultdict

from django.core.cache import cache
from django.db import transaction

from agencies.models import Event, User
from agencies.permissions import require
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.lifecycle import lock, move
from lscb_portal.lib.sweeps import each
from workplan.models import Clearance, Meeting, Printout
from workplan.models.meeting import BEFORE_THE_MEETING, Status
from workplan.operations.gathering import gather
from workplan.operations.printout import owe, owe_again, stop
from workplan.operations.telling import tell_members
from workplan.pack import contents_of
from workplan.permissions import can_issue, can_read

NOT_CONVERTED = "“{}” could not be turned into PDF. Replace it before you issue the papers."
# The last line of the ledger when packs were looked at, and when to look again whatever it says.
LOOKED_AT, LOOK_AGAIN = "packs-looked-at", dt.timedelta(minutes=10)
RENEWED = (*BEFORE_THE_MEETING, Status.IN_SESSION)


def clearance_of(meeting, user) -> str:
    """Return which restricted items of a meeting the person is cleared for, as a pack is named by it."""
    keys = meeting.items.filter(is_restricted=True, clearances__person=user.pk).order_by("pk")
    return ",".join(str(key) for key in keys.values_list("pk", flat=True))


def clearances_among(meeting) -> set[str]:
    """Return each clearance there is among the people with a seat."""
    held = defaultdict(list)
    given = Clearance.objects.filter(item__meeting=meeting, item__is_restricted=True).order_by("item")
    for person, item in given.values_list("person", "item"):
        held[person].append(str(item))
    return {",".join(held[seat.person_id]) for seat in meeting.seats}


def is_stale(pack) -> bool:
    """Whether something that the pack says has changed since it was made."""
    return pack.source != contents_of(pack.meeting, pack.cleared_items).source


@transaction.atomic
def issue_papers(meeting, *, by) -> Meeting:
    """Give the papers to the members, who are told with a link; from here a paper that comes is marked late.

    The service updates that were sent are gathered into their paper first.
    """
    require(can_issue(by, meeting))
    meeting = lock(meeting)
    if meeting.status == Status.AGENDA_AGREED:
        gather(meeting, by=by)
    for version in _word_papers(meeting):
        if version.printout.status == Printout.Status.FAILED:
            raise Refused(NOT_CONVERTED.format(version.paper.title))
    move(meeting, Status.PAPERS_ISSUED)
    _owe_for_everybody(meeting, by)
    Event.record("papers.issued", by=by, about=meeting, source=contents_of(meeting).source)
    tell_members(meeting, "papers_issued", key="issued", but=by)
    return meeting


def _word_papers(meeting):
    papers = contents_of(meeting, meeting.items.filter(is_restricted=True).values_list("pk", flat=True)).papers
    return [paper.current for paper in papers if hasattr(paper.current, "printout")]


def _owe_for_everybody(meeting, by):
    for cleared in sorted({*clearances_among(meeting), clearance_of(meeting, by)}):
        owe(by=by, meeting=meeting, cleared=cleared)


@transaction.atomic
def make_pack(meeting, *, by) -> Printout:
    """Have the pack made that this person may read; before the papers are issued, whoever prepares the meeting may."""
    require(can_read(by, meeting) and (meeting.papers_are_issued or can_issue(by, meeting)))
    meeting = lock(meeting)
    pack = owe(by=by, meeting=meeting, cleared=clearance_of(meeting, by))
    if pack.status != Printout.Status.QUEUED and (pack.status != Printout.Status.READY or is_stale(pack)):
        owe_again(pack)
        Event.record("pack.asked_again", by=by, about=meeting)
    return pack


@transaction.atomic
def stop_pack(meeting, *, by) -> None:
    """Stop making the pack that this person may read. One that was made before stays."""
    require(can_issue(by, meeting))
    meeting = lock(meeting)
    pack = meeting.packs.filter(cleared=clearance_of(meeting, by)).first()
    if pack is None or pack.status != Printout.Status.QUEUED:
        raise Refused("No pack is being made.")
    stop(pack)
    Event.record("pack.stopped", by=by, about=meeting)


@transaction.atomic
def renew_packs(meeting, *, by, changed=True) -> None:
    """Owe the packs of a locked meeting anew that say what is no longer so; once issued, those that are missing too.

    `changed` says that something changed just now, so that a running attempt has read what is out of date.
    """
    if meeting.status not in RENEWED:
        return
    if meeting.papers_are_issued:
        _owe_for_everybody(meeting, by)
    for pack in meeting.packs.order_by("pk"):
        if _is_overtaken(pack, changed):
            owe_again(pack)


def _is_overtaken(pack, changed):
    """Whether the pack, or the attempt that is making it, stands for what is no longer so."""
    if pack.status == Printout.Status.QUEUED:
        return changed and pack.taken_at is not None
    return pack.status == Printout.Status.READY and is_stale(pack)


def renew_when_changed() -> int:
    """Renew what is stale when the ledger has a new line since the last time, and every ten minutes without one: every
    change is a line of it, but one that was written at the same moment may come to be seen a little later."""
    last = Event.objects.order_by("-pk").values_list("hash", flat=True).first()
    if last is not None and cache.get(LOOKED_AT) == last:
        return 0
    renewed = renew_stale()
    cache.set(LOOKED_AT, last, LOOK_AGAIN.total_seconds())
    return renewed


def renew_stale() -> int:
    """Owe anew, for every meeting to come, the packs that a change elsewhere has made untrue; return of how many
    meetings. Safe to run twice; one that fails keeps no other from being looked at."""
    with_packs = Printout.objects.packs().filter(status=Printout.Status.READY).values("meeting")
    return each(Meeting.objects.coming().filter(pk__in=with_packs), _renew_stale, fault="pack_not_renewed")


def _renew_stale(meeting) -> bool:
    if not _needs_renewing(meeting):
        return False
    renew_packs(lock(meeting), by=User.objects.system(), changed=False)
    return True


def _needs_renewing(meeting):
    packs = list(meeting.packs.all())
    missing = meeting.papers_are_issued and clearances_among(meeting) - {pack.cleared for pack in packs}
    return bool(missing) or any(pack.status == Printout.Status.READY and is_stale(pack) for pack in packs)
