"""A round while it is being planned, and what was changed in one after it opened."""

import uuid

from django.db import models
from django.utils import timezone

from agencies.roles import Permission
from audits.models.round import Round


class RoundPlanQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of boards whose rounds `user` runs: a colleague may go on with a plan."""
        return self.filter(board__in=user.boards_where(Permission.RUN_ROUNDS))

    def of_board(self, board):
        return self.filter(board=board)

    def unfinished(self):
        return self.filter(finished_at__isnull=True)


class RoundPlan(models.Model):
    """What was typed so far, step by step; nothing of it is a round before the last step says so.

    `typed` is {step: {field: [texts]}} as the browser sent it, wrong or right. The round that a new
    plan makes takes the plan's `uid`, so that the last button pressed twice makes one round.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    board = models.ForeignKey("agencies.Board", on_delete=models.PROTECT, related_name="round_plans")
    round = models.ForeignKey(
        Round,
        on_delete=models.PROTECT,
        null=True,
        related_name="plans",
        help_text="The planned round that it changes; none where it makes a new one.",
    )
    typed = models.JSONField(default=dict)
    begun_by = models.ForeignKey("agencies.User", on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(default=timezone.now, editable=False)
    finished_at = models.DateTimeField(null=True, editable=False)

    objects = RoundPlanQuerySet.as_manager()

    class Meta:
        ordering = ["-changed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["round"],
                condition=models.Q(finished_at__isnull=True, round__isnull=False),
                name="one_change_of_a_round_at_a_time",
            )
        ]

    def __str__(self):
        return self.typed.get("what", {}).get("title", [""])[0] or "A round without a title"


class RoundAmendmentQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(round__in=Round.objects.visible_to(user))


class RoundAmendment(models.Model):
    """What was changed in a round after it opened, and why. Rows are added and never changed.

    `changes` is {column: [before, after]} in words, as the round's page prints them.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="amendments")
    changes = models.JSONField()
    reason = models.CharField(max_length=500)
    made_by = models.ForeignKey("agencies.User", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = RoundAmendmentQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.round}, {self.made_at:%d.%m.%Y}"
