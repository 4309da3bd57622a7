"""Restricting an item to the people cleared for it, and lifting that again."""

from django.db import transaction

from agencies.models import Event, User
from agencies.permissions import require
from agencies.roles import BOARD_ROLES, Permission, roles_with
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.lifecycle import lock
from workplan.models import AgendaItem, Clearance, Meeting
from workplan.operations.printout import withdraw_packs
from workplan.permissions import can_support, can_support_item

TOO_LATE = "The minutes are approved. Who reads the item no longer changes."
NOBODY_LEFT = "Somebody who prepares the meeting must be cleared, or nobody could look after the item any more."


def who_may_be_cleared(meeting):
    """The people of the group's seats, and those of the board's office who prepare its meetings."""
    offices = [role for role in roles_with(Permission.SUPPORT_MEETING) if role in BOARD_ROLES]
    seated = User.objects.active().filter(pk__in=meeting.group.seats.current().values("person"))
    office = User.objects.active().with_board_role(meeting.board, *offices)
    return User.objects.filter(pk__in=[*seated.values_list("pk", flat=True), *office.values_list("pk", flat=True)])


@transaction.atomic
def restrict(item, people, *, by) -> AgendaItem:
    """Let nobody but `people`, and whoever says so, read an item's words, papers, decisions and actions.

    Everybody else sees that there is a restricted item, and its time. The same again changes who is cleared.
    """
    require(can_support_item(by, item))
    meeting = _lock_meeting(item)
    item = lock(item)
    chosen = set(people) if item.is_restricted else {*people, by}
    _check(meeting, chosen)
    was = set(item.clearances.values_list("person", flat=True))
    item.clearances.exclude(person__in=chosen).delete()
    Clearance.objects.bulk_create(
        Clearance(item=item, person=person, given_by=by)
        for person in sorted(chosen, key=lambda person: person.pk)
        if person.pk not in was
    )
    item.is_restricted = True
    item.save(update_fields=["is_restricted"])
    withdraw_packs(meeting, by=by)
    _record(item, chosen, by)
    return item


@transaction.atomic
def lift(item, *, by) -> AgendaItem:
    """Open a restricted item to everybody who reads its meeting."""
    require(can_support_item(by, item))
    meeting = _lock_meeting(item)
    item = lock(item)
    if item.is_restricted:
        item.clearances.all().delete()
        item.is_restricted = False
        item.save(update_fields=["is_restricted"])
        withdraw_packs(meeting, by=by)
        Event.record("item.opened_to_all", by=by, about=item)
    return item


def keep_restricted(item, *, by):
    """Restrict an item that was proposed and restricted before, for the same people: a second meeting opens nothing."""
    before = AgendaItem.objects.filter(proposal=item.proposal_id, is_restricted=True).exclude(pk=item.pk)
    if earlier := before.order_by("pk").last():
        restrict_like(earlier, item, by=by)


def restrict_like(earlier, item, *, by):
    """Restrict an item to the people cleared for an earlier one, where that is restricted."""
    if not earlier.is_restricted or item.is_restricted:
        return
    people = list(User.objects.filter(clearances__item=earlier).order_by("pk"))
    Clearance.objects.bulk_create(Clearance(item=item, person=person, given_by=by) for person in people)
    item.is_restricted = True
    item.save(update_fields=["is_restricted"])
    _record(item, people, by)


def _record(item, people, by):
    Event.record("item.restricted", by=by, about=item, cleared=sorted(str(person.uid) for person in people))


def _lock_meeting(item):
    meeting = lock(item.meeting)
    if meeting.status in (Meeting.Status.APPROVED, Meeting.Status.CANCELLED):
        raise Refused(TOO_LATE if meeting.status == Meeting.Status.APPROVED else "The meeting is cancelled.")
    return meeting


def _check(meeting, chosen):
    allowed = set(who_may_be_cleared(meeting))
    if not chosen <= allowed:
        raise Refused("Choose people of the group or of the board’s office.")
    if not any(can_support(person, meeting.group) for person in chosen):
        raise Refused(NOBODY_LEFT)
