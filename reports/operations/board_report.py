"""A report from its first figures to the Board: built, built again, taken back, signed off, issued, downloaded."""

import hashlib

from django.db import transaction
from django.db.models import Max, Q
from django.urls import reverse
from django.utils import timezone

from agencies.models import Book, Event, Seat, User
from agencies.models.event import GENESIS
from agencies.models.group import GroupKind
from agencies.operations.notification import notify
from agencies.operations.reauthentication import require_recent
from agencies.permissions import require
from agencies.roles import Role
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.hashing import canonical, sha256_of
from lscb_portal.lib.lifecycle import lock, move
from lscb_portal.lib.once import make_once, refuse_used
from reports import permissions
from reports.figures.snapshot import snapshot_of
from reports.models import BoardReport, Part, ReportNarrative

Status = BoardReport.Status
NO_PDF = {"pdf_path": "", "pdf_sha256": "", "pdf_pages": None, "pdf_bytes": None, "rendered_at": None}
NOT_SIGNED = {"signed_off_at": None, "signed_off_by": None, "declaration": ""}
NEEDS_A_REASON = (Status.READY, Status.SIGNED_OFF)


@transaction.atomic
def build(group, quarter, *, uid, by):
    """Begin the group's report on a quarter (a periods.Quarter) with figures frozen now; return it.

    A report of the same quarter that is not issued yet is returned as it is, whoever began it; after an issued one the
    next version begins. `uid` is the form's own, so that a double click makes one report.
    """
    require(permissions.can_prepare(by, group))
    group = lock(group)
    same_quarter = BoardReport.objects.filter(group=group, quarter=quarter.code)
    if begun := same_quarter.open().first():
        return begun
    refuse_used(BoardReport, uid)
    latest = same_quarter.aggregate(latest=Max("version"))["latest"] or 0
    report = make_once(
        BoardReport,
        uid=uid,
        board=group.board,
        group=group,
        quarter=quarter.code,
        version=latest + 1,
        **frozen_figures(group, quarter, by),
    )
    ReportNarrative.objects.bulk_create(ReportNarrative(report=report, part=part) for part in Part)
    Event.record("report.built", by=by, about=report, quarter=quarter.code, sha256=report.snapshot_sha256)
    return report


@transaction.atomic
def rebuild(report, *, by):
    """Freeze the figures anew as they are now; the words stay."""
    require(permissions.can_prepare(by, report.group))
    report = lock(report)
    _must_be_draft(report)
    before = report.snapshot_sha256
    for name, value in frozen_figures(report.group, report.period, by).items():
        setattr(report, name, value)
    report.save()
    Event.record("report.rebuilt", by=by, about=report, before=before, sha256=report.snapshot_sha256)
    return report


def frozen_figures(group, quarter, by) -> dict:
    """Return the columns of a report that hold its figures: snapshot and hash, the ledger's head, when and by whom."""
    snapshot = canonical(snapshot_of(group, quarter, by=by, on=timezone.localdate()))
    return {
        "snapshot": snapshot,
        "snapshot_sha256": sha256_of(snapshot),
        "ledger_head": ledger_head(group.board),
        "built_at": timezone.now(),
        "built_by": by,
    }


def ledger_head(board) -> str:
    """Return the hash of the last line of the board's ledger."""
    return Book.objects.filter(key=board.ledger_key).values_list("head", flat=True).first() or GENESIS


@transaction.atomic
def reopen(report, *, reason="", by):
    """Take a report back to draft. Once it was ready, its readers are owed a reason, and its PDF is no longer one."""
    require(permissions.can_reopen(by, report))
    report = lock(report)
    require(permissions.can_reopen(by, report))
    reason = reason.strip()
    if report.status in NEEDS_A_REASON and not reason:
        raise Refused("Say why the report goes back to draft.")
    old_file = report.pdf if report.has_pdf else None
    move(report, Status.DRAFT, reopened_reason=reason, failure="", progress=0, stage="", **NO_PDF, **NOT_SIGNED)
    if old_file:
        transaction.on_commit(lambda: old_file.unlink(missing_ok=True))
    Event.record("report.reopened", by=by, about=report, reason_sha256=sha256_of(reason))
    return report


def declaration_for(report) -> str:
    """What the chair of the group declares by signing its report."""
    return (
        "I have read the report and its figures. I am satisfied that they are a fair account of the quarter, and I "
        f"give them to the {report.board.words['top_group']} as chair of the {report.group.short_name}."
    )


@transaction.atomic
def sign_off(report, *, by, reauthenticated_at, seen=None):
    """The chair of the group stands by this very file; from here only the chair or the office can take it back.

    `reauthenticated_at` is when the chair last gave their password again (None: not in this session). `seen` is the
    SHA-256 of the file on the page that was signed: another file than the one read is refused. The words that the chair
    declares are kept with the report.
    """
    require(permissions.can_sign(by, report))
    report = lock(report)
    now = timezone.now()
    require_recent(reauthenticated_at, now)
    if seen is not None and seen != report.pdf_sha256:
        raise Refused("The report was made again since you opened this page. Read the new file before you sign it.")
    declared = declaration_for(report)
    move(report, Status.SIGNED_OFF, signed_off_at=now, signed_off_by=by, declaration=declared)
    Event.record("report.signed_off", by=by, about=report, declaration=sha256_of(declared), **_hashes(report))
    _notify("reports/report_signed_off", User.objects.with_board_role(report.board, Role.BUSINESS_MANAGER), report)
    return report


@transaction.atomic
def issue(report, *, by):
    """Give the signed report to the Board: its members can read it from now on, and it never changes again."""
    require(permissions.can_issue(by, report.board))
    report = lock(report)
    _must_be_whole(report)
    move(report, Status.ISSUED, issued_at=timezone.now(), issued_by=by)
    Event.record("report.issued", by=by, about=report, **_hashes(report))
    _notify("reports/report_issued", readers_of(report.board), report)
    return report


def readers_of(board):
    """Return the people who receive the Board's reports: its members, its independent chair and lay members."""
    seats = Seat.objects.of_board(board).current().filter(group__kind=GroupKind.STRATEGIC)
    others = User.objects.with_board_role(board, Role.INDEPENDENT_CHAIR, Role.LAY_MEMBER)
    return User.objects.active().filter(Q(pk__in=seats.values("person")) | Q(pk__in=others.values("pk")))


@transaction.atomic
def download(report, *, by):
    """Hand out the PDF and note who took it; return its bytes.

    Refused when the file is not, byte for byte, the one that was made and signed.
    """
    require(permissions.can_read(by, report))
    if not report.has_pdf:
        raise Refused("This report has no PDF yet.")
    data = stored_bytes(report)
    Event.record("report.downloaded", by=by, about=report, **_hashes(report))
    return data


def stored_bytes(report) -> bytes:
    """Return the PDF's bytes; Refused when they are missing or are not those whose hash the report holds."""
    try:
        data = report.pdf.read_bytes()
    except OSError:
        data = b""
    if not data or hashlib.sha256(data).hexdigest() != report.pdf_sha256:
        raise Refused(
            "The stored file is not the one that was made: it is missing or has changed. "
            "It is not given out. Tell the board’s business unit; the page of the report is unharmed."
        )
    return data


def _must_be_draft(report):
    if not report.is_draft:
        raise Refused(f"The report is {report.get_status_display().lower()}. Take it back to draft first.")


def _must_be_whole(report):
    if report.status == Status.SIGNED_OFF:
        stored_bytes(report)


def _hashes(report):
    return {"pdf_sha256": report.pdf_sha256, "snapshot_sha256": report.snapshot_sha256}


def _notify(kind, people, report):
    link = reverse("reports:report", args=[report.board.slug, report.uid])
    # The moment, not the file: made again without a change it has the same hash, and is to be told of again.
    notify(kind, people, about=report, board=report.board, link=link, key=timezone.now().isoformat())
