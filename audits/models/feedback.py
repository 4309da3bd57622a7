"""What a board tells an agency about its return, and the agency's right to reply before the Board reads its name."""

import uuid

from django.db import models
from django.utils import timezone

from agencies.models.event import Through
from audits.models.review import Review


class FeedbackQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of reviews `user` may read; their own agency's once it is sent, and a reader for the Board once the
        agency could reply."""
        if not user.is_authenticated:
            return self.none()
        own = models.Q(review__evaluation__agency__in=user.posts.current().values("agency"))
        return self.filter(review__in=Review.objects.opened_to(user)).exclude(own & models.Q(sent_at__isnull=True))

    def of_board(self, board):
        return self.filter(review__round_board__board=board)


class Feedback(models.Model):
    """The feedback letter of one review: drafted from the moderation, edited, sent, acknowledged."""

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        SENT = "sent", "Sent"
        ACKNOWLEDGED = "acknowledged", "Acknowledged"

    STEPS = {Status.DRAFT: {Status.SENT}, Status.SENT: {Status.ACKNOWLEDGED}}

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    review = models.OneToOneField(Review, on_delete=models.PROTECT, related_name="feedback")
    status = models.CharField(max_length=15, choices=Status, default=Status.DRAFT, editable=False)
    opening = models.TextField(max_length=3000, blank=True)
    closing = models.TextField(max_length=3000, blank=True)
    version = models.PositiveIntegerField(default=0)
    saved_from = models.UUIDField(null=True, help_text="The opened page that saved last: it does not overtake itself.")
    changed_by = models.ForeignKey("agencies.User", on_delete=models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField(null=True)
    drafted_by = models.ForeignKey("agencies.User", on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField(default=timezone.now, editable=False)
    sent_at = models.DateTimeField(null=True, editable=False)
    sent_by = models.ForeignKey("agencies.User", on_delete=models.PROTECT, null=True, editable=False, related_name="+")
    acknowledged_at = models.DateTimeField(null=True, editable=False)
    acknowledged_by = models.ForeignKey(
        "agencies.User", on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )

    objects = FeedbackQuerySet.as_manager()

    class Meta:
        ordering = ["review"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(sent_at__isnull=True, sent_by__isnull=True)
                | models.Q(sent_at__isnull=False, sent_by__isnull=False),
                name="feedback_sent_by_somebody_at_some_time",
            ),
            models.CheckConstraint(
                condition=models.Q(acknowledged_at__isnull=True, acknowledged_by__isnull=True)
                | models.Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False),
                name="feedback_acknowledged_by_somebody_at_some_time",
            ),
        ]

    def __str__(self):
        return f"Feedback to {self.review}"

    @property
    def ledger_key(self):
        return self.review.ledger_key


class FeedbackPart(models.Model):
    """What the letter says about one standard."""

    feedback = models.ForeignKey(Feedback, on_delete=models.PROTECT, related_name="parts")
    standard = models.ForeignKey("audits.Standard", on_delete=models.PROTECT, related_name="+")
    text = models.TextField(max_length=3000, blank=True)

    class Meta:
        ordering = ["standard__position"]
        constraints = [models.UniqueConstraint(fields=["feedback", "standard"], name="one_feedback_part_a_standard")]

    def __str__(self):
        return f"{self.feedback}, {self.standard}"


class RightOfReplyQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(review__in=Review.objects.visible_to(user))

    def running(self, today=None):
        """Those whose days are not over and that nobody has answered: the Board may not read the agency's name yet."""
        return self.filter(replied_at__isnull=True, due_on__gte=today or timezone.localdate())


class RightOfReply(models.Model):
    """The agency's reply to how it was judged. It prints beside the judgement, in its own words."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    review = models.OneToOneField(Review, on_delete=models.PROTECT, related_name="right_of_reply")
    offered_at = models.DateTimeField(default=timezone.now, editable=False)
    due_on = models.DateField(help_text="The last day on which the agency may reply: working days after the offer.")
    has_comment = models.BooleanField(default=False, help_text="False: it replied that it has nothing to add.")
    text = models.TextField(blank=True, max_length=2000)
    replied_at = models.DateTimeField(null=True, editable=False)
    replied_by = models.ForeignKey(
        "agencies.User", on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    entered_by = models.ForeignKey(
        "agencies.User",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        help_text="Who entered it for them, where it came otherwise.",
    )
    through = models.CharField(max_length=20, blank=True, choices=Through, editable=False)

    objects = RightOfReplyQuerySet.as_manager()

    class Meta:
        ordering = ["review"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(replied_at__isnull=True, replied_by__isnull=True)
                | models.Q(replied_at__isnull=False, replied_by__isnull=False),
                name="reply_given_by_somebody_at_some_time",
            )
        ]

    def __str__(self):
        return f"Reply to {self.review}"

    @property
    def is_settled(self) -> bool:
        """Whether the Board may read the agency's name: it replied, or its days are over."""
        return self.replied_at is not None or timezone.localdate() > self.due_on

    @property
    def ledger_key(self):
        return self.review.evaluation.ledger_key
