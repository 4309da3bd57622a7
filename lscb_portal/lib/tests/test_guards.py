"""The kinds of guard, each on small tables of its own."""

import pytest
from django.db import DatabaseError, connection, transaction

from lscb_portal.lib import guards
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.guards.kinds import AppendOnly, Frozen, FrozenUnder, FrozenWhen, NotAddedWhen

TABLE = "portal_guarded"
MESSAGE = "A closed row's title never changes; not by 1 %."
COLUMNS = "id integer PRIMARY KEY, title varchar(40), hash varchar(40), status varchar(10) NOT NULL, parent_id integer"
CLOSED = FrozenWhen(TABLE, columns=("title", "status"), when="{row}.status = 'closed'", message=MESSAGE)
OF_CLOSED = FrozenUnder(
    TABLE,
    columns=("title", "parent_id"),
    when=f"EXISTS (SELECT 1 FROM {TABLE} p WHERE p.id = {{row}}.parent_id AND p.status = 'closed')",
    message=MESSAGE,
)


def run(sql):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def rows():
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id, title, hash, status, parent_id FROM {TABLE} ORDER BY id")
        return cursor.fetchall()


@pytest.fixture
def guarded(db):
    """A function that puts the given guards, and no others, on a table with an open, a closed and two lower rows."""
    run(f"CREATE TABLE {TABLE} ({COLUMNS}, redacted_at timestamp NULL)")
    run(f"INSERT INTO {TABLE} VALUES (1, 'one', 'h1', 'open', NULL, NULL), (2, 'two', 'h2', 'closed', NULL, NULL)")
    run(f"INSERT INTO {TABLE} VALUES (11, 'of one', 'h3', 'open', 1, NULL), (12, 'of two', 'h4', 'open', 2, NULL)")
    guards.lift(connection)

    def guard(*with_guards):
        guards.install(connection, with_guards)
        assert guards.installed(connection) == guards.declared(connection, with_guards)

    return guard


def refused(sql, message=MESSAGE):
    before = rows()
    with pytest.raises(DatabaseError, match=message):
        run(sql)
    assert rows() == before


def never_emptied(message):
    """Only PostgreSQL can empty a table in one stroke."""
    if connection.vendor == "postgresql":
        refused(f"TRUNCATE {TABLE}", message)


def test_append_only_lets_rows_be_added_and_nothing_else(guarded):
    guarded(AppendOnly(TABLE))

    run(f"INSERT INTO {TABLE} VALUES (3, 'new', 'h5', 'open', NULL, NULL)")
    refused(f"UPDATE {TABLE} SET title = title", "portal_guarded is append-only.")
    refused(f"DELETE FROM {TABLE} WHERE id = 3", "portal_guarded is append-only.")
    never_emptied("portal_guarded is append-only.")


@pytest.mark.parametrize("guard", [AppendOnly(TABLE), CLOSED], ids=["append-only", "closed"])
def test_a_row_is_not_replaced_behind_its_guards_back(guarded, guard):
    """SQLite's OR REPLACE would take the row that is in the way without a word; PostgreSQL has ON CONFLICT only."""
    guarded(guard)
    forged = f"INTO {TABLE} VALUES (2, 'forged', 'h2', 'open', NULL, NULL)"

    if connection.vendor == "sqlite":
        refused(f"INSERT OR REPLACE {forged}", guard.message)
        refused(f"UPDATE OR REPLACE {TABLE} SET id = 2 WHERE id = 1", guard.message)
    refused(f"INSERT {forged} ON CONFLICT (id) DO UPDATE SET title = 'forged'", guard.message)


def test_a_frozen_row_allows_one_redaction_that_empties_its_words(guarded):
    guarded(Frozen(TABLE, redactable=("title",)))

    for change in ("title = 'x'", "title = ''", "redacted_at = '2026-11-18'"):
        refused(f"UPDATE {TABLE} SET {change} WHERE id = 1", "portal_guarded is frozen.")
    for change in ("title = 'other words'", "title = '', hash = 'x'", "title = '', parent_id = 2"):
        refused(f"UPDATE {TABLE} SET redacted_at = '2026-11-18', {change} WHERE id = 1", "portal_guarded is frozen.")
    refused(f"DELETE FROM {TABLE}", "portal_guarded is frozen.")
    never_emptied("portal_guarded is frozen.")
    run(f"UPDATE {TABLE} SET title = '', redacted_at = '2026-11-18' WHERE id = 1")
    assert rows()[0] == (1, "", "h1", "open", None)
    refused(f"UPDATE {TABLE} SET redacted_at = '2026-11-19' WHERE id = 1", "portal_guarded is frozen.")
    refused(f"UPDATE {TABLE} SET redacted_at = NULL WHERE id = 1", "portal_guarded is frozen.")


def test_a_condition_freezes_the_named_columns_of_the_rows_it_holds_for(guarded):
    guarded(CLOSED)

    run(f"UPDATE {TABLE} SET title = 'still open' WHERE id = 1")
    run(f"UPDATE {TABLE} SET hash = 'another' WHERE id = 2")
    refused(f"UPDATE {TABLE} SET title = 'x' WHERE id = 2")
    refused(f"UPDATE {TABLE} SET id = 22 WHERE id = 2")
    refused(f"DELETE FROM {TABLE} WHERE id = 2")
    never_emptied(MESSAGE)
    run(f"DELETE FROM {TABLE} WHERE id = 1")


def test_a_row_cannot_be_opened_to_change_it(guarded):
    guarded(CLOSED)

    refused(f"UPDATE {TABLE} SET status = 'open' WHERE id = 2")
    refused(f"UPDATE {TABLE} SET title = 'x', status = 'open' WHERE id = 2")


def test_a_row_may_freeze_and_change_in_one_statement(guarded):
    guarded(CLOSED)

    run(f"UPDATE {TABLE} SET title = 'last words', status = 'closed' WHERE id = 1")

    assert rows()[0] == (1, "last words", "h1", "closed", None)


def test_emptying_a_text_to_nothing_counts_as_a_change(guarded):
    """NULL is compared too: on either engine `=` would let it pass."""
    guarded(CLOSED)

    refused(f"UPDATE {TABLE} SET title = NULL WHERE id = 2")


@pytest.fixture
def stepping(guarded):
    """A closed row may step to "done", stamped with a hash, while its parent is missing."""
    guarded(
        FrozenWhen(
            TABLE,
            columns=("title", "status", "hash"),
            when="{row}.status IN ('closed', 'done')",
            steps={("closed", "done"): ("hash",)},
            provided="{row}.parent_id IS NULL",
            message=MESSAGE,
        )
    )


def test_a_step_may_be_taken_with_its_stamp(stepping):
    run(f"UPDATE {TABLE} SET status = 'done', hash = 'stamped' WHERE id = 2")

    assert rows()[1] == (2, "two", "stamped", "done", None)


@pytest.mark.parametrize(
    "change",
    [
        "hash = 'stamped'",
        "status = 'open', hash = 'stamped'",
        "status = 'done', title = 'x'",
    ],
)
def test_a_stamp_goes_with_its_step_and_a_step_with_its_stamp_only(stepping, change):
    refused(f"UPDATE {TABLE} SET {change} WHERE id = 2")


def test_there_is_no_step_back_and_no_second_stamp(stepping):
    run(f"UPDATE {TABLE} SET status = 'done', hash = 'stamped' WHERE id = 2")

    refused(f"UPDATE {TABLE} SET status = 'closed' WHERE id = 2")
    refused(f"UPDATE {TABLE} SET hash = 'again' WHERE id = 2")


def test_a_step_is_taken_only_where_its_condition_holds(stepping):
    run(f"UPDATE {TABLE} SET status = 'closed' WHERE id = 11")

    refused(f"UPDATE {TABLE} SET status = 'done' WHERE id = 11")


def test_a_parent_freezes_its_rows_and_takes_no_more(guarded):
    guarded(OF_CLOSED)

    run(f"UPDATE {TABLE} SET title = 'changed' WHERE id = 11")
    run(f"UPDATE {TABLE} SET hash = 'changed' WHERE id = 12")
    run(f"INSERT INTO {TABLE} VALUES (13, 'new', 'h5', 'open', 1, NULL)")
    refused(f"INSERT INTO {TABLE} VALUES (14, 'new', 'h5', 'open', 2, NULL)")
    refused(f"UPDATE {TABLE} SET title = 'x' WHERE id = 12")
    refused(f"DELETE FROM {TABLE} WHERE id = 12")
    never_emptied(MESSAGE)


def test_a_row_moves_neither_out_of_a_frozen_parent_nor_into_one(guarded):
    guarded(OF_CLOSED)

    refused(f"UPDATE {TABLE} SET parent_id = 1, title = 'x' WHERE id = 12")
    refused(f"UPDATE {TABLE} SET parent_id = NULL WHERE id = 12")
    refused(f"UPDATE {TABLE} SET parent_id = 2 WHERE id = 11")


def test_a_condition_may_forbid_new_rows_alone(guarded):
    guarded(NotAddedWhen(TABLE, when="{row}.status = 'closed'", message=MESSAGE))

    run(f"INSERT INTO {TABLE} VALUES (3, 'new', 'h5', 'open', NULL, NULL)")
    refused(f"INSERT INTO {TABLE} VALUES (4, 'new', 'h5', 'closed', NULL, NULL)")
    run(f"UPDATE {TABLE} SET title = 'x' WHERE id = 2")


def test_guards_of_one_table_go_by_their_names(guarded):
    guarded(CLOSED, FrozenWhen(TABLE, name="hashed", columns=("hash",), when="1 = 1", message="A hash is for ever."))

    refused(f"UPDATE {TABLE} SET title = 'x' WHERE id = 2")
    refused(f"UPDATE {TABLE} SET hash = 'x' WHERE id = 1", "A hash is for ever.")


def test_a_column_that_is_not_there_yet_waits_for_its_migration(guarded):
    guarded(FrozenWhen(TABLE, columns=("title", "colour"), when="{row}.status = 'closed'", message=MESSAGE))

    refused(f"UPDATE {TABLE} SET title = 'x' WHERE id = 2")


def test_a_guard_on_a_table_that_is_not_there_waits_for_it(db):
    assert guards.install(connection, (AppendOnly("portal_to_come"),)) == 0


def test_in_words_a_guard_refuses_as_an_operation_does(guarded):
    guarded(CLOSED)

    with pytest.raises(Refused) as refusal, connection.execute_wrapper(guards.in_words):
        run(f"UPDATE {TABLE} SET title = 'x' WHERE id = 2")

    assert str(refusal.value) == MESSAGE
    assert rows()[1][1] == "two"


def test_any_other_fault_of_the_database_stays_a_fault(guarded):
    guarded(CLOSED)

    with pytest.raises(DatabaseError), connection.execute_wrapper(guards.in_words):
        run(f"INSERT INTO {TABLE} (id, title) VALUES (1, 'taken')")
