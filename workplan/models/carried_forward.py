"""What a meeting left to the next agenda: an item that it did not come to, put off or adjourned."""

from django.db import models
from django.utils import timezone

from workplan.models.agenda import AgendaItem


class CarriedForwardQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of the items that `user` may read: a restricted item leaves nothing to whoever is not cleared."""
        return self.filter(item__in=AgendaItem.objects.visible_to(user))

    def of_board(self, board):
        return self.filter(item__meeting__group__board=board)

    def waiting(self):
        """Those of meetings that are over which stand on no later agenda yet, and were not left off one."""
        from workplan.models.meeting import OVER

        return self.filter(brought_forward=None, left_off_at=None, item__meeting__status__in=OVER)


class CarriedForward(models.Model):
    """An item of one meeting that becomes an item of the group's next agenda, once, unless the chair leaves it off."""

    class Why(models.TextChoices):
        NOT_TAKEN = "not_taken", "that meeting did not come to it"
        PUT_OFF = "put_off", "that meeting put it off"
        ADJOURNED = "adjourned", "that meeting adjourned it"
        CANCELLED = "cancelled", "that meeting was cancelled"

    item = models.OneToOneField(AgendaItem, on_delete=models.PROTECT, related_name="carried_forward")
    why = models.CharField(max_length=10, choices=Why)
    noted_at = models.DateTimeField(default=timezone.now, editable=False)
    noted_by = models.ForeignKey("agencies.User", on_delete=models.PROTECT, related_name="+")
    left_off_reason = models.CharField(max_length=300, blank=True)
    left_off_at = models.DateTimeField(null=True, editable=False)
    left_off_by = models.ForeignKey(
        "agencies.User", on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )

    objects = CarriedForwardQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "carried forward"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(left_off_at__isnull=True, left_off_by__isnull=True, left_off_reason="")
                | (models.Q(left_off_at__isnull=False, left_off_by__isnull=False) & ~models.Q(left_off_reason="")),
                name="left_off_by_somebody_with_a_reason",
            )
        ]

    def __str__(self):
        return f"{self.item}: {self.get_why_display()}"

    @property
    def ledger_key(self):
        return self.item.ledger_key
