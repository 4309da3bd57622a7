"""The quarterly report to the Board: figures frozen in a snapshot, words edited on the page, a PDF made in the
background. A report in state QUEUED is owed; that row, not a message, is the queue."""

import uuid
from pathlib import Path

from django.conf import settings
from django.db import models
from django.utils import timezone

from agencies.roles import Permission

MAX_ATTEMPTS = 5


class Part(models.TextChoices):
    """The parts that carry words of the author's own."""

    SUMMARY = "summary", "What the Board must do"
    JUDGEMENT = "judgement", "Our judgement in three lines"
    PERFORMANCE = "performance", "Performance"
    RETURNS = "returns", "Self-evaluation"
    MEETINGS = "meetings", "Meetings and quorum"
    ACTIONS = "actions", "Actions and decisions"
    NEXT = "next", "Next quarter"


class BoardReportQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Every report of boards where `user` prepares or signs them; issued ones where they read reports."""
        from agencies.models import Board

        if not user.is_authenticated:
            return self.none()
        boards = list(Board.objects.visible_to(user))
        working = [
            board.pk
            for board in boards
            if user.may(Permission.PREPARE_REPORT, board) or user.may(Permission.SIGN_REPORT, board)
        ]
        reading = [board.pk for board in boards if user.may(Permission.READ_REPORTS, board)]
        return self.filter(models.Q(board__in=working) | models.Q(board__in=reading, status=BoardReport.Status.ISSUED))

    def of_board(self, board):
        return self.filter(board=board)

    def queued(self):
        """Those owed a rendering, oldest first."""
        return self.filter(status=BoardReport.Status.QUEUED, attempts__lt=MAX_ATTEMPTS).order_by("queued_at")


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
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    progress = models.PositiveSmallIntegerField(default=0, editable=False, help_text="Per cent of the rendering.")
    stage = models.CharField(max_length=80, blank=True, editable=False)
    failure = models.CharField(max_length=300, blank=True, editable=False)
    pdf_path = models.CharField(max_length=200, blank=True, editable=False)
    pdf_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    pdf_pages = models.PositiveSmallIntegerField(null=True, editable=False)
    pdf_bytes = models.PositiveBigIntegerField(null=True, editable=False)
    rendered_at = models.DateTimeField(null=True, editable=False)
    signed_off_at = models.DateTimeField(null=True, editable=False)
    signed_off_by = models.ForeignKey(
        "agencies.User", on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
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
                condition=models.Q(issued_at__isnull=True, issued_by__isnull=True)
                | models.Q(issued_at__isnull=False, issued_by__isnull=False),
                name="report_issued_by_somebody_at_some_time",
            ),
        ]

    def __str__(self):
        return f"{self.board}, report for {self.quarter}"

    @property
    def pdf(self) -> Path:
        """Where the PDF is, below VAR_DIR."""
        return Path(settings.VAR_DIR) / self.pdf_path

    @property
    def ledger_key(self):
        return self.board.ledger_key


class ReportNarrative(models.Model):
    """The author's words for one part; `version` is what two editors are compared by."""

    report = models.ForeignKey(BoardReport, on_delete=models.PROTECT, related_name="narratives")
    part = models.CharField(max_length=20, choices=Part)
    text = models.TextField(blank=True, max_length=4000)
    version = models.PositiveIntegerField(default=0)
    changed_by = models.ForeignKey("agencies.User", on_delete=models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "part"], name="one_narrative_a_part")]

    def __str__(self):
        return f"{self.report}: {self.get_part_display()}"
