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
from workplan.minuted import held, numbers_hidden, numbers_restricted
from workplan.models import MinutesPaper
from workplan.permissions import can_read_version, can_support

Status = MinutesPaper.Status
TASK = "workplan.render_minutes"


def owe_version(version, *, by) -> None:
    """Owe every PDF of a version: the whole, the one without any restricted item, and those made for some reader."""
    there = version.papers.values_list("left_out", flat=True)
    for left_out in sorted({"", _named(numbers_restricted(held(version))), *there}):
        owe(by=by, version=version, left_out=left_out)


def left_out_for(user, version) -> str:
    """Return what the PDF of a version leaves out that this person may have, as such a paper is named by it."""
    return _named(numbers_hidden(user, held(version)))


def paper_for(user, version) -> MinutesPaper | None:
    """Return the PDF of a version that says just what this person may read today, or None."""
    papers = version.papers.select_related("file")
    return papers.filter(left_out=left_out_for(user, version)).first()


def _named(numbers):
    return ",".join(str(number) for number in sorted(numbers))


def owe(*, by, version=None, edition=None, left_out="") -> MinutesPaper:
    """Owe a PDF of a version or an edition, inside the operation that makes it due; one that is made is made anew."""
    which = {"version": version, "edition": edition, "left_out": left_out}
    paper, is_new = MinutesPaper.objects.get_or_create(**which, defaults={"asked_by": by})
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
    facts = {"sha256": made.sha256, "pages": made.pages}
    facts |= {"left_out": current.left_out} if current.left_out else {}
    Event.record("minutes.printed", by=User.objects.system(), about=about, **facts)
    return True


@transaction.atomic
def print_version(version, *, by) -> None:
    """Owe the PDF of a version that says what `by` may read of it, where there is none or it could not be made."""
    require(can_read_version(by, version))
    lock(version.record)
    left_out = left_out_for(by, version)
    _require_none(version.papers.filter(left_out=left_out).first())
    owe(by=by, version=version, left_out=left_out)
    Event.record("minutes.print_asked", by=by, about=version, left_out=left_out)


@transaction.atomic
def print_edition(edition, *, by) -> None:
    """Owe the PDF of a redacted edition that has none, or whose PDF could not be made."""
    require(can_support(by, edition.version.record.meeting.group))
    lock(edition.version.record)
    _require_none(MinutesPaper.objects.filter(edition=edition).first())
    if edition.made_at is None:
        raise Refused("This edition is not made yet.")
    owe(by=by, edition=edition)
    Event.record("minutes.print_asked", by=by, about=edition)


def _require_none(paper):
    if paper and paper.status != Status.FAILED:
        raise Refused("The PDF is there, or on its way.")
