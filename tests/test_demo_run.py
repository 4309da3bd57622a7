"""`manage.py demo` as a person runs it: it comes up, Ctrl-C stops it, and nothing of it is left."""

import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.services import spare_port

pytestmark = pytest.mark.fault
ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def folder(tmp_path):
    """A demonstration's folder that says its records were made: making them is tested with `seed_demo`."""
    for name in ("demo.lock", "demo.filled"):
        (tmp_path / name).touch()
    (tmp_path / "demo-sign-ins.txt").write_text("Agency lead  lead@example.org\n")
    return tmp_path


@pytest.fixture
def port():
    """A spare port to ask for."""
    return spare_port()


@pytest.fixture
def start(folder, port):
    """A function that starts the demonstration; one still running at the end of the test is killed."""
    environment = dict.fromkeys(("SECRET_KEY", "DATABASE_URL", "REDIS_URL", "CACHE_URL"), "")
    environment |= {"DEMO": "true", "VAR_DIR": str(folder), "STATIC_ROOT": str(folder / "static")}
    environment |= {"PYTHONUNBUFFERED": "1", "PORT": str(port), "ALLOWED_HOSTS": "localhost"}
    started = []

    def run():
        command = [sys.executable, "manage.py", "demo"]
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=ROOT, env=os.environ | environment
        )
        started.append(process)
        return process

    yield run
    for process in started:
        process.kill()
        process.communicate()


def read_until(process, ending):
    """Return what `process` prints up to the line with `ending`."""
    lines = []
    for line in process.stdout:
        lines.append(line)
        if ending in line:
            return "".join(lines)
    pytest.fail("".join(lines))


def children_of(pid):
    """Return the ids of the processes that `pid` started."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def in_sessions_of(leaders):
    """Return the ids of the running processes in the sessions that `leaders` lead."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, _, session = status.read_text().rpartition(")")[2].split()[:4]
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(session) in leaders and state != "Z":
            found.append(int(status.parent.name))
    return found


def test_it_comes_up_answers_and_leaves_nothing_running(start, folder):
    process = start()
    shown = read_until(process, "Stop it with Ctrl-C")
    address = re.search(r"The portal is at (http://localhost:\d+)", shown)[1]
    leaders = children_of(process.pid)
    with urlopen(f"{address}/healthz/ready") as response:
        assert response.status == 200
    assert len(leaders) == 3
    assert len(in_sessions_of(leaders)) > len(leaders)
    assert "Agency lead  lead@example.org" in shown

    process.send_signal(signal.SIGINT)
    rest, _ = process.communicate(timeout=60)

    assert (process.returncode, rest) == (0, "Stopping…\n")
    assert in_sessions_of(leaders) == []
    assert [path.name for path in folder.rglob("*.pid")] == []


def test_when_the_worker_dies_the_rest_stops_and_it_is_said(start):
    process = start()
    read_until(process, "Stop it with Ctrl-C")
    leaders = children_of(process.pid)
    worker = next(pid for pid in leaders if "worker" in Path(f"/proc/{pid}/cmdline").read_text().split("\0"))

    os.kill(worker, signal.SIGKILL)
    rest, _ = process.communicate(timeout=60)

    assert process.returncode == 1
    assert rest.startswith("The worker ended with status -9. The end of its log, ")
    assert rest.endswith("Stopping…\nCommandError: The demonstration ended early.\n")
    assert in_sessions_of(leaders) == []


def test_when_its_port_is_taken_it_says_so_and_uses_another(start, port):
    with socket.create_server(("127.0.0.1", port)):
        process = start()
        shown = read_until(process, "Stop it with Ctrl-C")
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)

    used = int(re.search(r"The portal is at http://localhost:(\d+)", shown)[1])
    assert used > port
    assert f"Port {port} is taken by another program; using {used}.\n" in shown
    assert process.returncode == 0
