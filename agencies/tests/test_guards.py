"""What the database itself refuses, on whichever engine the tests run; `make test` runs them on both."""

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from agencies.models import Event
from lscb_portal.lib import guards
from lscb_portal.lib.guards import GUARDS
from lscb_portal.lib.guards.kinds import AppendOnly, Frozen, FrozenWhen

GUARDED = sorted({guard.table for guard in GUARDS})


@pytest.fixture
def line(board, business_manager):
    with transaction.atomic():
        return Event.record("agency.added", by=business_manager, about=board)


def run(sql, *params):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, params)


def is_guarded():
    """Whether the database refuses to touch a line of the ledger."""
    try:
        run("UPDATE agencies_event SET verb = 'x'")
    except DatabaseError:
        return True
    return False


def test_every_guard_that_is_declared_is_installed(db):
    assert guards.installed(connection) == guards.declared(connection)


@pytest.mark.parametrize("table", GUARDED)
def test_every_column_of_a_guarded_table_is_frozen_or_may_change_for_a_reason(db, table):
    """A new column fails here until `promises` says which: that is the decision this test asks for."""
    with connection.cursor() as cursor:
        columns = set(guards.columns_of(cursor, table))
    frozen, may_change = {"id"}, {}
    for guard in (guard for guard in GUARDS if guard.table == table):
        frozen |= columns if isinstance(guard, AppendOnly | Frozen) else set(getattr(guard, "columns", ()))
        may_change |= getattr(guard, "may_change", {})

    assert frozen | set(may_change) == columns
    assert frozen & set(may_change) == set()
    assert all(reason.endswith(".") for reason in may_change.values())


@pytest.mark.parametrize(
    "guard", [guard for guard in GUARDS if isinstance(guard, FrozenWhen) and "status" in guard.columns], ids=str
)
def test_a_guards_steps_are_those_of_its_model(guard):
    model = next(model for model in apps.get_models() if model._meta.db_table == guard.table)
    columns = {field.column for field in model._meta.concrete_fields}
    held = {status for status in model.Status.values if f"'{status}'" in guard.when}
    if "<>" in guard.when:
        held = set(model.Status.values) - held

    assert set(guard.steps) == {(status, to) for status in held for to in model.STEPS.get(status, ())}
    assert {stamp for stamps in guard.steps.values() for stamp in stamps} <= columns


def test_there_is_a_guard_for_every_way_to_change_the_ledger(db):
    ways = {"postgresql": ("update", "delete", "truncate"), "sqlite": ("update", "delete")}[connection.vendor]

    found = {name for name in guards.installed(connection) if name.startswith("guard_agencies_event_")}

    assert found == {f"guard_agencies_event_{way}" for way in ways}


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE agencies_event SET facts = '{}'",
        "UPDATE agencies_event SET hash = previous",
        "UPDATE agencies_event SET by_id = by_id",
        "DELETE FROM agencies_event",
        "DELETE FROM agencies_event WHERE number = 1",
    ],
)
def test_no_statement_changes_a_line(line, sql):
    with pytest.raises(DatabaseError, match="agencies_event is append-only"):
        run(sql)

    assert Event.objects.get().hash == line.computed_hash()


def test_neither_does_django(line):
    with pytest.raises(DatabaseError), transaction.atomic():
        Event.objects.update(verb="x")
    line.verb = "x"
    with pytest.raises(DatabaseError), transaction.atomic():
        line.save()
    with pytest.raises(DatabaseError), transaction.atomic():
        line.delete()


def test_lines_may_be_added(line, business_manager, board):
    Event.record("agency.changed", by=business_manager, about=board)

    assert Event.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_flush_empties_the_ledger_and_puts_the_guards_back(line, board, business_manager):
    call_command("flush", interactive=False, verbosity=0)

    assert Event.objects.count() == 0
    assert guards.installed(connection) == guards.declared(connection)


@pytest.mark.django_db(transaction=True)
def test_migrate_puts_back_what_is_missing(line):
    guards.lift(connection)
    assert not is_guarded()

    call_command("migrate", verbosity=0)

    assert is_guarded()
    assert guards.installed(connection) == guards.declared(connection)


def test_installing_twice_is_installing_once(db):
    first = guards.install(connection)

    assert guards.install(connection) == first == len(guards.declared(connection))


def test_what_is_lifted_is_gone(line):
    guards.lift(connection)

    assert (guards.installed(connection), is_guarded()) == (set(), False)
