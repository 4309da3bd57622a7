"""An agency's return to a round: one for all the boards that share it, ending at submitted."""

import uuid

from django.db import models
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from agencies.models.event import Through
from agencies.roles import Permission
from audits.scoring import NOT_APPLICABLE


class SelfEvaluationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of agencies where `user` holds a post; of boards where they enter returns for others; and, once
        submitted, those of boards where they read returns."""
        if not user.is_authenticated:
            return self.none()
        entering = user.boards_where(Permission.ENTER_FOR_OTHERS)
        reading = user.boards_where(Permission.READ_RETURNS)
        return self.filter(
            models.Q(agency__in=user.posts.current().values("agency"))
            | models.Q(pk__in=asked_by(entering))
            | models.Q(pk__in=asked_by(reading), submissions__isnull=False)
        ).distinct()

    def of_board(self, board):
        """Those that `board` asked for."""
        return self.filter(reviews__round_board__board=board)

    def of_agencies_of(self, user):
        """Those of agencies where `user` holds a post."""
        return self.filter(agency__in=user.posts.current().values("agency"))

    def submitted(self):
        return self.filter(status=SelfEvaluation.Status.SUBMITTED)

    def outstanding(self):
        """Those that are not in: no board has a submission of it (it may have been withdrawn), or one sent it back."""
        taken = models.Q(pk__in=reviews().filter(submission__isnull=False).values("evaluation"))
        return self.exclude(status=SelfEvaluation.Status.SUBMITTED).filter(~taken | sent_back())

    def awaited(self, today=None):
        """Those outstanding that may still come in: while the round is open, while there is more time for them, or
        because a board sent them back."""
        from audits.models.round import Round

        is_open = models.Q(round__status=Round.Status.OPEN)
        own_time = models.Q(round__status=Round.Status.CLOSED, extended_to__gte=today or timezone.localdate())
        return self.outstanding().filter(is_open | own_time | sent_back())

    def owed_to(self, board):
        """Those that `board` asked for and does not have, or has sent back."""
        return self.filter(pk__in=reviews().of_board(board).owed().values("evaluation"))

    def with_return_day(self):
        """Each with when a board last sent it back (`came_back_at`), while it is with its agency for that."""
        back = reviews().sent_back().filter(evaluation=models.OuterRef("pk")).order_by("-returned_at")
        return self.annotate(came_back_at=models.Subquery(back.values("returned_at")[:1]))

    def late(self):
        """Those past their day. What was sent back after its day has none until the board gives it more time."""
        in_its_time = models.Q(came_back_at=None) | models.Q(came_back_at__date__lte=models.F("due_day"))
        return self.with_due_day().with_return_day().filter(in_its_time, due_day__lt=timezone.localdate())

    def with_due_day(self):
        """Each with its `due_day`, which is its `due_on`."""
        return self.annotate(due_day=due_day())

    def with_progress(self):
        """Each with how many criteria are `asked` and `answered`, and when somebody `last_changed` it."""
        answers = Answer.objects.filter(evaluation=models.OuterRef("pk"))
        responses = StandardResponse.objects.filter(evaluation=models.OuterRef("pk"))
        return self.annotate(
            asked=counted(answers),
            answered=counted(answers.answered()),
            last_changed=models.Subquery(
                responses.order_by().values("evaluation").annotate(last=models.Max("changed_at")).values("last")
            ),
        )


def due_day(path=""):
    """A return's `due_on` as an expression, for rows from which `path` ("evaluation__") leads to the return."""
    everybodys = f"{path}round__due_on"
    return Greatest(everybodys, Coalesce(f"{path}extended_to", everybodys))


def counted(rows):
    """How many of a return's rows there are, as a subquery: joined counts would multiply each other."""
    per_return = rows.order_by().values("evaluation").annotate(number=models.Count("pk")).values("number")
    return Coalesce(models.Subquery(per_return), 0)


def reviews():
    """The boards' reviews of returns: their module builds on this one."""
    from audits.models.review import Review

    return Review.objects


def asked_by(board_ids):
    """Return the returns that any of these boards asked for, as a subquery of keys."""
    return reviews().filter(round_board__board__in=board_ids).values("evaluation")


def sent_back():
    """Whether a return is with its agency because a board sent it back."""
    return models.Q(pk__in=reviews().sent_back().values("evaluation"))


class SelfEvaluation(models.Model):
    class Status(models.TextChoices):
        NOT_STARTED = "not_started", "Not started"
        IN_PROGRESS = "in_progress", "In progress"
        AWAITING_SIGN_OFF = "awaiting_sign_off", "Awaiting sign-off"
        SUBMITTED = "submitted", "Submitted"

    STEPS = {
        Status.NOT_STARTED: {Status.IN_PROGRESS},
        Status.IN_PROGRESS: {Status.AWAITING_SIGN_OFF},
        Status.AWAITING_SIGN_OFF: {Status.IN_PROGRESS, Status.SUBMITTED},
        Status.SUBMITTED: {Status.IN_PROGRESS},
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    round = models.ForeignKey("audits.Round", on_delete=models.PROTECT, related_name="evaluations")
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="evaluations")
    tier = models.CharField(max_length=10, default="full")
    status = models.CharField(max_length=20, choices=Status, default=Status.NOT_STARTED, editable=False)
    handed_over_at = models.DateTimeField(null=True, editable=False)
    handed_over_by = models.ForeignKey(
        "agencies.User", on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    submitted_at = models.DateTimeField(null=True, editable=False)
    submitted_by = models.ForeignKey(
        "agencies.User", on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    contributors = models.ManyToManyField(
        "agencies.User",
        related_name="contributions",
        editable=False,
        help_text="Everybody who ever changed an answer: none of them may sign.",
    )
    sent_back_at = models.DateTimeField(null=True, editable=False)
    sent_back_by = models.ForeignKey(
        "agencies.User", on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    sent_back_reason = models.CharField(max_length=500, blank=True, editable=False)
    withdrawn_at = models.DateTimeField(null=True, editable=False, help_text="Taken back from the boards unjudged.")
    withdrawn_by = models.ForeignKey(
        "agencies.User", on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    withdrawn_reason = models.CharField(max_length=500, blank=True, editable=False)
    entered_for = models.ForeignKey(
        "agencies.User",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Whose answers the business unit entered.",
    )
    entered_through = models.CharField(
        max_length=20,
        blank=True,
        choices=Through,
        help_text="How the answers came, when the business unit entered them.",
    )

    substitute = models.ForeignKey(
        "agencies.User",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Who stands in for the lead on this return.",
    )
    first_opened_at = models.DateTimeField(null=True, editable=False)
    first_opened_by = models.ForeignKey(
        "agencies.User", on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    extended_to = models.DateField(null=True, editable=False, help_text="The due day of the latest extension.")
    is_nil = models.BooleanField(default=False, editable=False, help_text="A nil return: nothing to declare, and why.")
    nil_reason = models.CharField(max_length=500, blank=True, editable=False)

    objects = SelfEvaluationQuerySet.as_manager()

    class Meta:
        ordering = ["round", "agency__name"]
        constraints = [
            models.UniqueConstraint(fields=["round", "agency"], name="one_return_a_round_and_agency"),
            models.CheckConstraint(
                condition=models.Q(submitted_at__isnull=True, submitted_by__isnull=True)
                | models.Q(submitted_at__isnull=False, submitted_by__isnull=False),
                name="return_submitted_by_somebody_at_some_time",
            ),
            models.CheckConstraint(
                condition=models.Q(handed_over_at__isnull=True, handed_over_by__isnull=True)
                | models.Q(handed_over_at__isnull=False, handed_over_by__isnull=False),
                name="return_handed_over_by_somebody_at_some_time",
            ),
            models.CheckConstraint(
                condition=models.Q(sent_back_at__isnull=True, sent_back_by__isnull=True, sent_back_reason="")
                | models.Q(sent_back_at__isnull=False, sent_back_by__isnull=False),
                name="return_sent_back_by_somebody_at_some_time",
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True, withdrawn_reason="")
                | models.Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="return_withdrawn_by_somebody_at_some_time",
            ),
            models.CheckConstraint(
                condition=models.Q(entered_for__isnull=True, entered_through="")
                | (models.Q(entered_for__isnull=False) & ~models.Q(entered_through="")),
                name="return_entered_for_somebody_in_some_way",
            ),
            models.CheckConstraint(
                condition=models.Q(first_opened_at__isnull=True, first_opened_by__isnull=True)
                | models.Q(first_opened_at__isnull=False, first_opened_by__isnull=False),
                name="return_first_opened_by_somebody_at_some_time",
            ),
            models.CheckConstraint(
                condition=models.Q(is_nil=False, nil_reason="") | (models.Q(is_nil=True) & ~models.Q(nil_reason="")),
                name="nil_return_has_a_reason",
            ),
        ]

    def __str__(self):
        return f"{self.agency}: {self.round}"

    @property
    def is_open(self) -> bool:
        """Whether the agency may still change its answers."""
        return self.status in (self.Status.NOT_STARTED, self.Status.IN_PROGRESS)

    @property
    def due_on(self):
        """The day it is due: the round's, or its own later one. An extension is never less time than everybody has."""
        return self.more_time_until or self.round.due_on

    @property
    def more_time_until(self):
        """The day until which this agency has more time than the others; None where it has as much as they."""
        has_more = self.extended_to is not None and self.extended_to > self.round.due_on
        return self.extended_to if has_more else None

    @property
    def has_own_time(self) -> bool:
        """Whether it was given more time, which is not over: the end of the round does not end it."""
        return self.extended_to is not None and timezone.localdate() <= self.extended_to

    @property
    def ledger_key(self):
        return self.agency.ledger_key


class StandardResponseQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(evaluation__in=SelfEvaluation.objects.visible_to(user))


class StandardResponse(models.Model):
    """What the agency says once per standard. `version` is what two editors are compared by."""

    evaluation = models.ForeignKey(SelfEvaluation, on_delete=models.PROTECT, related_name="responses")
    standard = models.ForeignKey("audits.Standard", on_delete=models.PROTECT, related_name="+")
    impact = models.TextField("impact on children", blank=True, max_length=3000)
    strengths = models.TextField(blank=True, max_length=3000)
    gaps = models.TextField(blank=True, max_length=3000)
    version = models.PositiveIntegerField(default=0)
    # The opened page (a key it carries) that saved last: its next save is no conflict though it missed our answer.
    saved_from = models.UUIDField(null=True, editable=False)
    changed_by = models.ForeignKey("agencies.User", on_delete=models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField(null=True)

    objects = StandardResponseQuerySet.as_manager()

    class Meta:
        ordering = ["standard__position"]
        constraints = [models.UniqueConstraint(fields=["evaluation", "standard"], name="one_response_a_standard")]

    def __str__(self):
        return f"{self.evaluation}, {self.standard}"


UNANSWERED = models.Q(rating__isnull=True, count__isnull=True, not_applicable=False) | models.Q(confirmed=False)


class AnswerQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of returns that `user` may read; a board's own questions are answered to its people only."""
        readable = self.filter(evaluation__in=SelfEvaluation.objects.visible_to(user))
        own = models.Q(agency__in=user.posts.current().values("agency"))
        return readable.filter(models.Q(round_board=None) | models.Q(round_board__board__in=user.boards) | own)

    def unanswered(self):
        """Those with neither a rating nor "not applicable", or that nobody has confirmed this year."""
        return self.filter(UNANSWERED)

    def answered(self):
        """The rest."""
        return self.exclude(UNANSWERED)


class Answer(models.Model):
    """The agency's answer to one criterion. One row per criterion asked, made when the round opens."""

    evaluation = models.ForeignKey(SelfEvaluation, on_delete=models.PROTECT, related_name="answers")
    criterion = models.ForeignKey("audits.Criterion", on_delete=models.PROTECT, related_name="+")
    # Copies, so that a matrix reads one covering index.
    round = models.ForeignKey("audits.Round", on_delete=models.PROTECT, related_name="+", db_index=False)
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    standard = models.ForeignKey("audits.Standard", on_delete=models.PROTECT, related_name="+")
    rating = models.ForeignKey("audits.ScalePoint", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    not_applicable = models.BooleanField(default=False)
    na_reason = models.CharField(max_length=500, blank=True)
    narrative = models.TextField(blank=True, max_length=3000)
    count = models.PositiveIntegerField(null=True, blank=True, help_text="For a criterion that counts; 0 is an answer.")
    total = models.PositiveIntegerField(null=True, blank=True, help_text="What the count is out of, where asked.")
    # The board whose own question it answers; none for the framework's, which every board reads.
    round_board = models.ForeignKey(
        "audits.RoundBoard", on_delete=models.PROTECT, null=True, blank=True, related_name="local_answers"
    )
    carried_from = models.ForeignKey(
        "audits.Submission",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="The signed return that it was carried forward from.",
    )
    # A carried-forward answer arrives unconfirmed and counts as unanswered until somebody confirms it.
    confirmed = models.BooleanField(default=True)
    changed_by = models.ForeignKey("agencies.User", on_delete=models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField(null=True)

    objects = AnswerQuerySet.as_manager()

    class Meta:
        ordering = ["criterion__standard__position", "criterion__position"]
        constraints = [
            models.UniqueConstraint(fields=["evaluation", "criterion"], name="one_answer_a_criterion"),
            models.CheckConstraint(
                condition=models.Q(not_applicable=False) | models.Q(rating__isnull=True),
                name="not_applicable_is_not_rated",
            ),
            models.CheckConstraint(
                condition=models.Q(count__isnull=True)
                | models.Q(rating__isnull=True, not_applicable=False, total__isnull=True)
                | models.Q(rating__isnull=True, not_applicable=False, total__gte=models.F("count")),
                name="count_is_not_rated_and_within_its_total",
            ),
        ]
        indexes = [
            models.Index(
                fields=["round", "agency", "standard", "rating", "not_applicable", "round_board"], name="answer_matrix"
            )
        ]

    def __str__(self):
        return f"{self.evaluation}, {self.criterion.code}"

    @property
    def has_judgement(self) -> bool:
        """Whether there is a rating, "not applicable" or a number, confirmed or not. A count of 0 is an answer."""
        return bool(self.not_applicable or self.rating_id or self.count is not None)

    @property
    def is_answered(self) -> bool:
        """Whether something was answered and, where it was carried forward, confirmed."""
        return self.confirmed and self.has_judgement

    @property
    def code(self) -> str | None:
        """The answer as `audits.scoring` counts it: a rating's code, not applicable, or None while unanswered."""
        if not self.confirmed:
            return None
        return NOT_APPLICABLE if self.not_applicable else self.rating and self.rating.code
