"""How each board judges a return: a review of its own, and moderated ratings beside self ratings that never change."""

import uuid

from django.db import models
from django.utils.functional import cached_property

from agencies.roles import Permission


class ReviewQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The reviews of boards where `user` reads returns, and of returns of agencies where they hold a post."""
        if not user.is_authenticated:
            return self.none()
        reading = user.boards_where(Permission.READ_RETURNS)
        return self.filter(
            models.Q(round_board__board__in=reading)
            | models.Q(evaluation__agency__in=user.posts.current().values("agency"))
        )

    def of_board(self, board):
        return self.filter(round_board__board=board)

    def with_begun(self):
        """Each with what `is_being_judged` would else ask the database for, review by review."""
        judged = Moderation.objects.filter(review=models.OuterRef("pk"), is_stale=False)
        return self.annotate(has_ratings=models.Exists(judged))

    def sent_back(self):
        """Those whose return is with its agency for changes."""
        return self.filter(status=Review.Status.RETURNED)

    def owed(self):
        """Those that wait for a return, be it the first or one that was sent back."""
        return self.filter(models.Q(submission__isnull=True) | models.Q(status=Review.Status.RETURNED))

    def withheld_from(self, user):
        """Those whose moderation `user` may not read yet, as `permissions.is_withheld` says of one."""
        own = self.filter(evaluation__agency__in=agencies_of(user)).exclude(status__in=Review.JUDGED)
        return own | self.not_yet_for_the_board(user)

    def opened_to(self, user):
        """Those of which `user` may read challenges, surveys and letters: for the Board once the agency could reply."""
        return self.visible_to(user).exclude(pk__in=self.not_yet_for_the_board(user).values("pk"))

    def not_yet_for_the_board(self, user):
        """Those of other agencies whose moderation goes on, or that may still reply, where `user` reads for the Board.

        No rating, finding or challenge that names an agency reaches the Board before that agency could reply.
        """
        from audits.models.feedback import RightOfReply

        running = RightOfReply.objects.running().values("review")
        unsettled = ~models.Q(status__in=Review.JUDGED) | models.Q(pk__in=running)
        follows = models.Q(round_board__board__in=user.boards_where(Permission.FOLLOW_MODERATION))
        return self.filter(unsettled & ~follows & ~models.Q(evaluation__agency__in=agencies_of(user)))


def agencies_of(user):
    """Return the agencies where `user` holds a post or that they represent on a group, as a query of keys."""
    from agencies.models import Agency

    posts, seats = user.posts.current().values("agency"), user.seats.current().values("agency")
    return Agency.objects.filter(models.Q(pk__in=posts) | models.Q(pk__in=seats)).values("pk")


class Review(models.Model):
    """One board's handling of one agency's return; made when the round opens."""

    class Status(models.TextChoices):
        WAITING = "waiting", "Waiting for the return"
        FIRST_LOOK = "first_look", "First look"
        RETURNED = "returned", "Returned to the agency"
        RESUBMITTED = "resubmitted", "Resubmitted"
        MODERATED = "moderated", "Moderated"
        FED_BACK = "fed_back", "Fed back"
        CLOSED = "closed", "Closed"

    STEPS = {
        Status.WAITING: {Status.FIRST_LOOK},
        Status.FIRST_LOOK: {Status.RETURNED, Status.MODERATED, Status.WAITING},
        Status.RETURNED: {Status.RESUBMITTED, Status.FIRST_LOOK},
        Status.RESUBMITTED: {Status.RETURNED, Status.MODERATED, Status.WAITING},
        Status.MODERATED: {Status.FED_BACK},
        Status.FED_BACK: {Status.CLOSED},
    }
    TO_JUDGE = (Status.FIRST_LOOK, Status.RESUBMITTED)
    JUDGED = (Status.MODERATED, Status.FED_BACK, Status.CLOSED)

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    round_board = models.ForeignKey("audits.RoundBoard", on_delete=models.PROTECT, related_name="reviews")
    evaluation = models.ForeignKey("audits.SelfEvaluation", on_delete=models.PROTECT, related_name="reviews")
    submission = models.ForeignKey("audits.Submission", on_delete=models.PROTECT, null=True, related_name="reviews")
    status = models.CharField(max_length=20, choices=Status, default=Status.WAITING, editable=False)
    returned_at = models.DateTimeField(null=True, editable=False)
    returned_by = models.ForeignKey(
        "agencies.User", on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    return_reason = models.TextField(blank=True, max_length=2000, editable=False)
    recalled_at = models.DateTimeField(null=True, editable=False, help_text="Taken back from the agency as it was.")
    recalled_by = models.ForeignKey(
        "agencies.User", on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    recall_reason = models.TextField(blank=True, max_length=2000, editable=False)
    moderated_at = models.DateTimeField(null=True, editable=False)
    moderated_by = models.ForeignKey(
        "agencies.User", on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    sampled = models.ManyToManyField(
        "audits.Standard", related_name="+", editable=False, help_text="The standards drawn, where a board samples."
    )

    objects = ReviewQuerySet.as_manager()

    class Meta:
        ordering = ["round_board", "evaluation__agency__name"]
        constraints = [
            models.UniqueConstraint(fields=["round_board", "evaluation"], name="one_review_a_board"),
            models.CheckConstraint(
                condition=models.Q(returned_at__isnull=True, returned_by__isnull=True, return_reason="")
                | models.Q(returned_at__isnull=False, returned_by__isnull=False),
                name="review_returned_by_somebody_at_some_time",
            ),
            models.CheckConstraint(
                condition=models.Q(recalled_at__isnull=True, recalled_by__isnull=True, recall_reason="")
                | models.Q(recalled_at__isnull=False, recalled_by__isnull=False),
                name="review_recalled_by_somebody_at_some_time",
            ),
            models.CheckConstraint(
                condition=models.Q(moderated_at__isnull=True, moderated_by__isnull=True)
                | models.Q(moderated_at__isnull=False, moderated_by__isnull=False),
                name="review_moderated_by_somebody_at_some_time",
            ),
        ]

    def __str__(self):
        return f"{self.evaluation} at {self.round_board.board}"

    @cached_property
    def has_ratings(self) -> bool:
        """Whether a rating of one of its standards is saved and counts."""
        return self.moderations.filter(is_stale=False).exists()

    @property
    def is_being_judged(self) -> bool:
        """Whether the first look is over: a standard of it is judged already, and not yet all of it."""
        return self.status == self.Status.FIRST_LOOK and self.has_ratings

    @property
    def stage(self) -> str:
        """How far it is, in words: its state, and once a standard is judged no longer "First look"."""
        return "Being judged" if self.is_being_judged else self.get_status_display()

    @property
    def look(self) -> str:
        """How the tag of `stage` looks, on every page."""
        if self.status in self.JUDGED:
            return "good"
        return LOOKS.get(self.status, "part")

    @property
    def is_back(self) -> bool:
        """Whether its return came in and was sent back for changes: returned, and back with its agency."""
        return self.status == self.Status.RETURNED and self.submission_id is not None

    @property
    def was_recalled(self) -> bool:
        """Whether the board took the return back from its agency the last time that it had sent it back."""
        return self.recalled_at is not None and self.recalled_at >= self.returned_at

    @property
    def reply_until(self):
        """The last day on which the agency may still reply to its moderation; None where it did, or can no longer."""
        right = getattr(self, "right_of_reply", None)
        return right.due_on if right and not right.is_settled else None

    @property
    def ledger_key(self):
        return self.round_board.board.ledger_key


LOOKS = {Review.Status.WAITING: "none", Review.Status.RETURNED: "warn"}


class ReasonCode(models.TextChoices):
    SUPPORTED = "supported", "Evidence supports the self rating"
    PART = "part", "Evidence covers part of the agency"
    OLD = "old", "Evidence is out of date"
    POLICY_ONLY = "policy_only", "Policy is shown, practice is not"
    STRONGER = "stronger", "Evidence is stronger than the self rating"
    MISSING = "missing", "Evidence is missing"


class ModerationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of reviews that `user` may read; of their own agency's only once its moderation is finished."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(review__in=Review.objects.visible_to(user)).exclude(
            review__in=Review.objects.withheld_from(user)
        )


class Moderation(models.Model):
    """A moderator's rating of one standard of one return, with the reason the agency will read."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="moderations")
    # Copies, so that a matrix reads one covering index.
    round_board = models.ForeignKey("audits.RoundBoard", on_delete=models.PROTECT, related_name="+", db_index=False)
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    standard = models.ForeignKey("audits.Standard", on_delete=models.PROTECT, related_name="+")
    self_rating = models.ForeignKey(
        "audits.ScalePoint",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="The agency's own, rolled up from the frozen submission.",
    )
    rating = models.ForeignKey("audits.ScalePoint", on_delete=models.PROTECT, related_name="+")
    reason_code = models.CharField(max_length=20, choices=ReasonCode)
    reason = models.TextField(max_length=2000)
    version = models.PositiveIntegerField(default=1)
    is_stale = models.BooleanField(
        default=False, help_text="The agency has changed its answer since: it is judged again before it counts."
    )
    moderated_by = models.ForeignKey("agencies.User", on_delete=models.PROTECT, related_name="+")
    moderated_at = models.DateTimeField()

    objects = ModerationQuerySet.as_manager()

    class Meta:
        ordering = ["review", "standard__position"]
        constraints = [models.UniqueConstraint(fields=["review", "standard"], name="one_moderation_a_standard")]
        indexes = [models.Index(fields=["round_board", "agency", "standard", "rating"], name="moderation_matrix")]

    def __str__(self):
        return f"{self.review}, {self.standard}"

    @property
    def ledger_key(self):
        return self.review.ledger_key
