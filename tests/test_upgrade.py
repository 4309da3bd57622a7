"""An older portal that is brought up to date has the tables a new one has."""

import json
import os
import subprocess
import sys

import pytest

from tests.demonstration import ROOT, environment

pytestmark = pytest.mark.long

STEP_BY_STEP = """
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

executor = MigrationExecutor(connection)
squashed = {key: each.replaces for key, each in executor.loader.disk_migrations.items() if each.replaces}
executor.loader = MigrationLoader(connection, replace_migrations=False)
executor.migrate([keys[-1] for keys in squashed.values()])
"""
TABLES = """
import json
from django.db import connection

with connection.cursor() as cursor:
    introspect = connection.introspection
    print(json.dumps({
        table: [
            sorted(map(repr, introspect.get_table_description(cursor, table))),
            sorted(str(sorted(each.items(), key=str)) for each in introspect.get_constraints(cursor, table).values()),
        ]
        for table in introspect.table_names(cursor)
    }))
"""


def manage(folder, *command, text=None) -> str:
    """Run a management command on the records in `folder` and return what it printed."""
    variables = os.environ | environment(folder)
    wanted = [sys.executable, "manage.py", *command]
    done = subprocess.run(wanted, input=text, cwd=ROOT, env=variables, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def tables(folder) -> dict:
    """Return the columns and constraints of every table."""
    return json.loads(manage(folder, "shell", "--no-imports", text=TABLES).splitlines()[-1])


def test_it_arrives_at_the_tables_of_a_new_one(tmp_path):
    manage(tmp_path / "old", "shell", "--no-imports", text=STEP_BY_STEP)
    manage(tmp_path / "old", "migrate", "-v0")
    manage(tmp_path / "new", "migrate", "-v0")

    assert tables(tmp_path / "old") == tables(tmp_path / "new")
