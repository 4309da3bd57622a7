"""What the organiser does about returns that are not in: more time, and a word to the lead."""

import uuid

from django.db import models
from django.utils import timezone

from audits.models.self_evaluation import SelfEvaluation


class ExtensionQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(evaluation__in=SelfEvaluation.objects.visible_to(user))


class Extension(models.Model):
    """More time for one agency, with the reason. Rows are added and never changed; the latest stands."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    evaluation = models.ForeignKey(SelfEvaluation, on_delete=models.PROTECT, related_name="extensions")
    due_on = models.DateField()
    reason = models.CharField(max_length=500)
    granted_by = models.ForeignKey("agencies.User", on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ExtensionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return f"{self.evaluation} to {self.due_on}"


class NudgeQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(evaluation__in=SelfEvaluation.objects.visible_to(user))


class Nudge(models.Model):
    """A word from the board to the agency about its return; the e-mail holds a link, the page the words."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    evaluation = models.ForeignKey(SelfEvaluation, on_delete=models.PROTECT, related_name="nudges")
    round_board = models.ForeignKey("audits.RoundBoard", on_delete=models.PROTECT, related_name="nudges")
    text = models.TextField(max_length=1000)
    sent_by = models.ForeignKey("agencies.User", on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = NudgeQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.evaluation}, {self.sent_at:%d.%m.%Y}"
