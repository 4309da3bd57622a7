"""The minutes of a meeting on their way to being approved, and every version of them as it was frozen."""

import uuid

from django.db import models
from django.utils import timezone

from agencies.models.event import Through
from workplan.models.agenda import AgendaItem
from workplan.models.meeting import Meeting


class OfMeetings(models.QuerySet):
    """Records of one meeting's minutes; `to_meeting` is the way from a record to its meeting."""

    to_meeting = "meeting"

    def visible_to(self, user):
        """Those of meetings that `user` may read."""
        return self.filter(**{f"{self.to_meeting}__in": Meeting.objects.visible_to(user)})

    def of_board(self, board):
        return self.filter(**{f"{self.to_meeting}__group__board": board})


class Minutes(models.Model):
    """How far the minutes of a meeting have come. Their words are the meeting's items until a version freezes them."""

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        WITH_CHAIR = "with_chair", "With the chair"
        CLEARED = "cleared", "Cleared by the chair"
        CIRCULATED = "circulated", "Circulated"
        APPROVED = "approved", "Approved"

    STEPS = {
        Status.DRAFT: {Status.WITH_CHAIR, Status.CLEARED},
        Status.WITH_CHAIR: {Status.CLEARED, Status.DRAFT},
        Status.CLEARED: {Status.CIRCULATED, Status.DRAFT},
        Status.CIRCULATED: {Status.APPROVED, Status.DRAFT},
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    meeting = models.OneToOneField(Meeting, on_delete=models.PROTECT, related_name="record")
    status = models.CharField(max_length=20, choices=Status, default=Status.DRAFT, editable=False)
    drafted_at = models.DateTimeField(null=True, editable=False, help_text="When the draft first went to the chair.")
    drafted_by = models.ForeignKey(
        "agencies.User", on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    circulated_at = models.DateTimeField(null=True, editable=False)
    circulated_by = models.ForeignKey(
        "agencies.User", on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    suggestions_until = models.DateField(null=True, editable=False)

    objects = OfMeetings.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = "minutes"
        verbose_name_plural = "minutes"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(drafted_at__isnull=True, drafted_by__isnull=True)
                | models.Q(drafted_at__isnull=False, drafted_by__isnull=False),
                name="minutes_drafted_by_somebody_at_some_time",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    circulated_at__isnull=True, circulated_by__isnull=True, suggestions_until__isnull=True
                )
                | models.Q(circulated_at__isnull=False, circulated_by__isnull=False, suggestions_until__isnull=False),
                name="minutes_circulated_by_somebody_until_some_day",
            ),
        ]

    def __str__(self):
        return f"Minutes of {self.meeting}"

    @property
    def is_draft(self) -> bool:
        """Whether the words are still written, and not frozen as a version."""
        return self.status in (self.Status.DRAFT, self.Status.WITH_CHAIR)

    @property
    def latest(self):
        """The newest version, approved or not; None before the chair has cleared one."""
        return self.versions.last()

    @property
    def approved(self):
        """The newest version that a meeting approved, or None."""
        return self.versions.filter(approval__isnull=False).last()

    @property
    def correction(self):
        """A version made after the minutes were approved that no meeting has approved yet, or None."""
        latest = self.latest if self.status == self.Status.APPROVED else None
        return latest if latest and latest.approved_as is None else None

    @property
    def ledger_key(self):
        return self.meeting.ledger_key


class VersionQuerySet(OfMeetings):
    to_meeting = "record__meeting"


class MinutesVersion(models.Model):
    """The minutes as they stood, as canonical JSON text known by its hash. A change of any word is a new version."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    record = models.ForeignKey(Minutes, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    content = models.TextField()
    sha256 = models.CharField(max_length=64)
    reason = models.CharField(max_length=500, blank=True, help_text="Why it differs from the version before.")
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey("agencies.User", on_delete=models.PROTECT, related_name="+")

    objects = VersionQuerySet.as_manager()

    class Meta:
        ordering = ["record", "number"]
        constraints = [models.UniqueConstraint(fields=["record", "number"], name="minutes_version_once")]

    def __str__(self):
        return f"{self.record}, version {self.number}"

    @property
    def approved_as(self):
        """The approval of this version, or None."""
        return getattr(self, "approval", None)

    @property
    def ledger_key(self):
        return self.record.ledger_key


class MinutesApproval(models.Model):
    """A version was approved: the decision of a later meeting says where, on which item and with what quorum."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.OneToOneField(MinutesVersion, on_delete=models.PROTECT, related_name="approval")
    decision = models.OneToOneField("workplan.Decision", on_delete=models.PROTECT, related_name="approves")
    amended = models.BooleanField(default=False, help_text="Approved subject to amendments.")
    approved_at = models.DateTimeField(default=timezone.now)
    approved_by = models.ForeignKey("agencies.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return f"{self.version}, approved by {self.decision.reference}"


class SuggestedQuerySet(OfMeetings):
    to_meeting = "version__record__meeting"

    def visible_to(self, user):
        """Those of meetings and of items that `user` may read."""
        return super().visible_to(user).filter(item__in=AgendaItem.objects.visible_to(user))

    def waiting(self):
        """Those that nobody has answered yet."""
        return self.filter(answered_at__isnull=True)


class SuggestedAmendment(models.Model):
    """What a member would have the minutes say of an item; whoever keeps them answers, and the meeting decides."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.ForeignKey(MinutesVersion, on_delete=models.PROTECT, related_name="suggestions")
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="suggested_amendments")
    words = models.TextField(max_length=4000)
    suggested_at = models.DateTimeField(default=timezone.now)
    suggested_by = models.ForeignKey("agencies.User", on_delete=models.PROTECT, related_name="+")
    entered_by = models.ForeignKey(
        "agencies.User",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="Whoever entered what came by telephone, letter or e-mail; nobody where the member did it.",
    )
    through = models.CharField(max_length=20, choices=Through, default=Through.PORTAL, blank=True)
    taken = models.BooleanField(null=True, editable=False)
    reply = models.CharField(max_length=500, blank=True)
    answered_at = models.DateTimeField(null=True, editable=False)
    answered_by = models.ForeignKey(
        "agencies.User", on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )

    objects = SuggestedQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(entered_by__isnull=True, through="")
                | (models.Q(entered_by__isnull=False) & ~models.Q(through="")),
                name="suggestion_entered_as_it_came",
            ),
            models.CheckConstraint(
                condition=models.Q(answered_at__isnull=True, answered_by__isnull=True, taken__isnull=True)
                | models.Q(answered_at__isnull=False, answered_by__isnull=False, taken__isnull=False),
                name="suggestion_answered_by_somebody_at_some_time",
            ),
        ]

    def __str__(self):
        return f"Suggested for {self.version}, {self.item}"

    @property
    def ledger_key(self):
        return self.version.ledger_key
