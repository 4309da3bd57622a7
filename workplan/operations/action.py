"""Giving actions to people, and hearing how they go."""

from django.db import transaction
from django.utils import timezone

from agencies.models import Event
from agencies.models.event import Through
from agencies.operations.notification import notify
from agencies.permissions import require
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.hashing import sha256_of
from lscb_portal.lib.lifecycle import lock
from lscb_portal.lib.once import made_before, make_once
from workplan.models import Action, ActionSource, ActionUpdate, Delivery, Meeting
from workplan.operations.minutes import require_draft
from workplan.operations.numbering import next_number
from workplan.permissions import can_support_item, can_update


@transaction.atomic
def give_action(item, *, uid, title, owner, due_on, decision=None, by) -> Action:
    """Give somebody an action that comes from an agenda item, or from a decision on it; they are told.

    The same `uid` twice is one action.
    """
    require(can_support_item(by, item))
    meeting = lock(item.meeting)
    if given := made_before(Action.objects.given_by_item(item), uid):
        return given
    _check(meeting, item, title, owner, due_on, decision)
    action = make_once(
        Action,
        uid=uid,
        board=meeting.board,
        number=next_number(Action.objects.all(), meeting.board),
        title=title.strip(),
        owner=owner,
        agency=_agency_of(owner, meeting),
        due_on=due_on,
        original_due_on=due_on,
        created_by=by,
    )
    ActionSource.objects.create(action=action, decision=decision, item=None if decision else item)
    Event.record("action.given", by=by, about=action, owner=owner.uid, due_on=due_on, item=item.uid)
    if owner != by:
        tell(action, [owner], "action_given", "given")
    return action


def _check(meeting, item, title, owner, due_on, decision):
    if meeting.status not in (Meeting.Status.IN_SESSION, Meeting.Status.DRAFT_MINUTES):
        raise Refused(f"This meeting is {meeting.get_status_display().lower()}. Actions are given in session.")
    require_draft(meeting)
    if decision and decision.item_id != item.pk:
        raise Refused("That decision belongs to another item.")
    if not title.strip():
        raise Refused("Say what will be done.")
    if not meeting.possible_owners.filter(pk=owner.pk).exists():
        raise Refused("Choose somebody of the group or somebody who is at the meeting.")
    if due_on < timezone.localdate():
        raise Refused("Choose a due date from today on.")


def _agency_of(owner, meeting):
    """The agency the owner speaks for in this group: through their seat, or as a deputy on the register."""
    seat = owner.seats.current().filter(group=meeting.group, agency__isnull=False).select_related("agency").first()
    line = meeting.attendees.filter(person=owner, agency__isnull=False).select_related("agency").first()
    return (seat and seat.agency) or (line and line.agency)


@transaction.atomic
def update_action(action, *, delivery, note, by, through=Through.PORTAL) -> ActionUpdate:
    """Say how an action goes and why. Every update is kept; the same words sent twice are one.

    By somebody other than the owner it is on their behalf, `through` says how it came, and the owner is told.
    """
    require(can_update(by, action))
    action = lock(action)
    if delivery not in Delivery.values:
        raise Refused("Choose how the action goes.")
    if not note.strip():
        raise Refused("Say in a sentence what has been done.")
    latest = action.updates.first()
    if latest and (latest.delivery, latest.note, latest.by) == (delivery, note.strip(), by):
        return latest
    update = ActionUpdate.objects.create(action=action, delivery=delivery, note=note.strip(), at=timezone.now(), by=by)
    action.delivery = delivery
    action.delivered_at = update.at if delivery == Delivery.DELIVERED else None
    action.save(update_fields=["delivery", "delivered_at"])
    _record_update(action, update, by, through)
    return update


def _record_update(action, update, by, through):
    for_another = action.owner if action.owner != by else None
    Event.record(
        "action.updated",
        by=by,
        about=action,
        on_behalf_of=for_another,
        through=through if for_another else Through.PORTAL,
        delivery=update.delivery,
        note_sha256=sha256_of(update.note),
    )
    if for_another:
        tell(action, [action.owner], "action_updated", update.at.isoformat())


def tell(action, people, kind, key):
    """Tell people of an action: `kind` is the letter, `key` what makes it unlike another about the same action."""
    notify(f"workplan/{kind}", people, about=action, board=action.board, link=action.get_absolute_url(), key=key)
