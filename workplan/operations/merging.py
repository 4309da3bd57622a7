"""The chair's fourth answer: a proposal is taken with another, or with an item of the agenda.

Whoever proposed what is merged is told, and stays named on the item. When what it was merged into is not taken after
all, it waits for an answer again.
"""

from django.db import transaction
from django.utils import timezone

from agencies.models import Event
from agencies.permissions import require
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.lifecycle import lock, move
from workplan.models import AgendaItem, Proposal
from workplan.operations.answering import tell_proposer
from workplan.permissions import can_run, is_cleared

Status = Proposal.Status
WAITING = (Status.PROPOSED, Status.DEFERRED)
NO_TARGET = "Choose another proposal that waits for the same meeting, or an item of its agenda that was not taken yet."
ITSELF = "A proposal is not merged into itself."
ANSWERED = "Somebody else has answered one of these proposals. Look at them again before you go on."


@transaction.atomic
def merge(meeting, proposals, *, into, reason="", by) -> list[Proposal]:
    """Merge waiting proposals of a meeting `into` another of them or an item of its agenda; return them.

    What had been merged into one of them goes along.
    """
    require(can_run(by, meeting.group))
    seen = Proposal.objects.visible_to(by).filter(pk__in=[one.pk for one in proposals])
    require(seen.count() == len(set(proposals)))
    meeting = lock(meeting)
    if not (meeting.is_coming or meeting.in_session):
        raise Refused(f"This meeting is {meeting.get_status_display().lower()}. Its proposals are no longer merged.")
    target = _target(meeting, into, by)
    chosen = [lock(one) for one in sorted(proposals, key=lambda one: one.pk)]
    if not chosen:
        raise Refused("Choose at least one proposal.")
    if any(one.pk == getattr(target["merged_into"], "pk", None) for one in chosen):
        raise Refused(ITSELF)
    if any(one.meeting_id != meeting.pk or one.status not in WAITING for one in chosen):
        raise Refused(ANSWERED)
    for proposal in chosen:
        proposal.merged.update(**target)
        stamps = {"answered_by": by, "answered_at": timezone.now(), "reason": reason.strip()}
        move(proposal, Status.MERGED, **stamps, **target)
        Event.record("proposal.merged", by=by, about=proposal, into=into.uid)
        tell_proposer("proposal_answered", proposal, key=proposal.answered_at.isoformat())
    return chosen


def _target(meeting, into, by):
    """What the merged proposals will point to: a proposal, where there is one behind the item, else the item."""
    if isinstance(into, AgendaItem):
        item = lock(into)
        if item.meeting_id != meeting.pk or item.closed_at or not is_cleared(by, item):
            raise Refused(NO_TARGET)
        if item.proposal_id is None:
            return {"merged_into": None, "merged_into_item": item}
        return {"merged_into": lock(item.proposal), "merged_into_item": None}
    proposal = lock(into)
    if proposal.meeting_id != meeting.pk or proposal.status not in WAITING:
        raise Refused(NO_TARGET)
    return {"merged_into": proposal, "merged_into_item": None}


def release(merged, *, by):
    """Let these merged proposals wait for an answer again, and tell who proposed them."""
    for proposal in merged.select_for_update(of=("self",)).order_by("pk"):
        free = {"merged_into": None, "merged_into_item": None, "answered_by": None, "answered_at": None, "reason": ""}
        move(proposal, Status.PROPOSED, **free)
        Event.record("proposal.unmerged", by=by, about=proposal)
        tell_proposer("proposal_answered", proposal, key=f"again:{timezone.now().isoformat()}")


def release_from(proposal, *, by):
    """Let what was merged into a proposal wait again, for that is not taken. Where it had become a restricted item,
    what went into it stays with it."""
    if not proposal.items.filter(is_restricted=True).exists():
        release(proposal.merged.all(), by=by)


def take_along(proposal):
    """Let what was merged into a proposal go to the meeting where that is now."""
    proposal.merged.update(meeting=proposal.meeting)
