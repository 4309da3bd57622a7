"""Who is cleared for a restricted agenda item, and so reads its words, papers, decisions and actions."""

from django.db import models
from django.utils import timezone


class Clearance(models.Model):
    """One person cleared for one restricted item. Everybody else sees that there is an item, and its time."""

    item = models.ForeignKey("workplan.AgendaItem", on_delete=models.CASCADE, related_name="clearances")
    person = models.ForeignKey("agencies.User", on_delete=models.PROTECT, related_name="clearances")
    given_by = models.ForeignKey("agencies.User", on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["item", "person"], name="cleared_once")]

    def __str__(self):
        return f"{self.person} for item {self.item_id}"
