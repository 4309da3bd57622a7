"""The redacted edition of approved minutes: what somebody chose to show of them, line by line."""

import json
import uuid

from django.db import models
from django.utils import timezone

from workplan.models.minutes import MinutesVersion, OfMeetings


class EditionQuerySet(OfMeetings):
    to_meeting = "version__record__meeting"


class PublicEdition(models.Model):
    """A redacted edition. Nothing of the minutes is in it that a person did not choose; once made it never changes."""

    class Status(models.TextChoices):
        CHOOSING = "choosing", "Being chosen"
        MADE = "made", "Made"

    STEPS = {Status.CHOOSING: {Status.MADE}}

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.ForeignKey(MinutesVersion, on_delete=models.PROTECT, related_name="editions")
    status = models.CharField(max_length=10, choices=Status, default=Status.CHOOSING, editable=False)
    # {key of a line: the words shown for it, empty for the line's own}. A line that is not in it is not shown.
    choices = models.TextField(default="{}", editable=False)
    choices_version = models.PositiveIntegerField(default=0, editable=False)
    begun_at = models.DateTimeField(default=timezone.now, editable=False)
    begun_by = models.ForeignKey("agencies.User", on_delete=models.PROTECT, related_name="+")
    content = models.TextField(blank=True, editable=False)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    made_at = models.DateTimeField(null=True, editable=False)
    made_by = models.ForeignKey("agencies.User", on_delete=models.PROTECT, null=True, editable=False, related_name="+")

    objects = EditionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = "redacted edition"
        constraints = [
            models.UniqueConstraint(
                fields=["version"], condition=models.Q(status="choosing"), name="one_edition_being_chosen"
            ),
            models.CheckConstraint(
                condition=models.Q(made_at__isnull=True, made_by__isnull=True, status="choosing")
                | models.Q(made_at__isnull=False, made_by__isnull=False, status="made"),
                name="edition_made_by_somebody_at_some_time",
            ),
        ]

    def __str__(self):
        return f"Redacted edition of {self.version}"

    @property
    def chosen(self) -> dict[str, str]:
        """The lines that are shown, by key, each with the words that stand for it (empty: its own)."""
        return json.loads(self.choices)

    @property
    def ledger_key(self):
        return self.version.ledger_key
