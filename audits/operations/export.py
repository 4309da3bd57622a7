"""Tables as files: once one leaves the portal nobody can take it back, so the ledger says who took which, and nobody
takes many in an hour."""

import datetime as dt
import hashlib

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from agencies.models import Event, User
from agencies.operations.notification import notify
from agencies.permissions import can_read_ledger, require
from agencies.roles import Role
from audits.permissions import can_read_policy_register, can_read_returns
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.lifecycle import lock

MATRIX, POLICIES, REFUSED = "matrix.exported", "policies.exported", "export.refused"
MOST, WITHIN = 10, dt.timedelta(hours=1)


def export_matrix(part, content: bytes, *, by, file, **chosen) -> bytes:
    """Hand out `content`, the matrix of a board's part in a round, and note who took it; return it.

    `file` is "csv" or "xlsx"; `chosen` says what it holds: whose ratings, standards or criteria, which kind of agency.
    """
    require(can_read_returns(by, part.board))
    return _hand_out(MATRIX, content, by=by, about=part.round, board=part.board, file=file, **chosen)


def export_policies(board, content: bytes, *, by, file, **chosen) -> bytes:
    """Hand out `content`, the register of a board's policies at every agency, and note who took it; return it.

    `chosen` says what it holds: which state, which tier, which kind of agency.
    """
    require(can_read_policy_register(by, board))
    return _hand_out(POLICIES, content, by=by, about=board, board=board, file=file, **chosen)


def _hand_out(verb, content, *, by, about, board, **facts):
    """Note it, or that it was too much: what was refused stands in the ledger too, and is told."""
    with transaction.atomic():
        again_at = _again_at(lock(by))
        if again_at is None:
            digest = hashlib.sha256(content).hexdigest()
            Event.record(verb, by=by, about=about, book=board, sha256=digest, **facts)
            return content
        Event.record(REFUSED, by=by, about=about, book=board, wanted=verb, **facts)
        _tell_the_office(board, by, again_at)
    raise Refused(
        f"You took {MOST} tables out of the portal within an hour, and nobody may take more. "
        f"From {timezone.localtime(again_at):%H:%M} on you can take the next; until then read it on the page."
    )


def _again_at(person):
    """When the person may take the next table; None for now. Each counts at whichever board it was taken."""
    taken = Event.objects.filter(by=person, verb__in=(MATRIX, POLICIES), at__gt=timezone.now() - WITHIN)
    latest = list(taken.order_by("-at", "-pk").values_list("at", flat=True)[:MOST])
    return latest[-1] + WITHIN + dt.timedelta(minutes=1) if len(latest) == MOST else None


def _tell_the_office(board, by, again_at):
    """Tell the board's office once until `again_at`; of the only person of the office its independent chair is told."""
    office = User.objects.with_board_role(board, Role.BUSINESS_MANAGER, Role.ADMINISTRATOR).exclude(pk=by.pk)
    key = f"{again_at:%Y-%m-%dT%H:%M}"
    for person in office or User.objects.with_board_role(board, Role.INDEPENDENT_CHAIR):
        reads = can_read_ledger(person, board)
        page = reverse("agencies:ledger" if reads else "reports:home", args=[board.slug])
        link = f"{page}?person={by.uid}" if reads else page
        notify("audits/export_refused", [person], about=by, board=board, link=link, key=key)
