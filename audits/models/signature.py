"""Who signed a return, one row for each signatory: schools need two."""

import uuid

from django.db import models


class SignatureQuerySet(models.QuerySet):
    def visible_to(self, user):
        from audits.models.self_evaluation import SelfEvaluation

        return self.filter(evaluation__in=SelfEvaluation.objects.visible_to(user))

    def of_hand_over(self, evaluation):
        """Those under the version that waits for signatures now."""
        return self.filter(evaluation=evaluation, handed_over_at=evaluation.handed_over_at, submission__isnull=True)


class Signature(models.Model):
    """One signature under one hand-over; the submission is known once the last has signed."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    evaluation = models.ForeignKey("audits.SelfEvaluation", on_delete=models.PROTECT, related_name="signatures")
    handed_over_at = models.DateTimeField(help_text="Names the version that was read and signed.")
    submission = models.ForeignKey("audits.Submission", on_delete=models.PROTECT, null=True, related_name="signatures")
    person = models.ForeignKey("agencies.User", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    job_title = models.CharField(max_length=120, blank=True)
    signed_at = models.DateTimeField()
    on_paper = models.BooleanField(default=False)
    paper = models.ForeignKey(
        "agencies.StoredFile",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="The declaration as it was signed on paper.",
    )
    entered_by = models.ForeignKey(
        "agencies.User",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="Who uploaded the paper.",
    )

    objects = SignatureQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["evaluation", "handed_over_at", "person"], name="signed_once_by_each"),
            models.CheckConstraint(
                condition=models.Q(on_paper=False, paper__isnull=True, entered_by__isnull=True)
                | models.Q(on_paper=True, paper__isnull=False, entered_by__isnull=False),
                name="signed_on_paper_with_the_paper",
            ),
        ]

    def __str__(self):
        return f"{self.name}, {self.evaluation}"
