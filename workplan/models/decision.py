"""What a meeting decided, with the quorum of that moment. Decisions are never edited: a correction is a new one."""

import uuid

from django.db import models

from workplan.models.agenda import AgendaItem
from workplan.models.meeting import Meeting


class Outcome(models.TextChoices):
    AGREED = "agreed", "Agreed"
    NOTED = "noted", "Noted"
    DEFERRED = "deferred", "Deferred"
    REJECTED = "rejected", "Not agreed"
    RECOMMENDED = "recommended", "Recommended to the Board"


# What a meeting without a quorum cannot do.
BINDING = (Outcome.AGREED, Outcome.REJECTED, Outcome.RECOMMENDED)


class Authority(models.TextChoices):
    """What a decision rests on. Without a quorum it is what the group's own rule allows."""

    QUORUM = "quorum", "A quorum"
    CHOSEN = "chosen", "An item marked to be decided without a quorum"
    DISCRETION = "discretion", "The chair’s discretion"
    RATIFY = "ratify", "To be ratified by a quorate meeting"


class DecisionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of meetings that `user` may read, but for those on restricted items they are not cleared for."""
        hidden = AgendaItem.objects.hidden_from(user).values("pk")
        return self.filter(meeting__in=Meeting.objects.visible_to(user)).exclude(item__in=hidden)

    def open_to_all(self):
        """Those that the Board may read of: none of a restricted item."""
        return self.filter(item__is_restricted=False)

    def of_board(self, board):
        return self.filter(meeting__group__board=board)

    def standing(self):
        """Those that no later decision corrects."""
        return self.filter(corrected_by__isnull=True)

    def with_standing(self):
        """With what a page says of each: its corrections, its ratification, the Board's answer; in three queries."""
        found = self.select_related("corrects", "corrected_by", "ratifies", "item__discretion")
        return found.prefetch_related("board_answers", "ratifications__corrected_by")

    def to_ratify(self):
        """Those that hold only once a quorate meeting ratifies them, and that none has taken up."""
        provisional = self.standing().filter(authority=Authority.RATIFY, outcome__in=BINDING)
        return provisional.exclude(ratifications__in=Decision.objects.standing())

    def gone_up(self):
        """Those that were recommended to the Strategic Board."""
        return self.standing().filter(outcome=Outcome.RECOMMENDED)

    def unanswered(self):
        """Those recommended to the Strategic Board that it has not answered."""
        return self.gone_up().filter(board_answers=None)


class Decision(models.Model):
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="decisions")
    item = models.ForeignKey("workplan.AgendaItem", on_delete=models.PROTECT, related_name="decisions")
    number = models.PositiveIntegerField(help_text="Counts on through the board's decisions: D-014.")
    board = models.ForeignKey("agencies.Board", on_delete=models.PROTECT, related_name="decisions")
    wording = models.TextField(max_length=2000)
    outcome = models.CharField(max_length=20, choices=Outcome)
    dissent = models.CharField(max_length=500, blank=True)
    quorate = models.BooleanField()
    agencies_present = models.PositiveSmallIntegerField()
    quorum_sentence = models.TextField()
    decided_at = models.DateTimeField()
    authority = models.CharField(max_length=10, choices=Authority, default=Authority.QUORUM)
    ratifies = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="ratifications",
        help_text="The decision, taken without a quorum, that this one upholds or not.",
    )
    recorded_by = models.ForeignKey("agencies.User", on_delete=models.PROTECT, related_name="+")
    corrects = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrected_by"
    )

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["board", "number"], name="decision_number_once"),
            models.CheckConstraint(
                condition=models.Q(quorate=True)
                | ~models.Q(outcome__in=[outcome.value for outcome in BINDING])
                | ~models.Q(authority=Authority.QUORUM),
                name="nothing_is_agreed_without_a_quorum",
            ),
            models.CheckConstraint(
                condition=models.Q(ratifies__isnull=True) | models.Q(quorate=True), name="a_quorate_meeting_ratifies"
            ),
        ]

    def __str__(self):
        return f"{self.reference} {self.wording}"

    @property
    def reference(self) -> str:
        return f"D-{self.number:03}"

    @property
    def is_provisional(self) -> bool:
        """Whether it holds only once a quorate meeting ratifies it, ratified since or not."""
        return self.authority == Authority.RATIFY and self.outcome in BINDING

    @property
    def ratified_by(self):
        """The standing decision of a quorate meeting that took it up, or None."""
        return next((one for one in self.ratifications.all() if getattr(one, "corrected_by", None) is None), None)

    @property
    def board_answer(self):
        """The Strategic Board's answer that counts, or None."""
        return next(iter(self.board_answers.all()), None)

    @property
    def ledger_key(self):
        return self.meeting.ledger_key
