"""Rounds of self-evaluation. A round may be shared by several boards: the agency answers once, each board judges."""

import uuid
from functools import cached_property

from django.db import models
from django.db.models.functions import Coalesce
from django.utils import timezone

from audits.models.framework import Criterion
from audits.models.review import Review
from audits.models.self_evaluation import SelfEvaluation


class RoundQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The rounds of the boards that `user` belongs to."""
        from agencies.models import Board

        return self.filter(boards__in=Board.objects.visible_to(user)).distinct()

    def of_board(self, board):
        return self.filter(round_boards__board=board)

    def with_counts(self, board):
        """Each with how many returns `board` asked for in it, how many of them are submitted, and how many are nil.

        A nil return is in neither of the first two. Of those submitted, `returns_back` were sent back for changes.
        """
        reviews = Review.objects.filter(round_board__round=models.OuterRef("pk"), round_board__board=board)
        return self.annotate(
            returns_asked=counted(reviews.exclude(submission__is_nil=True)),
            returns_submitted=counted(reviews.filter(submission__is_nil=False)),
            returns_back=counted(reviews.sent_back().filter(submission__is_nil=False)),
            returns_nil=counted(reviews.filter(submission__is_nil=True)),
        )

    def due_to_open(self):
        """Those still planned whose first day has come."""
        return self.filter(status=Round.Status.PLANNED, opens_on__lte=timezone.localdate())


def counted(reviews):
    """How many of a round's reviews there are, as a subquery."""
    per_round = reviews.order_by().values("round_board__round").annotate(number=models.Count("pk")).values("number")
    return Coalesce(models.Subquery(per_round), 0)


def default_reminder_days():
    """Four, two and one week before the day, and the day before, in working days."""
    return [20, 10, 5, 1]


class Round(models.Model):
    class Status(models.TextChoices):
        PLANNED = "planned", "Planned"
        OPEN = "open", "Open"
        CLOSED = "closed", "Closed"
        MODERATED = "moderated", "Moderated"
        REPORTED = "reported", "Reported"

    class Kind(models.TextChoices):
        STATUTORY = "statutory", "Whole framework"
        TOPIC = "topic", "Topic round: a few criteria"

    STEPS = {
        Status.PLANNED: {Status.OPEN},
        Status.OPEN: {Status.CLOSED},
        Status.CLOSED: {Status.MODERATED},
        Status.MODERATED: {Status.REPORTED},
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # One for all boards, because rounds are shared and commands and files name a round by this alone.
    code = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=120)
    framework_version = models.ForeignKey("audits.FrameworkVersion", on_delete=models.PROTECT, related_name="rounds")
    scale = models.ForeignKey("audits.RatingScale", on_delete=models.PROTECT, related_name="rounds")
    edition = models.PositiveSmallIntegerField(help_text="Working Together edition the round is pinned to for ever.")
    opens_on = models.DateField()
    due_on = models.DateField()
    final_due_on = models.DateField(null=True, blank=True)
    moderation_due_on = models.DateField(null=True, blank=True, help_text="When moderation should be finished.")
    event_on = models.DateField(null=True, blank=True, help_text="When agencies meet to go through the results.")
    report_due_on = models.DateField(null=True, blank=True, help_text="When the Board reads the results.")
    count_date = models.DateField(null=True, blank=True, help_text="The day for criteria that count at a date.")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.STATUTORY)
    feeds = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="fed_by",
        help_text="The statutory round whose answers begin with those of this topic round.",
    )
    focus = models.ManyToManyField(
        "audits.Criterion",
        related_name="+",
        blank=True,
        help_text="A topic round asks these alone; a whole round marks them as this year's focus.",
    )
    contact = models.ForeignKey(
        "agencies.User",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Whom agencies ask about the round.",
    )
    launch_message = models.TextField(blank=True, max_length=3000, help_text="Agencies read it when the round opens.")
    reminder_days = models.JSONField(
        default=default_reminder_days,
        blank=True,
        help_text="Working days before the due day; nought is the day itself.",
    )
    status = models.CharField(max_length=20, choices=Status, default=Status.PLANNED, editable=False)
    opened_at = models.DateTimeField(null=True, editable=False)
    opened_by = models.ForeignKey(
        "agencies.User", on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    boards = models.ManyToManyField("agencies.Board", through="audits.RoundBoard", related_name="rounds")
    asked = models.ManyToManyField(
        "agencies.Agency", related_name="asked_in", help_text="The agencies that get a return when the round opens."
    )
    previous = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="following")

    objects = RoundQuerySet.as_manager()

    class Meta:
        ordering = ["-opens_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(due_on__gte=models.F("opens_on")), name="round_due_once_open"),
            models.CheckConstraint(
                condition=models.Q(final_due_on__isnull=True) | models.Q(final_due_on__gte=models.F("due_on")),
                name="round_final_due_after_due",
            ),
            models.CheckConstraint(
                condition=models.Q(opened_at__isnull=True, opened_by__isnull=True)
                | models.Q(opened_at__isnull=False, opened_by__isnull=False),
                name="round_opened_by_somebody_at_some_time",
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def organiser(self):
        """The board that runs the round; the others share it."""
        return self.round_boards.select_related("board").get(is_organiser=True).board

    @property
    def ledger_key(self):
        return self.organiser.ledger_key

    @property
    def is_overdue(self) -> bool:
        """Whether the due date (end of day, London) has passed."""
        return timezone.localdate() > self.due_on


class RoundBoardQuerySet(models.QuerySet):
    def visible_to(self, user):
        from agencies.models import Board

        return self.filter(board__in=Board.objects.visible_to(user))


class RoundBoard(models.Model):
    """A board's part in a round: its own reviews, moderation, feedback and local supplement."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="round_boards")
    board = models.ForeignKey("agencies.Board", on_delete=models.PROTECT, related_name="round_boards")
    is_organiser = models.BooleanField(default=False)
    supplement = models.ForeignKey(
        "audits.FrameworkVersion",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="The board's own further questions.",
    )
    by_sample = models.BooleanField(default=False, help_text="Moderates a sample of standards, not every one.")
    sample_size = models.PositiveSmallIntegerField(null=True, help_text="How many standards of each return.")
    sample_seed = models.CharField(max_length=40, blank=True, help_text="What the sample was drawn with.")
    reply_days = models.PositiveSmallIntegerField(
        default=10, help_text="Working days in which an agency may reply before the Board reads its name."
    )

    objects = RoundBoardQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "board"], name="round_board_once"),
            models.UniqueConstraint(
                fields=["round"], condition=models.Q(is_organiser=True), name="one_organiser_a_round"
            ),
        ]

    def __str__(self):
        return f"{self.round} at {self.board}"

    @cached_property
    def own_questions(self):
        """The criteria that this board adds to the framework, in order; none where it chose no supplement."""
        if self.supplement_id is None:
            return []
        return list(Criterion.objects.filter(standard__version=self.supplement_id))

    @property
    def evaluations(self):
        """The returns that this board asked for."""
        return SelfEvaluation.objects.filter(reviews__round_board=self)

    @property
    def ledger_key(self):
        return self.board.ledger_key
