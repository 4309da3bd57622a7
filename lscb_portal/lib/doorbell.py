"""Ringing for background work. A bell may be missed: the record itself says what is owed, and a sweep finds it."""

from celery import current_app
from django.db import transaction


def ring(task: str, *ids: int) -> None:
    """Send the task of that name once the transaction commits; a dead broker then is logged, not raised.

    By name, so that operations import no tasks; ids only, so that no words of a record travel through the broker.
    """
    transaction.on_commit(lambda: current_app.send_task(task, args=ids), robust=True)
