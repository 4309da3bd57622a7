"""Reminding an agency's leads of reviews and checks: once when one comes near, once when it is overdue.

One letter a day for everything that is new, so that thirty policies due on one day are not thirty letters. Each
reminder is a row, and a row is written once; the letter goes only if its reader still reviews policies there.
"""

from itertools import groupby

from django.db import transaction
from django.urls import reverse

from agencies.models import Board
from agencies.operations.notification import notify
from audits.models import PolicyAsk, PolicyReminder
from audits.policy_register import asks_of_board, people_reviewing, standings

What, When = PolicyReminder.What, PolicyReminder.When
KINDS = {When.SOON: "audits/policy_due", When.OVERDUE: "audits/policy_overdue"}


def remind_of_policies(today=None) -> int:
    """Remind of everything that is due within 30 days or overdue; return how many agencies got a letter.

    Safe to run twice, at once too.
    """
    return sum(_remind_board(board, today) for board in Board.objects.order_by("pk"))


def _remind_board(board, today):
    found = [standing for standing in standings(asks_of_board(board), today) if _falling_due(standing)]
    found.sort(key=lambda standing: standing.agency.pk)
    people = people_reviewing({standing.agency for standing in found})
    return sum(
        _remind_agency(board, agency, list(own), people[agency.pk])
        for agency, own in groupby(found, key=lambda standing: standing.agency)
        if people[agency.pk]
    )


def _falling_due(standing):
    """[(what, when, its day)] of one agency and one policy."""
    days = {What.REVIEW: standing.due, What.CHECK: standing.audit_due}
    soon = {What.REVIEW: standing.is_soon, What.CHECK: standing.audit_is_soon}
    late = [what for what, day in days.items() if day and day < standing.today]
    return [(what, When.OVERDUE, days[what]) for what in late] + [
        (what, When.SOON, days[what]) for what in days if soon[what]
    ]


@transaction.atomic
def _remind_agency(board, agency, found, people):
    """Write down what is new, and send one letter for what is near and one for what is late; whether any was new."""
    # The lock makes a second sweep wait and then find the rows written.
    list(PolicyAsk.objects.select_for_update().filter(pk__in=[one.ask.pk for one in found]).order_by("pk"))
    written = set(
        PolicyReminder.objects.filter(ask__in=[one.ask for one in found]).values_list("ask", "what", "when", "due_on")
    )
    new = [
        PolicyReminder(ask=one.ask, what=what, when=when, due_on=day)
        for one in found
        for what, when, day in _falling_due(one)
        if (one.ask.pk, what, when, day) not in written
    ]
    PolicyReminder.objects.bulk_create(new)
    for when, kind in KINDS.items():
        first = next((reminder for reminder in new if reminder.when == when), None)
        if first:
            link = reverse("audits:policy_agency", args=[board.slug, agency.uid])
            notify(kind, people, about=first, board=board, link=link, key="due")
    return bool(new)
