"""The record that somebody thought a child may be unsafe, and rang. It never asks for the child's name: whoever knows
the child refers by telephone, now. It is not a referral system."""

import uuid

from django.db import models
from django.utils import timezone
from django.utils.formats import date_format


class Route(models.TextChoices):
    EMERGENCY = "emergency", "999, because a child is in danger now"
    SOCIAL_CARE = "social_care", "Children's social care"
    OUT_OF_HOURS = "out_of_hours", "The out-of-hours team"
    LADO = "lado", "The LADO, about somebody who works with children"


class SafetyRecordQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those the person wrote, and those of boards where they acknowledge alerts."""
        from agencies.roles import Permission

        boards = user.boards_where(Permission.ACKNOWLEDGE_SAFETY)
        return self.filter(models.Q(board__in=boards) | models.Q(recorded_by=user))

    def of_board(self, board):
        return self.filter(board=board)

    def waiting(self):
        """Those that nobody has acknowledged."""
        return self.filter(acknowledged_at__isnull=True)


class SafetyRecord(models.Model):
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    board = models.ForeignKey("agencies.Board", on_delete=models.PROTECT, related_name="safety_records")
    recorded_by = models.ForeignKey("agencies.User", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)
    route = models.CharField("who was rung", max_length=20, choices=Route)
    rung_at = models.DateTimeField("when")
    recipient_role = models.CharField("role of the person who took the call", max_length=120)
    outcome = models.TextField("what they said will happen", max_length=500)
    acknowledged_by = models.ForeignKey("agencies.User", on_delete=models.PROTECT, null=True, related_name="+")
    acknowledged_at = models.DateTimeField(null=True)

    objects = SafetyRecordQuerySet.as_manager()

    class Meta:
        ordering = ["-recorded_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(acknowledged_by__isnull=True, acknowledged_at__isnull=True)
                | models.Q(acknowledged_by__isnull=False, acknowledged_at__isnull=False),
                name="safety_acknowledged_by_somebody_at_some_time",
            )
        ]

    def __str__(self):
        return f"Call recorded on {date_format(timezone.localtime(self.recorded_at), 'j F Y, H:i')}"

    @property
    def ledger_key(self):
        return self.board.ledger_key
