"""The quarterly report to the Board: figures frozen in a snapshot, words edited on the page, a PDF made in the
background. A report in state QUEUED is owed; that row, not a message, is the queue."""

import uuid
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import models
from django.utils import timezone

from agencies.models.group import CHAIRING
from agencies.roles import BOARD_ROLES, Permission, granted
from lscb_portal.lib.periods import Quarter

MAX_ATTEMPTS = 5
# A renderer says every few seconds that it lives; after this silence it is taken for dead.
SILENT_SECONDS = 20


class Part(models.TextChoices):
    """The parts that carry words of the author's own."""

    SUMMARY = "summary", "What the Board must do"
    JUDGEMENT = "judgement", "Our judgement in three lines"
    PERFORMANCE = "performance", "Performance"
    RETURNS = "returns", "Self-evaluation"
    MEETINGS = "meetings", "Meetings and quorum"
    ACTIONS = "actions", "Actions and decisions"
    NEXT = "next", "Next quarter"

    @property
    def longest(self) -> int:
        """How many characters it may have: the front sheet must stay on one page."""
        return {Part.SUMMARY: 900, Part.JUDGEMENT: 450}.get(self, 3000)


class BoardReportQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Every report of boards whose office `user` belongs to and of groups they chair; issued ones of boards where
        they read reports. A draft names agencies, so the chair of another group does not see it."""
        if not user.is_authenticated:
            return self.none()
        office = [
            board
            for board in user.boards_where(Permission.PREPARE_REPORT)
            if granted(user.roles_at(board).intersection(BOARD_ROLES), Permission.PREPARE_REPORT)
        ]
        reading = user.boards_where(Permission.READ_REPORTS)
        chaired = user.seats.current().filter(role__in=CHAIRING).values("group")
        return self.filter(
            models.Q(board__in=office)
            | models.Q(group__in=chaired, board__in=reading)
            | models.Q(board__in=reading, status=BoardReport.Status.ISSUED)
        )

    def of_board(self, board):
        return self.filter(board=board)

    def issued(self):
        return self.filter(status=BoardReport.Status.ISSUED)

    def open(self):
        """Those not issued yet."""
        return self.exclude(status=BoardReport.Status.ISSUED)

    def queued(self):
        """Those owed a rendering, oldest first."""
        return self.filter(status=BoardReport.Status.QUEUED).order_by("queued_at", "pk")

    def silent(self):
        """Those whose renderer has not been heard of for so long that it must have died."""
        since = timezone.now() - timedelta(seconds=SILENT_SECONDS)
        return self.filter(status=BoardReport.Status.RENDERING, alive_at__lt=since)


class BoardReport(models.Model):
    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        QUEUED = "queued", "Queued"
        RENDERING = "rendering", "Being made"
        READY = "ready", "Ready to sign off"
        FAILED = "failed", "Could not be made"
        SIGNED_OFF = "signed_off", "Signed off"
        ISSUED = "issued", "Issued"

    STEPS = {
        Status.DRAFT: {Status.QUEUED},
        Status.QUEUED: {Status.RENDERING, Status.DRAFT},
        Status.RENDERING: {Status.READY, Status.FAILED, Status.QUEUED},
        Status.FAILED: {Status.QUEUED, Status.DRAFT},
        Status.READY: {Status.SIGNED_OFF, Status.DRAFT},
        Status.SIGNED_OFF: {Status.ISSUED, Status.DRAFT},
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    board = models.ForeignKey("agencies.Board", on_delete=models.PROTECT, related_name="reports")
    group = models.ForeignKey("agencies.Group", on_delete=models.PROTECT, related_name="reports")
    quarter = models.CharField(max_length=7)
    version = models.PositiveSmallIntegerField(default=1)
    status = models.CharField(max_length=20, choices=Status, default=Status.DRAFT, editable=False)
    snapshot = models.TextField(editable=False)
    snapshot_sha256 = models.CharField(max_length=64, editable=False)
    ledger_head = models.CharField(max_length=64, blank=True, editable=False)
    built_at = models.DateTimeField(default=timezone.now, editable=False)
    built_by = models.ForeignKey("agencies.User", on_delete=models.PROTECT, related_name="+", editable=False)
    queued_at = models.DateTimeField(null=True, editable=False)
    started_at = models.DateTimeField(null=True, editable=False)
    alive_at = models.DateTimeField(null=True, editable=False, help_text="When its renderer was last heard of.")
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    progress = models.PositiveSmallIntegerField(default=0, editable=False, help_text="Per cent of the rendering.")
    stage = models.CharField(max_length=80, blank=True, editable=False)
    failure = models.CharField(max_length=300, blank=True, editable=False)
    reopened_reason = models.CharField("why it went back to draft", max_length=300, blank=True, editable=False)
    pdf_path = models.CharField(max_length=200, blank=True, editable=False)
    pdf_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    pdf_pages = models.PositiveSmallIntegerField(null=True, editable=False)
    pdf_bytes = models.PositiveBigIntegerField(null=True, editable=False)
    rendered_at = models.DateTimeField(null=True, editable=False)
    signed_off_at = models.DateTimeField(null=True, editable=False)
    signed_off_by = models.ForeignKey(
        "agencies.User", on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    declaration = models.TextField(blank=True, editable=False, help_text="What the chair declared when signing.")
    issued_at = models.DateTimeField(null=True, editable=False)
    issued_by = models.ForeignKey(
        "agencies.User", on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )

    objects = BoardReportQuerySet.as_manager()

    class Meta:
        ordering = ["-quarter", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["group", "quarter", "version"], name="one_report_a_quarter_and_version"),
            models.CheckConstraint(
                condition=models.Q(signed_off_at__isnull=True, signed_off_by__isnull=True)
                | models.Q(signed_off_at__isnull=False, signed_off_by__isnull=False),
                name="report_signed_off_by_somebody_at_some_time",
            ),
            models.CheckConstraint(
                condition=models.Q(declaration="") | models.Q(signed_off_at__isnull=False),
                name="report_declared_by_who_signed_it",
            ),
            models.CheckConstraint(
                condition=models.Q(issued_at__isnull=True, issued_by__isnull=True)
                | models.Q(issued_at__isnull=False, issued_by__isnull=False),
                name="report_issued_by_somebody_at_some_time",
            ),
        ]

    def __str__(self):
        return f"{self.board}, report for {self.quarter}"

    @property
    def period(self) -> Quarter:
        return Quarter(self.quarter)

    @property
    def pdf(self) -> Path:
        """Where the PDF is, below VAR_DIR."""
        return Path(settings.VAR_DIR) / self.pdf_path

    @property
    def is_draft(self) -> bool:
        """Whether figures and words may still change."""
        return self.status == self.Status.DRAFT

    @property
    def is_being_made(self) -> bool:
        """Whether the PDF is on its way, so that the page should look again."""
        return self.status in (self.Status.QUEUED, self.Status.RENDERING)

    @property
    def has_pdf(self) -> bool:
        return bool(self.pdf_path)

    @property
    def ledger_key(self):
        return self.board.ledger_key


class ReportNarrative(models.Model):
    """The author's words for one part; `version` is what two editors are compared by."""

    report = models.ForeignKey(BoardReport, on_delete=models.PROTECT, related_name="narratives")
    part = models.CharField(max_length=20, choices=Part)
    text = models.TextField(blank=True, max_length=4000)
    version = models.PositiveIntegerField(default=0)
    saved_from = models.UUIDField(null=True, help_text="The opened page that saved last: it does not overtake itself.")
    changed_by = models.ForeignKey("agencies.User", on_delete=models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "part"], name="one_narrative_a_part")]

    def __str__(self):
        return f"{self.report}: {self.get_part_display()}"
