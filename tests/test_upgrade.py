"""The tables of a new portal are those that its records need, and an older one that is brought up to date has them too.

The tests themselves run on tables made straight from the models, in a tenth of the time that migrations take.
"""

import json
import os
import subprocess
import sys

import pytest
from django.db import connection

from tests.demonstration import ROOT, environment
from tests.tables import described

STEP_BY_STEP = """
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

executor = MigrationExecutor(connection)
squashed = {key: each.replaces for key, each in executor.loader.disk_migrations.items() if each.replaces}
executor.loader = MigrationLoader(connection, replace_migrations=False)
executor.migrate([keys[-1] for keys in squashed.values()])
"""
TABLES = "import json; from tests.tables import described; print(json.dumps(described()))"
MIGRATED = "migrated"
APPS = ("agencies_", "audits_", "workplan_", "reports_")


def manage(folder, *command, text=None, url="") -> str:
    """Run a management command on the records in `folder`, or on the database at `url`; return what it printed."""
    variables = os.environ | environment(folder) | {"DATABASE_URL": url}
    wanted = [sys.executable, "manage.py", *command]
    done = subprocess.run(wanted, input=text, cwd=ROOT, env=variables, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def tables(folder, **options) -> dict:
    """Return the columns and constraints of every table."""
    return json.loads(manage(folder, "shell", "--no-imports", text=TABLES, **options).splitlines()[-1])


def ours(described) -> dict:
    """Return the tables of our own apps: what Django's make is for them to keep true."""
    return {table: parts for table, parts in described.items() if table.startswith(APPS)}


@pytest.fixture
def empty(transactional_db):
    """The address of an empty database on the server of this run; nothing where each is a file of its own."""
    if connection.vendor == "sqlite":
        return ""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {MIGRATED}")
    return f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{MIGRATED}"


def test_a_new_portal_has_the_tables_of_its_records(empty, tmp_path):
    manage(tmp_path, "migrate", "-v0", url=empty)

    migrated, of_the_models = ours(tables(tmp_path, url=empty)), ours(described())
    assert len(migrated) > 100
    assert migrated == json.loads(json.dumps(of_the_models))


@pytest.mark.long
def test_an_older_one_arrives_at_the_tables_of_a_new_one(tmp_path):
    manage(tmp_path / "old", "shell", "--no-imports", text=STEP_BY_STEP)
    manage(tmp_path / "old", "migrate", "-v0")
    manage(tmp_path / "new", "migrate", "-v0")

    assert tables(tmp_path / "old") == tables(tmp_path / "new")
