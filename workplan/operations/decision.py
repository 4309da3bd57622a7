"""Recording what the meeting decides, stamped with the quorum of that very moment."""

from django.db import transaction
from django.utils import timezone

from agencies.models import Event
from agencies.permissions import require
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.hashing import sha256_of
from lscb_portal.lib.lifecycle import lock
from lscb_portal.lib.once import made_before, make_once
from workplan.models import Decision, Meeting, Outcome
from workplan.models.decision import BINDING
from workplan.operations.minutes import require_draft
from workplan.operations.numbering import next_number
from workplan.permissions import can_run
from workplan.room import room

NOT_QUORATE = "The meeting is not quorate: it can note or defer, and cannot agree, reject or recommend. {}"


@transaction.atomic
def record_decision(item, *, uid, wording, outcome, dissent="", by) -> Decision:
    """Record a decision on an item of a meeting in session. The same `uid` twice is one decision.

    The register is read under the meeting's lock, so nobody can come or go between the stamp and the decision.
    """
    require(can_run(by, item.meeting.group))
    meeting = lock(item.meeting)
    if made := made_before(item.decisions.filter(corrects=None), uid):
        return made
    if not meeting.in_session:
        raise Refused(f"This meeting is {meeting.get_status_display().lower()}. Decisions are recorded in session.")
    return _write(item, meeting, by, stamp_of(meeting), uid=uid, wording=wording, outcome=outcome, dissent=dissent)


@transaction.atomic
def correct_decision(decision, *, uid, wording, outcome, dissent="", by) -> Decision:
    """Put a decision right by a new one; the first stays as it was and is marked corrected.

    In session the group decides anew, with the quorum of now. Afterwards only the words can be put right: outcome and
    stamp stay those of the moment the group decided.
    """
    require(can_run(by, decision.group))
    if decision.meeting is None:
        raise Refused("A decision by e-mail is put right by a new one.")
    meeting = lock(decision.meeting)
    if made := made_before(Decision.objects.filter(corrects=decision), uid):
        return made
    if later := Decision.objects.filter(corrects=decision).first():
        raise Refused(f"{decision.reference} has been corrected by {later.reference}. Correct that one.")
    stamp = _stamp_for_correction(decision, meeting, outcome)
    facts = {"uid": uid, "wording": wording, "outcome": outcome, "dissent": dissent, "corrects": decision}
    return _write(decision.item, meeting, by, stamp, **facts)


def _stamp_for_correction(decision, meeting, outcome):
    if meeting.in_session:
        return stamp_of(meeting)
    if meeting.status != Meeting.Status.DRAFT_MINUTES:
        raise Refused("The minutes are approved. A decision can only be changed by a new one at a meeting.")
    require_draft(meeting)
    if outcome != decision.outcome:
        raise Refused("The meeting is over: its words can be put right, what it decided cannot.")
    return {name: getattr(decision, name) for name in ("quorate", "agencies_present", "quorum_sentence", "decided_at")}


def stamp_of(meeting) -> dict:
    """Return the quorum of a locked meeting at this moment, as a decision keeps it.

    Never earlier than the last movement, should two servers' clocks differ: what has been recorded counts.
    """
    there = room(meeting)
    state = there.quorum
    return {
        "quorate": state.quorate,
        "agencies_present": state.count,
        "quorum_sentence": state.sentence,
        "decided_at": max(timezone.now(), there.last_movement or timezone.now()),
    }


def _write(item, meeting, by, stamp, *, corrects=None, **facts):
    return write(meeting.board, by, stamp, meeting=meeting, item=item, corrects=corrects, **facts)


def write(board, by, stamp, *, uid, outcome, wording, dissent, corrects=None, **where) -> Decision:
    """Write a decision with the next number, stamped with the quorum of its moment, and record it.

    `where` it was taken: `meeting` and `item`, or `by_email`.
    """
    _check(outcome, wording, stamp)
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
    )
    return decision


def _check(outcome, wording, stamp):
    if outcome not in Outcome.values:
        raise Refused("Choose an outcome.")
    if not wording.strip():
        raise Refused("Write down what was decided.")
    if outcome in BINDING and not stamp["quorate"]:
        raise Refused(NOT_QUORATE.format(stamp["quorum_sentence"]))
