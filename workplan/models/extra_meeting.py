"""Extra meetings: asked for by any member, agreed or declined by the chair (the terms of reference)."""

import uuid

from django.db import models
from django.urls import reverse
from django.utils import timezone

from agencies.models import Group
from agencies.models.event import Through
from workplan.models.meeting import Meeting, groups_read_by


class ExtraMeetingQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of the groups whose meetings `user` may read, and their own."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(models.Q(group__in=groups_read_by(user)) | models.Q(asked_by=user))

    def of_board(self, board):
        return self.filter(group__board=board)

    def waiting(self):
        """Those the chair has not answered."""
        return self.filter(status=ExtraMeeting.Status.WAITING)


class ExtraMeeting(models.Model):
    """A member's request for a meeting between the regular ones, with the reason and the day it is wished by."""

    class Status(models.TextChoices):
        WAITING = "waiting", "Waiting for the chair"
        AGREED = "agreed", "Agreed"
        DECLINED = "declined", "Declined"
        WITHDRAWN = "withdrawn", "Withdrawn"

    STEPS = {Status.WAITING: {Status.AGREED, Status.DECLINED, Status.WITHDRAWN}}

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="extra_meetings")
    reason = models.TextField(max_length=1000)
    wished_by = models.DateField()
    asked_by = models.ForeignKey("agencies.User", on_delete=models.PROTECT, related_name="extra_meetings")
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    entered_by = models.ForeignKey(
        "agencies.User",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="Whoever entered what came by telephone, letter or e-mail; nobody where the member did it.",
    )
    through = models.CharField(max_length=20, choices=Through, default=Through.PORTAL, blank=True)
    status = models.CharField(max_length=20, choices=Status, default=Status.WAITING, editable=False)
    answered_at = models.DateTimeField(null=True, editable=False)
    answered_by = models.ForeignKey(
        "agencies.User", on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    answer = models.TextField(max_length=500, blank=True, help_text="Why the chair declines.")
    meeting = models.OneToOneField(
        Meeting, on_delete=models.PROTECT, null=True, editable=False, related_name="extra_meeting"
    )

    objects = ExtraMeetingQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(entered_by__isnull=True, through="")
                | (models.Q(entered_by__isnull=False) & ~models.Q(through="")),
                name="extra_meeting_entered_as_it_came",
            ),
            models.CheckConstraint(
                condition=models.Q(answered_at__isnull=True, answered_by__isnull=True)
                | models.Q(answered_at__isnull=False, answered_by__isnull=False),
                name="extra_meeting_answered_by_somebody_at_some_time",
            ),
        ]

    def __str__(self):
        return f"Extra meeting of {self.group}, wished by {self.wished_by:%-d %B %Y}"

    def get_absolute_url(self):
        return reverse("workplan:extra_meeting", args=[self.board.slug, self.uid])

    @property
    def board(self):
        return self.group.board

    @property
    def ledger_key(self):
        return self.group.ledger_key

    @property
    def is_waiting(self) -> bool:
        return self.status == self.Status.WAITING
