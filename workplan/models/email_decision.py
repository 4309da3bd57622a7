"""A decision by e-mail between meetings: the question, who was asked, and every answer they gave."""

import uuid

from django.db import models
from django.urls import reverse
from django.utils import timezone

from agencies.models.event import Through
from agencies.models.group import Group
from agencies.models.spell import current, in_force
from workplan.models.meeting import groups_read_by


class EmailDecisionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of groups whose meetings `user` may read."""
        return self.filter(group__in=groups_read_by(user))

    def of_board(self, board):
        return self.filter(group__board=board)

    def open(self):
        """Those that are not closed, soonest first."""
        return self.filter(status=EmailDecision.Status.OPEN).order_by("closes_on", "pk")


class EmailDecision(models.Model):
    """What the members are asked to decide in writing. Seats and quorum rule are copied as they are when it is opened;
    it is closed as a Decision like any other, or withdrawn with a reason."""

    class Status(models.TextChoices):
        OPEN = "open", "Open"
        CLOSED = "closed", "Closed"
        WITHDRAWN = "withdrawn", "Withdrawn"

    STEPS = {Status.OPEN: {Status.CLOSED, Status.WITHDRAWN}}

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="email_decisions")
    title = models.CharField(max_length=140)
    wording = models.TextField(max_length=2000)
    background = models.TextField(max_length=8000)
    closes_on = models.DateField()
    quorum_rule = models.JSONField(editable=False)
    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN, editable=False)
    opened_at = models.DateTimeField(default=timezone.now, editable=False)
    opened_by = models.ForeignKey("agencies.User", on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, editable=False)
    closed_by = models.ForeignKey(
        "agencies.User", on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    withdrawn_reason = models.CharField(max_length=300, blank=True)

    objects = EmailDecisionQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "decision by e-mail"
        verbose_name_plural = "decisions by e-mail"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(closed_at__isnull=True, closed_by__isnull=True, status="open")
                | models.Q(closed_at__isnull=False, closed_by__isnull=False, status__in=["closed", "withdrawn"]),
                name="email_decision_closed_by_somebody_at_some_time",
            )
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("workplan:email_decision", args=[self.group.board.slug, self.uid])

    @property
    def is_open(self) -> bool:
        return self.status == self.Status.OPEN

    @property
    def decision(self):
        """What it was closed as, in the words that stand: the last of the decisions, or None."""
        return next(reversed(self.decisions.all()), None)

    @property
    def takes_answers(self) -> bool:
        """Whether members may still answer: until the end of the closing day."""
        return self.is_open and timezone.localdate() <= self.closes_on

    @property
    def ledger_key(self):
        return self.group.ledger_key


class AskedQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(email_decision__in=EmailDecision.objects.visible_to(user))

    def held(self):
        """Those whose seat is still held: nobody answers for one that has ended."""
        return self.filter(current("seat__"))


class Asked(models.Model):
    """A seat that is asked, as it was when the decision by e-mail was opened; so its quorum never changes later."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email_decision = models.ForeignKey(EmailDecision, on_delete=models.PROTECT, related_name="asked")
    seat = models.ForeignKey("agencies.Seat", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("agencies.User", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    legal_body = models.ForeignKey("agencies.LegalBody", on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.CharField("kind of the agency", max_length=20, blank=True)
    is_statutory_partner = models.BooleanField(default=False)

    # Only seats that carry an agency are asked.
    counts = True

    objects = AskedQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "asked"
        constraints = [models.UniqueConstraint(fields=["email_decision", "seat"], name="a_seat_is_asked_once")]

    def __str__(self):
        return f"{self.name}, {self.agency.short_name}"

    @property
    def is_held(self) -> bool:
        """Whether the person still holds the seat, and so may answer."""
        return bool(in_force([self.seat]))


class EmailAnswer(models.Model):
    """One answer of a seat. A changed mind is a further answer; the last one counts and all are kept."""

    class Answer(models.TextChoices):
        AGREE = "agree", "Agree"
        DISAGREE = "disagree", "Disagree"
        ABSTAIN = "abstain", "Abstain"

    asked = models.ForeignKey(Asked, on_delete=models.PROTECT, related_name="answers")
    number = models.PositiveSmallIntegerField()
    answer = models.CharField(max_length=10, choices=Answer)
    words = models.TextField(max_length=2000, blank=True)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey("agencies.User", on_delete=models.PROTECT, related_name="+")
    through = models.CharField(max_length=20, choices=Through, default=Through.PORTAL, blank=True)

    class Meta:
        ordering = ["asked", "number"]
        constraints = [models.UniqueConstraint(fields=["asked", "number"], name="email_answer_number_once")]

    def __str__(self):
        return f"{self.asked}: {self.get_answer_display()}"
