"""Frameworks of standards and criteria. A published version never changes; a new version is a new row."""

from django.db import models


class Framework(models.Model):
    code = models.CharField(max_length=20, unique=True)
    title = models.CharField(max_length=120)

    class Meta:
        ordering = ["code"]

    def __str__(self):
        return self.title


class FrameworkVersion(models.Model):
    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="versions")
    number = models.CharField(max_length=20)
    title = models.CharField(max_length=120)
    legal_basis = models.CharField(max_length=300)
    editions = models.JSONField(default=list, help_text="Statutory editions a round may be pinned to.")
    default_scale = models.ForeignKey("audits.RatingScale", on_delete=models.PROTECT, related_name="+")
    content_sha256 = models.CharField(max_length=64, help_text="Of the imported content: a second import is none.")
    imported_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["framework", "pk"]
        constraints = [models.UniqueConstraint(fields=["framework", "number"], name="framework_version_once")]

    def __str__(self):
        return f"{self.title}, version {self.number}"


class Standard(models.Model):
    version = models.ForeignKey(FrameworkVersion, on_delete=models.PROTECT, related_name="standards")
    code = models.CharField(max_length=20)
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    short_title = models.CharField(max_length=30, help_text="For the head of a column.")
    description = models.TextField()
    guidance = models.TextField(blank=True)

    class Meta:
        ordering = ["version", "position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "code"], name="standard_code_once"),
            models.UniqueConstraint(fields=["version", "position"], name="standard_position_once"),
        ]

    def __str__(self):
        return f"{self.position}. {self.title}"


class Tier(models.TextChoices):
    CORE = "core", "Short set"
    FULL = "full", "Full set"


class Criterion(models.Model):
    standard = models.ForeignKey(Standard, on_delete=models.PROTECT, related_name="criteria")
    code = models.CharField(max_length=20)
    position = models.PositiveSmallIntegerField()
    statement = models.TextField()
    example_evidence = models.JSONField(default=list)
    guidance = models.JSONField(default=list, help_text="Plain advice, each for one audience.")
    tier = models.CharField(max_length=10, choices=Tier, default=Tier.FULL)
    kinds = models.JSONField(null=True, help_text="The kinds of agency asked; null asks all.")
    since = models.CharField(max_length=10, help_text="First edition that carries it, or “local”.")
    na_allowed = models.BooleanField(default=False)
    na_when = models.CharField(max_length=300, blank=True)
    linked_policy = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["standard__position", "position"]
        verbose_name_plural = "criteria"
        constraints = [
            models.UniqueConstraint(fields=["standard", "code"], name="criterion_code_once"),
            models.UniqueConstraint(fields=["standard", "position"], name="criterion_position_once"),
        ]

    def __str__(self):
        return f"{self.code} {self.statement}"


class Descriptor(models.Model):
    """What a rating means for one standard, where the scale's general meaning is not enough."""

    standard = models.ForeignKey(Standard, on_delete=models.PROTECT, related_name="descriptors")
    point = models.ForeignKey("audits.ScalePoint", on_delete=models.PROTECT, related_name="+")
    text = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["standard", "point"], name="descriptor_once")]

    def __str__(self):
        return f"{self.standard}: {self.point}"
