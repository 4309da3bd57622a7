"""What raw SQL can do to a row, past every operation: asked of the database itself, on whichever engine the tests run.

changeable(record)      the columns it can change as things stand
deletable(record)       whether it can delete the row
copyable(record)        whether it can add another like it
refusal(sql, *params)   the sentence with which a guard refuses a statement

Nothing is changed: what succeeds is rolled back. Only a guard's refusal counts; another constraint's does not.
"""

import datetime as dt
import json
import uuid

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from lscb_portal.lib import guards
from lscb_portal.lib.errors import Refused


def other_text(value):
    """Return another text that is no longer, for the column may be full."""
    return ("y" if value.startswith("x") else "x") + value[1:]


# Another value, by the kind of column; made from the present one where there is one.
ANOTHER = {
    "CharField": other_text,
    "TextField": other_text,
    "SlugField": other_text,
    "URLField": lambda value: "https://example.org/another",
    "UUIDField": lambda value: uuid.uuid4(),
    "BooleanField": lambda value: not value,
    "DateField": lambda value: (value or timezone.localdate()) + dt.timedelta(days=1),
    "DateTimeField": lambda value: (value or timezone.now()) + dt.timedelta(days=1),
    "TimeField": lambda value: dt.time(3, 3),
    "JSONField": lambda value: {"another": json.dumps(value)},
}


def changeable(record) -> set[str]:
    """Return the columns of the record's row that a plain UPDATE can change, its key included."""
    record = type(record)._base_manager.get(pk=record.pk)
    return {field.column for field in record._meta.concrete_fields if _changes(record, field)}


def _changes(record, field):
    kind = field.get_internal_type()
    value = getattr(record, field.attname)
    another = ANOTHER[kind](value) if kind in ANOTHER else (value or 0) + 1
    prepared = field.get_db_prep_save(another, connection)
    return allows(f"UPDATE {record._meta.db_table} SET {field.column} = %s WHERE id = %s", prepared, record.pk)


def deletable(record) -> bool:
    """Whether a plain DELETE can take the record's row, other rows that point at it aside."""
    return allows(f"DELETE FROM {record._meta.db_table} WHERE id = %s", record.pk)


def copyable(record, **columns) -> bool:
    """Whether a plain INSERT can add a row like the record's, with other values in `columns`."""
    names = [field.column for field in record._meta.concrete_fields if field.column != "id"]
    new = {"uid": uuid.uuid4().hex} if "uid" in names else {}
    new |= columns
    values = ", ".join("%s" if name in new else name for name in names)
    table = record._meta.db_table
    return allows(
        f"INSERT INTO {table} ({', '.join(names)}) SELECT {values} FROM {table} WHERE id = %s",
        *(new[name] for name in names if name in new),
        record.pk,
    )


def allows(sql, *params) -> bool:
    """Whether no guard refuses the statement."""
    return not refusal(sql, *params)


def refusal(sql, *params) -> str:
    """Return the sentence with which a guard refuses the statement; empty when none does."""
    try:
        with connection.execute_wrapper(guards.in_words), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, params)
            assert cursor.rowcount, f"No row is touched by {sql}"
            transaction.set_rollback(True)
    except Refused as refused:
        return str(refused)
    except IntegrityError:
        return ""
    return ""
