"""Reminding an agency of evidence that is due to be looked at again: once for each item and each day it is due.

One letter for everything that is new, to the agency's leads and, for what they added themselves, its contributors.
Who has left by the time it is sent, or may no longer read the item, gets none. What nobody keeps while there is no
lead waits for the next one.
"""

from itertools import groupby

from django.db import transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from agencies.models import Board, User
from agencies.models.board import Membership
from agencies.operations.notification import notify
from agencies.roles import Role
from audits.library import SOON
from audits.models import EvidenceItem


def remind_of_evidence(today=None) -> int:
    """Remind of every item in use whose review is due within 30 days or overdue; return how many were told of anew.

    Safe to run twice, at once too.
    """
    today = today or timezone.localdate()
    due = Q(review_due_on__lte=today + SOON) & (Q(reminded_of=None) | ~Q(reminded_of=F("review_due_on")))
    found = EvidenceItem.objects.current().filter(due).order_by("agency", "review_due_on", "pk")
    agencies = [agency for agency, _ in groupby(found.values_list("agency", flat=True))]
    return sum(_remind_agency(agency, due) for agency in agencies)


@transaction.atomic
def _remind_agency(agency_id, due):
    """Write to whoever keeps an agency's items, and note the items that somebody was told of; return their number."""
    locked = EvidenceItem.objects.select_for_update(of=["self"], no_key=True).current().filter(due, agency=agency_id)
    items = list(locked.select_related("agency", "added_by").order_by("review_due_on", "pk"))
    board = _board_of(agency_id)
    if not items or board is None:
        return 0
    keepers = _by_keeper(items)
    told_of = {item.pk for own in keepers.values() for item in own}
    EvidenceItem.objects.filter(pk__in=told_of).update(reminded_of=F("review_due_on"))
    for person, own in keepers.items():
        key = f"review {own[0].review_due_on}"
        link = reverse("audits:library", args=[board.slug]) + "?show=due"
        notify("audits/evidence_due", [person], about=own[0], board=board, link=link, key=key)
    return len(told_of)


def _board_of(agency_id):
    """The board through whose pages the agency reaches its library: the first that it joined."""
    current = Membership.objects.current().filter(agency=agency_id).order_by("pk")
    return Board.objects.filter(pk__in=current.values("board")[:1]).first()


def _by_keeper(items):
    """{person: the items that they keep}: the leads keep all, a contributor what they added."""
    agency = items[0].agency
    found = dict.fromkeys(User.objects.at(agency, Role.LEAD), items)
    for contributor in User.objects.at(agency, Role.CONTRIBUTOR):
        own = [item for item in items if item.added_by == contributor]
        if own and contributor not in found:
            found[contributor] = own
    return found
