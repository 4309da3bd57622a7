"""Servers for tests: a PostgreSQL and a Redis of our own, on spare ports in a temporary folder.

    with postgres() as server:
        server.url             # postgres://portal:…@127.0.0.1:49153/portal
        server.kill()          # as a power cut would; server.start() brings it back with its data

Both keep their durable settings (PostgreSQL's fsync, Redis's append-only file): what they acknowledge is on disk. Only
tests that stop no server take a PostgreSQL that does not wait for the disk, `postgres(durable=False)`.
"""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg2
import redis as redis_client

from lscb_portal.lib.supervisor import Child, account

START_SECONDS = 60
DATABASE = ROLE = "portal"
NOT_DURABLE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class Server:
    """A server for tests: its `url`, and the ways to stop it and bring it back on the same port with the same data."""

    def __init__(self, child: Child, url: str, answers: Callable[[str], bool]):
        self.child, self.url, self.answers = child, url, answers

    def start(self) -> None:
        """Start and wait until it answers."""
        self.child.start()
        deadline = time.monotonic() + START_SECONDS
        while not self.answers(self.url):
            if not self.child.running or time.monotonic() > deadline:
                raise RuntimeError(f"{self.child.name} did not start:\n{self.child.last_words()}")
            time.sleep(0.05)

    def stop(self) -> None:
        """Stop in good order."""
        self.child.stop()

    def kill(self) -> None:
        """Kill without warning."""
        self.child.kill()


def spare_port() -> int:
    """Return a port of this machine that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def postgres(durable: bool = True) -> Iterator[Server]:
    """Run PostgreSQL with an empty database `portal`, owned by the role `portal`; its data goes with it."""
    user = "postgres" if os.geteuid() == 0 else None  # initdb refuses root
    with private_folder(user) as folder:
        password, port = secrets.token_urlsafe(16), spare_port()
        make_cluster(folder, password, user)
        url = f"postgres://{ROLE}:{password}@127.0.0.1:{port}/{DATABASE}"
        child = postgres_child(folder, port, user, {} if durable else NOT_DURABLE)
        with running(Server(child, url, postgres_answers)) as server:
            yield server


@contextmanager
def redis() -> Iterator[Server]:
    """Run Redis with an append-only file; its data goes with it."""
    with private_folder() as folder:
        port = spare_port()
        command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder)]
        command += ["--save", "", "--appendonly", "yes", "--appendfsync", "everysec"]
        child = Child("Redis", command, folder / "redis.log")
        with running(Server(child, f"redis://127.0.0.1:{port}/0", redis_answers)) as server:
            yield server


@contextmanager
def running(server: Server) -> Iterator[Server]:
    """Run `server` for the length of the block."""
    try:
        server.start()
        yield server
    finally:
        server.stop()


@contextmanager
def private_folder(user: str | None = None) -> Iterator[Path]:
    """Make a temporary folder that belongs to `user`."""
    with tempfile.TemporaryDirectory(prefix="portal-service-") as name:
        if user:
            shutil.chown(name, user, user)
        yield Path(name)


def postgres_program(name: str) -> str:
    """Return the path of a PostgreSQL program: Debian keeps them outside the path, by version."""
    installed = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    if found := shutil.which(name) or (installed and str(installed[-1])):
        return found
    raise RuntimeError("The tests need PostgreSQL: install the package postgresql.")


def make_cluster(folder: Path, password: str, user: str | None) -> None:
    """Create PostgreSQL's files and the database."""
    password_file = folder / "password"
    password_file.write_text(password)
    if user:
        shutil.chown(password_file, user)
    options = ["-U", ROLE, "--auth=scram-sha-256", f"--pwfile={password_file}", "--encoding=UTF8", "--locale=C.UTF-8"]
    as_user = {"cwd": folder, "check": True, **account(user)}
    cluster = folder / "data"
    subprocess.run([postgres_program("initdb"), "-D", cluster, *options], stdout=subprocess.DEVNULL, **as_user)
    create = [postgres_program("postgres"), "--single", "-D", cluster, "-c", "log_checkpoints=off", "postgres"]
    subprocess.run(create, input=f"CREATE DATABASE {DATABASE}\n".encode(), stdout=subprocess.DEVNULL, **as_user)


def postgres_child(folder: Path, port: int, user: str | None, settings: dict[str, str]) -> Child:
    """Return the server process with these settings and its own; SIGINT asks PostgreSQL for a fast shutdown."""
    options = settings | {
        "port": port,
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": folder,
        "logging_collector": "off",
    }
    parts = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
    command = [postgres_program("postgres"), "-D", str(folder / "data"), *parts]
    return Child("PostgreSQL", command, folder / "postgres.log", stop_signal=signal.SIGINT, user=user)


def postgres_answers(url: str) -> bool:
    """Whether PostgreSQL lets us in."""
    try:
        psycopg2.connect(url, connect_timeout=3).close()
    except psycopg2.OperationalError:
        return False
    return True


def redis_answers(url: str) -> bool:
    """Whether Redis answers."""
    with redis_client.Redis.from_url(url) as client:
        try:
            return client.ping()
        except redis_client.exceptions.ConnectionError:
            return False
