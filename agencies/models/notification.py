"""What to tell whom. The row is its own outbox: no `sent_at` means owed, and a sweep sends it."""

import uuid
from datetime import timedelta

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone

from agencies.roles import Permission

# How long a message rests after each failure but the last: longer every time. A mail server may be down for a night.
RESTS = (timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=12))
MAX_ATTEMPTS = len(RESTS) + 1


class NotificationQuerySet(models.QuerySet):
    def owed(self):
        """Those that still have to be sent, oldest first."""
        return self.filter(
            sent_at__isnull=True, dropped_at__isnull=True, attempts__lt=MAX_ATTEMPTS, send_after__lte=timezone.now()
        ).order_by("pk")

    def undelivered(self):
        """Those that are tried no more, for every attempt failed."""
        return self.filter(
            sent_at__isnull=True, dropped_at__isnull=True, attempts__gte=MAX_ATTEMPTS, send_after__lte=timezone.now()
        )

    def visible_to(self, user):
        """Their own, and those of boards where `user` sends again what did not arrive."""
        boards = user.boards_where(Permission.RESEND_MESSAGES)
        return self.filter(models.Q(recipient=user) | models.Q(board__in=boards))

    def of_board(self, board):
        return self.filter(board=board)


class Notification(models.Model):
    """One message to one person about one record. `kind` names its subject and template in `templates/<app>/mail/`."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.CharField(max_length=200, unique=True, help_text="Says it once: a second notification is not made.")
    kind = models.CharField(max_length=60)
    recipient = models.ForeignKey("agencies.User", on_delete=models.PROTECT, related_name="notifications")
    board = models.ForeignKey("agencies.Board", on_delete=models.PROTECT, null=True, related_name="notifications")
    about_type = models.ForeignKey(ContentType, on_delete=models.PROTECT)
    about_id = models.PositiveBigIntegerField()
    about = GenericForeignKey("about_type", "about_id")
    link = models.CharField(max_length=300, help_text="The path of the page to open.")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    send_after = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    failure = models.CharField(max_length=120, blank=True, help_text="Why the last attempt failed, in a sentence.")
    sent_at = models.DateTimeField(null=True, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True, help_text="The recipient may no longer see the record.")

    objects = NotificationQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self):
        return f"Message to {self.recipient}"

    @property
    def subject(self) -> str:
        """What it is about, in a few neutral words: "Return to sign"."""
        return self.kind.partition("/")[2].replace("_", " ").capitalize()
