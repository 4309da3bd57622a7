"""Ringing for background work. A bell may be missed: the record itself says what is owed, and a sweep finds it."""

from contextlib import contextmanager
from contextvars import ContextVar

from celery import current_app
from django.db import transaction

_muffled = ContextVar("muffled", default=False)


def ring(task: str, *ids: int) -> None:
    """Send the task of that name once the transaction commits; a dead broker then is logged, not raised.

    By name, so that operations import no tasks; ids only, so that no words of a record travel through the broker.
    """
    if not _muffled.get():
        transaction.on_commit(lambda: current_app.send_task(task, args=ids), robust=True)


@contextmanager
def muffled():
    """Ring for nobody inside the block: whoever writes history (a demonstration's) settles what it owes."""
    token = _muffled.set(True)
    try:
        yield
    finally:
        _muffled.reset(token)
