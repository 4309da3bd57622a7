"""A clock that can be set, so that history happens at its own moments.

The ledger, the stamps and every guard ask `django.utils.timezone.now` what time it is, and model defaults hold that
very function. It cannot be replaced everywhere it is already known, so the `datetime` it reads is. The whole process
sees the set time: use it in one thread, in a command, never in a web server or a worker.
"""

from contextlib import contextmanager
from datetime import datetime

from django.utils import timezone


@contextmanager
def stopped_at(moment):
    """Let `timezone.now` and `timezone.localdate` answer with `moment` (an aware datetime) inside the block."""
    clock = timezone.datetime
    timezone.datetime = _stopped(moment)
    try:
        yield
    finally:
        timezone.datetime = clock


class _AnyDatetime(type):
    """Templates ask whether a value is a `timezone.datetime` before they show it in local time: every datetime is."""

    def __instancecheck__(cls, value):
        return isinstance(value, datetime)


def _stopped(moment):
    """Return a stand-in for `datetime` whose `now` is always `moment`."""

    class Stopped(datetime, metaclass=_AnyDatetime):
        @classmethod
        def now(cls, tz=None):
            return moment.astimezone(tz)

    return Stopped
