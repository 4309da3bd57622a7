"""Making the PDF of queued reports, each in a child process of its own.

While the child works its parent says every few seconds that it lives. Whoever finds a report whose renderer has fallen
silent queues it again.
"""

import hashlib
import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path

from django.conf import settings

from lscb_portal.lib.renderer import Interrupted, NotMade, run, sync
from lscb_portal.lib.supervisor import ending_with_us
from reports.models import BoardReport
from reports.operations import rendering as operations

FOLDER = "reports"
# A sweep begins no report after these; with the longest it still ends before the worker would stop it.
SECONDS_A_SWEEP = 25


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


def keep(draft, folder, pages) -> operations.Made:
    """Give the finished file its name for good: its own hash."""
    data = draft.read_bytes()
    sha256 = hashlib.sha256(data).hexdigest()
    kept = folder / f"{sha256}.pdf"
    draft.replace(kept)
    sync(folder)
    return operations.Made(str(kept.relative_to(settings.VAR_DIR)), sha256, pages, len(data))
