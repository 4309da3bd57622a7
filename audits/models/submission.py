"""What an agency signed: immutable, numbered, and known by its hash."""

import uuid

from django.db import models


class SubmissionQuerySet(models.QuerySet):
    def visible_to(self, user):
        from audits.models.self_evaluation import SelfEvaluation

        return self.filter(evaluation__in=SelfEvaluation.objects.visible_to(user))

    def of_board(self, board):
        """Those of returns that `board` asked for."""
        return self.filter(evaluation__reviews__round_board__board=board)


class Submission(models.Model):
    """The frozen answers as canonical JSON text. Only a lawful redaction may ever empty the words; the hash stays."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    evaluation = models.ForeignKey("audits.SelfEvaluation", on_delete=models.PROTECT, related_name="submissions")
    number = models.PositiveSmallIntegerField()
    content = models.TextField()
    sha256 = models.CharField(max_length=64)
    declaration = models.TextField()
    signed_by = models.ForeignKey("agencies.User", on_delete=models.PROTECT, related_name="+")
    signed_by_name = models.CharField(max_length=120)
    signed_by_job_title = models.CharField(max_length=120, blank=True)
    signed_at = models.DateTimeField()
    paper = models.ForeignKey(
        "agencies.StoredFile",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="The declaration signed on paper, where it was.",
    )
    is_nil = models.BooleanField(default=False, help_text="A nil return: no answers, and the reason in the content.")
    redacted_at = models.DateTimeField(null=True)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        ordering = ["evaluation", "number"]
        constraints = [models.UniqueConstraint(fields=["evaluation", "number"], name="submission_number_once")]

    def __str__(self):
        return f"{self.evaluation}, submission {self.number}"

    @property
    def ledger_key(self):
        return self.evaluation.ledger_key
