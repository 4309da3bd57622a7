"""Making the PDF of queued reports, each in a child process of its own.

The engine keeps about 2 MB a page and never gives it back, and a page may run away; so a child makes one file and ends.
While it works its parent says every few seconds that it lives. Whoever finds a report whose renderer has fallen silent
queues it again.
"""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import structlog
from django.conf import settings

from lscb_portal.lib.supervisor import ending_with_us
from reports.models import BoardReport
from reports.operations import rendering as operations

log = structlog.get_logger(__name__)

FOLDER = "reports"
SECONDS_A_REPORT = 120
# A sweep begins no report after these; with the longest it still ends before the worker would stop it.
SECONDS_A_SWEEP = 25
BEAT_SECONDS = 4
TOOK_TOO_LONG = "It took longer than two minutes and was stopped. Shorten the words, or tell whoever runs the portal."
NOT_UNDERSTOOD = "The program that makes it ended without saying why. Try again, or tell whoever runs the portal."


class Interrupted(Exception):
    """The child was killed: nothing is known against the report."""


class NotMade(Exception):
    """The child could not make the file; the message is for the person who waits."""


def sweep() -> int:
    """Queue again what dead renderers left, then make what is owed for a while; return how many were made."""
    for report in BoardReport.objects.silent():
        operations.put_back(report)
    until, made = time.monotonic() + SECONDS_A_SWEEP, 0
    tried = set()
    while time.monotonic() < until:
        owed = BoardReport.objects.queued().exclude(pk__in=tried).values_list("pk", flat=True).first()
        if owed is None:
            break
        tried.add(owed)
        made += render(owed)
    return made


def render(report_id) -> bool:
    """Make one report if it is queued; return whether this call made it."""
    report = operations.claim(report_id)
    if report is None:
        return False
    try:
        return operations.finish(report, make(report))
    except Interrupted:
        operations.put_back(report)
    except NotMade as reason:
        operations.fail(report, str(reason))
    return False


def make(report) -> operations.Made:
    """Run the child and keep its file under its hash, so that no other attempt can overwrite it."""
    folder = settings.VAR_DIR / FOLDER / str(report.uid)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    clear_leftovers(folder)
    with tempfile.TemporaryDirectory(dir=folder, prefix="making-") as workplace:
        draft = Path(workplace) / "report.pdf"
        pages = run(command(report, draft), lambda: operations.keep_alive(report))
        return keep(draft, folder, pages)


def clear_leftovers(folder):
    """Remove what killed attempts left half made; an attempt that was given up too early has no right to it either."""
    for leftover in folder.glob("making-*"):
        shutil.rmtree(leftover, ignore_errors=True)


def command(report, draft):
    """Return the child's command. It dies with us, so that no orphan goes on working for nobody."""
    manage = str(settings.BASE_DIR / "manage.py")
    wanted = [sys.executable, manage, "render_report", str(report.uid), str(draft), "--attempt", str(report.attempts)]
    return ending_with_us(wanted, signal.SIGKILL)


def run(wanted, on_beat, seconds=SECONDS_A_REPORT) -> int:
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


def keep(draft, folder, pages) -> operations.Made:
    """Give the finished file its name for good: its own hash."""
    data = draft.read_bytes()
    sha256 = hashlib.sha256(data).hexdigest()
    kept = folder / f"{sha256}.pdf"
    draft.replace(kept)
    sync(folder)
    return operations.Made(str(kept.relative_to(settings.VAR_DIR)), sha256, pages, len(data))


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
