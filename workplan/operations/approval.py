"""Minutes approved at a later meeting, as a true record or subject to amendments; and corrections of approved ones."""

import uuid as uuids

from django.db import transaction
from django.urls import reverse

from agencies.models import Event
from agencies.permissions import require
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.hashing import sha256_of
from lscb_portal.lib.lifecycle import lock, move
from lscb_portal.lib.once import made_before, make_once
from workplan.minuted import held, items_seen, with_words, words_of
from workplan.models import AgendaItem, Meeting, Minutes, MinutesApproval, MinutesVersion, Outcome
from workplan.operations import minutes_paper
from workplan.operations.decision import record_decision
from workplan.operations.discussion import LONGEST
from workplan.operations.minutes import freeze, people_of, tell
from workplan.permissions import can_read_minutes, can_run, can_support

Status = Minutes.Status
OVERTAKEN = "There is a newer version of these minutes than the one you had in front of you. Read it before you go on."
NEEDS_A_QUORUM = (
    "Minutes are approved by a quorate meeting, whatever else the group’s rule lets one without a quorum decide."
)
UNSEEN = "One of the amendments is for an item that you may not read."
NOT_YET = "These minutes have not been circulated, so the members have not read them."


@transaction.atomic
def approve(record, item, *, uid, seen, amendments=None, by) -> MinutesApproval:
    """Approve minutes at a later meeting of the group that is in session, on one of its items.

    `amendments` are {item's uid: its new words}: they become a new version first, and that one is approved. Approving
    is a decision of the meeting, with its quorum: without one it is refused. `seen` is the number of the version that
    the meeting had in front of it. The same `uid` twice is one approval.
    """
    require(can_run(by, item.meeting.group) and item.meeting.group_id == record.meeting.group_id)
    minuted, sitting = _lock_both(record.meeting, item.meeting)
    record = lock(record)
    if made := made_before(MinutesApproval.objects.filter(version__record=record), uid):
        return made
    version = _to_approve(record, minuted, sitting, seen)
    changed = _changed(version, amendments or {}, by)
    if changed:
        version = _amended(record, version, changed, sitting, by)
    wording = _wording(record, version, bool(changed))
    decision = record_decision(item, uid=uuids.uuid4(), wording=wording, outcome=Outcome.AGREED, by=by)
    if not decision.quorate:
        raise Refused(f"{NEEDS_A_QUORUM} {decision.quorum_sentence}")
    facts = {"version": version, "decision": decision, "amended": bool(changed), "approved_by": by}
    approval = make_once(MinutesApproval, uid=uid, **facts)
    if record.status != Status.APPROVED:
        move(record, Status.APPROVED)
        move(minuted, Meeting.Status.APPROVED)
    minutes_paper.owe_version(version, by=by)
    Event.record(
        "minutes.approved",
        by=by,
        about=record,
        version=version.number,
        sha256=version.sha256,
        decision=decision.uid,
        meeting=sitting.uid,
        item=item.uid,
        amended=approval.amended,
    )
    tell(record, "minutes_approved", people_of(minuted, may=can_read_minutes), key=f"version-{version.number}", but=by)
    return approval


def _lock_both(one, other):
    """Lock two meetings in the order of their ids; return them as given."""
    locked = {meeting.pk: lock(meeting) for meeting in sorted((one, other), key=lambda meeting: meeting.pk)}
    return locked[one.pk], locked[other.pk]


def _to_approve(record, minuted, sitting, seen):
    if sitting.pk == minuted.pk or not sitting.in_session or sitting.opened_at <= minuted.opened_at:
        raise Refused("Minutes are approved at a later meeting of the group, while it is in session.")
    if record.status != Status.CIRCULATED and record.correction is None:
        raise Refused(_why_not(record))
    if record.latest.number != seen:
        raise Refused(OVERTAKEN)
    return record.latest


def _why_not(record):
    return "These minutes are approved already." if record.status == Status.APPROVED else NOT_YET


def _changed(version, amendments, by):
    """The amendments that differ from the version's words. Raises Refused for words of no item, of one that `by` may
    not read, or too many."""
    content = held(version)
    words = words_of(content)
    if not set(amendments) <= set(words):
        raise Refused("One of the amendments is for an item that this meeting did not have.")
    if not set(amendments) <= items_seen(by, content):
        raise Refused(UNSEEN)
    changed = {item: text for item, text in amendments.items() if text != words[item]}
    if any(len(text) > LONGEST for text in changed.values()):
        raise Refused(f"Write at most {LONGEST:,} characters for one item.")
    return changed


def _amended(record, version, changed, sitting, by):
    """The version with the amendments. The items follow, but for a correction: their words are approved already."""
    if record.status != Status.APPROVED:
        for item in AgendaItem.objects.filter(meeting=record.meeting, uid__in=changed).order_by("pk"):
            item = lock(item)
            item.discussion, item.discussion_version = changed[str(item.uid)], item.discussion_version + 1
            item.save(update_fields=["discussion", "discussion_version"])
    reason = f"Amended by the meeting of {sitting.day:%-d %B %Y}, which approved it."
    return freeze(record, with_words(held(version), changed), by=by, reason=reason)


def _wording(record, version, amended):
    day = f"{record.meeting.day:%-d %B %Y}"
    if record.status == Status.APPROVED:
        return f"The correction to the minutes of {day} was approved, as in version {version.number}."
    if amended:
        return f"The minutes of {day} were approved subject to amendments, as in version {version.number}."
    return f"The minutes of {day} were approved as a true record."


@transaction.atomic
def correct(record, *, uid, words, reason, seen, by) -> MinutesVersion:
    """Put approved minutes right: a new version with other words on some items and a reason, for a meeting to approve.

    The approved version stays the minutes until then. `words` are {item's uid: its new words}; `seen` is the number of
    the version they were written over. The same `uid` twice is one version.
    """
    require(can_support(by, record.meeting.group))
    lock(record.meeting)
    record = lock(record)
    if made := made_before(record.versions.all(), uid):
        return made
    if record.status != Status.APPROVED:
        raise Refused("These minutes are not approved yet: change the draft.")
    if record.latest.number != seen:
        raise Refused(OVERTAKEN)
    if not reason.strip():
        raise Refused("Say why the minutes are corrected.")
    changed = _changed(record.latest, words, by)
    if not changed:
        raise Refused("Nothing is different yet. Change the words of an item.")
    version = freeze(record, with_words(held(record.latest), changed), by=by, reason=reason.strip(), uid=uid)
    facts = {"version": version.number, "sha256": version.sha256, "reason_sha256": sha256_of(version.reason)}
    Event.record("minutes.corrected", by=by, about=record, **facts)
    meeting = record.meeting
    link = reverse("workplan:minutes_changes", args=[meeting.board.slug, meeting.uid, version.number])
    tell(record, "minutes_corrected", people_of(meeting), key=f"version-{version.number}", but=by, link=link)
    return version
