"""A paper on its way to a PDF. The row is the queue (see `lib/owed`)."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from agencies.models import Event, User
from agencies.operations.file_removal import discard
from agencies.operations.stored_file import Made, keep_made
from agencies.permissions import require
from audits import permissions
from audits.models import Document
from lscb_portal.lib import owed
from lscb_portal.lib.doorbell import ring
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.lifecycle import lock, move

Status = Document.Status
TASK = "audits.render_documents"


def owe(*, by, submission=None, feedback=None) -> Document:
    """Owe a PDF of a submission or of a letter from now on, inside the operation that makes it due."""
    document, _ = Document.objects.get_or_create(
        submission=submission, feedback=feedback, defaults={"asked_by": by, "asked_at": timezone.now()}
    )
    ring(TASK, document.pk)
    return document


def free():
    """Those owed that no attempt is working on."""
    return owed.free(Document)


def claim(document_id) -> Document | None:
    """Take a document for one attempt; None when it is not owed, or another attempt is working on it."""
    return owed.claim(Document, document_id)


def is_current(document) -> bool:
    """Whether this attempt should go on."""
    return owed.current(document).exists()


@transaction.atomic
def finish(document, made: Made) -> bool:
    """Keep the file that this attempt made; False, with nothing changed, when the attempt was given up."""
    current = owed.current(document).select_for_update().first()
    if current is None:
        return False
    stored, earlier = _stored(current, made), current.file
    move(current, Status.READY, file=stored, pages=made.pages, made_at=timezone.now(), failure="", taken_at=None)
    if earlier:
        discard(earlier)
    about = current.submission or current.feedback
    Event.record("document.made", by=User.objects.system(), about=about, sha256=made.sha256, pages=made.pages)
    return True


def _stored(document, made):
    """The row of the file: an agency's own copy of what it signed, a board's copy of its letter."""
    owner = (
        {"agency": document.submission.evaluation.agency}
        if document.submission
        else {"board": document.feedback.review.round_board.board}
    )
    return keep_made(made, by=document.asked_by, **owner)


def fail(document, reason) -> bool:
    """Write down why this attempt made no file, in a sentence for a person; False when the attempt was given up."""
    return owed.fail(document, reason)


def put_back(document) -> bool:
    """Owe an interrupted attempt's document again at once, or give up after too many."""
    return owed.put_back(document)


def give_up_the_silent() -> int:
    """Give up those whose last attempt was killed and that have no attempt left; return how many."""
    return owed.give_up_the_silent(Document)


@transaction.atomic
def make_letter(feedback, *, by):
    """Owe the PDF of a sent letter that has none, or whose PDF could not be made."""
    require(permissions.can_moderate(by, feedback.review))
    feedback = lock(feedback)
    if feedback.sent_at is None:
        raise Refused("The letter is not sent yet.")
    document = Document.objects.filter(feedback=feedback).first()
    if document is None:
        owe(by=by, feedback=feedback)
        Event.record("document.asked", by=by, about=feedback)
    else:
        _try_again(document, by)


@transaction.atomic
def make_copy(submission, *, by):
    """Owe the printable copy of a submission that has none, or whose copy could not be made; any reader may ask.

    Few are ever printed, so none is made before somebody wants it; there is one for all who read the submission.
    """
    require(permissions.can_read_submission(by, submission))
    if submission.redacted_at:
        raise Refused("The words of this submission were lawfully removed. There is nothing to print.")
    document = Document.objects.filter(submission=submission).first()
    if document is None:
        owe(by=by, submission=submission)
        Event.record("document.asked", by=by, about=submission)
    elif document.status == Status.FAILED:
        _try_again(document, by)


def make_copies_anew(item):
    """Owe the printable copies of what names an item again, inside the operation that changes whether it is sensitive.

    Nobody is given the earlier file any more; it is removed when there is a new one. An attempt that is running read
    the item as it was, so it is no longer the current one.
    """
    named = Document.objects.filter(submission__in=item.signed_in.filter(local_part=None).values("submission"))
    named.filter(status=Status.QUEUED, attempts__gt=0).update(attempts=F("attempts") + 1)
    for document in named.filter(status=Status.READY).order_by("pk"):
        owed.owe_again(document, TASK)


def _try_again(document, by):
    document = Document.objects.select_for_update().get(pk=document.pk)
    owed.owe_again(document, TASK)
    Event.record("document.asked_again", by=by, about=document.submission or document.feedback)
