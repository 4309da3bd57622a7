"""A sweep goes over many records, and one that fails does not hold up those after it, hour after hour."""

from collections.abc import Callable, Iterable

import structlog
from celery.exceptions import SoftTimeLimitExceeded
from django.db import transaction

log = structlog.get_logger(__name__)


def each(records: Iterable, do: Callable, *, fault: str) -> int:
    """Call `do(record)` for every record, each in a transaction of its own; return for how many it did something.

    Whatever goes wrong with one is undone and logged as `fault`, and the sweep goes on; the next one tries it again.
    """
    return sum(_one(record, do, fault) for record in records)


def _one(record, do, fault) -> bool:
    try:
        with transaction.atomic():
            return bool(do(record))
    except SoftTimeLimitExceeded:
        raise
    except Exception:  # noqa: BLE001 (whatever is wrong with one record, the others are waited for)
        log.exception(fault, record=str(record.uid))
        return False
