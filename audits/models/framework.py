"""Frameworks of standards and criteria. A published version never changes; a new version is a new row."""

import uuid

from django.db import models

from agencies.models import Kind

# The book of what concerns every board.
INSTALLATION = "installation"


class Framework(models.Model):
    code = models.CharField(max_length=20, unique=True)
    title = models.CharField(max_length=120)

    class Meta:
        ordering = ["code"]

    def __str__(self):
        return self.title


class FrameworkVersionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The published ones: a framework is no board's secret."""
        return self.filter(published_at__isnull=False) if user.is_authenticated else self.none()


class FrameworkVersion(models.Model):
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="versions")
    number = models.CharField(max_length=20)
    title = models.CharField(max_length=120)
    legal_basis = models.CharField(max_length=300)
    editions = models.JSONField(default=list, help_text="Statutory editions a round may be pinned to.")
    default_scale = models.ForeignKey("audits.RatingScale", on_delete=models.PROTECT, related_name="+")
    content_sha256 = models.CharField(max_length=64, help_text="Of the imported content: a second import is none.")
    imported_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)

    objects = FrameworkVersionQuerySet.as_manager()

    class Meta:
        ordering = ["framework", "pk"]
        constraints = [models.UniqueConstraint(fields=["framework", "number"], name="framework_version_once")]

    def __str__(self):
        return f"{self.title}, version {self.number}"

    @property
    def ledger_key(self):
        return INSTALLATION


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


# Whom a piece of advice in a framework is for, by kind of agency; "small" is a mark of the single agency.
AUDIENCE_KINDS = {"gp": {Kind.GP}, "health": {Kind.NHS_COMMISSIONER, Kind.NHS_PROVIDER}}


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

    def advice_for(self, agency) -> list[str]:
        """The pieces of plain advice that are meant for `agency`."""
        return [advice["text"] for advice in self.guidance if is_for(advice["audience"], agency)]


def is_for(audience: str, agency) -> bool:
    """Whether advice for `audience` is meant for `agency`."""
    return agency.is_small if audience == "small" else agency.kind in AUDIENCE_KINDS.get(audience, ())


class Descriptor(models.Model):
    """What a rating means for one standard, where the scale's general meaning is not enough."""

    standard = models.ForeignKey(Standard, on_delete=models.PROTECT, related_name="descriptors")
    point = models.ForeignKey("audits.ScalePoint", on_delete=models.PROTECT, related_name="+")
    text = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["standard", "point"], name="descriptor_once")]

    def __str__(self):
        return f"{self.standard}: {self.point}"
