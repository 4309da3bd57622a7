"""The child process that makes one PDF (see reports/rendering.py). People use build_report."""

import errno
import gc
import json
import resource
import secrets
from pathlib import Path

import structlog
from django.core.management.base import BaseCommand, CommandError
from weasyprint.urls import FatalURLFetchingError

from lscb_portal.lib import pdf
from reports.document.pages import STYLESHEET, html_of
from reports.document.record import frozen_of
from reports.models import BoardReport
from reports.operations.rendering import note_progress
from reports.rendering import write_safely

MOST_MEMORY = 2 * 1024**3
log = structlog.get_logger(__name__)


class Command(BaseCommand):
    """Make the PDF of a report that a worker has claimed, and print its pages as JSON."""

    help = "Make one claimed report's PDF. Run by the worker; use build_report to make one by hand."

    def add_arguments(self, parser):
        parser.add_argument("uid", help="the report")
        parser.add_argument("output", type=Path, help="the file to write")
        parser.add_argument("--attempt", type=int, required=True, help="the attempt it was claimed for")

    def handle(self, *, uid, output, attempt, **options):
        """Write the file whole or not at all; say in one sentence why not."""
        # One job and out: nothing to collect, and a page that runs away takes this process with it, not the machine.
        gc.disable()
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
        report = BoardReport.objects.filter(uid=uid, status=BoardReport.Status.RENDERING, attempts=attempt).first()
        if report is None:
            raise CommandError("This attempt is over: somebody else makes the report, or nobody asked for it.")
        try:
            made = pdf.write(html_of(frozen_of(report)), STYLESHEET, lambda *stage: note_progress(report, *stage))
            write_safely(output, made.data)
        except Exception as fault:
            raise CommandError(sentence_for(fault)) from fault
        self.stdout.write(json.dumps({"pages": made.pages, "bytes": len(made.data)}))


def sentence_for(fault) -> str:
    """Return what to tell the person who waits, for anything that can go wrong."""
    if isinstance(fault, MemoryError):
        return "It needs more memory than one report may use. Shorten the words, or tell whoever runs the portal."
    if isinstance(fault, FatalURLFetchingError):
        return (
            "The report asks for a file that is not the portal's own, so it was not made. Tell whoever runs the portal."
        )
    if isinstance(fault, OSError) and fault.errno in (errno.ENOSPC, errno.EDQUOT):
        return "The portal's disk is full. Tell whoever runs the portal; nothing you wrote is lost."
    reference = secrets.token_hex(4)
    log.error("report_not_made", reference=reference, exc_info=fault)
    return f"The pages could not be laid out (fault {reference}). Try again, or tell whoever runs the portal."
