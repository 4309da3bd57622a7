"""When a child may be unsafe: the record that somebody rang, and the alert until somebody says they have seen it."""

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from agencies.models import Event, SafetyRecord, User
from agencies.operations.notification import notify
from agencies.permissions import can_acknowledge_safety, can_record_safety, require
from agencies.roles import Permission, roles_with
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.lifecycle import lock
from lscb_portal.lib.once import made_before, make_once

HOUR = 60 * 60


@transaction.atomic
def record_safety(board, *, by, uid, **call) -> SafetyRecord:
    """Keep that `by` rang: `route`, `rung_at`, `recipient_role` and `outcome`. The business unit is told at once."""
    require(can_record_safety(by, board))
    lock(by)
    if made := made_before(board.safety_records.filter(recorded_by=by), uid):
        return made
    record = make_once(SafetyRecord, uid=uid, board=board, recorded_by=by, **call)
    Event.record("safety_record.made", by=by, about=record, route=record.route, rung_at=record.rung_at)
    alert(record)
    return record


@transaction.atomic
def acknowledge(record, *, by) -> None:
    """Say that the business unit has seen it; the alerts end."""
    require(can_acknowledge_safety(by, record.board))
    record = lock(record)
    if record.acknowledged_at:
        raise Refused(f"{record.acknowledged_by.name} has acknowledged this already.")
    record.acknowledged_by, record.acknowledged_at = by, timezone.now()
    record.save(update_fields=["acknowledged_by", "acknowledged_at"])
    Event.record("safety_record.acknowledged", by=by, about=record)


@transaction.atomic
def repeat_alerts() -> None:
    """Tell the business unit again, once in each hour, of what nobody has acknowledged."""
    for record in SafetyRecord.objects.waiting().select_related("board"):
        alert(record)


def alert(record) -> None:
    """Owe the business manager and the administrators a message, the first or the one of this hour."""
    hours = int((timezone.now() - record.recorded_at).total_seconds() // HOUR)
    unit = User.objects.with_board_role(record.board, *roles_with(Permission.ACKNOWLEDGE_SAFETY))
    link = reverse("agencies:safety_record", args=[record.board.slug, record.uid])
    notify("agencies/safety_alert", unit, about=record, board=record.board, link=link, key=f"hour-{hours}")
