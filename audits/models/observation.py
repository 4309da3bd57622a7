"""Performance figures: what is counted, and what was counted in a period. Missing is never zero."""

import uuid

from django.db import models
from django.utils import timezone


class Aggregation(models.TextChoices):
    """How the year's figure follows from the periods'."""

    SUM = "sum", "Sum of the periods"
    PERIOD_END = "period_end", "The last period (a stock is never added up)"
    RATIO_OF_SUMS = "ratio_of_sums", "Sum of numerators over sum of denominators"
    ROLLING_12M = "rolling_12m", "Rolling twelve months"
    SUPPLIED_YEAR = "supplied_year", "Supplied for the year"
    MEAN = "mean", "Mean of the periods (older publications only)"


class Unit(models.TextChoices):
    COUNT = "count", "number"
    PERCENT = "percent", "per cent"
    RATE_10000 = "rate_10000", "per 10,000"
    RATE_100000 = "rate_100000", "per 100,000"


class Polarity(models.TextChoices):
    HIGHER = "higher_is_better", "Higher is better"
    LOWER = "lower_is_better", "Lower is better"
    NEUTRAL = "neutral", "Context only"
    BAND = "target_band", "Inside a band is good"


class IndicatorQuerySet(models.QuerySet):
    def visible_to(self, user):
        from agencies.models import Board

        return self.filter(board__in=Board.objects.visible_to(user))

    def of_board(self, board):
        return self.filter(board=board)


class Indicator(models.Model):
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    board = models.ForeignKey("agencies.Board", on_delete=models.PROTECT, related_name="indicators")
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=160)
    unit = models.CharField(max_length=20, choices=Unit)
    aggregation = models.CharField(max_length=20, choices=Aggregation)
    polarity = models.CharField(max_length=20, choices=Polarity, default=Polarity.NEUTRAL)
    decimals = models.PositiveSmallIntegerField(default=0)
    position = models.PositiveSmallIntegerField(default=0)

    objects = IndicatorQuerySet.as_manager()

    class Meta:
        ordering = ["board", "position", "code"]
        constraints = [models.UniqueConstraint(fields=["board", "code"], name="indicator_code_once")]

    def __str__(self):
        return f"{self.code} {self.name}"

    @property
    def ledger_key(self):
        return self.board.ledger_key


class ObservationQuerySet(models.QuerySet):
    def visible_to(self, user):
        from agencies.models import Board

        return self.filter(indicator__board__in=Board.objects.visible_to(user))

    def of_board(self, board):
        return self.filter(indicator__board=board)

    def current(self):
        """The latest revision of each."""
        return self.filter(replaced_at__isnull=True)


class Observation(models.Model):
    """One figure for one period. A published value may stand without numerator, denominator or agency."""

    class Status(models.TextChoices):
        PROVISIONAL = "provisional", "Provisional"
        FINAL = "final", "Final"
        REVISED = "revised", "Revised"
        NOT_SUPPLIED = "not_supplied", "Not supplied"

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="observations")
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, null=True, related_name="+")
    quarter = models.CharField(max_length=7, help_text="2025-Q4 is January to March 2026.")
    numerator = models.DecimalField(max_digits=14, decimal_places=4, null=True)
    denominator = models.DecimalField(max_digits=14, decimal_places=4, null=True)
    value = models.DecimalField(max_digits=14, decimal_places=4, null=True)
    status = models.CharField(max_length=20, choices=Status, default=Status.FINAL)
    reason = models.CharField(max_length=300, blank=True, help_text="Why it was not supplied.")
    commentary = models.TextField(blank=True, max_length=2000)
    revision = models.PositiveSmallIntegerField(default=1)
    recorded_by = models.ForeignKey("agencies.User", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)
    replaced_at = models.DateTimeField(null=True)

    objects = ObservationQuerySet.as_manager()

    class Meta:
        ordering = ["indicator", "quarter", "revision"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "agency", "quarter"],
                condition=models.Q(replaced_at__isnull=True, agency__isnull=False),
                name="one_current_observation_an_agency",
            ),
            models.UniqueConstraint(
                fields=["indicator", "quarter"],
                condition=models.Q(replaced_at__isnull=True, agency__isnull=True),
                name="one_current_observation_of_no_agency",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="not_supplied") | (models.Q(value__isnull=True) & ~models.Q(reason="")),
                name="not_supplied_has_a_reason",
            ),
        ]

    def __str__(self):
        return f"{self.indicator.code}, {self.quarter}"


class PublishedFigure(models.Model):
    """A year's figure as somebody printed it, kept to compare with what the rule gives."""

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="published_figures")
    year = models.PositiveSmallIntegerField(help_text="2025 is 2025/26.")
    value = models.DecimalField(max_digits=14, decimal_places=4)
    decimals = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["indicator", "year"], name="one_published_figure_a_year")]

    def __str__(self):
        return f"{self.indicator.code}, {self.year}"
