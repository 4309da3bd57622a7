"""The demonstration as a newcomer meets it: the seeded portal with its web server, worker and schedule.

filled = fill(folder)                      # once: about half a minute
with running(copy_of(filled, other)) as portal:
    portal.address                         # http://127.0.0.1:49153
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from lscb_portal import processes
from lscb_portal.lib.supervisor import Child
from tests import portal
from tests.services import spare_port

ROOT = Path(__file__).resolve().parent.parent
# Papers that are owed are made here, not by the worker of each copy.
PAPERS = """
from audits import rendering as documents
from workplan import printing as packs, rendering as minutes
documents.sweep(), packs.sweep(), minutes.sweep()
"""
# Variables of the surrounding run that would lead the demonstration elsewhere.
NOT_OURS = ("SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "CACHE_URL", "EMAIL_URL")


@dataclass(frozen=True)
class Demonstration:
    """A running demonstration: its folder and the address of its first page."""

    folder: Path
    address: str


def environment(folder: Path) -> dict[str, str]:
    """Return the variables of a demonstration that keeps its records in `folder`."""
    own = {"DEMO": "true", "VAR_DIR": str(folder), "STATIC_ROOT": str(folder / "static"), "LOG_LEVEL": "INFO"}
    return dict.fromkeys(NOT_OURS, "") | own


def fill(folder: Path) -> Path:
    """Make the demonstration's records and papers and collect its static files in the empty `folder`; return it."""
    papers = ["shell", "--no-imports", "--command", PAPERS]
    for command in (["migrate", "-v0"], ["seed_demo"], papers, ["collectstatic", "--no-input", "-v0"]):
        wanted = [sys.executable, "manage.py", *command]
        made = subprocess.run(
            wanted, cwd=ROOT, env=os.environ | environment(folder), capture_output=True, text=True, check=False
        )
        assert made.returncode == 0, made.stderr
    return folder


def copy_of(filled: Path, folder: Path) -> Path:
    """Copy a filled demonstration, so that whoever uses the copy leaves the original as it was; return the copy."""
    return shutil.copytree(filled, folder)


@contextmanager
def running(folder: Path, background: bool = True) -> Iterator[Demonstration]:
    """Run the demonstration of `folder` for the length of the block; without `background` only its pages."""
    port = spare_port()
    address = f"http://127.0.0.1:{port}"
    commands = {"web server": processes.web(port)}
    if background:
        commands |= {"worker": processes.worker(), "schedule": processes.beat()}
    variables = environment(folder) | {"PORTAL_URL": address}
    children = {name: Child(name, command, folder / f"{name}.log", variables) for name, command in commands.items()}
    with ExitStack() as stack:
        for child in children.values():
            child.start()
            stack.callback(child.kill)  # a worker takes seconds to stop in good order, and nobody needs the folder
        portal.wait_until_answering(children["web server"], port)
        if background:
            portal.wait_until_ready(children["worker"])
        yield Demonstration(folder, address)
