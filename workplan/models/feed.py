"""The secret address of a person's own calendar."""

import secrets
import uuid

from django.db import models
from django.utils import timezone

from lscb_portal.lib.hashing import sha256_of

TOKEN_BYTES = 32


def new_token() -> str:
    """Return a secret that nobody guesses, fit for an address."""
    return secrets.token_urlsafe(TOKEN_BYTES)


class CalendarFeedQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Their own, and nobody else's."""
        return self.filter(person=user) if user.is_authenticated else self.none()

    def in_use(self):
        return self.filter(withdrawn_at__isnull=True)

    def opened_by(self, token):
        """Those that the secret opens: in use, of somebody who is still active. At most one."""
        return self.in_use().filter(token_hash=sha256_of(token), person__is_active=True)


class CalendarFeed(models.Model):
    """An address that a calendar programme may read without signing in. Only the hash of its secret is kept, so it is
    shown once; whoever reads the database cannot read anybody's calendar."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey("agencies.User", on_delete=models.PROTECT, related_name="calendar_feeds")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    withdrawn_at = models.DateTimeField(null=True, editable=False)

    objects = CalendarFeedQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(withdrawn_at__isnull=True), name="one_calendar_address_a_person"
            )
        ]

    def __str__(self):
        return f"Calendar of {self.person}"
