"""Actions of people. One action may answer several sources; delivery is what is done, never what it changed."""

import uuid

from django.db import models
from django.urls import reverse
from django.utils import timezone

from agencies.roles import Permission


class Delivery(models.TextChoices):
    """How the owner says it goes. Overdue follows from the date and is never typed."""

    NOT_STARTED = "not_started", "Not started"
    ON_COURSE = "on_course", "On course"
    SLIPPING = "slipping", "Slipping, with a plan"
    DELIVERED = "delivered", "Delivered"


BRAG = {
    Delivery.NOT_STARTED: ("N", "Not started"),
    Delivery.ON_COURSE: ("G", "On course"),
    Delivery.SLIPPING: ("A", "Slipping"),
    Delivery.DELIVERED: ("B", "Delivered"),
}


FROM_RETURNS = models.Q(sources__submission__isnull=False) | models.Q(sources__letter__isnull=False)


class ActionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A person's own actions, those of agencies they belong to, those from meetings they may read, and those from
        returns and feedback letters of boards where they read returns.

        What a restricted item gave is for its owner and for those cleared for that item.
        """
        if not user.is_authenticated:
            return self.none()
        hidden = self.model.objects.hidden_from(user).values("pk")
        return self.filter(models.Q(owner=user) | self._readable(user) & ~models.Q(pk__in=hidden)).distinct()

    def hidden_from(self, user):
        """Those of others that a restricted item gave which `user` is not cleared for."""
        from workplan.models.agenda import AgendaItem

        given = ActionSource.objects.from_items(AgendaItem.objects.hidden_from(user)).values("action")
        return self.filter(pk__in=given).exclude(owner=user)

    @staticmethod
    def _readable(user):
        """The condition that a person may see an action, were there no restricted items."""
        from workplan.models.meeting import Meeting

        return (
            models.Q(agency__in=user.posts.current().values("agency"))
            | models.Q(sources__decision__meeting__in=Meeting.objects.visible_to(user))
            | models.Q(sources__item__meeting__in=Meeting.objects.visible_to(user))
            | models.Q(board__in=user.boards_where(Permission.READ_RETURNS)) & FROM_RETURNS
        )

    def of_board(self, board):
        return self.filter(board=board)

    def open_to_all(self):
        """Those that the Board may read of: none that a restricted item gave."""
        from workplan.models.agenda import AgendaItem

        restricted = ActionSource.objects.from_items(AgendaItem.objects.filter(is_restricted=True))
        return self.exclude(pk__in=restricted.values("action"))

    def given_by(self, meeting):
        """Those that the items and decisions of a meeting gave."""
        return self._from(models.Q(decision__meeting=meeting) | models.Q(item__meeting=meeting))

    def given_by_item(self, item):
        """Those that an agenda item, or a decision on it, gave."""
        return self._from(models.Q(decision__item=item) | models.Q(item=item))

    def of_group(self, group):
        """Those that the meetings of a group gave."""
        return self._from(models.Q(decision__meeting__group=group) | models.Q(item__meeting__group=group))

    def _from(self, sources):
        return self.filter(pk__in=ActionSource.objects.filter(sources).values("action"))

    def open(self):
        return self.exclude(delivery=Delivery.DELIVERED)

    def answering(self, gaps):
        """{an improvement's uid: the action that answers it} of the planned improvements (`audits.gaps`) given.

        Of one board's actions each improvement has one at most; of several boards' it may have more, and one is told.
        """
        found = ActionSource.objects.filter(gap__in=[gap.uid for gap in gaps], action__in=self.order_by())
        return {source.gap: source.action for source in found.select_related("action__board", "action__owner")}

    def overdue(self, on=None):
        return self.open().filter(due_on__lt=on or timezone.localdate())


class Action(models.Model):
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    board = models.ForeignKey("agencies.Board", on_delete=models.PROTECT, related_name="actions")
    number = models.PositiveIntegerField(help_text="Counts on through the board's actions: A-131.")
    title = models.CharField(max_length=500)
    success_measure = models.CharField(max_length=300, blank=True, help_text="How one will know that it worked.")
    owner = models.ForeignKey("agencies.User", on_delete=models.PROTECT, related_name="actions")
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, null=True, related_name="actions")
    due_on = models.DateField()
    original_due_on = models.DateField()
    delivery = models.CharField(max_length=20, choices=Delivery, default=Delivery.NOT_STARTED)
    delivered_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey("agencies.User", on_delete=models.PROTECT, related_name="+")

    objects = ActionQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "number"]
        constraints = [models.UniqueConstraint(fields=["board", "number"], name="action_number_once")]

    def __str__(self):
        return f"{self.reference} {self.title}"

    def get_absolute_url(self):
        return reverse("workplan:action", args=[self.board.slug, self.uid])

    @property
    def reference(self) -> str:
        return f"A-{self.number:03}"

    def is_overdue(self, on=None) -> bool:
        return self.delivery != Delivery.DELIVERED and self.due_on < (on or timezone.localdate())

    @property
    def brag(self) -> tuple[str, str]:
        """The letter and the words of how the action stands today; the date alone makes it red."""
        return ("R", "Overdue") if self.is_overdue() else BRAG[Delivery(self.delivery)]

    @property
    def ledger_key(self):
        return self.board.ledger_key


def _only(*names):
    """The condition that these columns of a source are filled, and no others."""
    columns = ("decision", "item", "submission", "gap", "board", "letter")
    return models.Q(**{f"{column}__isnull": column not in names for column in columns})


class ActionSourceQuerySet(models.QuerySet):
    def from_items(self, items):
        """Those that are one of `items`, or a decision on one."""
        return self.filter(models.Q(item__in=items.values("pk")) | models.Q(decision__item__in=items.values("pk")))


class ActionSource(models.Model):
    """What the action answers. One row a source, each pointing at exactly one thing."""

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="sources")
    decision = models.ForeignKey(
        "workplan.Decision", on_delete=models.PROTECT, null=True, blank=True, related_name="action_sources"
    )
    item = models.ForeignKey(
        "workplan.AgendaItem", on_delete=models.PROTECT, null=True, blank=True, related_name="action_sources"
    )
    submission = models.ForeignKey(
        "audits.Submission",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="action_sources",
        help_text="The signed return with the gap.",
    )
    # In the frozen words, not a row: a return that is open again may drop the improvement, and the action stays.
    gap = models.UUIDField(null=True, blank=True, help_text="The uid of the planned improvement in the signed return.")
    # A copy: each board that shares a return has its own list, and an improvement is once on each.
    board = models.ForeignKey(
        "agencies.Board",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="The board whose list the planned improvement is on.",
    )
    letter = models.ForeignKey(
        "audits.FeedbackPart",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="action_sources",
        help_text="What the feedback letter says about a standard.",
    )

    objects = ActionSourceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=_only("decision") | _only("item") | _only("submission", "gap", "board") | _only("letter"),
                name="action_source_is_one_thing",
            ),
            models.UniqueConstraint(fields=["gap", "board"], name="one_action_a_gap_and_board"),
        ]

    def __str__(self):
        return f"{self.action} from {self.decision or self.item or self.submission or self.letter}"


class ActionUpdate(models.Model):
    """What the owner said and when; kept for ever, latest first."""

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="updates")
    delivery = models.CharField(max_length=20, choices=Delivery)
    note = models.TextField(max_length=2000)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey("agencies.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"{self.action}: {self.get_delivery_display()}"
