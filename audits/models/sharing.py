"""How an agency's people share one return: who was given which standard, and what they say to each other about it."""

import uuid

from django.db import models
from django.utils import timezone

from audits.models.self_evaluation import SelfEvaluation


class AssignmentQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(evaluation__in=SelfEvaluation.objects.visible_to(user))

    def open(self):
        """Those not handed back to the lead, nor taken back by them."""
        return self.filter(handed_back_at__isnull=True)

    def kept(self):
        """Those that were not taken back: open, or handed back by the contributor."""
        return self.filter(withdrawn=False)


class Assignment(models.Model):
    """A standard given to a contributor. What was handed back may be given again: a new row."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    evaluation = models.ForeignKey(SelfEvaluation, on_delete=models.PROTECT, related_name="assignments")
    standard = models.ForeignKey("audits.Standard", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("agencies.User", on_delete=models.PROTECT, related_name="assignments")
    note = models.CharField(max_length=300, blank=True, help_text="What the lead would like of them.")
    assigned_by = models.ForeignKey("agencies.User", on_delete=models.PROTECT, related_name="+")
    assigned_at = models.DateTimeField(default=timezone.now, editable=False)
    handed_back_at = models.DateTimeField(null=True, editable=False, help_text="When it ended, either way.")
    withdrawn = models.BooleanField(default=False, editable=False, help_text="Taken back by the lead.")

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        ordering = ["standard__position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["evaluation", "standard", "person"],
                condition=models.Q(handed_back_at__isnull=True),
                name="standard_given_once",
            )
        ]

    def __str__(self):
        return f"{self.standard} to {self.person}"

    @property
    def ledger_key(self):
        return self.evaluation.ledger_key


class ReturnCommentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The agency's own talk: those of returns of agencies where `user` holds a post."""
        return self.filter(evaluation__agency__in=user.posts.current().values("agency"))

    def open(self):
        """Those that nobody has settled."""
        return self.filter(settled_at__isnull=True)


class ReturnComment(models.Model):
    """What one of the agency's people says to the others about a standard or a criterion. No board ever reads it."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    evaluation = models.ForeignKey(SelfEvaluation, on_delete=models.PROTECT, related_name="comments")
    standard = models.ForeignKey("audits.Standard", on_delete=models.PROTECT, related_name="+")
    criterion = models.ForeignKey("audits.Criterion", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    text = models.TextField(max_length=1000)
    written_by = models.ForeignKey("agencies.User", on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=timezone.now, editable=False)
    settled_at = models.DateTimeField(null=True, editable=False)
    settled_by = models.ForeignKey(
        "agencies.User", on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )

    objects = ReturnCommentQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(settled_at__isnull=True, settled_by__isnull=True)
                | models.Q(settled_at__isnull=False, settled_by__isnull=False),
                name="comment_settled_by_somebody_at_some_time",
            )
        ]

    def __str__(self):
        return f"{self.written_by} on {self.standard}"

    @property
    def ledger_key(self):
        return self.evaluation.ledger_key
