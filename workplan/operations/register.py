"""The register: arrivals and departures with their times, slips put right, people who were not expected."""

from django.db import transaction
from django.utils import timezone

from agencies.models import Event
from agencies.permissions import require
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.lifecycle import lock
from lscb_portal.lib.once import made_before, make_once
from workplan.models import Attendee, Movement
from workplan.operations.session import accounts_by_name, add_deputy
from workplan.permissions import can_support

GUEST = "guest"
NEWER = "The register has something newer of {name}, from {at:%H:%M}. Look whether it is right."
COUNTED = "{decision} was recorded at {at:%H:%M} with the register as it stood. {advice}"


@transaction.atomic
def arrive(attendee, *, by, mode=Movement.Mode.PRESENT, at=None) -> Movement | None:
    """Note that somebody is here, in the room or on the line, from `at` (default: now).

    Nothing happens, and None is returned, when they already are in that way: two people may tap at once.
    """
    return _note(attendee, Movement.Kind.ARRIVED, mode, at, by)


@transaction.atomic
def leave(attendee, *, by, at=None) -> Movement | None:
    """Note that somebody has gone; None when they were not here."""
    return _note(attendee, Movement.Kind.LEFT, None, at, by)


@transaction.atomic
def note_late(attendee, *, kind, at, by) -> Movement | None:
    """Note what was tapped at the moment `at`, while there was no connection to say so; None when it is known already.

    It gets its own moment, so that the register is true. Where a decision was recorded since, with the register as it
    stood, the movement counts from now on; where the register has something newer of the person, it is refused.
    """
    require(can_support(by, attendee.meeting.group))
    meeting = _require_in_session(lock(attendee.meeting))
    at = max(at, meeting.opened_at)
    last = attendee.movements.standing().last()
    if last and last.kind == kind:
        return None
    if last and at <= last.at:
        raise Refused(NEWER.format(name=attendee.name, at=timezone.localtime(last.at)))
    decision = meeting.decisions.last()
    counted = decision is not None and at <= decision.decided_at
    mode = Movement.Mode.PRESENT if kind == Movement.Kind.ARRIVED else None
    return _note(attendee, kind, mode, None if counted else at, by)


def _note(attendee, kind, mode, at, by):
    require(can_support(by, attendee.meeting.group))
    meeting = _require_in_session(lock(attendee.meeting))
    last = attendee.movements.standing().last()
    if _is_so_already(last, kind, mode):
        return None
    now = timezone.now()
    _check_time(meeting, last, at, now)
    movement = Movement.objects.create(
        attendee=attendee,
        kind=kind,
        mode=mode or last.mode,
        at=at or now,
        recorded_by=by,
    )
    Event.record(f"register.{kind}", by=by, about=attendee, at=movement.at, mode=movement.mode)
    return movement


def _is_so_already(last, kind, mode):
    if kind == Movement.Kind.LEFT:
        return last is None or last.kind == kind
    return last is not None and (last.kind, last.mode) == (kind, mode)


def _check_time(meeting, last, at, now):
    """Refuse a typed time in the future, on another day, before the person's last movement or a recorded decision."""
    if at is None:
        return
    if at > now:
        raise Refused("That time has not come yet.")
    if timezone.localdate(at) != timezone.localdate(meeting.opened_at):
        raise Refused("Give a time on the day of the meeting.")
    if last and at <= last.at:
        raise Refused(f"The register has them at {timezone.localtime(last.at):%H:%M}. Give a later time.")
    decision = meeting.decisions.last()
    if decision and at <= decision.decided_at:
        raise Refused(_counted(decision, "Give a later time."))


def _counted(decision, advice):
    return COUNTED.format(decision=decision.reference, at=timezone.localtime(decision.decided_at), advice=advice)


@transaction.atomic
def undo(attendee, *, by) -> Movement:
    """Take back somebody's last movement, a slip of the finger. The row stays and says when it was taken back."""
    require(can_support(by, attendee.meeting.group))
    meeting = _require_in_session(lock(attendee.meeting))
    last = attendee.movements.standing().last()
    if last is None:
        raise Refused(f"The register has no movement of {attendee.name}.")
    decision = meeting.decisions.last()
    if decision and last.at <= decision.decided_at:
        raise Refused(_counted(decision, "Record what is true now, and correct the decision if it was wrong."))
    last.voided_at = timezone.now()
    last.save(update_fields=["voided_at"])
    Event.record("register.taken_back", by=by, about=attendee, kind=last.kind, at=last.at)
    return last


@transaction.atomic
def add_person(meeting, *, uid, name, deputy_for=None, mode=Movement.Mode.PRESENT, by) -> Attendee:
    """Add somebody nobody expected, who is here now: a deputy for a line of the register, or a guest.

    A deputy carries the agency of the member; a guest never counts. The same `uid` twice is one line.
    """
    require(can_support(by, meeting.group))
    meeting = _require_in_session(lock(meeting))
    if there := made_before(meeting.attendees.all(), uid):
        return there
    name = " ".join(name.split())
    if deputy_for is None:
        added = make_once(Attendee, uid=uid, meeting=meeting, name=name, role=GUEST)
    else:
        added = _deputy(meeting, uid, name, deputy_for)
    Event.record("register.added", by=by, about=added, role=added.role)
    _note(added, Movement.Kind.ARRIVED, mode, None, by)
    return added


def _deputy(meeting, uid, name, member):
    if member.meeting_id != meeting.pk or member.seat_id is None:
        raise Refused("Choose whom the deputy stands in for.")
    deputy = add_deputy(member, name, accounts_by_name(meeting, meeting.seats), uid=uid)
    if deputy is None:
        raise Refused(f"{name} is on the register already for {member.agency}.")
    return deputy


@transaction.atomic
def note_apologies(attendee, *, given, by) -> Attendee:
    """Note that a member's apologies were received, or that they were not."""
    require(can_support(by, attendee.meeting.group))
    _require_in_session(lock(attendee.meeting))
    attendee = lock(attendee)
    if attendee.apologies != given:
        attendee.apologies = given
        attendee.save(update_fields=["apologies"])
        Event.record("register.apologies", by=by, about=attendee, given=given)
    return attendee


def _require_in_session(meeting):
    if not meeting.in_session:
        raise Refused("The register is kept while the meeting is in session.")
    return meeting
