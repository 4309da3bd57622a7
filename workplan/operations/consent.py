"""Items for consent: marked before the agenda is agreed, objected to before the meeting or at it, taken in one act."""

from uuid import uuid5

from django.db import transaction
from django.utils import timezone

from agencies.models import Event
from agencies.permissions import require
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.lifecycle import lock
from lscb_portal.lib.once import made_before, make_once
from workplan.models import AgendaItem, BroughtForward, Consent, Meeting, Objection, Outcome, Purpose
from workplan.operations.agenda import require_open
from workplan.operations.decision import record_decision
from workplan.permissions import can_object, can_run, can_run_item, can_support_item, is_cleared

NOT_FOR_CONSENT = "This item is not for consent any more: it is taken in full, or has been taken."
BEFORE = (Meeting.Status.AGENDA_AGREED, Meeting.Status.PAPERS_ISSUED)
# What is recorded on an item taken by consent.
WORDING = {Outcome.AGREED: "Agreed by consent: {}", Outcome.NOTED: "Noted by consent: {}"}


@transaction.atomic
def mark_for_consent(item, *, marked, by) -> None:
    """Put an item forward to be taken by consent, or take that back, before the agenda is agreed."""
    require(can_run_item(by, item))
    require_open(lock(item.meeting))
    item = lock(item)
    if marked and item.is_restricted:
        raise Refused("A restricted item is taken by those cleared for it, and not by consent.")
    if marked and BroughtForward.objects.filter(item=item, kind=BroughtForward.Kind.MINUTES).exists():
        raise Refused("Minutes are approved by a decision of their own, and not by consent.")
    if marked == Consent.objects.filter(item=item).exists():
        return
    if marked:
        Consent.objects.create(item=item, marked_by=by)
    else:
        Consent.objects.filter(item=item).delete()
    Event.record("agenda.item_for_consent", by=by, about=item, marked=marked)


@transaction.atomic
def object_to(item, *, uid, reason, by) -> Objection:
    """A member asks before the meeting that an item is taken in full, and says why. The same `uid` twice is once."""
    require(can_object(by, item.meeting) and is_cleared(by, item))
    meeting = lock(item.meeting)
    if made := made_before(Objection.objects.filter(consent__item=item), uid):
        return made
    if meeting.status not in BEFORE:
        raise Refused(f"This meeting is {meeting.get_status_display().lower()}. Say at the meeting that you object.")
    if not reason.strip():
        raise Refused("Say why the meeting should take it in full.")
    seat = by.seats.current().filter(group=meeting.group, agency__isnull=False).select_related("agency").first()
    facts = {"person": by, "name": by.name, "agency": seat and seat.agency, "reason": reason.strip()}
    return _object(item, uid, by, **facts)


@transaction.atomic
def note_objection(item, attendee, *, uid, reason="", by) -> Objection:
    """Note in session that a member on the register wants an item taken in full. The same `uid` twice is once."""
    require(can_support_item(by, item))
    meeting = lock(item.meeting)
    if made := made_before(Objection.objects.filter(consent__item=item), uid):
        return made
    if not meeting.in_session:
        raise Refused("This is noted while the meeting is in session.")
    if attendee.meeting_id != meeting.pk or not attendee.counts:
        raise Refused("Choose a member on this meeting’s register: advisers, observers and guests do not object.")
    facts = {"person": attendee.person, "name": attendee.name, "agency": attendee.agency, "reason": reason.strip()}
    return _object(item, uid, by, at_meeting=True, **facts)


def _object(item, uid, by, **facts):
    consent = Consent.objects.filter(item=item, decision=None, item__is_restricted=False).first()
    if consent is None:
        raise Refused(NOT_FOR_CONSENT)
    if consent.objections.filter(name=facts["name"]).exists():
        raise Refused(f"{facts['name']} has objected already. The item is taken in full.")
    objection = make_once(Objection, uid=uid, consent=consent, recorded_by=by, **facts)
    Event.record("item.objected_to", by=by, about=item, objection=objection.uid)
    return objection


@transaction.atomic
def take_consent(meeting, *, by) -> list[AgendaItem]:
    """Take every item that still stands for consent: one for decision is agreed, any other noted; all of them or none.

    Each decision is stamped with the quorum that the meeting has for that very item.
    """
    require(can_run(by, meeting.group))
    meeting = lock(meeting)
    if not meeting.in_session:
        raise Refused(f"This meeting is {meeting.get_status_display().lower()}, not in session.")
    waiting = Consent.objects.waiting().filter(item__meeting=meeting).select_related("item__meeting__group__board")
    taken = [_take(consent, by) for consent in waiting.order_by("item__position", "pk")]
    if not taken:
        raise Refused("No item stands for consent any more.")
    Event.record("meeting.consent_taken", by=by, about=meeting, items=[item.uid for item in taken])
    return taken


def _take(consent, by):
    item = lock(consent.item)
    outcome = Outcome.AGREED if item.purpose == Purpose.DECIDE else Outcome.NOTED
    uid = uuid5(item.uid, "consent")
    try:
        decision = record_decision(item, uid=uid, wording=WORDING[outcome].format(item.title), outcome=outcome, by=by)
    except Refused as refusal:
        raise Refused(f"“{item.title}” cannot be taken by consent. {refusal}") from refusal
    consent.decision = decision
    consent.save(update_fields=["decision"])
    item.started_at = item.closed_at = timezone.now()
    item.save(update_fields=["started_at", "closed_at"])
    return item
