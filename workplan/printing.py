"""Making the PDFs that are owed, each in a child process of its own: Word papers first, then packs of them."""

import hashlib
import json
import signal
import sys
import tempfile
from pathlib import Path

from django.conf import settings
from django.utils.text import slugify

from lscb_portal.lib import owed
from lscb_portal.lib.renderer import Interrupted, NotMade, run
from lscb_portal.lib.supervisor import ending_with_us
from workplan.models import PaperVersion, Printout
from workplan.operations import printout as operations
from workplan.operations.pack import renew_when_changed
from workplan.pack import contents_of

NOT_CONVERTED = "“{}” could not be turned into PDF. Replace it, or try again on its page."


def sweep() -> int:
    """Make what is owed for a while, and what has become untrue; return how many were made."""
    renew_when_changed()
    return owed.sweep(Printout, render)


def render(printout_id) -> bool:
    """Make one printout if it is owed and nothing that it binds is still being made; return whether this call did."""
    if _waits(printout_id):
        return False
    printout = operations.claim(printout_id)
    if printout is None:
        return False
    try:
        return operations.finish(printout, make(printout))
    except Interrupted:
        owed.put_back(printout)
    except NotMade as reason:
        owed.fail(printout, str(reason))
    return False


def _waits(printout_id):
    """Whether a Word paper of the pack is not turned into PDF yet."""
    pack = Printout.objects.packs().filter(pk=printout_id).first()
    return pack is not None and Printout.Status.QUEUED in dict(_words_in(pack))


def _words_in(pack):
    """Each Word paper of a pack: how far its PDF is, and its title."""
    papers = contents_of(pack.meeting, pack.cleared_items).papers
    return [(paper.current.printout.status, paper.title) for paper in papers if hasattr(paper.current, "printout")]


def make(printout) -> operations.Made:
    """Run the child and read what it made."""
    if printout.meeting_id and (title := dict(_words_in(printout)).get(Printout.Status.FAILED)):
        raise NotMade(NOT_CONVERTED.format(title))
    with tempfile.TemporaryDirectory(dir=settings.VAR_DIR, prefix="printout-") as workplace:
        draft = Path(workplace) / "made.pdf"
        pages = run(command(printout, draft), lambda: operations.is_current(printout))
        data, facts = draft.read_bytes(), json.loads(draft.with_suffix(".json").read_text())
    return operations.Made(name_of(printout), data, hashlib.sha256(data).hexdigest(), pages, **facts)


def command(printout, draft):
    """Return the child's command. It dies with us, so that no orphan goes on working for nobody."""
    manage = str(settings.BASE_DIR / "manage.py")
    words = [sys.executable, manage, "make_printout", str(printout.uid), str(printout.turn), str(draft)]
    return ending_with_us(words, signal.SIGKILL)


def name_of(printout) -> str:
    """What the file is called when somebody downloads it: qapm-2027-01-09-pack.pdf."""
    if printout.version and printout.version.kind == PaperVersion.Kind.GATHERED:
        meeting = printout.version.paper.meeting
        day = f"{slugify(meeting.group.short_name)}-{meeting.date:%Y-%m-%d}"
        return f"{day}-service-updates-version-{printout.version.number}.pdf"
    if printout.version:
        return f"{printout.version.file.name.rpartition('.')[0]}.pdf"[-200:]
    meeting = printout.meeting
    return f"{slugify(meeting.group.short_name)}-{meeting.date:%Y-%m-%d}-pack.pdf"
