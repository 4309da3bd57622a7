"""A queued report on its way to a PDF. The row is the queue: every step is a conditional move, safe to run twice.

Each attempt counts in the row. A renderer that finds its attempt is no longer the current one has been given up for
dead and changes nothing, so a report is made once however many renderers were killed, or only slow.
"""

from dataclasses import dataclass

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from agencies.models import Event, User
from agencies.models.group import CHAIRING
from agencies.operations.notification import notify
from agencies.permissions import require
from lscb_portal.lib.doorbell import ring
from lscb_portal.lib.lifecycle import lock, move
from reports import permissions
from reports.models import BoardReport
from reports.models.board_report import MAX_ATTEMPTS

Status = BoardReport.Status
GAVE_UP = f"Making it was interrupted {MAX_ATTEMPTS} times. Try again; if it fails again, tell whoever runs the portal."


@dataclass(frozen=True)
class Made:
    """A finished file: its path below VAR_DIR, its hash, its pages and bytes."""

    path: str
    sha256: str
    pages: int
    size: int


@transaction.atomic
def queue(report, *, by):
    """Ask for the PDF, or ask again after a failure; it is owed from now on."""
    require(permissions.can_prepare(by, report.group))
    report = lock(report)
    if report.is_being_made:
        return report
    waiting = {"attempts": 0, "progress": 0, "stage": "Waiting for its turn", "failure": "", "reopened_reason": ""}
    move(report, Status.QUEUED, queued_at=timezone.now(), **waiting)
    Event.record("report.queued", by=by, about=report, snapshot_sha256=report.snapshot_sha256)
    ring("reports.render_queued", report.pk)
    return report


@transaction.atomic
def claim(report_id):
    """Take a queued report for one attempt; None when it is not queued, or somebody else has just taken it."""
    report = BoardReport.objects.select_for_update().filter(pk=report_id, status=Status.QUEUED).first()
    if report is None:
        return None
    now = timezone.now()
    move(
        report,
        Status.RENDERING,
        attempts=report.attempts + 1,
        started_at=now,
        alive_at=now,
        progress=5,
        stage="Getting ready",
    )
    return report


def _current(report):
    """The report's row as long as this attempt is the current one."""
    attempt = {"pk": report.pk, "status": Status.RENDERING, "attempts": report.attempts}
    return BoardReport.objects.filter(**attempt)


def keep_alive(report) -> bool:
    """Say that the attempt's renderer lives; False when the attempt was given up and should stop."""
    return bool(_current(report).update(alive_at=timezone.now()))


def note_progress(report, stage, per_cent) -> bool:
    """Say how far the attempt is, in words and per cent, for the page that waits; False when it was given up."""
    return bool(_current(report).update(stage=stage, progress=per_cent, alive_at=timezone.now()))


@transaction.atomic
def finish(report, made) -> bool:
    """Write down the file that this attempt made; False, with nothing changed, when the attempt was given up."""
    current = _current(report).select_for_update(of=("self",)).select_related("board", "group").first()
    if current is None:
        return False
    move(
        current,
        Status.READY,
        pdf_path=made.path,
        pdf_sha256=made.sha256,
        pdf_pages=made.pages,
        pdf_bytes=made.size,
        rendered_at=timezone.now(),
        progress=100,
        stage="",
    )
    Event.record("report.rendered", by=User.objects.system(), about=current, sha256=made.sha256, pages=made.pages)
    _tell_the_chair(current)
    return True


def _tell_the_chair(report):
    chairs = User.objects.active().filter(
        pk__in=report.group.seats.current().filter(role__in=CHAIRING).values("person")
    )
    link = reverse("reports:report", args=[report.board.slug, report.uid])
    key = timezone.now().isoformat()
    notify("reports/report_ready", chairs, about=report, board=report.board, link=link, key=key)


@transaction.atomic
def fail(report, reason) -> bool:
    """Write down why this attempt made no file, in a sentence for a person; False when the attempt was given up."""
    current = _current(report).select_for_update().first()
    if current is None:
        return False
    move(current, Status.FAILED, failure=reason[:300], progress=0, stage="")
    Event.record("report.failed", by=User.objects.system(), about=current, attempts=current.attempts)
    return True


@transaction.atomic
def put_back(report) -> bool:
    """Queue an interrupted attempt again, or give up after too many; False when it was no longer the current one."""
    current = _current(report).select_for_update().first()
    if current is None:
        return False
    if current.attempts >= MAX_ATTEMPTS:
        return fail(current, GAVE_UP)
    move(current, Status.QUEUED, progress=0, stage="Interrupted; it is made again")
    ring("reports.render_queued", current.pk)
    return True
