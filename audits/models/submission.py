"""What an agency signed: immutable, numbered, and known by its hash."""

import uuid

from django.db import models

from agencies.roles import Permission


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


class LocalPartQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of boards where `user` reads returns, and those of agencies where they hold a post."""
        if not user.is_authenticated:
            return self.none()
        reading = user.boards_where(Permission.READ_RETURNS)
        own = user.posts.current().values("agency")
        return self.filter(
            models.Q(round_board__board__in=reading) | models.Q(submission__evaluation__agency__in=own)
        ).distinct()

    def of_board(self, board):
        return self.filter(round_board__board=board)


class LocalPart(models.Model):
    """The answers to one board's own questions, frozen with a submission and apart from it.

    No other board of the round reads them: the shared submission holds neither them nor their questions.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="local_parts")
    round_board = models.ForeignKey("audits.RoundBoard", on_delete=models.PROTECT, related_name="local_parts")
    content = models.TextField()
    sha256 = models.CharField(max_length=64)
    redacted_at = models.DateTimeField(null=True)

    objects = LocalPartQuerySet.as_manager()

    class Meta:
        ordering = ["submission", "round_board"]
        constraints = [models.UniqueConstraint(fields=["submission", "round_board"], name="one_local_part_a_board")]

    def __str__(self):
        return f"{self.submission}, {self.round_board.board}"

    @property
    def ledger_key(self):
        return self.round_board.ledger_key
