"""PDFs made in the background: a Word paper turned into one, and the pack of a meeting. The row is its own outbox."""

import uuid

from django.db import models
from django.utils import timezone

from lscb_portal.lib.owed import MAX_ATTEMPTS
from workplan.models.meeting import Meeting
from workplan.models.paper import PaperVersion


class PrintoutQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of versions that `user` may read, and the packs of meetings they may read.

        Of the packs of one meeting each reader is given the one for what they are cleared for (`operations.pack`).
        """
        return self.filter(
            models.Q(version__in=PaperVersion.objects.visible_to(user).values("pk"))
            | models.Q(meeting__in=Meeting.objects.visible_to(user))
        )

    def owed(self):
        """Those still to be made, oldest first: a Word paper before the packs that bind it."""
        owed = self.filter(status=Printout.Status.QUEUED, attempts__lt=MAX_ATTEMPTS)
        return owed.order_by(models.F("version").asc(nulls_last=True), "pk")

    def packs(self):
        return self.filter(version=None)


class Printout(models.Model):
    """A PDF of one Word paper or of gathered updates, or a meeting's pack for those cleared for the same items."""

    class Status(models.TextChoices):
        QUEUED = "queued", "Being made"
        READY = "ready", "Ready"
        FAILED = "failed", "Could not be made"
        CANCELLED = "cancelled", "Stopped"

    STEPS = {
        Status.QUEUED: {Status.READY, Status.FAILED, Status.CANCELLED},
        Status.READY: {Status.QUEUED},
        Status.FAILED: {Status.QUEUED},
        Status.CANCELLED: {Status.QUEUED},
    }

    # A call for a new file makes the attempt that runs useless, as a new attempt does.
    COUNTED_BY = "turn"

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.OneToOneField(PaperVersion, on_delete=models.PROTECT, null=True, related_name="printout")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, null=True, related_name="packs")
    cleared = models.CharField(
        max_length=800, blank=True, help_text="The restricted items in this pack: their keys, in order, with commas."
    )
    status = models.CharField(max_length=10, choices=Status, default=Status.QUEUED, editable=False)
    turn = models.PositiveIntegerField(default=0, editable=False, help_text="Counts attempts and calls for a new one.")
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    taken_at = models.DateTimeField(null=True, editable=False, help_text="When an attempt began that may still run.")
    stage = models.CharField(max_length=80, blank=True, editable=False)
    per_cent = models.PositiveSmallIntegerField(default=0, editable=False)
    failure = models.CharField(max_length=300, blank=True, editable=False)
    file = models.ForeignKey(
        "agencies.StoredFile", on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    pages = models.PositiveSmallIntegerField(null=True, editable=False)
    edition = models.PositiveSmallIntegerField(default=0, editable=False, help_text="The pack's number, on its cover.")
    source = models.CharField(max_length=64, blank=True, editable=False, help_text="Hash of all that the file says.")
    left_out = models.JSONField(default=list, editable=False, help_text="Items that were hidden when it was made.")
    parts = models.JSONField(default=list, editable=False, help_text="The keys of the parts it is bound of.")
    begins = models.JSONField(default=dict, editable=False, help_text="The page of each paper in it, by its uid.")
    asked_by = models.ForeignKey("agencies.User", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    made_at = models.DateTimeField(null=True, editable=False)

    objects = PrintoutQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(version__isnull=False, meeting__isnull=True)
                | models.Q(version__isnull=True, meeting__isnull=False),
                name="printout_of_one_thing",
            ),
            models.UniqueConstraint(fields=["meeting", "cleared"], name="one_pack_a_clearance"),
        ]

    def __str__(self):
        return f"PDF of {self.version or self.meeting}"

    @property
    def cleared_items(self) -> list[int]:
        """The keys of the restricted items that are in the pack."""
        return [int(key) for key in self.cleared.split(",") if key]

    @property
    def ledger_key(self):
        return (self.version or self.meeting).ledger_key


class PackPart(models.Model):
    """A divider, a front sheet or a paper of words as a PDF, kept under the hash of all that it says and looks like.

    Whoever replaces one paper has that one laid out anew and no other.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="pack_parts")
    key = models.CharField(max_length=64)
    file = models.ForeignKey("agencies.StoredFile", on_delete=models.PROTECT, related_name="+")
    pages = models.PositiveSmallIntegerField()
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "key"], name="pack_part_once")]

    def __str__(self):
        return self.key[:12]
