"""The minutes from draft to circulated: sent to the chair, cleared and frozen, told to the members, taken back."""

from uuid import uuid4

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from agencies.models import Event, User
from agencies.operations.notification import notify
from agencies.permissions import require
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.hashing import canonical, sha256_of
from lscb_portal.lib.lifecycle import lock, move
from lscb_portal.lib.once import make_once
from workplan.minuted import content_of, mark_of
from workplan.models import Meeting, Minutes, MinutesVersion
from workplan.operations import minutes_paper
from workplan.operations.telling import chairs_of
from workplan.permissions import can_read_draft, can_run, can_support

Status = Minutes.Status
CLEARED = "The chair has cleared these minutes. Take them back to draft before you change them."
CHANGED = "The minutes have changed since you read them. Here they are as they stand: read them, and clear them then."
FURTHEST_DAYS = 366


def locked_record(meeting) -> Minutes:
    """Return the minutes of a locked meeting that was held, locked; begun where nobody has moved them yet."""
    if meeting.status != Meeting.Status.DRAFT_MINUTES:
        raise Refused(f"This meeting is {meeting.get_status_display().lower()}: there is no draft of its minutes.")
    record, _ = Minutes.objects.get_or_create(meeting=meeting)
    return lock(record)


def require_draft(meeting) -> None:
    """Refuse to change what minutes hold once the chair has cleared them; a meeting in session has none yet."""
    cleared = Minutes.objects.filter(meeting=meeting).exclude(status__in=(Status.DRAFT, Status.WITH_CHAIR))
    if cleared.exists():
        raise Refused(CLEARED)


@transaction.atomic
def send_to_chair(meeting, *, by) -> Minutes:
    """Say that the draft is ready, and ask the chair of the group to clear it."""
    require(can_support(by, meeting.group))
    record = locked_record(lock(meeting))
    move(record, Status.WITH_CHAIR, **_first_draft(record, by))
    Event.record("minutes.drafted", by=by, about=record, mark=mark_of(record.meeting))
    tell(record, "minutes_to_clear", chairs_of(record.meeting.group), key=timezone.now().isoformat(), but=by)
    return record


def _first_draft(record, by):
    """The stamps of the first time that a draft went on; a later one changes nothing about when it was ready."""
    return {} if record.drafted_at else {"drafted_at": timezone.now(), "drafted_by": by}


@transaction.atomic
def clear(meeting, *, seen, by) -> MinutesVersion:
    """The chair clears the minutes as they were read (`seen` is their `mark_of`): they are frozen as a version."""
    require(can_run(by, meeting.group))
    record = locked_record(lock(meeting))
    if seen != mark_of(record.meeting):
        raise Refused(CHANGED)
    move(record, Status.CLEARED, **_first_draft(record, by))
    version = freeze(record, content_of(record.meeting), by=by)
    Event.record("minutes.cleared", by=by, about=record, version=version.number, sha256=version.sha256)
    return version


def freeze(record, content, *, by, reason="", uid=None) -> MinutesVersion:
    """Write the next version of locked minutes, and owe its PDF."""
    latest, text = record.latest, canonical(content)
    version = make_once(
        MinutesVersion,
        uid=uid or uuid4(),
        record=record,
        number=latest.number + 1 if latest else 1,
        content=text,
        sha256=sha256_of(text),
        reason=reason,
        made_by=by,
    )
    minutes_paper.owe_version(version, by=by)
    return version


@transaction.atomic
def take_back(meeting, *, reason, by) -> Minutes:
    """Open cleared or circulated minutes as a draft again, with a reason. Versions stay, and the chair clears anew."""
    require(can_support(by, meeting.group))
    record = locked_record(lock(meeting))
    if not reason.strip():
        raise Refused("Say why the minutes are written again.")
    told = record.status == Status.CIRCULATED
    move(record, Status.DRAFT, circulated_at=None, circulated_by=None, suggestions_until=None)
    Event.record("minutes.taken_back", by=by, about=record, reason_sha256=sha256_of(reason.strip()))
    if told:
        tell(record, "minutes_taken_back", people_of(record.meeting), key=timezone.now().isoformat(), but=by)
    return record


@transaction.atomic
def circulate(meeting, *, until, by) -> Minutes:
    """Tell the members that the cleared minutes are there to read; until the day they may suggest amendments."""
    require(can_support(by, meeting.group))
    record = locked_record(lock(meeting))
    check_until(until)
    stamps = {"circulated_at": timezone.now(), "circulated_by": by, "suggestions_until": until}
    move(record, Status.CIRCULATED, **stamps)
    latest = record.latest
    Event.record("minutes.circulated", by=by, about=record, version=latest.number, sha256=latest.sha256, until=until)
    tell(record, "minutes_circulated", people_of(record.meeting), key=f"version-{latest.number}", but=by)
    return record


def check_until(day):
    """Refuse a last day for suggestions that is over or absurdly far off."""
    if not 0 <= (day - timezone.localdate()).days <= FURTHEST_DAYS:
        raise Refused("Choose a day from today on, within a year.")


def people_of(meeting, may=can_read_draft):
    """Those with a seat in the group, and those with an account who were on the meeting's register, as far as they
    `may` read what they are told of: a deputy for one meeting reads no draft."""
    seated = meeting.group.seats.current().values("person")
    there = meeting.attendees.exclude(person=None).values("person")
    people = User.objects.active().filter(Q(pk__in=seated) | Q(pk__in=there)).order_by("pk")
    return [person for person in people if may(person, meeting)]


def tell(record, kind, people, *, key, but=None, link=""):
    """Tell people of the minutes, with a link to them."""
    meeting = record.meeting
    link = link or reverse("workplan:minutes", args=[meeting.board.slug, meeting.uid])
    people = [person for person in people if person.is_active and person != but]
    return notify(f"workplan/{kind}", people, about=record, board=meeting.board, link=link, key=key)
