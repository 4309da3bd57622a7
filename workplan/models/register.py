"""Who says they will come, who is there, and when each came and went."""

import uuid

from django.db import models
from django.utils import timezone

from agencies.models.event import Through
from workplan.models.meeting import Meeting


class ReplyQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(meeting__in=Meeting.objects.visible_to(user))

    def of_person(self, person):
        """The answers for the seats a person holds."""
        return self.filter(seat__person=person)


class Reply(models.Model):
    """A member's answer to the invitation; one a seat, changed as often as they like."""

    class Answer(models.TextChoices):
        ATTENDING = "attending", "Attending"
        REMOTE = "remote", "Attending remotely"
        DEPUTY = "deputy", "Sending a deputy"
        APOLOGIES = "apologies", "Apologies"

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="replies")
    seat = models.ForeignKey("agencies.Seat", on_delete=models.PROTECT, related_name="replies")
    answer = models.CharField(max_length=20, choices=Answer)
    reason = models.CharField(max_length=300, blank=True)
    deputy_name = models.CharField(max_length=120, blank=True)
    replied_at = models.DateTimeField(default=timezone.now)
    replied_by = models.ForeignKey("agencies.User", on_delete=models.PROTECT, related_name="+")
    through = models.CharField(max_length=20, choices=Through, default=Through.PORTAL, blank=True)

    objects = ReplyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "replies"
        constraints = [models.UniqueConstraint(fields=["meeting", "seat"], name="one_reply_a_seat")]

    def __str__(self):
        return f"{self.seat}: {self.get_answer_display()}"

    @property
    def comes(self) -> bool:
        """Whether the agency will be represented."""
        return self.answer != self.Answer.APOLOGIES


class AttendeeQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(meeting__in=Meeting.objects.visible_to(user))

    def of_board(self, board):
        return self.filter(meeting__group__board=board)


class Attendee(models.Model):
    """A line of the register: a seat as it was when the meeting opened, a deputy, or a guest.

    A deputy carries the agency; the member they stand in for still shows as absent. Agency, kind and legal body are
    copied, so that the quorum of a past meeting never changes.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="attendees")
    seat = models.ForeignKey("agencies.Seat", on_delete=models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey("agencies.User", on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=20)
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, null=True, related_name="+")
    legal_body = models.ForeignKey("agencies.LegalBody", on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.CharField("kind of the agency", max_length=20, blank=True)
    is_statutory_partner = models.BooleanField(default=False)
    counts = models.BooleanField(default=False)
    deputy_for = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="deputies")
    apologies = models.BooleanField(default=False)
    added_at = models.DateTimeField(default=timezone.now)

    objects = AttendeeQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["meeting", "seat"], name="one_line_a_seat")]

    def __str__(self):
        return self.name

    @property
    def ledger_key(self):
        return self.meeting.ledger_key


class MovementQuerySet(models.QuerySet):
    def standing(self):
        """Those that were not taken back."""
        return self.filter(voided_at__isnull=True)


class Movement(models.Model):
    """An arrival or a departure. A slip is corrected by a further movement or by `voided_at`, never by deleting."""

    class Kind(models.TextChoices):
        ARRIVED = "arrived", "Arrived"
        LEFT = "left", "Left"

    class Mode(models.TextChoices):
        PRESENT = "present", "In the room"
        REMOTE = "remote", "Remote"

    attendee = models.ForeignKey(Attendee, on_delete=models.PROTECT, related_name="movements")
    kind = models.CharField(max_length=10, choices=Kind)
    mode = models.CharField(max_length=10, choices=Mode, default=Mode.PRESENT)
    at = models.DateTimeField()
    recorded_by = models.ForeignKey("agencies.User", on_delete=models.PROTECT, related_name="+")
    voided_at = models.DateTimeField(null=True)

    objects = MovementQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self):
        return f"{self.attendee} {self.get_kind_display().lower()} {self.at:%H:%M}"
