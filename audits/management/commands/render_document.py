"""The child process that makes one paper (see audits/rendering.py)."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from audits.models import Document
from audits.papers import html_of, stylesheet_of
from lscb_portal.lib import pdf
from lscb_portal.lib.renderer import write_safely


class Command(BaseCommand):
    """Make the PDF of a paper that a worker has claimed, and print its pages as JSON."""

    help = "Make one claimed paper's PDF. Run by the worker."

    def add_arguments(self, parser):
        parser.add_argument("uid", help="the document")
        parser.add_argument("output", type=Path, help="the file to write")

    def handle(self, *, uid, output, **options):
        """Write the file whole or not at all; say in one sentence why not."""
        pdf.one_job_and_out()
        document = Document.objects.filter(uid=uid, status=Document.Status.QUEUED).first()
        if document is None:
            raise CommandError("Nobody waits for this paper any more.")
        try:
            made = pdf.write(html_of(document), stylesheet_of(document))
            write_safely(output, made.data)
        except Exception as fault:
            raise CommandError(pdf.sentence_for(fault)) from fault
        self.stdout.write(json.dumps({"pages": made.pages, "bytes": len(made.data)}))
