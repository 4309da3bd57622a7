"""Recording what the meeting decides, stamped with the quorum of that very moment."""

from django.db import transaction
from django.utils import timezone

from agencies.models import Event
from agencies.permissions import require
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.hashing import sha256_of
from lscb_portal.lib.lifecycle import lock
from lscb_portal.lib.once import made_before, make_once
from workplan.mandate import Mandate, mandate
from workplan.models import Authority, Decision, Meeting, Outcome
from workplan.models.decision import BINDING
from workplan.operations.minutes import require_draft
from workplan.operations.numbering import next_number
from workplan.permissions import can_run, can_run_item, is_cleared
from workplan.room import room

STAMP = ("authority", "quorate", "agencies_present", "quorum_sentence", "decided_at")
RATIFYING = (Outcome.AGREED, Outcome.REJECTED)
APPROVED_MINUTES = (
    "{} approved the minutes of {:%-d %B %Y}. What is wrong with them is put right by a correction of the minutes."
)


@transaction.atomic
def record_decision(item, *, uid, wording, outcome, dissent="", ratifies=None, by) -> Decision:
    """Record a decision on an item of a meeting in session. The same `uid` twice is one decision.

    `ratifies` is a decision of this group that was taken without a quorum; agreed, it holds from now on, not agreed it
    never held. Raises Refused when the meeting's mandate on this item does not allow the outcome. The register is read
    under the meeting's lock, so nobody can come or go between the stamp and the decision.
    """
    require(can_run_item(by, item))
    meeting = lock(item.meeting)
    if made := made_before(item.decisions.filter(corrects=None), uid):
        return made
    if not meeting.in_session:
        raise Refused(f"This meeting is {meeting.get_status_display().lower()}. Decisions are recorded in session.")
    facts = {"uid": uid, "wording": wording, "outcome": outcome, "dissent": dissent, "ratifies": ratifies}
    stamp = _stamp_now(meeting, item, outcome)
    if ratifies:
        _check_ratifying(meeting, ratifies, outcome, stamp)
    return _write(item, meeting, by, stamp, **facts)


def _check_ratifying(meeting, ratifies, outcome, stamp):
    waiting = Decision.objects.to_ratify().filter(meeting__group=meeting.group)
    if not waiting.filter(pk=ratifies.pk).exists():
        raise Refused(f"{ratifies.reference} is not waiting to be ratified by this group.")
    _check_yes_or_no(ratifies, outcome, stamp)


def _check_yes_or_no(ratifies, outcome, stamp):
    """Refuse to ratify without a quorum, and anything but a yes or a no."""
    if not stamp["quorate"]:
        raise Refused(f"Only a quorate meeting ratifies. {stamp['quorum_sentence']}")
    if outcome not in RATIFYING:
        raise Refused(f"Say whether the meeting agrees to {ratifies.reference} or does not.")


@transaction.atomic
def correct_decision(decision, *, uid, wording, outcome, dissent="", by) -> Decision:
    """Put a decision right by a new one; the first stays as it was and is marked corrected.

    In session the group decides anew, with the quorum of now. Afterwards only the words can be put right: outcome and
    stamp stay those of the moment the group decided. Refused for one that approved minutes: they rest on it. One that
    ratifies still says yes or no, with a quorum.
    """
    require(can_run(by, decision.group))
    if decision.meeting is None:
        raise Refused("The meeting’s quorum says nothing of a decision by e-mail.")
    require(is_cleared(by, decision.item))
    meeting = lock(decision.meeting)
    if made := made_before(Decision.objects.filter(corrects=decision), uid):
        return made
    if approval := getattr(decision, "approves", None):
        raise Refused(APPROVED_MINUTES.format(decision.reference, approval.version.record.meeting.day))
    require_standing(decision)
    stamp = _stamp_for_correction(decision, meeting, outcome)
    if decision.ratifies:
        _check_yes_or_no(decision.ratifies, outcome, stamp)
    facts = {"uid": uid, "wording": wording, "outcome": outcome, "dissent": dissent, "corrects": decision}
    facts["ratifies"] = decision.ratifies
    return _write(decision.item, meeting, by, stamp, **facts)


def require_standing(decision) -> None:
    """Refuse to correct a decision that a later one has corrected."""
    if later := Decision.objects.filter(corrects=decision).first():
        raise Refused(f"{decision.reference} has been corrected by {later.reference}. Correct that one.")


def _stamp_for_correction(decision, meeting, outcome):
    if meeting.in_session:
        return _stamp_now(meeting, decision.item, outcome)
    if meeting.status != Meeting.Status.DRAFT_MINUTES:
        raise Refused("The minutes are approved. A decision can only be changed by a new one at a meeting.")
    require_draft(meeting)
    if outcome != decision.outcome:
        raise Refused("The meeting is over: its words can be put right, what it decided cannot.")
    return stamp_of(decision)


def stamp_of(decision) -> dict:
    """The moment of a decision and its quorum, as whatever only puts its words right keeps them."""
    return {name: getattr(decision, name) for name in STAMP}


def mandate_of(item, quorum) -> Mandate:
    """Return what the meeting of an item may do on it, by the quorum it has for it and by its rule."""
    discretion = hasattr(item, "discretion")
    return mandate(item.meeting.quorum_rule, quorum.quorate, chosen=item.without_quorum, discretion=discretion)


def _stamp_now(meeting, item, outcome) -> dict:
    """Return the quorum of a locked meeting for an item at this moment, as a decision of this outcome keeps it.

    Who leaves for the item because of an interest does not count. Never earlier than the last movement, should two
    servers' clocks differ: what has been recorded counts. Refused where the meeting may not decide this.
    """
    there = room(meeting, item=item)
    state = there.quorum
    allowed = mandate_of(item, state)
    if outcome in Outcome.values and not allowed.allows(outcome):
        raise Refused(f"{allowed.words} {state.sentence}")
    return {
        "authority": allowed.authority if outcome in BINDING else Authority.QUORUM,
        "quorate": state.quorate,
        "agencies_present": state.count,
        "quorum_sentence": state.sentence,
        "decided_at": max(timezone.now(), there.last_movement or timezone.now()),
    }


def _write(item, meeting, by, stamp, *, corrects=None, **facts):
    return write(meeting.board, by, stamp, meeting=meeting, item=item, corrects=corrects, **facts)


def write(board, by, stamp, *, uid, outcome, wording, dissent, ratifies=None, corrects=None, **where) -> Decision:
    """Write a decision with the next number, stamped with the quorum of its moment, and record it.

    `where` it was taken: `meeting` and `item`, or `by_email` with the `correction_reason` of one that puts another
    right; what it `ratifies`, if anything.
    """
    _check(outcome, wording)
    decision = make_once(
        Decision,
        uid=uid,
        board=board,
        number=next_number(Decision.objects.all(), board),
        wording=wording.strip(),
        outcome=outcome,
        dissent=dissent.strip(),
        recorded_by=by,
        corrects=corrects,
        ratifies=ratifies,
        **where,
        **stamp,
    )
    Event.record(
        "decision.corrected" if corrects else "decision.recorded",
        by=by,
        about=decision,
        outcome=outcome,
        quorate=decision.quorate,
        agencies_present=decision.agencies_present,
        wording_sha256=sha256_of(decision.wording),
        corrects=corrects and corrects.uid,
        authority=decision.authority,
        ratifies=ratifies and ratifies.uid,
    )
    return decision


def _check(outcome, wording):
    if outcome not in Outcome.values:
        raise Refused("Choose an outcome.")
    if not wording.strip():
        raise Refused("Write down what was decided.")
