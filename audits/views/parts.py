"""What every page about a round of one board begins with."""

from django.shortcuts import get_object_or_404

from agencies.permissions import require
from audits.permissions import can_read_returns


def part_or_404(request, board, uid):
    """Return the board's part in the round; 404 where it has none, 403 for who may not read its returns."""
    parts = board.round_boards.select_related("board", "round__framework_version", "round__scale")
    part = get_object_or_404(parts, round__uid=uid)
    require(can_read_returns(request.user, board))
    return part
