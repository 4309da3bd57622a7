"""Numbers that count on through a board's records (D-014, A-131), without gaps and never twice."""

from django.db.models import Max

from lscb_portal.lib.lifecycle import lock


def next_number(records, board) -> int:
    """Return the next number of `records` (a queryset of the board's decisions or actions).

    Locks the board until the transaction ends: two people recording at once get two numbers, and a number whose
    transaction fails is given again.
    """
    lock(board)
    return (records.filter(board=board).aggregate(last=Max("number"))["last"] or 0) + 1
