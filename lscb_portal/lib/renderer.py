"""Running the child process that makes one PDF: a parent waits for it, and keeps its file.

The engine keeps about 2 MB a page and never gives it back, and a page may run away; so a child makes one file and ends.
"""

import json
import os
import subprocess
import time
from pathlib import Path

import structlog

log = structlog.get_logger(__name__)

SECONDS_A_FILE = 120
BEAT_SECONDS = 4
TOOK_TOO_LONG = "It took longer than two minutes and was stopped. Shorten the words, or tell whoever runs the portal."
NOT_UNDERSTOOD = "The program that makes it ended without saying why. Try again, or tell whoever runs the portal."


class Interrupted(Exception):
    """The child was killed: nothing is known against what it was to make."""


class NotMade(Exception):
    """The child could not make the file; the message is for the person who waits."""


def run(wanted, on_beat, seconds=SECONDS_A_FILE) -> int:
    """Run the child and return how many pages it says it made; `on_beat` is called while it works.

    Raises NotMade, with the child's own reason, when it fails, and Interrupted when it is killed.
    """
    with subprocess.Popen(wanted, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as child:
        try:
            output, errors = attend(child, on_beat, time.monotonic() + seconds)
        finally:
            child.kill()
    if child.returncode < 0:
        raise Interrupted
    if child.returncode:
        raise NotMade(reason_in(errors))
    return json.loads(output.splitlines()[-1])["pages"]


def attend(child, on_beat, deadline):
    """Wait for the child; return what it wrote. Raises NotMade when it is still working at the deadline."""
    while True:
        try:
            return child.communicate(timeout=BEAT_SECONDS)
        except subprocess.TimeoutExpired:
            if time.monotonic() > deadline:
                raise NotMade(TOOK_TOO_LONG) from None
            if not on_beat():
                raise Interrupted from None


def reason_in(errors) -> str:
    """Return the sentence the child gave up with."""
    said = [line.removeprefix("CommandError: ") for line in errors.splitlines() if line.startswith("CommandError: ")]
    if not said:
        log.error("renderer_ended", errors=errors[-2000:])
    return said[-1] if said else NOT_UNDERSTOOD


# Files ----------------------------------------------------------------------------------------------------------------


def write_safely(path: Path, data: bytes) -> None:
    """Write a file so that it is there whole or not at all, even if the machine stops at any moment."""
    part = path.with_name(f".{path.name}.part")
    with part.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    sync(path.parent)


def sync(folder: Path) -> None:
    """Have the disk write down the names in a folder."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
