"""The kinds of guard, each on a small table of its own."""

import pytest
from django.db import DatabaseError, connection, transaction

from lscb_portal.lib import guards
from lscb_portal.lib.guards import AppendOnly, Frozen, FrozenWhen

TABLE = "portal_guarded"
MESSAGE = "A closed row's title never changes; not by 1 %."


def run(sql):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def rows():
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id, title, hash, closed FROM {TABLE} ORDER BY id")
        return cursor.fetchall()


@pytest.fixture
def guarded(db, monkeypatch):
    """A function that puts the given guard, and no other, on a table with one open and one closed row."""
    run(
        f"CREATE TABLE {TABLE} (id integer PRIMARY KEY, title varchar(40), hash varchar(40), closed integer,"
        " redacted_at timestamp NULL)"
    )
    run(f"INSERT INTO {TABLE} VALUES (1, 'open', 'h1', 0, NULL), (2, 'closed', 'h2', 1, NULL)")
    guards.lift(connection)

    def guard(with_guard):
        monkeypatch.setattr(guards, "GUARDS", (with_guard,))
        guards.install(connection)
        assert guards.installed(connection) == guards.declared(connection)

    return guard


def refused(sql, message):
    before = rows()
    with pytest.raises(DatabaseError, match=message):
        run(sql)
    assert rows() == before


def test_append_only_lets_rows_be_added_and_nothing_else(guarded):
    guarded(AppendOnly(TABLE))

    run(f"INSERT INTO {TABLE} VALUES (3, 'new', 'h3', 0, NULL)")
    refused(f"UPDATE {TABLE} SET title = title", "portal_guarded is append-only.")
    refused(f"DELETE FROM {TABLE} WHERE id = 3", "portal_guarded is append-only.")
    if connection.vendor == "postgresql":
        refused(f"TRUNCATE {TABLE}", "portal_guarded is append-only.")


def test_a_frozen_row_allows_one_redaction_of_its_words(guarded):
    guarded(Frozen(TABLE, redactable=("title",)))

    refused(f"UPDATE {TABLE} SET title = 'x' WHERE id = 1", "portal_guarded is frozen.")
    refused(f"UPDATE {TABLE} SET redacted_at = '2026-11-18', hash = 'x' WHERE id = 1", "portal_guarded is frozen.")
    refused(f"DELETE FROM {TABLE}", "portal_guarded is frozen.")
    run(f"UPDATE {TABLE} SET title = '', redacted_at = '2026-11-18' WHERE id = 1")
    assert rows()[0] == (1, "", "h1", 0)
    refused(f"UPDATE {TABLE} SET title = 'y', redacted_at = '2026-11-19' WHERE id = 1", "portal_guarded is frozen.")


def test_a_condition_freezes_the_named_columns_of_the_rows_it_holds_for(guarded):
    guarded(FrozenWhen(TABLE, columns=("title",), when="{row}.closed = 1", message=MESSAGE))

    run(f"UPDATE {TABLE} SET title = 'still open' WHERE id = 1")
    run(f"UPDATE {TABLE} SET hash = 'another' WHERE id = 2")
    refused(f"UPDATE {TABLE} SET title = 'x' WHERE id = 2", "A closed row's title never changes; not by 1 %.")
    refused(f"DELETE FROM {TABLE} WHERE id = 2", "A closed row")
    run(f"DELETE FROM {TABLE} WHERE id = 1")


def test_a_row_cannot_be_changed_and_opened_in_one_statement(guarded):
    guarded(FrozenWhen(TABLE, columns=("title",), when="{row}.closed = 1", message=MESSAGE))

    refused(f"UPDATE {TABLE} SET title = 'x', closed = 0 WHERE id = 2", "A closed row")


def test_a_condition_may_forbid_new_rows_too(guarded):
    guarded(
        FrozenWhen(TABLE, columns=("title",), when="{row}.closed = 1", message=MESSAGE, events=("INSERT", "UPDATE"))
    )

    run(f"INSERT INTO {TABLE} VALUES (3, 'new', 'h3', 0, NULL)")
    refused(f"INSERT INTO {TABLE} VALUES (4, 'new', 'h4', 1, NULL)", "A closed row")


def test_emptying_a_text_to_nothing_counts_as_a_change(guarded):
    """NULL is compared too: on either engine `=` would let it pass."""
    guarded(FrozenWhen(TABLE, columns=("title",), when="{row}.closed = 1", message=MESSAGE))

    refused(f"UPDATE {TABLE} SET title = NULL WHERE id = 2", "A closed row")


def test_a_guard_on_a_table_that_is_not_there_waits_for_it(guarded, monkeypatch):
    monkeypatch.setattr(guards, "GUARDS", (AppendOnly("portal_to_come"),))

    assert guards.install(connection) == 0
