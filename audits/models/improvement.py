"""What an agency plans to do about its gaps, as a part of its return."""

import uuid

from django.db import models
from django.utils import timezone

from audits.models.self_evaluation import SelfEvaluation


class PlannedImprovementQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(evaluation__in=SelfEvaluation.objects.visible_to(user))


class PlannedImprovement(models.Model):
    """What the agency will do about a standard that is below the best rating. Complete once it is submitted."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    evaluation = models.ForeignKey(SelfEvaluation, on_delete=models.PROTECT, related_name="improvements")
    standard = models.ForeignKey("audits.Standard", on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=500, blank=True)
    lead = models.CharField(max_length=120, blank=True)
    due_on = models.DateField(null=True, blank=True)
    success_measure = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = PlannedImprovementQuerySet.as_manager()

    class Meta:
        ordering = ["standard__position", "pk"]

    def __str__(self):
        return self.what
