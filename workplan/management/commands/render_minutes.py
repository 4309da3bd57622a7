"""The child process that makes one PDF of minutes (see workplan/rendering.py)."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from lscb_portal.lib import pdf
from lscb_portal.lib.renderer import write_safely
from workplan.models import MinutesPaper
from workplan.papers import STYLESHEET, html_of


class Command(BaseCommand):
    """Make the PDF that a worker has claimed, and print its pages as JSON."""

    help = "Make one claimed PDF of minutes. Run by the worker."

    def add_arguments(self, parser):
        parser.add_argument("uid", help="the paper")
        parser.add_argument("output", type=Path, help="the file to write")

    def handle(self, *, uid, output, **options):
        """Write the file whole or not at all; say in one sentence why not."""
        pdf.one_job_and_out()
        paper = MinutesPaper.objects.filter(uid=uid, status=MinutesPaper.Status.QUEUED).first()
        if paper is None:
            raise CommandError("Nobody waits for this paper any more.")
        try:
            made = pdf.write(html_of(paper), STYLESHEET)
            write_safely(output, made.data)
        except Exception as fault:
            raise CommandError(pdf.sentence_for(fault)) from fault
        self.stdout.write(json.dumps({"pages": made.pages, "bytes": len(made.data)}))
