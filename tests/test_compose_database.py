"""The production database on a real PostgreSQL: its two roles, and the guide's way to back it up and restore it."""

import os
import subprocess
import sys
from dataclasses import dataclass
from urllib.parse import quote

import psycopg2
import pytest

from tests import services
from tests.test_compose import GUIDE, ROOT, SERVICES, heredoc

pytestmark = pytest.mark.fault
OWNER_PASSWORD, APP_PASSWORD = 'owner\'s "secret" $HOME', "app-secret"
DUMP = ["pg_dump", "-h", "127.0.0.1", "-U", "postgres", "-Fc", "portal"]
RESTORE = ["pg_restore", "-h", "127.0.0.1", "-U", "postgres"]
RESTORE += ["--clean", "--if-exists", "--create", "--exit-on-error", "-d", "postgres"]


@dataclass
class Database:
    """The address of the portal's database for each of its roles, and how its administrator reaches it."""

    app: str
    owner: str
    administrator: str
    administrators_environment: dict[str, str]


@pytest.fixture(scope="module")
def database():
    """A PostgreSQL as the postgres service makes it, migrated as the migrate service does it."""
    with services.postgres() as server:
        prepared = with_roles(server.url)
        environment = os.environ | {"DATABASE_URL": prepared.app, "DATABASE_OWNER_URL": prepared.owner}
        subprocess.run([sys.executable, *SERVICES["migrate"]["command"][1:]], cwd=ROOT, env=environment, check=True)
        yield prepared


def with_roles(url):
    """Run the roles script of the postgres service on the server at `url`, as Docker's own start would."""
    at = psycopg2.extensions.parse_dsn(url)
    run_sql(
        url.removesuffix("portal") + "postgres",
        "DROP DATABASE portal",
        f"CREATE ROLE postgres SUPERUSER LOGIN PASSWORD '{at['password']}'",
    )
    connection = {"PGHOST": at["host"], "PGPORT": at["port"], "PGPASSWORD": at["password"]}
    passwords = {"OWNER_PASSWORD": OWNER_PASSWORD, "APP_PASSWORD": APP_PASSWORD}
    script = heredoc("postgres", "/docker-entrypoint-initdb.d/roles.sh")
    subprocess.run(["sh", "-c", script], env=os.environ | passwords | connection, check=True, capture_output=True)
    place = f"{at['host']}:{at['port']}"
    return Database(
        app=f"postgres://portal_app:{APP_PASSWORD}@{place}/portal",
        owner=f"postgres://portal_owner:{quote(OWNER_PASSWORD)}@{place}/portal",
        administrator=f"postgres://postgres:{at['password']}@{place}/postgres",
        administrators_environment=os.environ | connection,
    )


def run_sql(url, *statements):
    """Run each of `statements` by itself and return the rows of the last, if it has any."""
    connection = psycopg2.connect(url)
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


def triggers(url):
    """Return the names of the guards that are installed."""
    return run_sql(url, "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal ORDER BY tgname")


def test_the_running_role_works_with_rows_and_may_not_change_tables(database):
    run_sql(
        database.app,
        "INSERT INTO django_session (session_key, session_data, expire_date) VALUES ('a', '', now())",
        "UPDATE django_session SET session_data = 'b'",
        "DELETE FROM django_session",
    )
    for forbidden in (
        "CREATE TABLE notes (line text)",
        "ALTER TABLE agencies_event DISABLE TRIGGER ALL",
        "DROP TABLE agencies_event",
        "TRUNCATE agencies_event",
    ):
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            run_sql(database.app, forbidden)


def test_the_guides_backup_restores_rows_guards_and_rights(database, tmp_path):
    assert " ".join(DUMP) in GUIDE
    assert " ".join(RESTORE) in GUIDE
    run_sql(
        database.app, "INSERT INTO django_session (session_key, session_data, expire_date) VALUES ('a', 'kept', now())"
    )
    guards, dump = triggers(database.owner), tmp_path / "portal.dump"
    environment = database.administrators_environment
    with dump.open("wb") as file:
        subprocess.run(DUMP, stdout=file, env=environment, check=True)
    run_sql(database.administrator, "DROP DATABASE portal")

    # A server that never had the database gets it back the same way.
    with dump.open("rb") as file:
        subprocess.run(RESTORE, stdin=file, env=environment, check=True)

    assert run_sql(database.app, "SELECT session_data FROM django_session") == [("kept",)]
    assert triggers(database.owner) == guards != []
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        run_sql(database.app, "TRUNCATE agencies_event")
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        run_sql(database.app, "CREATE TABLE notes (line text)")
