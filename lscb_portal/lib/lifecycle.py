"""Moving a record through its states, so that a stale copy loses with a sentence and never in silence."""

from lscb_portal.lib.errors import Refused


def lock(record):
    """Return a fresh copy of `record`, locked until the transaction ends.

    Every operation begins with it. Without the lock two people can each pass a guard that only one of them should.
    Others may still write rows that refer to the record (a line of the ledger by this person): PostgreSQL looks at what
    a row refers to when it is committed, and a lock that stood in the way would make two wait for each other.
    """
    return record._meta.model._base_manager.select_for_update(no_key=True).get(pk=record.pk)


def can_move(record, to) -> bool:
    """Whether the record's own STEPS allow the step from its present status to `to`."""
    return to in record.STEPS.get(record.status, ())


def move(record, to, **stamps):
    """Move `record` to the status `to`, writing `stamps` (who and when) with it.

    Raises Refused when STEPS does not list the step, or when the record's status is no longer the one in hand.
    """
    if not can_move(record, to):
        raise Refused(f"This is {record.get_status_display().lower()}; it cannot become {to.label.lower()}.")
    changed = record._meta.model._base_manager.filter(pk=record.pk, status=record.status).update(status=to, **stamps)
    if not changed:
        raise Refused("Somebody else changed this a moment ago. Look at it again before you go on.")
    record.status = to
    for name, value in stamps.items():
        setattr(record, name, value)
