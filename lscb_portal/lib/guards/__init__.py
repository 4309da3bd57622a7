"""What the database itself refuses to change, on SQLite and PostgreSQL alike.

`promises` lists every promise, `kinds` says what each kind of promise refuses. `install` turns the promises into
triggers and `lift` takes them away. Our `migrate` and `flush` commands do both, because SQLite drops a table's
triggers when it alters the table and because append-only tables cannot be flushed.

An operation's own check comes first and says no in its own words. Should the database refuse after all, because two
people met in a way no check foresaw, `in_words` turns that into the same kind of refusal, with the promise's sentence.
"""

from django.db import DatabaseError

from lscb_portal.lib.errors import Refused
from lscb_portal.lib.guards.kinds import Guard
from lscb_portal.lib.guards.promises import GUARDS

# The error that our functions on PostgreSQL raise and nothing else does, of the class of broken constraints.
REFUSED = "23LSC"


def name_of(guard: Guard, event: str) -> str:
    """Return the name of the trigger that keeps `guard` at INSERT, UPDATE, DELETE or TRUNCATE."""
    return "_".join(filter(None, ("guard", guard.table, guard.name, event.lower())))


def rules(guard: Guard, columns: list[str], vendor: str) -> dict[str, str]:
    """Return event → condition under which it is refused, for one guard on a table with these columns."""
    if vendor == "postgresql":
        return guard.refusals(columns, "IS DISTINCT FROM")
    refusals = guard.refusals(columns, "IS NOT")
    return {event: condition for event, condition in refusals.items() if event != "TRUNCATE"}


def _sqlite(guard, event, condition):
    message = guard.message.replace("'", "''")
    yield (
        f"CREATE TRIGGER {name_of(guard, event)} BEFORE {event} ON {guard.table} FOR EACH ROW WHEN {condition} "
        f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
    )


def _postgresql(guard, event, condition):
    name = name_of(guard, event)
    result = {"DELETE": "OLD", "TRUNCATE": "NULL"}.get(event, "NEW")
    message = guard.message.replace("'", "''").replace("%", "%%")  # RAISE fills in what stands after a %
    yield (
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {condition} THEN RAISE EXCEPTION '{message}' USING ERRCODE = '{REFUSED}'; "
        f"END IF; RETURN {result}; END $$"
    )
    scope = "STATEMENT" if event == "TRUNCATE" else "ROW"
    yield f"CREATE TRIGGER {name} BEFORE {event} ON {guard.table} FOR EACH {scope} EXECUTE FUNCTION {name}()"


def install(connection, guards=GUARDS) -> int:
    """Put every guard whose table exists on `connection`'s database; return how many triggers there are now."""
    lift(connection)
    writer = _postgresql if _is_postgresql(connection) else _sqlite
    count = 0
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        for guard in (guard for guard in guards if guard.table in tables):
            columns = columns_of(cursor, guard.table)
            for event, condition in rules(guard, columns, connection.vendor).items():
                for statement in writer(guard, event, condition):
                    cursor.execute(statement)
                count += 1
    return count


def columns_of(cursor, table: str) -> list[str]:
    """Return the names of a table's columns. Django's introspection would parse the table's SQL, guard after guard."""
    cursor.execute(f"SELECT * FROM {table} LIMIT 0")
    return [column[0] for column in cursor.description]


def lift(connection) -> None:
    """Take every guard's trigger off the database, as migrations and the tests' flush need."""
    with connection.cursor() as cursor:
        for name in installed(connection):
            if _is_postgresql(connection):
                cursor.execute(f"DROP FUNCTION {name}() CASCADE")
            else:
                cursor.execute(f"DROP TRIGGER {name}")


def installed(connection) -> set[str]:
    """Return the names of the guards' triggers that the database has."""
    query = (
        "SELECT tgname FROM pg_trigger WHERE tgname LIKE 'guard\\_%' AND NOT tgisinternal"
        if _is_postgresql(connection)
        else "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'guard\\_%' ESCAPE '\\'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        return {name for (name,) in cursor.fetchall()}


def declared(connection, guards=GUARDS) -> set[str]:
    """Return the names of the triggers that `guards` ask for."""
    return {name_of(guard, event) for guard in guards for event in rules(guard, ["id"], connection.vendor)}


def in_words(execute, sql, params, many, context):
    """Run a statement, as a wrapper of Django's `connection.execute_wrapper`; a guard's no becomes a Refused."""
    try:
        return execute(sql, params, many, context)
    except DatabaseError as error:
        if sentence := _sentence_of(error.__cause__):
            raise Refused(sentence) from error
        raise


def _sentence_of(fault) -> str:
    """The sentence of the guard that the engine's error came from; empty when it came from none."""
    if getattr(fault, "pgcode", None) == REFUSED:
        return fault.diag.message_primary
    return str(fault) if getattr(fault, "sqlite_errorname", "") == "SQLITE_CONSTRAINT_TRIGGER" else ""


def _is_postgresql(connection):
    return connection.vendor == "postgresql"
