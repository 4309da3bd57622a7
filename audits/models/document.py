"""Papers made in the background: the copy of what was signed, and the feedback letter. The row is its own outbox."""

from django.db import models

from agencies.models.owed_file import OwedFile, OwedQuerySet
from audits.models.feedback import Feedback
from audits.models.submission import Submission


class DocumentQuerySet(OwedQuerySet):
    def visible_to(self, user):
        """Those of submissions and letters that `user` may read."""
        return self.filter(
            models.Q(submission__in=Submission.objects.visible_to(user))
            | models.Q(feedback__in=Feedback.objects.visible_to(user))
        )


class Document(OwedFile):
    """A PDF of one submission or one feedback letter."""

    submission = models.OneToOneField(Submission, on_delete=models.PROTECT, null=True, related_name="document")
    feedback = models.OneToOneField(Feedback, on_delete=models.PROTECT, null=True, related_name="document")

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
