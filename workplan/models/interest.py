"""Interests: those people declare for as long as they last, and how a meeting handled one on an item."""

import uuid

from django.db import models
from django.utils import timezone

from agencies.models.event import Through
from agencies.roles import Permission
from workplan.models.agenda import AgendaItem


class DeclaredInterestQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Their own, and those declared to boards whose meetings they read."""
        return self.filter(models.Q(person=user) | models.Q(board__in=user.boards_where(Permission.READ_MEETINGS)))

    def of_board(self, board):
        return self.filter(board=board)

    def standing(self):
        """Those that have not ended."""
        return self.filter(ended_on__isnull=True)


class DeclaredInterest(models.Model):
    """What somebody declared to the board: a post, a business, a relation, that could colour what they say."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    board = models.ForeignKey("agencies.Board", on_delete=models.PROTECT, related_name="declared_interests")
    person = models.ForeignKey("agencies.User", on_delete=models.PROTECT, related_name="declared_interests")
    nature = models.CharField(max_length=300)
    declared_on = models.DateField(default=timezone.localdate)
    declared_by = models.ForeignKey("agencies.User", on_delete=models.PROTECT, related_name="+")
    through = models.CharField(max_length=20, choices=Through, default=Through.PORTAL)
    ended_on = models.DateField(null=True)
    ended_by = models.ForeignKey("agencies.User", on_delete=models.PROTECT, null=True, related_name="+")

    objects = DeclaredInterestQuerySet.as_manager()

    class Meta:
        ordering = ["person__name", "declared_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ended_on__isnull=True, ended_by__isnull=True)
                | models.Q(ended_on__isnull=False, ended_by__isnull=False),
                name="interest_ended_by_somebody_on_some_day",
            )
        ]

    def __str__(self):
        return f"{self.person}: {self.nature}"

    @property
    def ledger_key(self):
        return self.board.ledger_key


class Handling(models.TextChoices):
    """What the chair asked of somebody with an interest in an item (domain: none, stays silent, leaves)."""

    NONE = "none", "Stays and takes part"
    SILENT = "silent", "Stays and is silent"
    LEAVES = "leaves", "Leaves for this item"


class ItemInterestQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(item__in=AgendaItem.objects.visible_to(user))

    def of_board(self, board):
        return self.filter(item__meeting__group__board=board)

    def standing(self):
        """Those that were not taken back."""
        return self.filter(voided_at__isnull=True)

    def leaving(self):
        """Those whose people leave for the item, and so do not count for it."""
        return self.standing().filter(handling=Handling.LEAVES)


class ItemInterest(models.Model):
    """An interest in one item, as the meeting noted it. A slip is taken back (`voided_at`), never deleted."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    item = models.ForeignKey("workplan.AgendaItem", on_delete=models.PROTECT, related_name="interests")
    attendee = models.ForeignKey("workplan.Attendee", on_delete=models.PROTECT, related_name="interests")
    nature = models.CharField(max_length=300)
    handling = models.CharField(max_length=10, choices=Handling)
    noted_at = models.DateTimeField(default=timezone.now)
    noted_by = models.ForeignKey("agencies.User", on_delete=models.PROTECT, related_name="+")
    voided_at = models.DateTimeField(null=True)

    objects = ItemInterestQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "attendee"],
                condition=models.Q(voided_at__isnull=True),
                name="one_interest_a_person_and_item",
            )
        ]

    def __str__(self):
        return f"{self.attendee}: {self.nature}"

    @property
    def ledger_key(self):
        return self.item.ledger_key


class DiscretionQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(item__in=AgendaItem.objects.visible_to(user))


class Discretion(models.Model):
    """The chair let one item be decided without a quorum, as the group's rule allows, and said why."""

    item = models.OneToOneField("workplan.AgendaItem", on_delete=models.PROTECT, related_name="discretion")
    reason = models.CharField(max_length=500)
    used_at = models.DateTimeField(default=timezone.now)
    used_by = models.ForeignKey("agencies.User", on_delete=models.PROTECT, related_name="+")

    objects = DiscretionQuerySet.as_manager()

    def __str__(self):
        return f"Discretion on {self.item}"

    @property
    def ledger_key(self):
        return self.item.ledger_key
