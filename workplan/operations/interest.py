"""Interests: declared for as long as they last, and handled item by item; and the chair's discretion on an item."""

from django.db import transaction
from django.utils import timezone

from agencies.models import Event
from agencies.models.event import Through
from agencies.permissions import require
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.lifecycle import lock
from lscb_portal.lib.once import made_before, make_once
from workplan.models import DeclaredInterest, Discretion, Handling, ItemInterest
from workplan.permissions import can_declare, can_run_item, can_support_item


@transaction.atomic
def declare(board, person, *, uid, nature, by, through=Through.PORTAL) -> DeclaredInterest:
    """Enter an interest of `person` in the board's register; the same `uid` twice is one.

    By the person themself, or on their behalf by whoever enters what came otherwise.
    """
    require(can_declare(by, person, board))
    if declared := made_before(board.declared_interests.all(), uid):
        return declared
    if not nature.strip():
        raise Refused("Say what the interest is.")
    own = by == person
    facts = {"nature": nature.strip(), "declared_by": by, "through": Through.PORTAL if own else through}
    interest = make_once(DeclaredInterest, uid=uid, board=board, person=person, **facts)
    behalf = {} if own else {"on_behalf_of": person}
    Event.record("interest.declared", by=by, about=interest, through=interest.through, **behalf)
    return interest


@transaction.atomic
def end(interest, *, by) -> DeclaredInterest:
    """Note that an interest has ended today. It stays in the register, for what was decided while it lasted."""
    require(can_declare(by, interest.person, interest.board))
    interest = lock(interest)
    if interest.ended_on:
        return interest
    interest.ended_on, interest.ended_by = timezone.localdate(), by
    interest.save(update_fields=["ended_on", "ended_by"])
    Event.record("interest.ended", by=by, about=interest)
    return interest


@transaction.atomic
def note_on_item(item, attendee, *, uid, nature, handling, by) -> ItemInterest:
    """Note that somebody on the register has an interest in an item, and how the chair handled it.

    Who leaves does not count for the item, from now on: what was decided on it before keeps its stamp.
    """
    require(can_support_item(by, item))
    meeting = _require_in_session(lock(item.meeting))
    if noted := made_before(item.interests.all(), uid):
        return noted
    if attendee.meeting_id != meeting.pk:
        raise Refused("Choose somebody on this meeting’s register.")
    if not nature.strip():
        raise Refused("Say what the interest is.")
    if handling not in Handling.values:
        raise Refused("Say how it is handled.")
    if item.interests.standing().filter(attendee=attendee).exists():
        raise Refused(f"An interest of {attendee.name} is noted on this item already. Take that one back first.")
    noted = make_once(
        ItemInterest, uid=uid, item=item, attendee=attendee, nature=nature.strip(), handling=handling, noted_by=by
    )
    Event.record("item.interest_noted", by=by, about=noted, attendee=attendee.uid, handling=handling)
    return noted


@transaction.atomic
def take_back(noted, *, by) -> ItemInterest:
    """Take back an interest noted on an item by mistake; the row stays and says when. The person counts again."""
    require(can_support_item(by, noted.item))
    _require_in_session(lock(noted.item.meeting))
    noted = lock(noted)
    if noted.voided_at is None:
        noted.voided_at = timezone.now()
        noted.save(update_fields=["voided_at"])
        Event.record("item.interest_taken_back", by=by, about=noted, attendee=noted.attendee.uid)
    return noted


@transaction.atomic
def use_discretion(item, *, reason, by) -> Discretion:
    """Let an item be decided without a quorum, with the chair's reason; only where the group's rule knows it."""
    require(can_run_item(by, item))
    meeting = _require_in_session(lock(item.meeting))
    if used := Discretion.objects.filter(item=item).first():
        return used
    if not meeting.quorum_rule.get("chair_discretion"):
        raise Refused("The group’s rule of quorum gives the chair no such discretion.")
    if not reason.strip():
        raise Refused("Give the reason: it stands in the minutes.")
    used = Discretion.objects.create(item=item, reason=reason.strip(), used_by=by)
    Event.record("item.discretion_used", by=by, about=item)
    return used


def _require_in_session(meeting):
    if not meeting.in_session:
        raise Refused("This is noted while the meeting is in session.")
    return meeting
