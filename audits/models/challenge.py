"""A challenge to one answer: the board asks, the agency responds, and what came of it is written down."""

import datetime as dt
import uuid

from django.db import models
from django.utils import timezone

from agencies.models.event import Through
from audits.models.review import Review


class AnswerChallengeQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of reviews `user` may read: the board's readers and the agency's own people; a reader for the Board
        once the agency could reply."""
        return self.filter(review__in=Review.objects.opened_to(user))

    def of_board(self, board):
        return self.filter(review__round_board__board=board)

    def unanswered(self):
        return self.filter(status=AnswerChallenge.Status.ASKED)


class AnswerChallenge(models.Model):
    """One question about one answer (or a whole standard), the agency's response, and the outcome."""

    class Status(models.TextChoices):
        ASKED = "asked", "Waiting for the agency"
        ANSWERED = "answered", "Answered"
        CONCLUDED = "concluded", "Concluded"

    class Outcome(models.TextChoices):
        KEPT = "kept", "The rating was kept"
        RAISED = "raised", "The rating was raised"
        LOWERED = "lowered", "The rating was lowered"
        DISAGREED = "disagreed", "The agency and the board disagree"

    STEPS = {
        Status.ASKED: {Status.ANSWERED, Status.CONCLUDED},
        Status.ANSWERED: {Status.CONCLUDED},
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="challenges")
    standard = models.ForeignKey("audits.Standard", on_delete=models.PROTECT, related_name="+")
    criterion = models.ForeignKey("audits.Criterion", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    status = models.CharField(max_length=10, choices=Status, default=Status.ASKED, editable=False)
    question = models.TextField(max_length=1000)
    asked_by = models.ForeignKey("agencies.User", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    due_on = models.DateField(help_text="When the board would like the response.")
    response = models.TextField(blank=True, max_length=2000)
    responded_by = models.ForeignKey(
        "agencies.User", on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    responded_at = models.DateTimeField(null=True, editable=False)
    entered_by = models.ForeignKey(
        "agencies.User",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        help_text="Who entered the response for them, where it came otherwise.",
    )
    through = models.CharField(max_length=20, blank=True, choices=Through, editable=False)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    conclusion = models.TextField(blank=True, max_length=1000)
    concluded_by = models.ForeignKey(
        "agencies.User", on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    concluded_at = models.DateTimeField(null=True, editable=False)
    concluded_about = models.ForeignKey(
        "audits.Submission",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        help_text="The submission that the board was judging then.",
    )

    objects = AnswerChallengeQuerySet.as_manager()

    class Meta:
        ordering = ["review", "standard__position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(responded_at__isnull=True, responded_by__isnull=True)
                | models.Q(responded_at__isnull=False, responded_by__isnull=False),
                name="challenge_answered_by_somebody_at_some_time",
            ),
            models.CheckConstraint(
                condition=models.Q(concluded_at__isnull=True, concluded_by__isnull=True, outcome="")
                | (models.Q(concluded_at__isnull=False, concluded_by__isnull=False) & ~models.Q(outcome="")),
                name="challenge_concluded_by_somebody_with_an_outcome",
            ),
            models.CheckConstraint(
                condition=models.Q(concluded_at__isnull=True, concluded_about__isnull=True)
                | models.Q(concluded_at__isnull=False, concluded_about__isnull=False),
                name="challenge_concluded_about_a_submission",
            ),
        ]

    def __str__(self):
        return f"{self.review}, {self.standard}"

    @property
    def concludes_from(self):
        """The first day on which it may be concluded though the agency has not answered; None where it has."""
        return self.due_on + dt.timedelta(days=1) if self.status == self.Status.ASKED else None

    def may_conclude(self, today) -> bool:
        """Whether the agency has answered, or its day for an answer is over, and nobody has concluded it yet."""
        waits = self.concludes_from is not None and today < self.concludes_from
        return self.status != self.Status.CONCLUDED and not waits

    @property
    def ledger_key(self):
        return self.review.ledger_key
