"""Making the PDF of owed minutes, each in a child process of its own."""

import hashlib
import signal
import sys
import tempfile
from pathlib import Path

from django.conf import settings

from agencies.operations.stored_file import Made
from lscb_portal.lib import owed
from lscb_portal.lib.renderer import Interrupted, NotMade, run
from lscb_portal.lib.supervisor import ending_with_us
from workplan.models import MinutesPaper
from workplan.operations import minutes_paper as operations


def sweep() -> int:
    """Make what is owed for a while; return how many were made."""
    return owed.sweep(MinutesPaper, render)


def render(paper_id) -> bool:
    """Make one paper if it is owed; return whether this call made it."""
    paper = owed.claim(MinutesPaper, paper_id)
    if paper is None:
        return False
    try:
        return operations.finish(paper, make(paper))
    except Interrupted:
        owed.put_back(paper)
    except NotMade as reason:
        owed.fail(paper, str(reason))
    return False


def make(paper) -> Made:
    """Run the child and read what it made."""
    with tempfile.TemporaryDirectory(dir=settings.VAR_DIR, prefix="minutes-") as workplace:
        draft = Path(workplace) / "minutes.pdf"
        pages = run(command(paper, draft), lambda: owed.current(paper).exists())
        data = draft.read_bytes()
    return Made(name_of(paper), data, hashlib.sha256(data).hexdigest(), pages)


def command(paper, draft):
    """Return the child's command. It dies with us, so that no orphan goes on working for nobody."""
    manage = str(settings.BASE_DIR / "manage.py")
    return ending_with_us([sys.executable, manage, "render_minutes", str(paper.uid), str(draft)], signal.SIGKILL)


def name_of(paper) -> str:
    """What the file is called when somebody downloads it: qapm-minutes-2027-01-09-version-2.pdf."""
    meeting = paper.record.meeting
    what = f"version-{paper.version.number}" if paper.version else "redacted"
    part = "-part" if paper.left_out else ""
    return f"{meeting.group.slug}-minutes-{meeting.day.isoformat()}-{what}{part}.pdf"
