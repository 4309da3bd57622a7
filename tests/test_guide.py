"""The guides: commands that can be run here, pictures that are there, buttons that stand on a page."""

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


def test_every_button_a_guide_names_stands_on_a_page():
    pages = words_of_pages()
    named = [(guide.name, name) for guide in (ROOT / "docs" / "guide").glob("*.md") for name in buttons_in(guide)]

    assert len(named) > 150
    assert [each for each in named if not all(part in pages for part in parts_of(each[1]))] == []


def buttons_in(guide) -> list[str]:
    """What the guide prints bold, without the words that only begin a paragraph: those end with a full stop."""
    bold = re.findall(r"\*\*([^*]+)\*\*", guide.read_text())
    return [" ".join(name.split()) for name in bold if not name.endswith((".", ":"))]


def parts_of(name) -> list[str]:
    """A button's words as they stand in a template: … is what differs from page to page."""
    return [part.strip() for part in name.split("…") if part.strip()]


def words_of_pages() -> str:
    """The words of every template and of the code that gives buttons and links theirs, without markup."""
    templates = [path.read_text() for path in (ROOT / "templates").rglob("*.html")]
    shown = [re.sub(r"{#.*?#}|{%.*?%}|{{.*?}}|<[^>]+>", " ", page, flags=re.DOTALL) for page in templates]
    apps = [path for app in ("agencies", "audits", "workplan", "reports") for path in (ROOT / app).rglob("*.py")]
    code = [path.read_text() for path in apps if not {"tests", "migrations"}.intersection(path.parts)]
    return " ".join(" ".join([*shown, *code]).split())
