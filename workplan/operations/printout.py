"""A PDF on its way: a Word paper, or a meeting's pack. The row is the queue: every step is safe to run twice.

Each attempt takes a turn, counted in the row. An attempt that is silent for longer than one may take is given up; so
is one that somebody stopped, or that read what has changed since. Should it end after all, it changes nothing.
"""

from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from agencies.models import Event, User
from agencies.operations.file_removal import discard
from agencies.operations.stored_file import Made as File
from agencies.operations.stored_file import keep_made
from lscb_portal.lib import owed
from lscb_portal.lib.doorbell import ring
from lscb_portal.lib.lifecycle import lock, move
from workplan.models import PackPart, Printout

Status = Printout.Status
TASK = "workplan.make_printouts"


@dataclass(frozen=True)
class Made(File):
    """A finished file; of a pack also what it was made from."""

    source: str = ""
    left_out: list[str] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    begins: dict[str, int] = field(default_factory=dict)


@transaction.atomic
def claim(printout_id) -> Printout | None:
    """Take a printout for one attempt; None when it is not owed, or another attempt is working on it."""
    found = owed.claim(Printout, printout_id)
    if found is None:
        return None
    found.turn += 1
    found.stage, found.per_cent = "Beginning", 0
    found.save(update_fields=["turn", "stage", "per_cent"])
    return found


def is_current(printout) -> bool:
    """Whether this attempt should go on."""
    return owed.current(printout).exists()


def tell(printout, stage, per_cent) -> bool:
    """Note how far this attempt has come, for those who wait; return whether it should go on."""
    return bool(owed.current(printout).update(stage=stage[:80], per_cent=per_cent))


@transaction.atomic
def finish(printout, made: Made) -> bool:
    """Keep the file that this attempt made; False, with nothing changed, when the attempt was given up."""
    current = owed.current(printout).select_for_update().first()
    if current is None:
        return False
    stored, earlier = _store(current, made), current.file
    stamps = {name: getattr(made, name) for name in ("source", "left_out", "parts", "begins")}
    edition = current.edition + (current.version_id is None)
    rest = {"failure": "", "taken_at": None, "attempts": 0, "stage": "", "per_cent": 100, "edition": edition}
    move(current, Status.READY, file=stored, pages=made.pages, made_at=timezone.now(), **stamps, **rest)
    if earlier:
        discard(earlier)
    if current.meeting_id:
        _drop_unused_parts(current.meeting)
    else:
        _go_on_with_packs(current.version.paper.meeting)
    about = current.version or current.meeting
    Event.record("printout.made", by=User.objects.system(), about=about, sha256=made.sha256, pages=made.pages)
    return True


def _go_on_with_packs(meeting):
    """Make the packs that waited for a Word paper to be turned into PDF, or could not be made without."""
    for pack in meeting.packs.order_by("pk"):
        if pack.status == Status.FAILED:
            owe_again(pack)
        elif pack.status == Status.QUEUED:
            ring(TASK, pack.pk)


def _store(printout, made):
    about = printout.version.paper if printout.version else printout
    return keep_made(made, by=printout.asked_by, board=about.meeting.board)


def owe(*, by, version=None, meeting=None, cleared="") -> Printout:
    """Owe the PDF of a Word paper or a pack from now on, inside the operation that makes it due."""
    wanted = {"version": version, "meeting": meeting, "cleared": cleared}
    printout, _ = Printout.objects.get_or_create(**wanted, defaults={"asked_by": by, "asked_at": timezone.now()})
    ring(TASK, printout.pk)
    return printout


def owe_again(printout) -> None:
    """Owe a printout anew, whatever became of it: a running attempt read what is out of date, and is given up."""
    printout = lock(printout)
    fresh = {"attempts": 0, "failure": "", "taken_at": None, "stage": "", "per_cent": 0, "turn": printout.turn + 1}
    if printout.status == Status.QUEUED:
        Printout.objects.filter(pk=printout.pk).update(**fresh)
    else:
        move(printout, Status.QUEUED, **fresh)
    ring(TASK, printout.pk)


def stop(printout) -> None:
    """Stop what is being made: its attempt finds out and ends, and its file, if it had one, stays."""
    printout = lock(printout)
    move(printout, Status.CANCELLED, turn=F("turn") + 1, taken_at=None, stage="")


def withdraw_packs(meeting, *, by) -> None:
    """Take the packs of a meeting away and owe them anew: who may read an item has changed.

    A pack for people who are cleared for what no longer is restricted is nobody's any more.
    """
    restricted = {str(key) for key in meeting.items.filter(is_restricted=True).values_list("pk", flat=True)}
    for pack in meeting.packs.order_by("pk"):
        file = pack.file
        Printout.objects.filter(pk=pack.pk).update(file=None, source="", parts=[], left_out=[], begins={})
        if file:
            discard(file)
        if {key for key in pack.cleared.split(",") if key} <= restricted:
            owe_again(pack)
        else:
            Printout.objects.filter(pk=pack.pk).delete()
    _drop_unused_parts(meeting)


# Parts ----------------------------------------------------------------------------------------------------------------


@transaction.atomic
def keep_part(meeting, key, data, pages, *, by, sha256) -> PackPart:
    """Keep a part that was laid out, for the next pack; one that somebody else kept meanwhile is as good."""
    if kept := PackPart.objects.filter(meeting=meeting, key=key).first():
        return kept
    stored = keep_made(File("part.pdf", data, sha256, pages), by=by, board=meeting.board)
    part, is_new = PackPart.objects.get_or_create(meeting=meeting, key=key, defaults={"file": stored, "pages": pages})
    if not is_new:
        discard(stored)
    return part


def _drop_unused_parts(meeting):
    """Drop the parts of no pack, unless one is being made, which may be about to bind them."""
    packs = list(meeting.packs.values_list("status", "parts"))
    if any(status == Status.QUEUED for status, _ in packs):
        return
    used = {key for _, parts in packs for key in parts}
    for part in meeting.pack_parts.exclude(key__in=used).select_related("file"):
        part.delete()
        discard(part.file)
