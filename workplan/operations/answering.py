"""Telling whoever proposed an item what became of it."""

from agencies.operations.notification import notify


def tell_proposer(kind, proposal, *, key):
    """Tell the proposer, with the way to the meeting the proposal is for now."""
    notify(
        f"workplan/{kind}",
        [proposal.proposed_by],
        about=proposal,
        board=proposal.group.board,
        link=proposal.meeting.get_absolute_url(),
        key=key,
    )
