"""The meeting itself: opened with a copy of its seats and its rule, led from item to item, closed."""

import uuid

from django.db import transaction
from django.utils import timezone

from agencies import quorum
from agencies.models import Event, SeatRole
from agencies.permissions import require
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.lifecycle import lock, move
from workplan.models import AgendaItem, Attendee, Meeting, Reply
from workplan.operations.carrying import carry_to, leave, lock_with_next
from workplan.operations.proposal import pass_on
from workplan.permissions import can_run, can_support
from workplan.room import who

NO_RULE = "This group has no quorum rule yet, so nobody could tell whether the meeting may decide."


@transaction.atomic
def open_meeting(meeting, *, by) -> Meeting:
    """Begin a meeting whose agenda is agreed. Seats, agencies and rule are copied as they are on the day it opens,
    which need not be the planned one: what changes later changes nothing.

    Apologies and deputies come from the replies. Nobody is here until the register says so.
    """
    require(can_run(by, meeting.group))
    meeting = lock(meeting)
    now = timezone.now()
    rule = rule_of(meeting.group, timezone.localdate(now))
    move(meeting, Meeting.Status.IN_SESSION, opened_at=now, opened_by=by, quorum_rule=rule)
    _write_register(meeting)
    Event.record("meeting.opened", by=by, about=meeting, rule=rule)
    return meeting


def rule_of(group, day) -> dict:
    """Return the group's rule of quorum on a day; Refused where there is none, or none that can be read."""
    version = group.quorum_rule_on(day)
    if version is None:
        raise Refused(NO_RULE)
    try:
        quorum.validate(version.rule)
    except ValueError as fault:
        raise Refused(f"The group's quorum rule cannot be read. {fault}") from fault
    return version.rule


def _write_register(meeting):
    seats = meeting.seats
    replies = {reply.seat_id: reply for reply in meeting.replies.all()}
    lines = {}
    for seat in sorted(seats, key=lambda seat: seat.role == SeatRole.DEPUTY):
        lines[seat.pk] = _line_of(meeting, seat, replies.get(seat.pk), lines)
    accounts, chosen = accounts_by_name(meeting, seats), accounts_by_seat(meeting)
    for reply in replies.values():
        if reply.answer == Reply.Answer.DEPUTY and reply.seat_id in lines:
            own = {who(None, reply.deputy_name): chosen[reply.seat_id]} if reply.seat_id in chosen else {}
            add_deputy(lines[reply.seat_id], reply.deputy_name, accounts | own, uid=uuid.uuid4())


def accounts_by_name(meeting, seats):
    """{name: account} of those who have a seat, and of deputies whom a member chose by their account."""
    deputies = meeting.deputies.standing().exclude(person=None).select_related("person")
    people = [deputy.person for deputy in deputies] + [seat.person for seat in seats]
    return {who(None, person.name): person for person in people}


def accounts_by_seat(meeting):
    """{a seat's id: the account that its member chose as deputy}: two deputies of one name are two people."""
    deputies = meeting.deputies.standing().exclude(person=None).select_related("person")
    return {deputy.seat_id: deputy.person for deputy in deputies}


def _line_of(meeting, seat, reply, lines):
    """Copy a seat as it is now. A deputy, standing or named, is absent until they come."""
    return Attendee.objects.create(
        meeting=meeting,
        seat=seat,
        person=seat.person,
        name=seat.person.name,
        role=seat.role,
        counts=seat.counts,
        deputy_for=lines.get(seat.deputy_for_id),
        apologies=reply is not None and reply.answer in (Reply.Answer.APOLOGIES, Reply.Answer.DEPUTY),
        **agency_of(seat.agency),
    )


def agency_of(agency) -> dict:
    """Return what is copied of a seat's agency, so that a quorum stays as it was counted."""
    if agency is None:
        return {}
    return {
        "agency": agency,
        "legal_body_id": agency.legal_body_id,
        "kind": agency.kind,
        "is_statutory_partner": agency.is_statutory_partner,
    }


def add_deputy(member, name, accounts, *, uid) -> Attendee | None:
    """Add a line for whoever stands in for `member` (a line of the register), unless they stand in already or come for
    the same agency anyway.

    A deputy whose account is known (`accounts`, by name) keeps it, so that one person is not counted as two.
    """
    if member.deputies.filter(name__iexact=name).exists():
        return None
    beside = member.meeting.attendees.filter(agency=member.agency_id, deputy_for=None, counts=True)
    if beside.exclude(pk=member.pk).filter(name__iexact=name).exists():
        return None
    return Attendee.objects.create(
        uid=uid,
        meeting=member.meeting,
        person=accounts.get(who(None, name)),
        name=name,
        role=SeatRole.DEPUTY,
        counts=member.counts,
        deputy_for=member,
        agency=member.agency,
        legal_body=member.legal_body,
        kind=member.kind,
        is_statutory_partner=member.is_statutory_partner,
    )


@transaction.atomic
def start_item(item, *, by) -> AgendaItem:
    """Take an item up, closing the one that was being taken. The clock of a restricted item is run by whoever keeps the
    minutes, cleared for it or not.

    An item taken up again goes on from the minutes it had used: its start moves forward by the time it lay aside.
    """
    require(can_support(by, item.meeting.group))
    meeting = _require_in_session(lock(item.meeting))
    item = lock(item)
    if item.started_at and not item.closed_at:
        return item
    now = timezone.now()
    running = meeting.items.filter(started_at__isnull=False, closed_at__isnull=True)
    running.update(closed_at=now)
    item.started_at = now - (item.closed_at - item.started_at) if item.closed_at else now
    item.closed_at = None
    item.save(update_fields=["started_at", "closed_at"])
    Event.record("item.started", by=by, about=item)
    return item


@transaction.atomic
def close_item(item, *, by) -> AgendaItem:
    """Leave an item."""
    require(can_support(by, item.meeting.group))
    _require_in_session(lock(item.meeting))
    item = lock(item)
    if item.started_at is None:
        raise Refused("This item has not been begun.")
    if item.closed_at is None:
        item.closed_at = timezone.now()
        item.save(update_fields=["closed_at"])
        Event.record("item.closed", by=by, about=item)
    return item


@transaction.atomic
def close_meeting(meeting, *, by) -> Meeting:
    """End the meeting, with whatever item was being taken. What was captured becomes the draft minutes.

    What it did not come to, put off or adjourned goes to the group's next agenda; proposals that it did not answer wait
    for an answer there.
    """
    require(can_run(by, meeting.group))
    meeting, following = lock_with_next(meeting)
    now = timezone.now()
    meeting.items.filter(started_at__isnull=False, closed_at__isnull=True).update(closed_at=now)
    leave(meeting, by=by)
    move(meeting, Meeting.Status.DRAFT_MINUTES, closed_at=now)
    if following:
        carry_to(following, by=by)
    pass_on(meeting.group, by=by)
    Event.record("meeting.closed", by=by, about=meeting)
    return meeting


def _require_in_session(meeting):
    if not meeting.in_session:
        raise Refused(f"This meeting is {meeting.get_status_display().lower()}, not in session.")
    return meeting
