"""What a meeting leaves to the next one: noted as it ends, and placed on the next agenda that is still being built.

An item that several meetings do not come to is carried from each to the next. What the group's template brings to the
next agenda anyway is not there twice: the standing item says that it was carried forward.
"""

from django.db import transaction

from agencies.models import Event
from agencies.operations.notification import notify
from agencies.permissions import require
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.lifecycle import lock
from workplan.brought import carriable
from workplan.models import AgendaItem, BroughtForward, CarriedForward, Decision, Meeting, Outcome
from workplan.operations.clearance import restrict_like
from workplan.operations.merging import release, take_along
from workplan.operations.placing import MOST_ITEMS, append
from workplan.permissions import can_support_item

Why = CarriedForward.Why
COMES_AGAIN = "This item is on every agenda, or closes the meeting: there is nothing to go on with."


@transaction.atomic
def adjourn(item, *, by) -> CarriedForward:
    """Note in session that the group goes on with an item at its next meeting. Twice is once."""
    require(can_support_item(by, item))
    _require_in_session(lock(item.meeting))
    if not carriable(AgendaItem.objects.filter(pk=item.pk)).exists():
        raise Refused(COMES_AGAIN)
    if noted := CarriedForward.objects.filter(item=item).first():
        return noted
    noted = CarriedForward.objects.create(item=item, why=Why.ADJOURNED, noted_by=by)
    Event.record("item.adjourned", by=by, about=item)
    return noted


@transaction.atomic
def resume(item, *, by) -> None:
    """Take back in session that an item is adjourned."""
    require(can_support_item(by, item))
    _require_in_session(lock(item.meeting))
    if CarriedForward.objects.filter(item=item).delete()[0]:
        Event.record("item.adjournment_taken_back", by=by, about=item)


def _require_in_session(meeting):
    if not meeting.in_session:
        raise Refused("An item is adjourned while the meeting is in session.")


def lock_with_next(meeting):
    """Lock a meeting that ends and the group's next one, in the order of their ids.

    Returns (meeting, the next one where its agenda is being built, else None).
    """
    following = meeting.group.meetings.to_begin().exclude(pk=meeting.pk).first()
    both = sorted(filter(None, (meeting, following)), key=lambda one: one.pk)
    locked = {one.pk: lock(one) for one in both}
    following = following and locked[following.pk]
    building = following is not None and following.status == Meeting.Status.AGENDA_OPEN
    return locked[meeting.pk], following if building else None


def leave(meeting, *, by):
    """Note what a locked meeting leaves behind, before it is closed or cancelled; what was adjourned is noted."""
    left = carriable(meeting.items.filter(carried_forward=None))
    deferred = Decision.objects.standing().filter(meeting=meeting, outcome=Outcome.DEFERRED).values("item")
    for item in left.filter(pk__in=deferred):
        CarriedForward.objects.create(item=item, why=Why.PUT_OFF, noted_by=by)
    why = Why.CANCELLED if meeting.is_coming else Why.NOT_TAKEN
    if meeting.is_coming:
        left = left.filter(update_round=None)  # the next agenda asks for the agencies' updates itself
    for item in left.exclude(pk__in=deferred).untouched():
        CarriedForward.objects.create(item=item, why=why, noted_by=by)
    # What was merged into an item that is not carried waits for an answer again; of a restricted one it stays there,
    # for alone it would be open to everybody.
    stays = meeting.items.untouched().filter(carried_forward=None, is_restricted=False)
    release(meeting.group.proposals.filter(merged_into_item__in=stays), by=by)


def carry_to(meeting, *, by):
    """Put what earlier meetings of the group left on the agenda of a locked meeting; what does not fit goes on waiting.

    Its proposals come with it, accepted as they were, and who proposed is told.
    """
    waiting = CarriedForward.objects.waiting().filter(item__meeting__group=meeting.group)
    rows = waiting.select_for_update(of=("self",)).select_related("item__meeting", "item__proposal__proposed_by")
    for row in rows.order_by("item__meeting__date", "item__position", "pk"):
        if meeting.items.count() >= MOST_ITEMS:
            break
        # Another agenda may have taken it while this one waited for the row.
        if not BroughtForward.objects.filter(carried=row).exists():
            _place(row, meeting, by)


def _place(row, meeting, by):
    left = row.item
    item = _standing(left, meeting) or append(
        meeting,
        title=left.title,
        purpose=left.purpose,
        minutes=left.minutes,
        lead=left.lead,
        proposal=left.proposal,
        is_standing=left.is_standing,
    )
    BroughtForward.objects.create(item=item, kind=BroughtForward.Kind.CARRIED, meeting=left.meeting, carried=row)
    restrict_like(left, item, by=by)
    left.merged.update(merged_into_item=item, meeting=meeting)
    Event.record("agenda.item_carried", by=by, about=item, carried_from=left.uid)
    if left.proposal:
        _take_along(left.proposal, meeting)


def _standing(left, meeting):
    """The standing item that the next agenda has anyway in the place of one that was left."""
    if not left.is_standing:
        return None
    return meeting.items.filter(is_standing=True, title=left.title, brought_forward=None).first()


def _take_along(proposal, meeting):
    proposal = lock(proposal)
    proposal.passed_on_from, proposal.meeting = proposal.meeting, meeting
    proposal.save(update_fields=["passed_on_from", "meeting"])
    take_along(proposal)
    notify(
        "workplan/proposal_carried",
        [proposal.proposed_by],
        about=proposal,
        board=meeting.board,
        link=meeting.get_absolute_url(),
        key=str(meeting.uid),
    )
