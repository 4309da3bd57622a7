"""`make demo`: the whole portal on one machine, with the demonstration's records, until Ctrl-C."""

import fcntl
import os
import shutil
import socket
import sys
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from lscb_portal import processes
from lscb_portal.lib.supervisor import Child, supervise

LOCK = "demo.lock"
FILLED = "demo.filled"
SIGN_INS = "demo-sign-ins.txt"
PORTS_TO_TRY = 50
STEPS = 7  # the first three are .ci/setup's


class Command(BaseCommand):
    """Prepare the demonstration, run it, and leave nothing running behind."""

    help = "Run the demonstration: web server, worker and schedule, until Ctrl-C. Begin with `make demo`."

    def add_arguments(self, parser):
        parser.add_argument("--reset", action="store_true", help="throw the demonstration's records away first")

    def handle(self, *, reset, **options):
        """Prepare and run; the exit status is 0 after Ctrl-C and 1 when a process ended by itself."""
        if not settings.DEMO or settings.DATABASES["default"]["NAME"] != str(database()):
            raise CommandError("This command is for the demonstration: run `make demo`.")
        with alone_in(settings.VAR_DIR) as lock:
            if reset or half_filled():
                empty(settings.VAR_DIR)
                begin_afresh()
            self.prepare()
            port = free_port(wanted_port())
            lock.write_text(address(port))
            if not self.run(port):
                raise CommandError("The demonstration ended early.")

    def prepare(self):
        """Make everything ready to run, and answer Ctrl-C with a sentence."""
        try:
            self.fill()
        except KeyboardInterrupt:
            raise CommandError("Stopped before the portal was ready. Run it again to go on.") from None

    def fill(self):
        """Bring the database up to date, fill it when it is empty, and collect the static files."""
        self.step(4, "Database")
        call_command("migrate", verbosity=0, interactive=False)
        self.step(5, "Demonstration records")
        if not filled().exists():
            # The list of sign-ins comes once, at the end, with the portal's address.
            call_command("seed_demo", listed=False, stdout=self.stdout)
            filled().touch()
        self.step(6, "Style sheets and scripts")
        call_command("collectstatic", verbosity=0, interactive=False)

    def run(self, port):
        """Run the three processes until Ctrl-C; False when one of them ended by itself."""
        self.step(7, "Web server, worker and schedule")
        return supervise(
            children(port),
            ready=lambda: answers(port),
            announce=lambda: self.announce(port),
            say=self.stdout.write,
        )

    def step(self, number, name):
        self.stdout.write(f"{number}/{STEPS} {name}…")
        self.stdout.flush()

    def announce(self, port):
        """Tell the person at the terminal where to go and who to be."""
        if port != wanted_port():
            self.stdout.write(f"Port {wanted_port()} is taken by another program; using {port}.")
        sign_ins = settings.VAR_DIR / SIGN_INS
        self.stdout.write(f"\n{sign_ins.read_text() if sign_ins.exists() else ''}")
        self.stdout.write(
            f"The portal is at {address(port)}\nStop it with Ctrl-C. Its records stay in {settings.VAR_DIR}."
        )
        self.stdout.flush()


def children(port):
    """Return the processes of the demonstration."""
    logs = settings.VAR_DIR / "log"
    logs.mkdir(exist_ok=True)
    commands = {"web server": processes.web(port), "worker": processes.worker(), "schedule": processes.beat()}
    environment = {"PORTAL_URL": address(port)}
    return [
        Child(name, command, logs / f"{name.replace(' ', '-')}.log", environment) for name, command in commands.items()
    ]


@contextmanager
def alone_in(folder):
    """Hold the demonstration's lock in `folder`, so that two of them never share a database file and a broker.

    The lock also marks the folder as the demonstration's: one with records and without it is left alone.
    """
    lock = folder / LOCK
    if database().exists() and not lock.exists():
        raise CommandError(f"{folder} holds records that are not the demonstration's.")
    with lock.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            where = lock.read_text() or "another terminal, where it is starting"
            raise CommandError(f"The demonstration already runs, at {where}. Stop it first, with Ctrl-C.") from None
        file.truncate(0)
        yield lock


def empty(folder: Path):
    """Delete everything in the demonstration's folder but its lock."""
    for entry in folder.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        elif entry.name != LOCK:
            entry.unlink()


def database():
    """Return the path of the demonstration's database."""
    return settings.VAR_DIR / "portal.sqlite3"


def filled():
    """Return the path of the file that says all of the demonstration's records were made."""
    return settings.VAR_DIR / FILLED


def half_filled():
    """Whether an earlier start was interrupted while it made the demonstration's records."""
    return database().exists() and not filled().exists()


def begin_afresh():
    """Start this command again in a new process: this one knows a key and folders that are gone."""
    os.execv(sys.executable, [sys.executable, sys.argv[0], "demo"])


def wanted_port():
    """Return the port asked for with PORT, 8000 without."""
    try:
        return int(os.environ.get("PORT") or 8000)
    except ValueError:
        raise CommandError(f"PORT must be a number, and is {os.environ['PORT']!r}.") from None


def free_port(wanted):
    """Return `wanted`, or the next port nothing listens on."""
    for port in range(wanted, wanted + PORTS_TO_TRY):
        if is_free(port):
            return port
    raise CommandError(f"None of the ports {wanted} to {wanted + PORTS_TO_TRY - 1} is free: choose one with PORT=…")


def is_free(port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def address(port):
    return f"http://localhost:{port}"


def answers(port):
    """Whether the web server says that it is ready."""
    try:
        with urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2) as response:
            return response.status == 200
    except (URLError, ConnectionError, TimeoutError):
        return False
