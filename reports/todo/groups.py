"""What waits in a board's groups: terms of reference whose review is due."""

from django.urls import reverse
from django.utils import timezone

from agencies.models import Group, TermsOfReference
from agencies.permissions import can_manage_people
from lscb_portal.lib.periods import add_working_days
from reports.todo.todo import Todo

NOTICE = 20
MINUTES = 60


def terms_to_review(user, board):
    """Terms of reference to be reviewed within four working weeks, or that should have been: a line a group."""
    if not can_manage_people(user, board):
        return []
    groups = Group.objects.visible_to(user).of_board(board)
    newest = {terms.group_id: terms for terms in _in_order(groups)}
    soon = add_working_days(timezone.localdate(), NOTICE)
    return [_todo(board, terms) for terms in newest.values() if terms.review_on <= soon]


def _in_order(groups):
    """The versions of all the groups, oldest first: the last of each is in force."""
    versions = TermsOfReference.objects.filter(group__in=groups).select_related("group")
    return versions.defer("purpose", "membership", "delegated_authority").order_by("version")


def _todo(board, terms):
    return Todo(
        title=f"Have the terms of reference of {terms.group.short_name} reviewed",
        why=f"Version {terms.version} was agreed by {terms.agreed_by}, to be reviewed by this day.",
        kind="Groups",
        minutes=MINUTES,
        due=terms.review_on,
        url=reverse("agencies:terms", args=[board.slug, terms.group.uid]),
    )
