"""Rating scales as versioned data. "Not applicable" is never a point of a scale: it leaves the denominator."""

from django.db import models
from django.utils import timezone

from audits import scoring


class RollUp(models.TextChoices):
    """How a standard's rating follows from its criteria's."""

    WORST = "worst", "the lowest rating of its criteria"
    MAJORITY = "majority", "the rating most of its criteria have (a tie goes to the lower)"
    JUDGED = "judged", "judged by a person"
    WEIGHTED = "weighted", "the weighted mean of its criteria, down to the next step"


class RatingScaleQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The published ones: a scale is no board's secret."""
        return self.filter(published_at__isnull=False) if user.is_authenticated else self.none()

    def and_that_of(self, version):
        """These, and the one that a draft came with, which is published with it."""
        return self | self.model.objects.filter(pk=version.default_scale_id)


class RatingScale(models.Model):
    code = models.CharField(max_length=20)
    version = models.PositiveSmallIntegerField(default=1)
    name = models.CharField(max_length=80)
    roll_up = models.CharField(max_length=20, choices=RollUp, default=RollUp.WORST)
    na_allowed = models.BooleanField(
        default=False, help_text="Every criterion may be not applicable, with a reason, whatever it says itself."
    )
    published_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = RatingScaleQuerySet.as_manager()

    class Meta:
        ordering = ["code", "version"]
        constraints = [models.UniqueConstraint(fields=["code", "version"], name="scale_version_once")]

    def __str__(self):
        return f"{self.name} (version {self.version})"

    def plain(self) -> scoring.Scale:
        """The scale as `audits.scoring` takes it."""
        points = (scoring.Point(point.code, point.points, point.letter, point.label) for point in self.points.all())
        return scoring.Scale(tuple(points))


class Colour(models.TextChoices):
    """The four BRAG hues of the design; a scale with other points chooses the nearest in meaning."""

    BLUE = "b", "Blue"
    GREEN = "g", "Green"
    AMBER = "a", "Amber"
    RED = "r", "Red"


class ScalePoint(models.Model):
    """One rating: its letter and word always stand beside its colour."""

    scale = models.ForeignKey(RatingScale, on_delete=models.PROTECT, related_name="points")
    code = models.CharField(max_length=10)
    points = models.SmallIntegerField(help_text="More is better, whichever end of the scale is written first.")
    letter = models.CharField(max_length=3)
    label = models.CharField(max_length=40)
    descriptor = models.CharField(max_length=300)
    colour = models.CharField(max_length=1, choices=Colour)

    class Meta:
        ordering = ["scale", "-points"]
        constraints = [
            models.UniqueConstraint(fields=["scale", "code"], name="scale_point_code_once"),
            models.UniqueConstraint(fields=["scale", "points"], name="scale_point_rank_once"),
        ]

    def __str__(self):
        return self.label
