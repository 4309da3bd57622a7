"""The child process that makes one PDF (see reports/rendering.py). People use build_report."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from lscb_portal.lib import pdf
from lscb_portal.lib.renderer import write_safely
from reports.document.pages import STYLESHEET, html_of
from reports.document.record import frozen_of
from reports.models import BoardReport
from reports.operations.rendering import note_progress


class Command(BaseCommand):
    """Make the PDF of a report that a worker has claimed, and print its pages as JSON."""

    help = "Make one claimed report's PDF. Run by the worker; use build_report to make one by hand."

    def add_arguments(self, parser):
        parser.add_argument("uid", help="the report")
        parser.add_argument("output", type=Path, help="the file to write")
        parser.add_argument("--attempt", type=int, required=True, help="the attempt it was claimed for")

    def handle(self, *, uid, output, attempt, **options):
        """Write the file whole or not at all; say in one sentence why not."""
        pdf.one_job_and_out()
        report = BoardReport.objects.filter(uid=uid, status=BoardReport.Status.RENDERING, attempts=attempt).first()
        if report is None:
            raise CommandError("This attempt is over: somebody else makes the report, or nobody asked for it.")
        try:
            made = pdf.write(html_of(frozen_of(report)), STYLESHEET, lambda *stage: note_progress(report, *stage))
            write_safely(output, made.data)
        except Exception as fault:
            raise CommandError(pdf.sentence_for(fault)) from fault
        self.stdout.write(json.dumps({"pages": made.pages, "bytes": len(made.data)}))
