"""Papers made in the background: the copy of what was signed, and the feedback letter. The row is its own outbox."""

import uuid

from django.db import models
from django.utils import timezone

from audits.models.feedback import Feedback
from audits.models.submission import Submission
from lscb_portal.lib.owed import MAX_ATTEMPTS


class DocumentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of submissions and letters that `user` may read."""
        return self.filter(
            models.Q(submission__in=Submission.objects.visible_to(user))
            | models.Q(feedback__in=Feedback.objects.visible_to(user))
        )

    def owed(self):
        """Those still to be made, oldest first."""
        return self.filter(status=Document.Status.QUEUED, attempts__lt=MAX_ATTEMPTS).order_by("pk")


class Document(models.Model):
    """A PDF of one submission or one feedback letter."""

    class Status(models.TextChoices):
        QUEUED = "queued", "Being made"
        READY = "ready", "Ready"
        FAILED = "failed", "Could not be made"

    STEPS = {
        Status.QUEUED: {Status.READY, Status.FAILED},
        Status.FAILED: {Status.QUEUED},
        Status.READY: {Status.QUEUED},
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    submission = models.OneToOneField(Submission, on_delete=models.PROTECT, null=True, related_name="document")
    feedback = models.OneToOneField(Feedback, on_delete=models.PROTECT, null=True, related_name="document")
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

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(submission__isnull=False, feedback__isnull=True)
                | models.Q(submission__isnull=True, feedback__isnull=False),
                name="document_of_one_thing",
            )
        ]

    def __str__(self):
        return f"PDF of {self.submission or self.feedback}"
