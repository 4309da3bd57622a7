"""The child process that makes one PDF: of a Word paper, of gathered updates, or a pack (see workplan/printing.py)."""

import json
import tempfile
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from lscb_portal.lib import office, pdf
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.pdf_apart import harmless_apart
from lscb_portal.lib.renderer import write_safely
from workplan.models import PaperVersion, Printout
from workplan.pack_making import OutOfDate, make_pack, place_of
from workplan.updates_paper import made_of

NOBODY_WAITS = "Nobody waits for this any more."


class Command(BaseCommand):
    """Make the PDF that a worker has claimed, and print its pages as JSON."""

    help = "Make one claimed PDF. Run by the worker."

    def add_arguments(self, parser):
        parser.add_argument("uid", help="the printout")
        parser.add_argument("turn", type=int, help="the attempt that was claimed")
        parser.add_argument("output", type=Path, help="the file to write; what it was made from goes beside it")

    def handle(self, *, uid, turn, output, **options):
        """Write the file whole or not at all; say in one sentence why not."""
        printout = Printout.objects.filter(uid=uid, turn=turn, status=Printout.Status.QUEUED).first()
        if printout is None:
            raise CommandError(NOBODY_WAITS)
        try:
            pages, facts = self._paper(printout, output) if printout.version else self._pack(printout, output)
        except (Refused, OutOfDate) as reason:
            raise CommandError(str(reason) or NOBODY_WAITS) from reason
        except Exception as fault:
            raise CommandError(pdf.sentence_for(fault)) from fault
        write_safely(output.with_suffix(".json"), json.dumps(facts).encode())
        self.stdout.write(json.dumps({"pages": pages}))

    def _paper(self, printout, output):
        if printout.version.kind == PaperVersion.Kind.GATHERED:
            pdf.one_job_and_out()
            made = made_of(printout.version)
            write_safely(output, made.data)
            return made.pages, {}
        with tempfile.TemporaryDirectory(dir=settings.VAR_DIR, prefix="word-") as folder:
            made = harmless_apart(office.as_pdf(place_of(printout.version.file), Path(folder)).read_bytes())
        write_safely(output, made.content)
        return made.pages, {}

    def _pack(self, printout, output):
        pdf.one_job_and_out()
        return make_pack(printout, output)
