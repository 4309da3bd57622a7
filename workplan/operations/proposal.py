"""Proposing items, and the chair's answers. Every answer is told to whoever proposed."""

from django.db import transaction
from django.utils import timezone

from agencies.models import Event
from agencies.permissions import require
from audits.models import AnswerChallenge
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.lifecycle import lock, move
from lscb_portal.lib.once import made_before, make_once
from workplan.models import Action, AgendaItem, Proposal, ProposalLink
from workplan.operations.agenda import require_reason_when_late
from workplan.operations.answering import tell_proposer
from workplan.operations.clearance import keep_restricted
from workplan.operations.merging import release_from, take_along
from workplan.operations.placing import append, check_minutes
from workplan.permissions import can_answer_proposal, can_propose, can_withdraw

Status = Proposal.Status


@transaction.atomic
def propose(meeting, *, uid, title, why, purpose, minutes, action=None, challenge=None, by) -> Proposal:
    """Propose an item for a coming meeting. The same `uid` twice is one proposal.

    It may be about an `action` and a `challenge` to an agency's answer that the person may read.
    """
    require(can_propose(by, meeting))
    meeting = lock(meeting)
    if made := made_before(meeting.group.proposals.filter(proposed_by=by), uid):
        return made
    if not meeting.is_coming:
        raise Refused(f"This meeting is {meeting.get_status_display().lower()}. Propose the item for the next one.")
    check_minutes(minutes)
    proposal = make_once(
        Proposal,
        uid=uid,
        group=meeting.group,
        meeting=meeting,
        title=title,
        why=why,
        purpose=purpose,
        minutes=minutes,
        proposed_by=by,
        agency=_agency_of(by, meeting.group),
    )
    _link(proposal, action, challenge, by)
    Event.record("proposal.made", by=by, about=proposal, meeting=meeting.uid)
    return proposal


def _link(proposal, action, challenge, by):
    """Say what the proposal is about: only what its proposer may read at this board."""
    board = proposal.group.board
    if action:
        require(Action.objects.visible_to(by).of_board(board).filter(pk=action.pk).exists())
        ProposalLink.objects.create(proposal=proposal, action=action)
    if challenge:
        require(AnswerChallenge.objects.visible_to(by).of_board(board).filter(pk=challenge.pk).exists())
        ProposalLink.objects.create(proposal=proposal, challenge=challenge)


def _agency_of(person, group):
    seat = person.seats.current().filter(group=group, agency__isnull=False).select_related("agency").first()
    return seat and seat.agency


@transaction.atomic
def withdraw(proposal, *, by) -> Proposal:
    """Take back an item that one has proposed and that is not on an agenda."""
    require(can_withdraw(by, proposal))
    proposal = lock(proposal)
    move(proposal, Status.WITHDRAWN)
    Event.record("proposal.withdrawn", by=by, about=proposal)
    release_from(proposal, by=by)
    return proposal


@transaction.atomic
def accept(proposal, *, late_reason="", by) -> AgendaItem:
    """Put a proposal on its meeting's agenda, before what closes it; once agreed, it is late and needs the reason."""
    require(can_answer_proposal(by, proposal))
    meeting = lock(proposal.meeting)
    proposal = _locked(proposal, meeting)
    require_reason_when_late(meeting, late_reason)
    _answer(proposal, Status.ACCEPTED, by)
    item = append(
        meeting,
        late_reason=late_reason.strip() if not meeting.is_agenda_open else "",
        title=proposal.title,
        purpose=proposal.purpose,
        minutes=proposal.minutes,
        lead=_lead(proposal),
        proposal=proposal,
    )
    keep_restricted(item, by=by)
    Event.record("proposal.accepted", by=by, about=proposal, meeting=meeting.uid, late=item.is_late)
    _tell(proposal)
    return item


def _lead(proposal):
    agency = f", {proposal.agency.short_name}" if proposal.agency else ""
    return f"{proposal.proposed_by.name}{agency}"[:120]


@transaction.atomic
def defer(proposal, *, to, reason="", by) -> Proposal:
    """Put a proposal off to a later meeting, where it waits for an answer again."""
    require(can_answer_proposal(by, proposal))
    here, to = _lock_both(proposal.meeting, to)
    proposal = _locked(proposal, here)
    if to.group_id != proposal.group_id or not to.is_coming or to.date <= here.date:
        raise Refused("Choose a later meeting of the same group.")
    _answer(proposal, Status.DEFERRED, by, meeting=to, reason=reason.strip())
    take_along(proposal)
    Event.record("proposal.deferred", by=by, about=proposal, meeting=to.uid)
    _tell(proposal)
    return proposal


@transaction.atomic
def decline(proposal, *, reason, by) -> Proposal:
    """Say no to a proposal, with the reason that its proposer will read."""
    require(can_answer_proposal(by, proposal))
    return turn_down(proposal, reason=reason, by=by)


def turn_down(proposal, *, reason, by) -> Proposal:
    """Decline a proposal inside an operation that has checked who does it."""
    proposal = _locked(proposal, lock(proposal.meeting))
    if not reason.strip():
        raise Refused("Give a reason: the member who proposed it will read it.")
    _answer(proposal, Status.DECLINED, by, reason=reason.strip())
    Event.record("proposal.declined", by=by, about=proposal)
    release_from(proposal, by=by)
    _tell(proposal)
    return proposal


# Left behind ----------------------------------------------------------------------------------------------------------


def pass_on(group, *, by):
    """Send the proposals that wait for a meeting that is over to the group's next one, and tell who proposed them.

    Where none is planned they stay until one is. The page of their meeting says so.
    """
    ahead = list(group.meetings.to_begin())
    left = group.proposals.left_behind().select_for_update(of=("self",)).select_related("meeting", "proposed_by")
    for proposal in left.order_by("pk") if ahead else ():
        following = _after(proposal.meeting, ahead)
        proposal.passed_on_from, proposal.meeting = proposal.meeting, following
        proposal.save(update_fields=["passed_on_from", "meeting"])
        Event.record("proposal.passed_on", by=by, about=proposal, meeting=following.uid)
        take_along(proposal)
        tell_proposer("proposal_passed_on", proposal, key=str(following.uid))


def _after(meeting, ahead):
    """The first of the meetings ahead that is not before `meeting`, so that what was deferred is not taken early.

    Where all are earlier (another day was planned in its place), the last of them.
    """
    return next((each for each in ahead if each.date >= meeting.date), ahead[-1])


def _lock_both(one, other):
    """Lock two meetings in the order of their ids; return them as given."""
    locked = {meeting.pk: lock(meeting) for meeting in sorted((one, other), key=lambda meeting: meeting.pk)}
    return locked[one.pk], locked[other.pk]


def _locked(proposal, meeting):
    """Lock the proposal after its meeting, and make sure it was not put off to another one in between."""
    proposal = lock(proposal)
    if proposal.meeting_id != meeting.pk:
        raise Refused("Somebody else has answered this proposal. Look at it again before you go on.")
    return proposal


def _answer(proposal, status, by, **more):
    move(proposal, status, answered_by=by, answered_at=timezone.now(), **more)


def _tell(proposal):
    tell_proposer("proposal_answered", proposal, key=proposal.answered_at.isoformat())
