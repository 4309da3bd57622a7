"""The demonstration's care with ports, folders and other people's records. Its run is in tests/test_demo_run.py."""

import fcntl
import socket
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from reports.demo.people import PASSWORD
from reports.management.commands import demo, seed_demo


@pytest.fixture
def demonstration(settings, tmp_path, monkeypatch):
    """A folder the demonstration may use, and settings that lead there."""
    settings.DEMO, settings.VAR_DIR = True, tmp_path
    monkeypatch.setitem(settings.DATABASES["default"], "NAME", str(tmp_path / "portal.sqlite3"))
    return tmp_path


@pytest.fixture
def listener():
    """A port of this machine that another program listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def refusal(**options):
    with pytest.raises(CommandError) as refused:
        call_command("demo", stdout=StringIO(), **options)
    return str(refused.value)


def test_it_runs_for_the_demonstration_only(demonstration, settings):
    settings.DEMO = False

    assert refusal() == "This command is for the demonstration: run `make demo`."


def test_it_never_touches_another_database(demonstration, settings, monkeypatch):
    monkeypatch.setitem(settings.DATABASES["default"], "NAME", "portal")

    assert refusal() == "This command is for the demonstration: run `make demo`."


def test_a_folder_with_records_of_its_own_is_left_alone(demonstration):
    demo.database().write_text("a safeguarding board's records")

    assert refusal(reset=True) == f"{demonstration} holds records that are not the demonstration's."
    assert [path.name for path in demonstration.iterdir()] == ["portal.sqlite3"]


@pytest.mark.parametrize(
    ("written", "where"),
    [("http://localhost:8001", "http://localhost:8001"), ("", "another terminal, where it is starting")],
)
def test_a_second_one_is_told_where_the_first_is(demonstration, written, where):
    with (demonstration / demo.LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        lock.write(written)
        lock.flush()

        assert refusal(reset=True) == f"The demonstration already runs, at {where}. Stop it first, with Ctrl-C."


def test_ctrl_c_while_it_prepares_is_answered_with_a_sentence(demonstration, monkeypatch):
    def interrupted(*args, **options):
        raise KeyboardInterrupt

    monkeypatch.setattr(demo, "call_command", interrupted)

    assert refusal() == "Stopped before the portal was ready. Run it again to go on."


def test_whom_to_sign_in_as_is_printed_once(db, demonstration, monkeypatch):
    """Filling keeps the list, and whoever waits reads it below the portal's address."""
    monkeypatch.setattr(seed_demo, "seed", lambda *args: None)
    monkeypatch.setattr(
        demo, "call_command", lambda name, **options: name == "seed_demo" and call_command(name, **options)
    )
    said = StringIO()
    command = demo.Command(stdout=said)

    command.fill()
    command.announce(8000)

    assert said.getvalue().count(PASSWORD) == 1


def test_an_interrupted_filling_is_begun_afresh(demonstration, monkeypatch):
    (demonstration / demo.LOCK).touch()
    demo.database().write_text("half of the records")
    (demonstration / "mail").mkdir()
    (demonstration / "mail" / "1.log").touch()
    commands = []

    def replace_process(program, command):
        commands.append(command[-1])
        raise SystemExit

    monkeypatch.setattr(demo.os, "execv", replace_process)
    with pytest.raises(SystemExit):
        call_command("demo", stdout=StringIO())

    assert commands == ["demo"]
    assert [path.name for path in demonstration.iterdir()] == [demo.LOCK]


def test_emptying_does_not_follow_links_out_of_the_folder(tmp_path):
    outside, folder = tmp_path / "outside", tmp_path / "demo"
    outside.mkdir()
    folder.mkdir()
    (outside / "minutes.pdf").touch()
    (folder / "link").symlink_to(outside)

    demo.empty(folder)

    assert list(folder.iterdir()) == []
    assert [path.name for path in outside.iterdir()] == ["minutes.pdf"]


@pytest.mark.parametrize(("value", "port"), [("9000", 9000), ("", 8000), (None, 8000)])
def test_the_port_is_8000_unless_asked(monkeypatch, value, port):
    monkeypatch.delenv("PORT", raising=False)
    if value is not None:
        monkeypatch.setenv("PORT", value)

    assert demo.wanted_port() == port


def test_a_port_that_is_no_number_is_refused(monkeypatch):
    monkeypatch.setenv("PORT", "http")

    with pytest.raises(CommandError, match="^PORT must be a number, and is 'http'.$"):
        demo.wanted_port()


def test_the_next_free_port_is_used(listener):
    assert demo.is_free(listener) is False
    assert demo.free_port(listener) > listener


def test_no_free_port_is_said(listener, monkeypatch):
    monkeypatch.setattr(demo, "PORTS_TO_TRY", 1)

    with pytest.raises(CommandError, match=f"^None of the ports {listener} to {listener} is free"):
        demo.free_port(listener)


def test_nothing_answers_on_a_silent_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))

        assert demo.answers(taken.getsockname()[1]) is False
