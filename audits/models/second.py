"""Judging twice: a second moderator who has not seen the first's rating, and who may not judge at all."""

import uuid

from django.db import models
from django.utils import timezone

from agencies.roles import Permission
from audits.models.review import ReasonCode, Review


class SecondReaderQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of boards where `user` reads returns."""
        return self.filter(round_board__board__in=user.boards_where(Permission.READ_RETURNS))

    def standing(self):
        return self.filter(ended_at__isnull=True)


class SecondReader(models.Model):
    """Who judges a standard a second time in a round. Until theirs is saved they see no first rating of it."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    round_board = models.ForeignKey("audits.RoundBoard", on_delete=models.PROTECT, related_name="second_readers")
    standard = models.ForeignKey("audits.Standard", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("agencies.User", on_delete=models.PROTECT, related_name="second_readings")
    asked_by = models.ForeignKey("agencies.User", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)

    objects = SecondReaderQuerySet.as_manager()

    class Meta:
        ordering = ["standard__position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["round_board", "standard"],
                condition=models.Q(ended_at__isnull=True),
                name="one_second_reader_a_standard",
            )
        ]

    def __str__(self):
        return f"{self.person}, {self.standard}"

    @property
    def ledger_key(self):
        return self.round_board.ledger_key


class SecondModerationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """As moderations are: of reviews `user` may read, and of their own agency's only once it is finished."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(review__in=Review.objects.visible_to(user)).exclude(
            review__in=Review.objects.withheld_from(user)
        )


class SecondModeration(models.Model):
    """What a second moderator found of a standard before they saw the first's. Kept beside it and never changed.

    `first_rating` is the first moderator's as it was when both were there: agreement is counted from it, whatever the
    two make of it afterwards.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="second_moderations")
    submission = models.ForeignKey(
        "audits.Submission",
        on_delete=models.PROTECT,
        editable=False,
        related_name="+",
        help_text="What was judged: a pair is of one submission.",
    )
    standard = models.ForeignKey("audits.Standard", on_delete=models.PROTECT, related_name="+")
    rating = models.ForeignKey("audits.ScalePoint", on_delete=models.PROTECT, related_name="+")
    first_rating = models.ForeignKey("audits.ScalePoint", on_delete=models.PROTECT, null=True, related_name="+")
    reason_code = models.CharField(max_length=20, choices=ReasonCode)
    reason = models.TextField(max_length=2000)
    moderated_by = models.ForeignKey("agencies.User", on_delete=models.PROTECT, related_name="+")
    moderated_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = SecondModerationQuerySet.as_manager()

    class Meta:
        ordering = ["review", "standard__position"]
        constraints = [models.UniqueConstraint(fields=["review", "standard"], name="one_second_moderation")]

    def __str__(self):
        return f"{self.review}, {self.standard}"

    @property
    def ledger_key(self):
        return self.review.ledger_key


class InterestQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those declared at boards that `user` belongs to: interests are no secret there."""
        from agencies.models import Board

        return self.filter(round_board__board__in=Board.objects.visible_to(user))

    def standing(self):
        return self.filter(ended_at__isnull=True)


class Interest(models.Model):
    """A moderator's declared interest in an agency for one round: they judge nothing of it."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    round_board = models.ForeignKey("audits.RoundBoard", on_delete=models.PROTECT, related_name="interests")
    person = models.ForeignKey("agencies.User", on_delete=models.PROTECT, related_name="interests")
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    nature = models.CharField(max_length=300)
    declared_at = models.DateTimeField(default=timezone.now, editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)

    objects = InterestQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["round_board", "person", "agency"],
                condition=models.Q(ended_at__isnull=True),
                name="interest_declared_once",
            )
        ]

    def __str__(self):
        return f"{self.person} in {self.agency}"

    @property
    def ledger_key(self):
        return self.round_board.ledger_key
