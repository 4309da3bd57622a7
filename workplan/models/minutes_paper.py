"""Minutes as a PDF, made in the background. The row is its own outbox."""

from django.db import models

from agencies.models.owed_file import OwedFile, OwedQuerySet
from workplan.models.edition import PublicEdition
from workplan.models.minutes import MinutesVersion


class MinutesPaperQuerySet(OwedQuerySet):
    def visible_to(self, user):
        """Those of minutes and editions that `user` may see."""
        return self.filter(
            models.Q(version__in=MinutesVersion.objects.visible_to(user))
            | models.Q(edition__in=PublicEdition.objects.visible_to(user))
        )


class MinutesPaper(OwedFile):
    """A PDF of one version of minutes, whole or without what some of its readers may not read, or of a redacted
    edition."""

    version = models.ForeignKey(MinutesVersion, on_delete=models.PROTECT, null=True, related_name="papers")
    left_out = models.CharField(
        max_length=400,
        blank=True,
        editable=False,
        help_text="The numbers of the items that it says nothing of but when, for those not cleared for them: 2,5.",
    )
    edition = models.OneToOneField(PublicEdition, on_delete=models.PROTECT, null=True, related_name="paper")

    objects = MinutesPaperQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(version__isnull=False, edition__isnull=True)
                | models.Q(version__isnull=True, edition__isnull=False),
                name="minutes_paper_of_one_thing",
            ),
            models.UniqueConstraint(fields=["version", "left_out"], name="minutes_paper_once_each"),
        ]

    def __str__(self):
        return f"PDF of {self.version or self.edition}"

    @property
    def numbers_left_out(self) -> set[int]:
        """The numbers of the items that it says nothing of but when."""
        return {int(number) for number in self.left_out.split(",") if number}

    @property
    def record(self):
        """The minutes it is a paper of."""
        return (self.version or self.edition.version).record
