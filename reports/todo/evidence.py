"""What waits in the agency's library of evidence: items to look at again, and words to settle."""

from django.urls import reverse
from django.utils import timezone

from agencies.roles import Permission
from audits.library import SOON
from audits.models import EvidenceItem
from audits.permissions import can_keep_evidence
from reports.todo.todo import Todo, sentence, things

MINUTES_AN_ITEM = 10


def evidence_to_review(user, board):
    """Items whose review is due within 30 days or overdue, of those that the person keeps: one line."""
    if not any(user.may(each, board) for each in (Permission.ANSWER_RETURN, Permission.CONTRIBUTE)):
        return []
    today = timezone.localdate()
    items = (
        EvidenceItem.objects.of_board(board)
        .current()
        .filter(agency__in=user.posts.current().values("agency"), review_due_on__lte=today + SOON)
    )
    waiting = [
        item
        for item in items.select_related("agency", "added_by").order_by("review_due_on", "pk")
        if can_keep_evidence(user, item)
    ]
    return [_todo(board, waiting, today)] if waiting else []


def _todo(board, waiting, today):
    overdue = sum(item.review_due_on < today for item in waiting)
    one = len(waiting) == 1
    return Todo(
        title=f"Look again at {waiting[0] if one else things(len(waiting), 'item') + ' of evidence'}",
        why=_why(overdue, one),
        kind="Evidence",
        minutes=MINUTES_AN_ITEM * len(waiting),
        due=waiting[0].review_due_on,
        url=_address(board, waiting),
    )


def _why(overdue, one):
    if overdue and not one:
        return f"{sentence(things(overdue, 'is', 'are'))} overdue. Replace what there is a newer version of."
    return "Replace it with a newer version, or give it a new review date."


def _address(board, waiting):
    if len(waiting) == 1:
        return reverse("audits:library_item", args=[board.slug, waiting[0].uid])
    return reverse("audits:library", args=[board.slug]) + "?show=due"
