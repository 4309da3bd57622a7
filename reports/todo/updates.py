"""What waits in service updates: to write the page of one's own agency."""

from agencies.models import Post, Seat
from agencies.roles import Role
from reports.todo.todo import Todo, day
from workplan.updating import awaited_of, due_of

MINUTES_TO_WRITE = 20
WRITERS = {Role.LEAD, Role.SUBGROUP_CHAIR, Role.SUBGROUP_MEMBER, Role.BOARD_MEMBER}


def own_updates(user, board):
    """The service updates that the person's own agencies have not sent."""
    if not user.roles_at(board) & WRITERS:
        return []
    own = {held.agency_id for held in user.holdings_at(board) if isinstance(held, Post | Seat)} - {None}
    return [_update(one) for one in awaited_of(own, board, user)] if own else []


def _update(update):
    return Todo(
        title=f"Write the service update of {update.agency.short_name}",
        why=f"One page for {update.meeting.group.short_name}, {day(update.meeting.date)}. “Nothing to report” counts.",
        kind="Service update",
        minutes=MINUTES_TO_WRITE,
        due=due_of(update.round),
        url=update.get_absolute_url(),
    )
