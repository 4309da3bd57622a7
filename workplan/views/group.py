"""The group that an address names, for whoever organises its meetings."""

from django.shortcuts import get_object_or_404

from agencies.models import Group
from agencies.permissions import require
from workplan.models.meeting import groups_read_by
from workplan.permissions import can_support


def organised_group(request, board, uid) -> Group:
    """A group of the board whose meetings the person plans; 403 for anybody else of the board."""
    group = get_object_or_404(Group.objects.visible_to(request.user).of_board(board), uid=uid)
    require(can_support(request.user, group))
    return group


def read_group(request, board, uid) -> Group:
    """A group of the board whose meetings the person may read."""
    return get_object_or_404(groups_read_by(request.user).filter(board=board), uid=uid)
