"""Asking a group's agencies for their service updates, and gathering what they sent into one paper.

Both are steps of larger operations, which have locked the meeting and asked whether the person may.
"""

from django.utils import timezone

from agencies.models import Agency, Event
from agencies.operations.notification import notify
from lscb_portal.lib.hashing import canonical, sha256_of
from lscb_portal.lib.lifecycle import move
from lscb_portal.lib.periods import Quarter
from workplan.models import Meeting, Paper, PaperVersion, Purpose, ServiceUpdate, UpdateRound, UpdateSettings
from workplan.one_page import BOXES
from workplan.operations.placing import append
from workplan.operations.printout import owe

TITLE = "Service updates"
ITEM_MINUTES = 10
AGREED_ALREADY = "The service updates were gathered after the agenda was agreed."
ASKED = "Read each agency’s page, and answer what it asks of the board."
Status = ServiceUpdate.Status


def agencies_asked(meeting) -> list[Agency]:
    """Return the agencies that have a seat that counts in the group on the day, each once."""
    found = {seat.agency_id: seat.agency for seat in meeting.seats if seat.counts}
    return sorted(found.values(), key=lambda agency: agency.name)


def asks_by_itself(meeting) -> bool:
    """Whether the opening of the agenda asks for updates: the group does so, and has not for this quarter."""
    asked = UpdateRound.objects.filter(meeting__group=meeting.group, quarter=Quarter.of(meeting.date).code)
    asked = asked.exclude(meeting__status=Meeting.Status.CANCELLED)
    return UpdateSettings.of(meeting.group).asks and bool(agencies_asked(meeting)) and not asked.exists()


def begin(meeting, *, by) -> UpdateRound:
    """Ask every agency for its update: an item stands on the agenda, and those who may write it are told."""
    round_ = UpdateRound.objects.create(
        meeting=meeting,
        quarter=Quarter.of(meeting.date).code,
        days_before=UpdateSettings.of(meeting.group).days_before,
        asked_by=by,
    )
    _item_of(round_)
    agencies = agencies_asked(meeting)
    ServiceUpdate.objects.bulk_create(ServiceUpdate(round=round_, agency=agency) for agency in agencies)
    Event.record("service_updates.asked", by=by, about=round_, agencies=[agency.uid for agency in agencies])
    for update in round_.updates.select_related("agency"):
        tell(update, "asked", key="asked")
    return round_


def tell(update, what, *, key, people=None):
    """Tell those who may write an update (or `people`) of it."""
    people = update.writers if people is None else people
    link = update.get_absolute_url()
    return notify(
        f"workplan/service_update_{what}", people, about=update, board=update.meeting.board, link=link, key=key
    )


def _item_of(round_):
    """The agenda item of the updates: the one that the last meeting did not come to, or a new one, late once the agenda
    is agreed."""
    if round_.item is None:
        meeting = round_.meeting
        late = "" if meeting.is_agenda_open else AGREED_ALREADY
        facts = {"title": TITLE, "purpose": Purpose.NOTE, "minutes": ITEM_MINUTES}
        round_.item = _carried_to(meeting) or append(meeting, late_reason=late, **facts)
        round_.save(update_fields=["item"])
    return round_.item


def _carried_to(meeting):
    """The item of earlier updates that the last meeting did not come to: there is one item of updates on an agenda."""
    earlier = meeting.items.filter(brought_forward__carried__item__update_round__isnull=False)
    return earlier.filter(update_round=None).first()


def gather(meeting, *, by) -> PaperVersion | None:
    """Gather what has been sent and not gathered yet into the meeting's paper of updates, as a new version of it.

    What was gathered before is in it again; from here the updates in it are frozen. None where nothing new was sent.
    """
    round_ = UpdateRound.objects.filter(meeting=meeting).first()
    if round_ is None:
        return None
    round_.meeting = meeting
    updates = list(round_.updates.select_for_update(of=("self",)).order_by("pk"))
    new = [update for update in updates if update.status == Status.SENT]
    if not new:
        return None
    version = _version(round_, updates, new, by)
    for update in new:
        move(update, Status.GATHERED, gathered_in=version)
    Event.record(
        "service_updates.gathered",
        by=by,
        about=round_,
        paper=version.paper.uid,
        number=version.number,
        sha256=version.sha256,
        updates=[update.uid for update in new],
    )
    return version


def _version(round_, updates, new, by):
    agencies = Agency.objects.in_bulk([update.agency_id for update in updates])
    words = canonical(content_of(round_, sorted(updates, key=lambda update: agencies[update.agency_id].name)))
    names = sorted(agencies[update.agency_id].short_name for update in new)
    late = f"Came after the papers were issued: {', '.join(names)}."[:300] if round_.meeting.papers_are_issued else ""
    paper, number = _paper(round_, updates, late, by)
    version = PaperVersion.objects.create(
        paper=paper,
        number=number,
        kind=PaperVersion.Kind.GATHERED,
        words=words,
        sha256=sha256_of(words),
        late_reason=late,
        made_by=by,
    )
    owe(by=by, version=version)
    return version


def _paper(round_, updates, late, by):
    """The paper of the round and the number of its next version; its front sheet says anew who has sent."""
    front = _front(round_, updates)
    paper = round_.paper
    if paper is None or paper.withdrawn_at:
        item = _item_of(round_)
        position = max(item.papers.values_list("position", flat=True), default=0) + 1
        paper = Paper.objects.create(item=item, position=position, added_by=by, late_reason=late, **front)
        round_.paper = paper
        round_.save(update_fields=["paper"])
        return paper, 1
    Paper.objects.filter(pk=paper.pk).update(front_version=paper.front_version + 1, summary=front["summary"])
    return paper, paper.current.number + 1


def _front(round_, updates):
    sent = [update for update in updates if update.status != Status.AWAITED]
    summary = f"One page an agency. {len(sent)} of {len(updates)} agencies answered."
    group = round_.meeting.group
    return {
        "title": f"Service updates, {round_.months}",
        "presented_by": f"The agencies of {group.short_name}"[:120],
        "asked": ASKED,
        "summary": summary,
        "children": "",
    }


def content_of(round_, updates) -> dict:
    """Return what the paper says of `updates`, as it is frozen: a page an agency, and who sent nothing."""
    sent = [update for update in updates if update.status != Status.AWAITED]
    return {
        "board": round_.meeting.board.name,
        "group": round_.meeting.group.name,
        "quarter": round_.months,
        "meeting": round_.meeting.date.isoformat(),
        "pages": [_page(update) for update in sent if not update.nothing_to_report],
        "nothing": [_sender(update) for update in sent if update.nothing_to_report],
        "missing": [update.agency.name for update in updates if update.status == Status.AWAITED],
    }


def _sender(update):
    at = timezone.localtime(update.sent_at)
    return {
        "agency": update.agency.name,
        "sent_by": update.sent_by.name,
        "sent_at": f"{at:%-d %B %Y, %H:%M}",
        "entered": bool(update.entered_by_id),
    }


def _page(update):
    boxes = [{"heading": heading, "words": getattr(update, name)} for name, heading in BOXES.items()]
    return _sender(update) | {"boxes": [box for box in boxes if box["words"].strip()]}
