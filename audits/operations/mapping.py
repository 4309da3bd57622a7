"""What earlier criteria became in a new version: suggested by likeness, entered and confirmed by people."""

from django.db import transaction
from django.utils import timezone

from agencies.models import Event
from agencies.permissions import require
from audits import likeness, permissions
from audits.mapping import criteria_of
from audits.models import CriterionMapping
from audits.models.mapping import Relation
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.lifecycle import lock

Provenance = CriterionMapping.Provenance


@transaction.atomic
def suggest(old_version, new_version, *, by) -> int:
    """Suggest a match for every old criterion of which nothing is said yet; return how many were found.

    Suggestions count for nothing until a person confirms them.
    """
    new_version = _open(old_version, new_version, by)
    said = CriterionMapping.objects.between(old_version, new_version).values("old")
    candidates = list(criteria_of(new_version))
    found = [(old, likeness.best_match(old, candidates)) for old in criteria_of(old_version).exclude(pk__in=said)]
    mappings = CriterionMapping.objects.bulk_create(
        CriterionMapping(
            old=old,
            new_version=new_version,
            new=match.new,
            relation=match.relation,
            likeness=match.likeness,
            provenance=Provenance.SUGGESTED,
        )
        for old, match in found
        if match
    )
    if mappings:
        Event.record("mapping.suggested", by=by, about=new_version, old=old_version.uid, number=len(mappings))
    return len(mappings)


def _open(old_version, new_version, by):
    """The new version locked, so that two people do not say the same of one criterion."""
    require(permissions.can_map(by, new_version))
    new_version = lock(new_version)
    if old_version.framework_id != new_version.framework_id or old_version == new_version:
        raise Refused("Choose two versions of one framework.")
    return new_version


@transaction.atomic
def enter(old, new_version, *, new, relation, rationale, by, instead_of=None) -> CriterionMapping:
    """Say, and so confirm, what an old criterion became: `new` is a criterion of the new version, or None.

    That it became nothing takes the place of anything else said of it, and the other way round; `instead_of` is a
    mapping of the same old criterion that this one replaces.
    """
    new_version = _open(old.standard.version, new_version, by)
    _fits(new_version, new, relation)
    if instead_of is not None and instead_of.new_id != (new and new.pk):
        CriterionMapping.objects.filter(pk=instead_of.pk, old=old).delete()
    mapping = CriterionMapping.objects.filter(old=old, new_version=new_version, new=new).first()
    mapping = mapping or CriterionMapping(old=old, new_version=new_version, new=new, provenance=Provenance.ENTERED)
    mapping.relation, mapping.rationale = relation, rationale.strip()
    mapping.confirmed_at, mapping.confirmed_by = timezone.now(), by
    contrary = CriterionMapping.objects.filter(old=old, new_version=new_version, new__isnull=new is not None)
    contrary.exclude(pk=mapping.pk).delete()
    mapping.save()
    _record("mapping.entered", mapping, by)
    return mapping


def _fits(new_version, new, relation):
    if (new is None) != (relation == Relation.NONE):
        raise Refused("Choose a criterion and what the old one is to it, or neither: “None”.")
    if new is not None and new.standard.version_id != new_version.pk:
        raise Refused("Choose a criterion of the new version.")


@transaction.atomic
def confirm(mapping, *, by):
    """Confirm one mapping as it stands; confirming it again changes nothing."""
    _open(mapping.old.standard.version, mapping.new_version, by)
    mapping = lock(mapping)
    if mapping.confirmed_at is None:
        _confirm(mapping, by)
        _record("mapping.confirmed", mapping, by)


@transaction.atomic
def confirm_alike(old_version, new_version, *, least, by) -> int:
    """Confirm every suggestion of at least this likeness (0 to 100); return how many there were."""
    new_version = _open(old_version, new_version, by)
    suggested = CriterionMapping.objects.between(old_version, new_version).filter(
        confirmed_at__isnull=True, likeness__gte=least
    )
    mappings = list(suggested)
    for mapping in mappings:
        _confirm(mapping, by)
    if mappings:
        Event.record(
            "mapping.confirmed_alike", by=by, about=new_version, old=old_version.uid, least=least, number=len(mappings)
        )
    return len(mappings)


def _confirm(mapping, by):
    mapping.confirmed_at, mapping.confirmed_by = timezone.now(), by
    mapping.save(update_fields=["confirmed_at", "confirmed_by"])


@transaction.atomic
def remove(mapping, *, by):
    """Take back what was said or suggested of an old criterion."""
    _open(mapping.old.standard.version, mapping.new_version, by)
    CriterionMapping.objects.filter(pk=mapping.pk).delete()
    _record("mapping.removed", mapping, by)


def _record(verb, mapping, by):
    """Put it on record by the codes of the two criteria, in the book of the new version."""
    Event.record(
        verb,
        by=by,
        about=mapping.new_version,
        mapping=mapping.uid,
        old=mapping.old.code,
        new=mapping.new.code if mapping.new else None,
        relation=str(mapping.relation),
    )
