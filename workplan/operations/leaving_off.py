"""Leaving what was carried forward off the agenda: the chair's answer, with a reason that stays on record."""

from django.db import transaction
from django.utils import timezone

from agencies.models import Event
from agencies.permissions import require
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.lifecycle import lock, move
from workplan.models import CarriedForward, Proposal
from workplan.operations.agenda import HAS_PAPERS, OPEN_AGAIN, require_open
from workplan.operations.merging import release
from workplan.operations.proposal import turn_down
from workplan.permissions import can_run_item

NOT_CARRIED = "This item was not carried forward."


@transaction.atomic
def leave_off(item, *, reason, by) -> CarriedForward | None:
    """Take an item that was carried forward off the agenda for good; what a member proposed is declined, and they told.

    The same form twice is once: returns None where the item is off already.
    """
    require(can_run_item(by, item))
    meeting = lock(item.meeting)
    require_open(meeting)
    if not meeting.items.filter(pk=item.pk).exists():
        return None
    item = lock(item)
    carried = CarriedForward.objects.filter(brought_forward__item=item).first()
    if carried is None:
        raise Refused(NOT_CARRIED)
    if not reason.strip():
        raise Refused("Say why it is left off. The members read it.")
    if item.papers.exists():
        raise Refused(HAS_PAPERS)
    if item.is_restricted and item.merged.exists():
        raise Refused(OPEN_AGAIN)
    carried = lock(carried)
    carried.left_off_reason, carried.left_off_by, carried.left_off_at = reason.strip(), by, timezone.now()
    carried.save(update_fields=["left_off_reason", "left_off_by", "left_off_at"])
    uid, proposal = item.uid, item.proposal and lock(item.proposal)
    release(item.merged.all(), by=by)
    item.delete()
    if proposal:
        move(proposal, Proposal.Status.PROPOSED, answered_by=None, answered_at=None)
        turn_down(proposal, reason=reason, by=by)
    Event.record("agenda.item_left_off", by=by, about=meeting, item=uid, carried_from=carried.item.uid)
    return carried
