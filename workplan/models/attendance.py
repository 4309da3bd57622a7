"""What the chair wrote to an agency that nobody came for, two meetings in a row."""

import uuid

from django.db import models
from django.urls import reverse
from django.utils import timezone

from agencies.models import Group


class AttendanceLetterQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those to the person, and those of groups whose meetings they prepare."""
        from workplan.models.meeting import groups_supported_by

        if not user.is_authenticated:
            return self.none()
        return self.filter(models.Q(recipients=user) | models.Q(group__in=groups_supported_by(user))).distinct()

    def of_board(self, board):
        return self.filter(group__board=board)


class AttendanceLetter(models.Model):
    """A letter of a group's chair about missed meetings; one for each meeting that was the last one missed."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="attendance_letters")
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    last_missed = models.ForeignKey("workplan.Meeting", on_delete=models.PROTECT, related_name="+")
    words = models.TextField(max_length=2000)
    recipients = models.ManyToManyField("agencies.User", related_name="+")
    sent_at = models.DateTimeField(default=timezone.now)
    sent_by = models.ForeignKey("agencies.User", on_delete=models.PROTECT, related_name="+")

    objects = AttendanceLetterQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["group", "agency", "last_missed"], name="one_letter_a_missed_meeting")
        ]

    def __str__(self):
        return f"{self.group}: {self.agency}, {self.last_missed.day:%-d %B %Y}"

    def get_absolute_url(self):
        return reverse("workplan:attendance_letter", args=[self.group.board.slug, self.uid])

    @property
    def ledger_key(self):
        return self.group.ledger_key
