"""Run the test lanes one after another, each with the servers it needs: `python -m tests.run [LANE…] [PYTEST OPTION…]`.

Without a lane, all but `long` run, after the checks. With one, what follows goes to pytest:
`python -m tests.run postgresql agencies -k ledger`. Everything that is started is stopped, also after Ctrl-C.
pytest's closing lines come last, once each, those of lanes that failed at the very end.
"""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from lscb_portal.lib.supervisor import ending_with_us
from tests.services import postgres, redis

ROOT = Path(__file__).resolve().parent.parent
POSTGRES, REDIS = "TEST_DATABASE_URL", "TEST_REDIS_URL"
REAL: dict[str, Callable] = {POSTGRES: postgres, REDIS: redis}
CLOSING_LINE = re.compile(r"=+ .*(passed|failed|error|no tests ran|deselected|skipped).* in [0-9.]+s.*=+$")
COLOUR = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True)
class Lane:
    """A pass over the tests: what it says of itself, which tests, with which servers, processes and options."""

    title: str
    marked: str
    services: dict[str, Callable] = field(default_factory=dict)
    processes: int = 0
    options: tuple[str, ...] = ()


# The server ends with the lane: its databases need not be dropped one by one, which waits for the disk.
TO_BE_LEFT = ("--reuse-db",)
# Nothing is killed in the unit tests: their database need not wait for the disk.
QUICK = {POSTGRES: partial(postgres, durable=False)}
UNIT = "not browser and not fault and not long"
LANES = {
    "sqlite": Lane("Unit tests on SQLite", UNIT, processes=2),
    "postgresql": Lane("Unit tests on PostgreSQL", UNIT, QUICK, 2, ("--with-database",)),
    "browser": Lane("Journeys in a browser", "browser", processes=3),
    "fault": Lane("Faults on PostgreSQL and Redis", "fault", REAL, 3, TO_BE_LEFT),
    "long": Lane("Long tests on PostgreSQL and Redis", "long", REAL, options=("--migrations",)),
}
EVERYDAY = [name for name in LANES if name != "long"]


@dataclass(frozen=True)
class Result:
    """How a lane ended, and pytest's closing line."""

    title: str
    passed: bool
    closing: str
    seconds: float


@contextmanager
def environment(lane: Lane) -> Iterator[dict[str, str]]:
    """Start the lane's servers and yield the environment that leads pytest to them."""
    without = {name: value for name, value in os.environ.items() if name not in REAL}
    with ExitStack() as stack:
        yield without | {name: stack.enter_context(server()).url for name, server in lane.services.items()}


def run_lane(lane: Lane, options: list[str]) -> Result:
    """Run pytest for `lane`, showing its output as it comes but for the closing line."""
    print(f"\n{lane.title}", flush=True)
    began = time.monotonic()
    with environment(lane) as variables:
        status, closing = relay(pytest_command(lane, options), variables)
    return Result(lane.title, status == 0, closing or f"pytest ended with status {status}", time.monotonic() - began)


def pytest_command(lane: Lane, options: list[str]) -> list[str]:
    """Return the command that runs the lane's tests."""
    processes = ["-n", str(lane.processes)] if lane.processes else []
    colour = ["--color=yes"] if sys.stdout.isatty() else []
    return [sys.executable, "-m", "pytest", "-m", lane.marked, *processes, *lane.options, *colour, *options]


def relay(command: list[str], variables: dict[str, str]) -> tuple[int, str]:
    """Run `command`, print what it prints, and return its status and the closing line it ended with.

    It leads a session of its own, so that Ctrl-C reaches it once, through us.
    """
    closing = ""
    command = ending_with_us(command, signal.SIGINT)
    options = {"stdout": subprocess.PIPE, "text": True, "env": variables, "cwd": ROOT, "start_new_session": True}
    with subprocess.Popen(command, **options) as process:
        try:
            for line in process.stdout:
                if CLOSING_LINE.match(COLOUR.sub("", line.rstrip())):
                    closing = line.rstrip()
                else:
                    print(line, end="", flush=True)
        except BaseException:
            process.send_signal(signal.SIGINT)
            process.communicate()
            raise
    return process.returncode, closing


def run_checks() -> bool:
    """Run `make check`'s checks."""
    print("Checks", flush=True)
    return subprocess.run([ROOT / ".ci" / "check"], check=False).returncode == 0


def main(arguments: list[str]) -> int:
    """Run the lanes named first in `arguments` (or all everyday ones) and report; return the exit status."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("Stopped."))
    # A shell starts background jobs deaf to SIGINT, and pytest would inherit that.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    count = next((at for at, word in enumerate(arguments) if word not in LANES), len(arguments))
    names, options = arguments[:count] or EVERYDAY, arguments[count:]
    checks_passed = bool(arguments) or run_checks()
    results = [run_lane(LANES[name], options) for name in names]
    report(checks_passed, results)
    return 0 if checks_passed and all(result.passed for result in results) else 1


def report(checks_passed: bool, results: list[Result]) -> None:
    """Say how each part ended, then pytest's closing lines."""
    print()
    if not checks_passed:
        print("The checks FAILED (see the beginning)")
    for result in results:
        print(f"{result.title:36} {'passed' if result.passed else 'FAILED'} in {result.seconds:.0f} s")
    for result in sorted(results, key=lambda result: not result.passed):
        print(result.closing)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit("Stopped.")
