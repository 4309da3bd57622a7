"""May this person? Questions about meetings and what comes of them. *When* it may be done is an operation's guard."""

from agencies.models import Seat
from agencies.models.group import CHAIRING, COUNTED_ROLES
from agencies.permissions import can_enter_for_others
from agencies.roles import BOARD_ROLES, Permission, granted
from workplan.models import Action, Meeting, Proposal


def seat_roles(user, group) -> frozenset[str]:
    """Return the roles of the seats this person holds in `group` today."""
    seats = (held for held in user.holdings_at(group.board) if isinstance(held, Seat))
    return frozenset(seat.role for seat in seats if seat.group_id == group.pk)


def sits_on(user, group) -> bool:
    return bool(seat_roles(user, group))


def can_run(user, group) -> bool:
    """Agree the agenda, open and close the meeting and record decisions: the group's own chair or vice-chair."""
    chairs = not seat_roles(user, group).isdisjoint(CHAIRING)
    return chairs and user.may(Permission.RUN_MEETING, group.board)


def can_support(user, group) -> bool:
    """Plan meetings, keep the register and take minutes: the board's office, and the chair of this very group."""
    office = granted(user.roles_at(group.board).intersection(BOARD_ROLES), Permission.SUPPORT_MEETING)
    return (office and user.is_active) or can_run(user, group)


def can_read(user, meeting) -> bool:
    return Meeting.objects.visible_to(user).filter(pk=meeting.pk).exists()


def can_object(user, meeting) -> bool:
    """Ask that an item for consent is taken in full: a member of the group, or who stands in for one at the meeting."""
    member = not seat_roles(user, meeting.group).isdisjoint(COUNTED_ROLES)
    return user.is_active and (member or meeting.deputies.in_person(user).exists())


def can_read_draft(user, meeting) -> bool:
    """Read minutes that are still a draft: whoever keeps them, and the people of the group."""
    return can_support(user, meeting.group) or sits_on(user, meeting.group)


def can_read_minutes(user, meeting) -> bool:
    """Read minutes: approved ones whoever may read the meeting, a draft only the people of the group and the office."""
    approved = meeting.status == Meeting.Status.APPROVED
    # The people of the group first: asking who else may read the meeting is far more work.
    return can_read_draft(user, meeting) or (approved and can_read(user, meeting))


def can_read_version(user, version) -> bool:
    """Read one version of minutes: one that no meeting has approved only as a draft is read."""
    approved = version.approved_as is not None
    return (can_read_minutes if approved else can_read_draft)(user, version.record.meeting)


def can_suggest(user, meeting) -> bool:
    """Suggest what circulated minutes should say: the people of the group."""
    return user.is_active and sits_on(user, meeting.group)


def can_answer(user, asked) -> bool:
    """Answer a decision by e-mail for a seat: the member, their standing deputy, or whoever enters it for them."""
    own = user.is_active and asked.person_id == user.pk
    deputises = user.is_active and user.seats.current().filter(deputy_for=asked.seat_id).exists()
    return own or deputises or can_enter_for_others(user, asked.email_decision.group.board)


def may_propose(user, board) -> bool:
    """Propose items at all, for the meetings that one may read."""
    return user.may(Permission.PROPOSE_ITEM, board)


def can_propose(user, meeting) -> bool:
    """Propose an item for a meeting that one may read."""
    return may_propose(user, meeting.group.board) and can_read(user, meeting)


def can_answer_proposal(user, proposal) -> bool:
    """Accept, defer or decline a proposal: who chairs the group, unless a restricted item hides it from them."""
    return can_run(user, proposal.group) and Proposal.objects.visible_to(user).contains(proposal)


def can_withdraw(user, proposal) -> bool:
    return user.is_active and proposal.proposed_by_id == user.pk


def can_reply(user, seat) -> bool:
    """Answer the invitation: the member, or whoever enters what came by telephone, letter or e-mail."""
    own = user.is_active and seat.person_id == user.pk
    return own or can_enter_for_others(user, seat.group.board)


def can_declare(user, person, board) -> bool:
    """Enter or end an interest of `person`: themself, or whoever enters what came by telephone, letter or e-mail."""
    own = user.is_active and user == person and user.may(Permission.READ_MEETINGS, board)
    return own or can_enter_for_others(user, board)


def can_update(user, action) -> bool:
    """Say how an action goes: its owner, or whoever enters what came by telephone, letter or e-mail."""
    own = user.is_active and action.owner_id == user.pk
    return own or (can_enter_for_others(user, action.board) and Action.objects.visible_to(user).contains(action))


def can_ask_for_meeting(user, group) -> bool:
    """Ask for an extra meeting: any member of the group (its terms of reference); advisers and observers do not."""
    return user.is_active and not seat_roles(user, group).isdisjoint(COUNTED_ROLES)


def can_prepare(user, meeting) -> bool:
    """Whether there is something to prepare: the person has a seat on the day, or stands in for one who has."""
    seated = any(seat.person_id == user.pk for seat in meeting.seats)
    return user.is_active and (seated or meeting.deputies.in_person(user).exists())


# Restricted items and papers -----------------------------------------------------------------------------------------


def is_cleared(user, item) -> bool:
    """Whether the person reads an item's words: everybody who reads its meeting, but for a restricted one."""
    return not item.is_restricted or item.clearances.filter(person=user.pk).exists()


def can_run_item(user, item) -> bool:
    """Decide on an item and have it on the agenda or not: who chairs the group and is cleared for the item."""
    return can_run(user, item.meeting.group) and is_cleared(user, item)


def can_support_item(user, item) -> bool:
    """Write on an item, restrict it and keep its papers: who prepares the meeting and is cleared for the item."""
    return can_support(user, item.meeting.group) and is_cleared(user, item)


def can_bring_papers(user, item) -> bool:
    """Bring papers for an item: whoever looks after them, and the member who proposed the item."""
    if can_support_item(user, item):
        return True
    proposed = item.proposal is not None and item.proposal.proposed_by_id == user.pk
    return proposed and user.is_active and is_cleared(user, item) and can_read(user, item.meeting)


def can_issue(user, meeting) -> bool:
    """Issue the papers, and have a pack made before they are issued."""
    return can_support(user, meeting.group)


# Service updates -----------------------------------------------------------------------------------------------------


def speaks_in_update(user, update) -> bool:
    """Whether the person is one of the agency's own who may write its update: its lead, or its member of the group."""
    return update.writers.filter(pk=user.pk).exists()


def can_write_update(user, update) -> bool:
    """Write an agency's update: its own people, or whoever enters what came by telephone, letter or e-mail."""
    return speaks_in_update(user, update) or can_enter_for_others(user, update.meeting.board)
