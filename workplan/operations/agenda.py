"""Building the agenda: opening it, ordering and timing its items, agreeing it; then only late items may follow."""

from django.db import transaction
from django.utils import timezone

from agencies.models import Event
from agencies.permissions import require
from agencies.quorum import CHOSEN_ITEMS
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.hashing import canonical, sha256_of
from lscb_portal.lib.lifecycle import lock, move
from lscb_portal.lib.once import made_before
from workplan.brought import LONGEST_TITLE, brought_to
from workplan.models import AgendaItem, CarriedForward, Meeting, Proposal
from workplan.operations.carrying import carry_to
from workplan.operations.gathering import asks_by_itself, begin
from workplan.operations.merging import release
from workplan.operations.placing import append, bring, check_minutes, together
from workplan.operations.telling import tell_members
from workplan.permissions import can_run, can_run_item, can_support, can_support_item
from workplan.turns import standing_at

OVERTAKEN = "Somebody else has changed the agenda. Here it is as it stands; make your change again if it still fits."
OPEN_AGAIN = (
    "This item is restricted. Taken off, what was proposed would be open to everybody again. "
    "Lift the restriction first, if it may be."
)
HAS_PAPERS = "This item has papers, which are kept with it. Leave it on the agenda, or put it off at the meeting."
CARRIED = "An earlier meeting left this item to this one. The chair leaves it off with a reason."
WAITING = "{} still waiting for an answer. Accept, defer or decline before you agree the agenda."


def state_of(items) -> str:
    """Return a short mark of an agenda's items and their order: a page that carries another one is out of date."""
    return sha256_of(canonical([item.uid for item in items]))[:16]


def require_reason_when_late(meeting, reason):
    """Refuse an item for a meeting that is over, and one without a reason once the agenda is agreed."""
    if not (meeting.is_coming or meeting.in_session):
        raise Refused(f"This meeting is {meeting.get_status_display().lower()}. Nothing can be added to its agenda.")
    if not meeting.is_agenda_open and not reason.strip():
        raise Refused("The agenda is agreed. Say why this item comes late.")


def require_open(meeting):
    """Raise Refused unless the agenda of a locked meeting is being built."""
    if meeting.status == Meeting.Status.PLANNED:
        raise Refused("Open the agenda first.")
    if not meeting.is_agenda_open:
        raise Refused("The agenda is agreed and no longer changes. Add what is new as a late item.")


@transaction.atomic
def open_agenda(meeting, *, by) -> Meeting:
    """Begin the agenda with what is brought forward, the standing items of the group's terms of reference, what earlier
    meetings left to it, and what closes it; where the group does so, ask its agencies for their service updates."""
    require(can_support(by, meeting.group))
    meeting = lock(meeting)
    move(meeting, Meeting.Status.AGENDA_OPEN)
    for brought in brought_to(meeting):
        bring(meeting, brought)
    for item in standing_at(meeting):
        facts = {"title": item.title[:LONGEST_TITLE], "purpose": item.purpose, "minutes": item.minutes}
        append(meeting, **facts, lead=item.lead, is_standing=not item.closing, is_closing=item.closing)
    carry_to(meeting, by=by)
    Event.record("agenda.opened", by=by, about=meeting)
    if asks_by_itself(meeting):
        begin(meeting, by=by)
    return meeting


@transaction.atomic
def arrange(meeting, *, order, minutes, seen, by) -> Meeting:
    """Put the items in `order` (all their uids) and give them `minutes` (by uid; those left out keep theirs).

    `seen` is the `state_of` the agenda that the person was looking at; a changed one is not overwritten.
    """
    require(can_support(by, meeting.group))
    meeting = lock(meeting)
    require_open(meeting)
    items = {item.uid: item for item in meeting.items.all()}
    if seen != state_of(items.values()) or sorted(map(str, order)) != sorted(map(str, items)):
        raise Refused(OVERTAKEN)
    changed = [item for position, uid in enumerate(order, 1) if _place(item := items[uid], position, minutes.get(uid))]
    if changed:
        AgendaItem.objects.bulk_update(changed, ["position", "minutes"])
        Event.record("agenda.arranged", by=by, about=meeting, order=order)
    return meeting


def _place(item, position, minutes):
    """Give an item its place and, if any, its minutes; return whether that changes it."""
    was = (item.position, item.minutes)
    item.position = position
    if minutes is not None:
        check_minutes(minutes)
        item.minutes = minutes
    return was != (item.position, item.minutes)


@transaction.atomic
def add_item(meeting, *, uid, title, purpose, minutes, lead="", late_reason="", by) -> AgendaItem:
    """Add an item of the chair's own. Once the agenda is agreed it is a late one, with a reason, and members are told.

    The same `uid` twice is one item.
    """
    require(can_support(by, meeting.group))
    meeting = lock(meeting)
    require(meeting.is_agenda_open or can_run(by, meeting.group))
    if added := made_before(meeting.items.all(), uid):
        return added
    require_reason_when_late(meeting, late_reason)
    late_reason = "" if meeting.is_agenda_open else late_reason.strip()
    facts = {"title": title, "purpose": purpose, "minutes": minutes, "lead": lead}
    item = append(meeting, uid=uid, late_reason=late_reason, **facts)
    Event.record("agenda.item_added", by=by, about=item, late=item.is_late)
    if item.is_late and meeting.is_coming:
        tell_members(meeting, "late_item", key=str(item.uid), but=by)
    return item


@transaction.atomic
def change_item(item, *, title, purpose, minutes, lead, by) -> AgendaItem:
    """Reword or retime an item before the agenda is agreed."""
    require(can_support_item(by, item))
    require_open(lock(item.meeting))
    check_minutes(minutes)
    item = lock(item)
    item.title, item.purpose, item.minutes, item.lead = title, purpose, minutes, lead
    item.save(update_fields=["title", "purpose", "minutes", "lead"])
    Event.record("agenda.item_changed", by=by, about=item)
    return item


def may_choose_items(meeting) -> bool:
    """Whether the group's rule on the day lets the agenda choose items to be decided without a quorum."""
    rule = meeting.group.quorum_rule_on(meeting.date)
    return bool(rule) and rule.rule.get("if_inquorate") == CHOSEN_ITEMS


@transaction.atomic
def mark_without_quorum(item, *, marked, by) -> AgendaItem:
    """Say before the agenda is agreed whether an item may be decided without a quorum, where the rule knows that."""
    require(can_run_item(by, item))
    meeting = lock(item.meeting)
    require_open(meeting)
    if marked and not may_choose_items(meeting):
        raise Refused("The group’s rule of quorum lets no item be decided without one.")
    item = lock(item)
    if item.without_quorum != marked:
        item.without_quorum = marked
        item.save(update_fields=["without_quorum"])
        Event.record("agenda.item_marked", by=by, about=item, without_quorum=marked)
    return item


@transaction.atomic
def remove_item(item, *, by) -> None:
    """Take an item off before the agenda is agreed. What members proposed for it waits among the proposals again."""
    asked_for = item.proposal_id or item.merged.exists()
    require(can_run_item(by, item) if asked_for else can_support_item(by, item))
    meeting = lock(item.meeting)
    require_open(meeting)
    if not meeting.items.filter(pk=item.pk).exists():
        return
    item = lock(item)
    if CarriedForward.objects.filter(brought_forward__item=item).exists():
        raise Refused(CARRIED)
    if item.is_restricted and (item.proposal_id or item.merged.exists()):
        raise Refused(OPEN_AGAIN)
    if item.papers.exists():
        raise Refused(HAS_PAPERS)
    uid, proposal = item.uid, item.proposal and lock(item.proposal)
    release(item.merged.all(), by=by)
    item.delete()
    if proposal:
        move(proposal, Proposal.Status.PROPOSED, answered_by=None, answered_at=None)
    Event.record("agenda.item_removed", by=by, about=meeting, item=uid)


@transaction.atomic
def agree_agenda(meeting, *, by) -> Meeting:
    """The chair confirms the agenda: from here its items are frozen, those for consent stand together, and the members
    are told."""
    require(can_run(by, meeting.group))
    meeting = lock(meeting)
    require_open(meeting)
    if not meeting.items.exists():
        raise Refused("The agenda has no items yet.")
    # One that is hidden from the chair is answered by whoever is cleared for it, and else goes on to the next meeting.
    if waiting := Proposal.objects.visible_to(by).filter(meeting=meeting).waiting().count():
        raise Refused(WAITING.format("1 proposal is" if waiting == 1 else f"{waiting} proposals are"))
    for position, item in enumerate(together(list(meeting.items.all())), 1):
        AgendaItem.objects.filter(pk=item.pk).update(position=position)
    move(meeting, Meeting.Status.AGENDA_AGREED, agreed_by=by, agreed_at=timezone.now())
    Event.record("agenda.agreed", by=by, about=meeting, state=state_of(meeting.items.all()))
    tell_members(meeting, "agenda_agreed", key="agreed", but=by)
    return meeting
