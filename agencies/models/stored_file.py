"""Files as they were uploaded: under names of our own, outside the web root, known by their hash. A file has no
address of its own: the record that owns it serves it."""

import uuid
from pathlib import Path

from django.conf import settings
from django.db import models
from django.utils import timezone


class StoredFileQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The files of agencies where `user` holds a post. Others reach a file through the record it belongs to."""
        return self.filter(agency__in=user.posts.current().values("agency"))


class StoredFile(models.Model):
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, null=True, blank=True, related_name="files")
    board = models.ForeignKey("agencies.Board", on_delete=models.PROTECT, null=True, blank=True, related_name="files")
    name = models.CharField(max_length=200, help_text="As the person called it; shown, never used as a path.")
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey("agencies.User", on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(default=timezone.now)

    objects = StoredFileQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(agency__isnull=False) | models.Q(board__isnull=False), name="file_has_an_owner"
            )
        ]

    def __str__(self):
        return self.name

    @property
    def path(self) -> Path:
        """Where the bytes are for good: a name of ours in a folder of 256, so that none grows large."""
        return Path(settings.MEDIA_ROOT) / self.uid.hex[:2] / self.uid.hex

    @property
    def arriving_path(self) -> Path:
        """Where the bytes are until the row is sure to stay. Nothing but what lies there is ever swept away."""
        return arrivals() / self.uid.hex

    def opened(self):
        """Open the bytes for reading, wherever they are; FileNotFoundError when they are gone.

        They only ever move one way, so whoever looks in that order cannot miss them.
        """
        try:
            return self.arriving_path.open("rb")
        except FileNotFoundError:
            return self.path.open("rb")


def arrivals() -> Path:
    """Return the folder of bytes whose row is not sure to stay yet."""
    return Path(settings.MEDIA_ROOT) / "arriving"
