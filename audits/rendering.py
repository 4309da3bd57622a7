"""Making the PDF of owed papers, each in a child process of its own: the copy of a submission, a feedback letter."""

import hashlib
import signal
import sys
import tempfile
import time
from pathlib import Path

from django.conf import settings
from django.utils.text import slugify

from audits.operations import document as operations
from lscb_portal.lib.renderer import Interrupted, NotMade, run
from lscb_portal.lib.supervisor import ending_with_us

# A sweep begins no paper after these; with the longest it still ends before the worker would stop it.
SECONDS_A_SWEEP = 25


def sweep() -> int:
    """Make what is owed for a while; return how many were made."""
    operations.give_up_the_silent()
    until, made, tried = time.monotonic() + SECONDS_A_SWEEP, 0, set()
    while time.monotonic() < until:
        owed = operations.free().exclude(pk__in=tried).values_list("pk", flat=True).first()
        if owed is None:
            break
        tried.add(owed)
        made += render(owed)
    return made


def render(document_id) -> bool:
    """Make one paper if it is owed; return whether this call made it."""
    document = operations.claim(document_id)
    if document is None:
        return False
    try:
        return operations.finish(document, make(document))
    except Interrupted:
        operations.put_back(document)
    except NotMade as reason:
        operations.fail(document, str(reason))
    return False


def make(document) -> operations.Made:
    """Run the child and read what it made."""
    with tempfile.TemporaryDirectory(dir=settings.VAR_DIR, prefix="paper-") as workplace:
        draft = Path(workplace) / "paper.pdf"
        pages = run(command(document, draft), lambda: operations.is_current(document))
        data = draft.read_bytes()
    return operations.Made(name_of(document), data, hashlib.sha256(data).hexdigest(), pages)


def command(document, draft):
    """Return the child's command. It dies with us, so that no orphan goes on working for nobody."""
    manage = str(settings.BASE_DIR / "manage.py")
    return ending_with_us([sys.executable, manage, "render_document", str(document.uid), str(draft)], signal.SIGKILL)


def name_of(document) -> str:
    """What the file is called when somebody downloads it: s11-2026-police-feedback.pdf."""
    if document.submission:
        evaluation, what = document.submission.evaluation, f"submission-{document.submission.number}"
    else:
        evaluation, what = document.feedback.review.evaluation, "feedback"
    return f"{evaluation.round.code}-{slugify(evaluation.agency.short_name)}-{what}.pdf"
