"""How the criteria of one framework version became those of the next, so that answers and comparisons carry over."""

import uuid

from django.db import models
from django.utils import timezone

from audits.models.framework import FrameworkVersion


class Relation(models.TextChoices):
    """What the old criterion is to the new one."""

    EQUAL = "equal", "Equal: the same question"
    SUBSET = "subset", "Subset: the old asks less than the new"
    SUPERSET = "superset", "Superset: the old asks more than the new"
    PARTIAL = "partial", "Partial: they overlap"
    NONE = "none", "None: nothing in the new version takes it up"


class CriterionMappingQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those between versions that `user` may read."""
        versions = FrameworkVersion.objects.visible_to(user)
        return self.filter(old__standard__version__in=versions, new_version__in=versions)

    def between(self, old_version, new_version):
        """Those that lead from one version to the other."""
        return self.filter(old__standard__version=old_version, new_version=new_version)

    def confirmed(self):
        return self.filter(confirmed_at__isnull=False)


class CriterionMapping(models.Model):
    """One step from an old criterion to a new one; `new` is empty where nothing takes it up.

    An old criterion may lead to several new ones, and several to one. A suggestion counts once a person confirms it.
    """

    class Provenance(models.TextChoices):
        SUGGESTED = "suggested", "Suggested by likeness of code and words"
        ENTERED = "entered", "Entered by a person"
        IMPORTED = "imported", "Came with the framework"

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    old = models.ForeignKey("audits.Criterion", on_delete=models.PROTECT, related_name="mapped_to")
    new_version = models.ForeignKey(FrameworkVersion, on_delete=models.PROTECT, related_name="mappings")
    new = models.ForeignKey(
        "audits.Criterion", on_delete=models.PROTECT, null=True, blank=True, related_name="mapped_from"
    )
    relation = models.CharField(max_length=10, choices=Relation)
    rationale = models.CharField(max_length=500, blank=True)
    provenance = models.CharField(max_length=10, choices=Provenance)
    likeness = models.PositiveSmallIntegerField(null=True, help_text="Of the words, 0 to 100, where it was suggested.")
    confirmed_at = models.DateTimeField(null=True, editable=False)
    confirmed_by = models.ForeignKey(
        "agencies.User", on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = CriterionMappingQuerySet.as_manager()

    class Meta:
        ordering = ["old__standard__position", "old__position", "new__standard__position", "new__position"]
        constraints = [
            models.UniqueConstraint(fields=["old", "new"], name="mapping_once"),
            models.UniqueConstraint(
                fields=["old", "new_version"], condition=models.Q(new__isnull=True), name="mapped_to_nothing_once"
            ),
            models.CheckConstraint(
                condition=models.Q(new__isnull=True, relation="none")
                | (models.Q(new__isnull=False) & ~models.Q(relation="none")),
                name="mapping_to_nothing_is_none",
            ),
            models.CheckConstraint(
                condition=models.Q(confirmed_at__isnull=True, confirmed_by__isnull=True)
                | models.Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
                name="mapping_confirmed_by_somebody_at_some_time",
            ),
        ]

    def __str__(self):
        return f"{self.old.code} to {self.new.code if self.new else 'nothing'}"

    @property
    def ledger_key(self):
        return self.new_version.ledger_key
