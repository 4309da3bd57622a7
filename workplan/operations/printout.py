"""A PDF on its way: a Word paper, or a meeting's pack. The row is the queue: every step is safe to run twice.

Each attempt takes a turn, counted in the row. An attempt that is silent for longer than one may take is given up; so
is one that somebody stopped, or that read what has changed since. Should it end after all, it changes nothing.
"""

from dataclasses import dataclass, field
from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from agencies.models import Event, User
from agencies.operations.file_removal import discard
from agencies.operations.stored_file import Made as File
from agencies.operations.stored_file import keep_made
from lscb_portal.lib.doorbell import ring
from lscb_portal.lib.lifecycle import lock, move
from lscb_portal.lib.renderer import SECONDS_A_FILE
from workplan.models import PackPart, Printout
from workplan.models.printout import MAX_ATTEMPTS

Status = Printout.Status
TASK = "workplan.make_printouts"
# An attempt may still run this long; a little more than a child is given. What it laid out is kept for the next one.
AN_ATTEMPT = timedelta(seconds=SECONDS_A_FILE + 15)
GAVE_UP = f"Making it was interrupted {MAX_ATTEMPTS} times. Tell whoever runs the portal."


@dataclass(frozen=True)
class Made(File):
    """A finished file; of a pack also what it was made from."""

    source: str = ""
    left_out: list[str] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    begins: dict[str, int] = field(default_factory=dict)


def free():
    """Those owed that no attempt is working on."""
    return Printout.objects.owed().exclude(taken_at__gt=timezone.now() - AN_ATTEMPT)


@transaction.atomic
def claim(printout_id) -> Printout | None:
    """Take a printout for one attempt; None when it is not owed, or another attempt is working on it."""
    found = Printout.objects.select_for_update(of=("self",)).filter(pk=printout_id, pk__in=free().values("pk")).first()
    if found is None:
        return None
    found.attempts += 1
    found.turn += 1
    found.taken_at, found.stage, found.per_cent = timezone.now(), "Beginning", 0
    found.save(update_fields=["attempts", "turn", "taken_at", "stage", "per_cent"])
    return found


def _current(printout):
    """The row as long as this attempt is the current one."""
    return Printout.objects.filter(pk=printout.pk, status=Status.QUEUED, turn=printout.turn)


def is_current(printout) -> bool:
    """Whether this attempt should go on."""
    return _current(printout).exists()


def tell(printout, stage, per_cent) -> bool:
    """Note how far this attempt has come, for those who wait; return whether it should go on."""
    return bool(_current(printout).update(stage=stage[:80], per_cent=per_cent))


@transaction.atomic
def finish(printout, made: Made) -> bool:
    """Keep the file that this attempt made; False, with nothing changed, when the attempt was given up."""
    current = _current(printout).select_for_update(of=("self",)).first()
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


@transaction.atomic
def fail(printout, reason) -> bool:
    """Write down why this attempt made no file, in a sentence for a person; False when the attempt was given up."""
    current = _current(printout).select_for_update(of=("self",)).first()
    if current is None:
        return False
    move(current, Status.FAILED, failure=reason[:300], taken_at=None, stage="")
    return True


@transaction.atomic
def put_back(printout) -> bool:
    """Owe an interrupted attempt's file again at once, or give up after too many."""
    current = _current(printout).select_for_update(of=("self",)).first()
    if current is None:
        return False
    if current.attempts >= MAX_ATTEMPTS:
        return fail(current, GAVE_UP)
    Printout.objects.filter(pk=current.pk).update(taken_at=None)
    return True


@transaction.atomic
def give_up_the_silent() -> int:
    """Give up those whose last attempt was killed and that have no attempt left; return how many."""
    silent = Q(attempts__gte=MAX_ATTEMPTS, taken_at__lte=timezone.now() - AN_ATTEMPT)
    tried = Printout.objects.filter(silent, status=Status.QUEUED)
    return tried.update(status=Status.FAILED, failure=GAVE_UP, taken_at=None)


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
