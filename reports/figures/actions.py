"""How the board's actions go. Overdue follows from the date and is never typed: it is red whatever the owner says."""

import datetime as dt

from django.db.models import Q
from django.utils import timezone

from workplan.models import Action, Delivery

DUE_NEXT_DAYS = 90
# The letter of each state, in the order of the bar. Grey is not a colour of blame: nothing is due yet.
STATES = {
    "B": "Delivered in the quarter or since",
    "G": "On course",
    "A": "Slipping, with a plan",
    "R": "Overdue",
    "N": "Not started, not yet due",
}
LETTERS = {
    Delivery.DELIVERED: "B",
    Delivery.ON_COURSE: "G",
    Delivery.SLIPPING: "A",
    Delivery.NOT_STARTED: "N",
}


def actions_of(board, quarter, on) -> dict:
    """Return the open actions and those delivered since the quarter began: counts by state, the overdue, the next due.

    `on` is the day they are as at. `days` of an overdue action are calendar days since its present date.
    """
    actions = [action for action in _actions(board, quarter) if timezone.localdate(action.created_at) <= on]
    counts = dict.fromkeys(STATES, 0)
    for action in actions:
        counts[letter_of(action, on)] += 1
    open_ones = [action for action in actions if action.delivery != Delivery.DELIVERED]
    soon = on + dt.timedelta(days=DUE_NEXT_DAYS)
    return {
        "counts": counts,
        "total": len(actions),
        "overdue": [_row(action) | {"days": (on - action.due_on).days} for action in open_ones if action.due_on < on],
        "due_next": [_row(action) for action in open_ones if on <= action.due_on <= soon],
    }


def letter_of(action, on) -> str:
    """Return the BRAG letter of an action on a day."""
    return "R" if action.is_overdue(on) else LETTERS[Delivery(action.delivery)]


def _actions(board, quarter):
    began = timezone.make_aware(dt.datetime.combine(quarter.start, dt.time.min))
    recent = Q(delivered_at__gte=began) | ~Q(delivery=Delivery.DELIVERED)
    return (
        Action.objects.of_board(board)
        .open_to_all()
        .filter(recent)
        .select_related("owner", "agency")
        .order_by("due_on", "number")
    )


def _row(action):
    return {
        "reference": action.reference,
        "title": action.title,
        "owner": action.owner.name,
        "agency": action.agency.short_name if action.agency else "",
        "due_on": action.due_on,
        "original_due_on": action.original_due_on,
        "state": action.get_delivery_display(),
    }
