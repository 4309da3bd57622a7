"""The portal's processes for tests: each works on the database, broker and files of the test run."""

import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from django.db import connection

from lscb_portal import processes
from lscb_portal.lib.supervisor import Child

START_SECONDS = 60


def database_url() -> str:
    """Return the address of the database the tests are using."""
    at = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{at['NAME']}"
    return f"postgres://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT']}/{at['NAME']}"


def environment(**more: str) -> dict[str, str]:
    """Return the variables that lead a process to the test run's database; the rest it inherits from us."""
    return {"DATABASE_URL": database_url(), "LOG_LEVEL": "INFO"} | more


def worker(folder: Path, **more: str) -> Child:
    """Return a Celery worker that logs into `folder`; `more` are variables of its own."""
    return Child("worker", processes.worker(), folder / "worker.log", environment(**more))


def beat(folder: Path, **more: str) -> Child:
    """Return Celery's schedule, which logs into `folder`."""
    return Child("schedule", processes.beat(), folder / "schedule.log", environment(**more))


def web(folder: Path, port: int, **more: str) -> Child:
    """Return a web server for `port` that logs into `folder`."""
    return Child("web server", processes.web(port), folder / "web-server.log", environment(**more))


def wait_until_ready(child: Child) -> None:
    """Wait until a worker says in its log that it takes work."""
    wait_until(child, lambda: " ready." in child.log.read_text())


def wait_until_answering(child: Child, port: int) -> None:
    """Wait until a web server answers on `port`."""
    wait_until(child, lambda: answers(f"http://127.0.0.1:{port}/healthz"))


def wait_until(child: Child, condition) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not condition():
        assert child.running, child.last_words()
        assert time.monotonic() < deadline, child.last_words()
        time.sleep(0.1)


def answers(address: str) -> bool:
    """Whether `address` answers with success."""
    try:
        with urlopen(address, timeout=5) as response:
            return response.status == 200
    except (URLError, ConnectionError, TimeoutError):
        return False
