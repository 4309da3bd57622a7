"""Frameworks of standards and criteria. A published version never changes; a new version is a new row."""

import uuid

from django.db import models

from agencies.models import Kind
from agencies.roles import Permission

# The book of what concerns every board.
INSTALLATION = "installation"
# The guidance whose editions frameworks follow, unless they say another.
WORKING_TOGETHER = "Working Together"


class Framework(models.Model):
    code = models.CharField(max_length=20, unique=True)
    title = models.CharField(max_length=120)

    class Meta:
        ordering = ["code"]

    def __str__(self):
        return self.title


class FrameworkVersionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The published ones, for a framework is no board's secret; and the drafts of boards where `user` edits them.

        A board's local questions are its own business until a round asks them: they go to that board's people only.
        """
        if not user.is_authenticated:
            return self.none()
        editing = user.boards_where(Permission.EDIT_FRAMEWORKS)
        published = models.Q(published_at__isnull=False, supplements__isnull=True)
        local = models.Q(published_at__isnull=False, board__in=user.boards)
        return self.filter(published | local | models.Q(board__in=editing))

    def of_board(self, board):
        """What a board's pages show: what every board reads, and what this board writes or wrote for itself."""
        return self.filter(models.Q(published_at__isnull=False, supplements__isnull=True) | models.Q(board=board))

    def published(self):
        return self.filter(published_at__isnull=False)

    def drafts(self):
        return self.filter(published_at__isnull=True)

    def statutory(self):
        """Whole frameworks: without the local questions that a board adds to one."""
        return self.filter(supplements__isnull=True)


class FrameworkVersion(models.Model):
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="versions")
    number = models.CharField(max_length=20)
    title = models.CharField(max_length=120)
    legal_basis = models.CharField(max_length=300)
    editions = models.JSONField(default=list, help_text="Statutory editions a round may be pinned to.")
    edition_of = models.CharField(
        max_length=80, default=WORKING_TOGETHER, help_text="The guidance whose editions these are."
    )
    default_scale = models.ForeignKey("audits.RatingScale", on_delete=models.PROTECT, related_name="+")
    content_sha256 = models.CharField(max_length=64, help_text="Of the imported content: a second import is none.")
    imported_at = models.DateTimeField(help_text="When it came in: from a file, or begun on the page.")
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey("agencies.User", on_delete=models.PROTECT, null=True, related_name="+")
    board = models.ForeignKey(
        "agencies.Board",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="framework_versions",
        help_text="The board that wrote it; none for those that came with the portal.",
    )
    supersedes = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="superseded_by",
        help_text="The version before: criteria are mapped from it to this one.",
    )
    supplements = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="supplemented_by",
        help_text="The shared version to which these are one board's own further questions.",
    )
    signatories = models.PositiveSmallIntegerField(
        default=1, help_text="How many people must sign: two in schools, the head and the chair of governors."
    )

    objects = FrameworkVersionQuerySet.as_manager()

    class Meta:
        ordering = ["framework", "pk"]
        constraints = [models.UniqueConstraint(fields=["framework", "number"], name="framework_version_once")]

    def __str__(self):
        return f"{self.title}, version {self.number}"

    @property
    def ledger_key(self):
        return self.board.ledger_key if self.board else INSTALLATION

    @property
    def is_draft(self) -> bool:
        """Whether it may still be changed."""
        return self.published_at is None

    @property
    def is_supplement(self) -> bool:
        """Whether these are one board's further questions to a shared framework."""
        return self.supplements_id is not None


class Standard(models.Model):
    version = models.ForeignKey(FrameworkVersion, on_delete=models.PROTECT, related_name="standards")
    code = models.CharField(max_length=20)
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    short_title = models.CharField(max_length=30, help_text="For the head of a column.")
    description = models.TextField()
    guidance = models.TextField(blank=True)
    basis = models.JSONField(default=dict, blank=True, help_text="What it rests on: {source: place in it}.")

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


class CriterionKind(models.TextChoices):
    """What is asked. A count is a whole number: never rated, left out of every score."""

    RATING = "rating", "Rated"
    COUNT = "count", "Counted"


class CountPeriod(models.TextChoices):
    LAST_ACADEMIC_YEAR = "last_academic_year", "in the last academic year, September to August"
    COUNT_DATE = "count_date", "on the count date"


# Whom a piece of advice in a framework is for: everybody, agencies marked small, and some kinds of agency.
EVERYBODY, SMALL = "all", "small"
AUDIENCE_KINDS = {"gp": {Kind.GP}, "health": {Kind.NHS_COMMISSIONER, Kind.NHS_PROVIDER}}


class Criterion(models.Model):
    standard = models.ForeignKey(Standard, on_delete=models.PROTECT, related_name="criteria")
    code = models.CharField(max_length=20)
    position = models.PositiveSmallIntegerField()
    statement = models.TextField()
    kind = models.CharField(max_length=10, choices=CriterionKind, default=CriterionKind.RATING)
    with_total = models.BooleanField(default=False, help_text="A count that also asks what it is out of.")
    period = models.CharField(max_length=20, choices=CountPeriod, blank=True)
    unit = models.CharField(max_length=40, blank=True, help_text="What is counted: adults, referrals.")
    weight = models.PositiveSmallIntegerField(default=1, help_text="How much it counts in a weighted score.")
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

    @classmethod
    def of_version(cls, version):
        """The criteria of a version, in order; who may see them is asked of the version."""
        return cls.objects.filter(standard__version=version).order_by("standard__position", "position")

    @property
    def is_count(self) -> bool:
        """Whether it asks for a number, which is never rated."""
        return self.kind == CriterionKind.COUNT

    def may_not_apply(self, scale) -> bool:
        """Whether it may be answered with "not applicable": where it allows that itself, and all may on some scales."""
        return self.na_allowed or scale.na_allowed

    def advice_for(self, agency) -> list[str]:
        """The pieces of plain advice that are meant for `agency`."""
        return [advice["text"] for advice in self.guidance if is_for(advice["audience"], agency)]


def is_for(audience: str, agency) -> bool:
    """Whether advice for `audience` is meant for `agency`."""
    if audience == SMALL:
        return agency.is_small
    return audience == EVERYBODY or agency.kind in AUDIENCE_KINDS.get(audience, ())


class Descriptor(models.Model):
    """What a rating means for one standard, or for one criterion of it, where the scale's meaning is not enough."""

    standard = models.ForeignKey(Standard, on_delete=models.PROTECT, related_name="descriptors")
    criterion = models.ForeignKey(
        Criterion, on_delete=models.PROTECT, null=True, blank=True, related_name="descriptors"
    )
    point = models.ForeignKey("audits.ScalePoint", on_delete=models.PROTECT, related_name="+")
    text = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["standard", "point"], condition=models.Q(criterion__isnull=True), name="descriptor_once"
            ),
            models.UniqueConstraint(
                fields=["criterion", "point"],
                condition=models.Q(criterion__isnull=False),
                name="criterion_descriptor_once",
            ),
        ]

    def __str__(self):
        return f"{self.standard}: {self.point}"
