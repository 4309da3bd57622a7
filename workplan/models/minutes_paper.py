"""Minutes as a PDF, made in the background. The row is its own outbox."""

import uuid

from django.db import models
from django.utils import timezone

from lscb_portal.lib.owed import MAX_ATTEMPTS
from workplan.models.edition import PublicEdition
from workplan.models.minutes import MinutesVersion


class MinutesPaperQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of minutes and editions that `user` may see."""
        return self.filter(
            models.Q(version__in=MinutesVersion.objects.visible_to(user))
            | models.Q(edition__in=PublicEdition.objects.visible_to(user))
        )

    def owed(self):
        """Those still to be made, oldest first."""
        return self.filter(status=MinutesPaper.Status.QUEUED, attempts__lt=MAX_ATTEMPTS).order_by("pk")


class MinutesPaper(models.Model):
    """A PDF of one version of minutes, whole or without what some of its readers may not read, or of a redacted
    edition."""

    class Status(models.TextChoices):
        QUEUED = "queued", "Being made"
        READY = "ready", "Ready"
        FAILED = "failed", "Could not be made"

    # A version is printed anew when it is approved: the paper says so.
    STEPS = {
        Status.QUEUED: {Status.READY, Status.FAILED},
        Status.FAILED: {Status.QUEUED},
        Status.READY: {Status.QUEUED},
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.ForeignKey(MinutesVersion, on_delete=models.PROTECT, null=True, related_name="papers")
    left_out = models.CharField(
        max_length=400,
        blank=True,
        editable=False,
        help_text="The numbers of the items that it says nothing of but when, for those not cleared for them: 2,5.",
    )
    edition = models.OneToOneField(PublicEdition, on_delete=models.PROTECT, null=True, related_name="paper")
    status = models.CharField(max_length=10, choices=Status, default=Status.QUEUED, editable=False)
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

    objects = MinutesPaperQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(version__isnull=False, edition__isnull=True)
                | models.Q(version__isnull=True, edition__isnull=False),
                name="minutes_paper_of_one_thing",
            ),
            models.UniqueConstraint(fields=["version", "left_out"], name="minutes_paper_once_each"),
        ]

    def __str__(self):
        return f"PDF of {self.version or self.edition}"

    @property
    def numbers_left_out(self) -> set[int]:
        """The numbers of the items that it says nothing of but when."""
        return {int(number) for number in self.left_out.split(",") if number}

    @property
    def record(self):
        """The minutes it is a paper of."""
        return (self.version or self.edition.version).record
