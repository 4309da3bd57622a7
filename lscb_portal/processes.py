"""The three processes of a running portal, as commands: here once for the demonstration, the tests and production."""

import sys

WEB = ["gunicorn", "-c", "python:lscb_portal.gunicorn", "lscb_portal.wsgi"]
CELERY = ["celery", "-A", "lscb_portal"]
WORKER = [*CELERY, "worker", "--loglevel", "INFO", "--concurrency", "2", "--without-gossip", "--without-mingle"]
BEAT = [*CELERY, "beat", "--loglevel", "INFO"]


def web(port: int) -> list[str]:
    """Return the command that serves the portal to this machine on `port`."""
    return with_this_python([*WEB, "--bind", f"127.0.0.1:{port}"])


def worker() -> list[str]:
    """Return the command that does the background work."""
    return with_this_python(WORKER)


def beat() -> list[str]:
    """Return the command that rings for work that falls due."""
    return with_this_python(BEAT)


def with_this_python(command: list[str]) -> list[str]:
    """Return `command`, a program of our virtual environment, run by the Python that runs us."""
    return [sys.executable, "-m", *command]
