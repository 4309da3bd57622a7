"""Commands of the operator's guide that can be run here."""

import re
import shlex
import sqlite3
import subprocess
import sys

from tests.test_compose import GUIDE, ROOT


def test_the_copy_of_the_embedded_database_holds_what_is_not_yet_in_its_main_file(tmp_path):
    database, copy = tmp_path / "portal.sqlite3", tmp_path / "copy.sqlite3"
    command = re.search(
        r"^\.venv/bin/python -c '\n.*?' var/portal\.sqlite3 portal-backup\.sqlite3$", GUIDE, re.M | re.S
    )
    program = shlex.split(command[0])[2]
    with sqlite3.connect(database) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE minutes (line text)")
        connection.execute("INSERT INTO minutes VALUES ('Agreed.')")
        connection.commit()

        told = subprocess.run(
            [sys.executable, "-c", program, database, copy], capture_output=True, text=True, check=True
        )
    connection.close()

    assert told.stdout == "ok\n"
    with sqlite3.connect(copy) as connection:
        assert connection.execute("SELECT line FROM minutes").fetchall() == [("Agreed.",)]
    connection.close()


def test_every_make_command_the_guide_names_exists():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))

    assert set(re.findall(r"(?:`|^)make ([a-z-]+)", GUIDE, re.MULTILINE)) - targets == set()


def test_every_picture_a_guide_shows_is_there_and_is_described():
    guides = (ROOT / "docs" / "guide").glob("*.md")
    pictures = [(guide, *one) for guide in guides for one in re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", guide.read_text())]

    assert len(pictures) > 10
    assert [path for guide, words, path in pictures if not words or not (guide.parent / path).is_file()] == []
