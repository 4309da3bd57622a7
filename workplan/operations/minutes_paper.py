"""The PDF of minutes on its way. The row is the queue (see `lib/owed`)."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from agencies.models import Event, User
from agencies.operations.file_removal import discard
from agencies.operations.stored_file import Made, keep_made
from agencies.permissions import require
from lscb_portal.lib import owed
from lscb_portal.lib.doorbell import ring
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.lifecycle import lock, move
from workplan.models import MinutesPaper
from workplan.permissions import can_support

Status = MinutesPaper.Status
TASK = "workplan.render_minutes"


def owe(*, by, version=None, edition=None) -> MinutesPaper:
    """Owe a PDF of a version or an edition, inside the operation that makes it due; one that is made is made anew."""
    paper, is_new = MinutesPaper.objects.get_or_create(version=version, edition=edition, defaults={"asked_by": by})
    if is_new:
        ring(TASK, paper.pk)
    elif paper.status == Status.QUEUED:
        # An attempt that is running read it as it was, so it is no longer the current one.
        running = MinutesPaper.objects.filter(pk=paper.pk, attempts__gt=0)
        running.update(attempts=F("attempts") + 1, taken_at=None)
    else:
        owed.owe_again(paper, TASK)
    return paper


@transaction.atomic
def finish(paper, made: Made) -> bool:
    """Keep the file that this attempt made; False, with nothing changed, when the attempt was given up."""
    current = owed.current(paper).select_for_update().first()
    if current is None:
        return False
    stored, earlier = keep_made(made, by=current.asked_by, board=current.record.meeting.board), current.file
    move(current, Status.READY, file=stored, pages=made.pages, made_at=timezone.now(), failure="", taken_at=None)
    if earlier:
        discard(earlier)
    about = current.version or current.edition
    Event.record("minutes.printed", by=User.objects.system(), about=about, sha256=made.sha256, pages=made.pages)
    return True


@transaction.atomic
def print_anew(*, version=None, edition=None, by) -> None:
    """Owe the PDF of a version or of a redacted edition that has none, or whose PDF could not be made."""
    record = (version or edition.version).record
    require(can_support(by, record.meeting.group))
    lock(record)
    paper = MinutesPaper.objects.filter(version=version, edition=edition).first()
    if paper and paper.status != Status.FAILED:
        raise Refused("The PDF is there, or on its way.")
    if edition and edition.made_at is None:
        raise Refused("This edition is not made yet.")
    owe(by=by, version=version, edition=edition)
    Event.record("minutes.print_asked", by=by, about=version or edition)
