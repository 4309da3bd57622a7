"""What every file that is made in the background has in common; see `lscb_portal.lib.owed`."""

import uuid

from django.db import models
from django.utils import timezone

from lscb_portal.lib.owed import MAX_ATTEMPTS


class OwedStatus(models.TextChoices):
    QUEUED = "queued", "Being made"
    READY = "ready", "Ready"
    FAILED = "failed", "Could not be made"


class OwedQuerySet(models.QuerySet):
    def owed(self):
        """Those still to be made, oldest first."""
        return self.filter(status=OwedStatus.QUEUED, attempts__lt=MAX_ATTEMPTS).order_by("pk")


class OwedFile(models.Model):
    """A file that is made in the background, and made anew when what it says has changed. The row is its own outbox."""

    Status = OwedStatus
    STEPS = {
        OwedStatus.QUEUED: {OwedStatus.READY, OwedStatus.FAILED},
        OwedStatus.FAILED: {OwedStatus.QUEUED},
        OwedStatus.READY: {OwedStatus.QUEUED},
    }

    COUNTED_BY = "attempts"

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    status = models.CharField(max_length=10, choices=OwedStatus, default=OwedStatus.QUEUED, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    taken_at = models.DateTimeField(null=True, editable=False, help_text="When an attempt began that may still run.")
    failure = models.CharField(max_length=300, blank=True, editable=False)
    file = models.ForeignKey(
        "agencies.StoredFile", on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    pages = models.PositiveSmallIntegerField(null=True, editable=False)
    asked_by = models.ForeignKey("agencies.User", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    made_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        abstract = True
