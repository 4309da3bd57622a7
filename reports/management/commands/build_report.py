"""A board's report as a PDF from the command line, without a worker and without a record."""

import hashlib
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from agencies.models import Board, User
from agencies.models.group import GroupKind
from lscb_portal.lib import pdf
from lscb_portal.lib.hashing import canonical, sha256_of
from lscb_portal.lib.periods import Quarter
from lscb_portal.lib.renderer import write_safely
from reports.document import Frozen
from reports.document.pages import STYLESHEET, html_of
from reports.figures.snapshot import snapshot_of
from reports.models import BoardReport
from reports.operations.board_report import ledger_head


class Command(BaseCommand):
    """Freeze the quarter's figures as they are now and lay them out, with the words of the quarter's latest report.

    Nothing is stored: no report is begun, changed or needed, so it works as often as wished, issued report or not. Its
    cover says that it is a working copy.
    """

    help = "Make a board's quarterly report as a PDF, in this process. Stores nothing; the cover says working copy."

    def add_arguments(self, parser):
        parser.add_argument("--board", required=True, metavar="SLUG", help="the board's short name in addresses")
        parser.add_argument("--quarter", required=True, metavar="2025-Q4", help="January to March 2026 is 2025-Q4")
        parser.add_argument("--output", required=True, type=Path, metavar="F.pdf", help="the file to write")
        parser.add_argument(
            "--group",
            metavar="SLUG",
            help="the group that reports (default: the only one with terms of reference)",
        )

    def handle(self, *, board, quarter, output, group, **options):
        """Print the file's path, pages, size and hash."""
        quarter = quarter_called(quarter)
        group = group_called(board_called(board), group)
        if not output.parent.is_dir():
            raise CommandError(f"There is no folder {output.parent}.")
        made = pdf.write(html_of(working_copy(group, quarter)), STYLESHEET)
        write_safely(output, made.data)
        digest = hashlib.sha256(made.data).hexdigest()
        self.stdout.write(f"{output}: {made.pages} pages, {len(made.data):,} bytes, SHA-256 {digest}")


def working_copy(group, quarter) -> Frozen:
    """Return the figures frozen now, with the words of the quarter's latest report where there is one."""
    snapshot = canonical(snapshot_of(group, quarter, by=User.objects.system(), on=timezone.localdate()))
    latest = BoardReport.objects.of_board(group.board).filter(group=group, quarter=quarter.code).first()
    words = dict(latest.narratives.values_list("part", "text")) if latest else {}
    return Frozen(snapshot, sha256_of(snapshot), ledger_head(group.board), words=words)


def quarter_called(code):
    try:
        return Quarter(code.upper())
    except ValueError as fault:
        raise CommandError(str(fault)) from None


def board_called(slug):
    board = Board.objects.filter(slug=slug).first()
    if board is None:
        known = ", ".join(Board.objects.values_list("slug", flat=True)) or "none"
        raise CommandError(f"There is no board “{slug}”. Boards here: {known}.")
    return board


def group_called(board, slug):
    """Return the group that reports: the one named, the only one, or the only one with terms of reference."""
    groups = board.groups.exclude(kind=GroupKind.STRATEGIC)
    found = list(groups.filter(slug=slug) if slug else groups)
    if len(found) > 1:
        found = [group for group in found if group.terms]
    if len(found) == 1:
        return found[0]
    known = ", ".join(groups.values_list("slug", flat=True)) or "none"
    raise CommandError(f"Name one of the board's groups with --group. Groups here: {known}.")
