"""Child processes that end with us: one signal each, and nothing left running.

Each child leads a session of its own, so a Ctrl-C in the terminal reaches us alone and we decide who is told what. A
Celery worker that hears SIGTERM twice drops what it is doing: that is why a child gets its signal exactly once.
"""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

GLANCE_SECONDS = 0.1
STOP_SECONDS = 30
LAST_LINES = 15
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Fallen(Exception):
    """A child ended by itself, or did not get ready in time; the message is for the person at the terminal."""


@dataclass
class Child:
    """A process to run: its name, its command, the file for its output, and the signal that asks it to stop.

    `environment` is added to our own. `user` is the account it runs as (only root may choose one).
    """

    name: str
    command: list[str]
    log: Path
    environment: dict[str, str] = field(default_factory=dict)
    stop_signal: signal.Signals = signal.SIGTERM
    user: str | None = None
    process: subprocess.Popen | None = None

    def start(self) -> None:
        """Start the process, its log afresh."""
        with self.log.open("wb") as output:
            self.process = subprocess.Popen(
                ending_with_us(self.command, self.stop_signal),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                env=os.environ | self.environment,
                **account(self.user),
            )

    @property
    def running(self) -> bool:
        """Whether the process has been started and has not ended."""
        return self.process is not None and self.process.poll() is None

    def ask_to_stop(self) -> None:
        """Send the one signal."""
        if self.running:
            self.process.send_signal(self.stop_signal)

    def wait(self, seconds: float = STOP_SECONDS) -> bool:
        """Wait for the end, then clear away what the process left in its session; False when it had to be killed."""
        if self.process is None:
            return True
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill()
            return False
        self.clear_session()
        return True

    def stop(self) -> bool:
        """Ask the process to stop and wait for it; False when it had to be killed."""
        self.ask_to_stop()
        return self.wait()

    def kill(self) -> None:
        """Kill the process and everything in its session, as a power cut would."""
        self.clear_session()
        self.process.wait()

    def clear_session(self) -> None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)

    def last_words(self) -> str:
        """Return the last lines of the log."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-LAST_LINES:])


def ending_with_us(command: list[str], stop_signal: signal.Signals) -> list[str]:
    """Return `command` so that the kernel sends it `stop_signal` should we be killed (where setpriv exists: Linux)."""
    if not (setpriv := shutil.which("setpriv")):
        return command
    return [setpriv, "--pdeathsig", stop_signal.name.removeprefix("SIG"), *command]


def account(user: str | None) -> dict:
    """Return the arguments of Popen that run a process as `user`, with that account's own groups only."""
    return {"user": user, "group": user, "extra_groups": []} if user else {}


@contextmanager
def stop_signals() -> Iterator[list[int]]:
    """Collect the signals that ask us to stop, instead of dying of them."""
    heard: list[int] = []
    before = {number: signal.signal(number, lambda number, _: heard.append(number)) for number in STOP_SIGNALS}
    try:
        yield heard
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def supervise(
    children: list[Child],
    *,
    ready: Callable[[], bool],
    announce: Callable[[], None],
    say: Callable[[str], None],
    patience: float = 60,
    stop_seconds: float = STOP_SECONDS,
) -> bool:
    """Run `children` until a signal asks us to stop; then stop them all.

    `announce` is called once, when `ready` first says True (within `patience` seconds). Returns False, having said why,
    when a child ended by itself, they were not ready in time, or one was killed for not stopping in `stop_seconds`.
    """
    fine = True
    with stop_signals() as heard:
        try:
            start_and_watch(children, heard, ready=ready, announce=announce, patience=patience)
        except Fallen as reason:
            say(str(reason))
            fine = False
        finally:
            say("Stopping…")
            killed = stop_all(children, stop_seconds)
    for child in killed:
        say(f"The {child.name} did not stop within {stop_seconds} seconds and was killed.")
    return fine and not killed


def start_and_watch(children, heard, *, ready, announce, patience) -> None:
    """Start `children`, announce when they are ready, and return when a signal was heard."""
    for child in children:
        child.start()
    deadline = time.monotonic() + patience
    watch(children, until=lambda: heard or ready(), deadline=deadline)
    if not heard:
        announce()
    watch(children, until=lambda: heard)


def watch(children: list[Child], *, until: Callable[[], object], deadline: float = float("inf")) -> None:
    """Return when `until` says so; raise Fallen when a child ends or the deadline passes first."""
    while not until():
        for child in children:
            if not child.running:
                raise Fallen(
                    f"The {child.name} ended with status {child.process.returncode}. "
                    f"The end of its log, {child.log}:\n{child.last_words()}"
                )
        if time.monotonic() > deadline:
            logs = ", ".join(str(child.log) for child in children)
            raise Fallen(f"The portal did not answer in time. See its logs: {logs}")
        time.sleep(GLANCE_SECONDS)


def stop_all(children: list[Child], seconds: float) -> list[Child]:
    """Ask every child to stop, then wait for each; return those that had to be killed."""
    for child in children:
        child.ask_to_stop()
    return [child for child in children if not child.wait(seconds)]
