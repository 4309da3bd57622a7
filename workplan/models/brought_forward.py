"""What an item of the agenda brings forward: minutes to approve, matters arising, the actions, a decision by
e-mail, what a meeting left to the next."""

from django.db import models

from workplan.models.agenda import AgendaItem
from workplan.models.carried_forward import CarriedForward
from workplan.models.email_decision import EmailDecision
from workplan.models.meeting import Meeting


class BroughtForward(models.Model):
    """Why an item stands on an agenda that nobody proposed: from an earlier meeting, or from between meetings."""

    class Kind(models.TextChoices):
        MINUTES = "minutes", "Minutes to approve"
        MATTERS = "matters", "Matters arising"
        ACTIONS = "actions", "Action log"
        EMAIL_DECISION = "email_decision", "Decision by e-mail to note"
        CARRIED = "carried", "Carried forward"

    item = models.OneToOneField(AgendaItem, on_delete=models.CASCADE, related_name="brought_forward")
    kind = models.CharField(max_length=20, choices=Kind)
    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, null=True, related_name="+", help_text="The earlier meeting it comes from."
    )
    email_decision = models.ForeignKey(
        EmailDecision, on_delete=models.PROTECT, null=True, related_name="noted_by", help_text="What is to be noted."
    )

    carried = models.OneToOneField(
        CarriedForward, on_delete=models.PROTECT, null=True, related_name="brought_forward", help_text="What was left."
    )

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "brought forward"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind="actions")
                | models.Q(kind="email_decision", email_decision__isnull=False)
                | models.Q(kind="carried", carried__isnull=False, meeting__isnull=False)
                | models.Q(kind__in=["minutes", "matters"], meeting__isnull=False),
                name="brought_forward_from_something",
            )
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.item}"
