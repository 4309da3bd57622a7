"""What the Strategic Board answered to a decision that was recommended to it."""

import uuid

from django.db import models
from django.utils import timezone


class BoardAnswerQuerySet(models.QuerySet):
    def visible_to(self, user):
        from workplan.models.decision import Decision

        return self.filter(decision__in=Decision.objects.visible_to(user))

    def of_board(self, board):
        return self.filter(decision__board=board)


class BoardAnswer(models.Model):
    """One answer; a later one of the same decision counts instead, and none is ever changed."""

    class Answer(models.TextChoices):
        ACCEPTED = "accepted", "Accepted"
        CHANGED = "changed", "Accepted with changes"
        DECLINED = "declined", "Not accepted"
        REFERRED = "referred", "Sent back to the group"

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    decision = models.ForeignKey("workplan.Decision", on_delete=models.PROTECT, related_name="board_answers")
    answer = models.CharField(max_length=10, choices=Answer)
    words = models.TextField(max_length=2000)
    answered_on = models.DateField()
    minute_reference = models.CharField(max_length=40, blank=True)
    entered_at = models.DateTimeField(default=timezone.now)
    entered_by = models.ForeignKey("agencies.User", on_delete=models.PROTECT, related_name="+")

    objects = BoardAnswerQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.decision.reference}: {self.get_answer_display()}"

    @property
    def ledger_key(self):
        return self.decision.ledger_key
