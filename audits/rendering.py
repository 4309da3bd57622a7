"""Making the PDF of owed papers, each in a child process of its own: the copy of a submission, a feedback letter."""

import hashlib
import signal
import sys
import tempfile
from pathlib import Path

from django.conf import settings
from django.utils.text import slugify

from audits.models import Document
from audits.operations import document as operations
from lscb_portal.lib import owed
from lscb_portal.lib.renderer import Interrupted, NotMade, run
from lscb_portal.lib.supervisor import ending_with_us


def sweep() -> int:
    """Make what is owed for a while; return how many were made."""
    return owed.sweep(Document, render)


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
