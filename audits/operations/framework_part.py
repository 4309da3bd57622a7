"""The standards and criteria of a draft: added, changed, put in another order, taken out."""

from django.db import transaction
from django.db.models import F

from agencies.models import Event
from audits.framework_content import CriterionFile, StandardFile
from audits.framework_record import criterion_columns, criterion_content, mark_of, standard_columns, standard_content
from audits.models import Criterion, CriterionMapping, Descriptor, Standard
from audits.operations.framework import not_stale, open_draft
from lscb_portal.lib.errors import Refused

UP, DOWN = "up", "down"
# A place that no row of a draft has: two rows cannot stand on one place while they change theirs.
ASIDE = 32767


@transaction.atomic
def save_standard(version, standard, values: StandardFile, *, by, seen=""):
    """Add a standard to a draft (`standard` None), or change one; `values` are all it says, its criteria left out.

    `seen` marks the standard as the person had it open (`audits.framework_record.mark_of`). Returns the standard.
    """
    version = open_draft(version, by)
    before = standard and standard_content(_still(version.standards, standard))
    if before is not None:
        not_stale(seen, mark_of(before))
    if before == values:
        return standard
    _code_is_free(version.standards, values.code, "standard", but=standard)
    standard = standard or Standard(version=version, position=_next(version.standards))
    _write(standard, standard_columns(values))
    _describe(version, standard, None, values.descriptors)
    Event.record("framework.standard_saved", by=by, about=version, standard=standard.code, mark=mark_of(values))
    return standard


@transaction.atomic
def save_criterion(standard, criterion, values: CriterionFile, *, by, seen=""):
    """Add a criterion to a standard of a draft (`criterion` None), or change one; `values` are all it says.

    What earlier criteria were to become in it is to be confirmed again when it asks something else. Returns it.
    """
    version = open_draft(standard.version, by)
    of_version = Criterion.objects.filter(standard__version=version)
    before = criterion and criterion_content(_still(of_version, criterion))
    if before is not None:
        not_stale(seen, mark_of(before))
    if before == values:
        return criterion
    _code_is_free(of_version, values.code, "criterion", but=criterion)
    criterion = criterion or Criterion(standard=standard, position=_next(standard.criteria))
    _write(criterion, criterion_columns(values))
    _describe(version, standard, criterion, values.descriptors)
    if before and (before.statement, before.kind) != (values.statement, values.kind):
        criterion.mapped_from.update(confirmed_at=None, confirmed_by=None)
    Event.record("framework.criterion_saved", by=by, about=version, criterion=criterion.code, mark=mark_of(values))
    return criterion


def _still(rows, record):
    """The row as it is now; refused when it has been taken out meanwhile."""
    found = rows.filter(pk=record.pk).first()
    if found is None:
        raise Refused(f"Somebody took “{record.code}” out while you had it open.")
    return found


def _code_is_free(rows, code, noun, but=None):
    if rows.filter(code=code).exclude(pk=but and but.pk).exists():
        raise Refused(f"Another {noun} has the code “{code}”. Choose another.")


def _next(rows):
    return rows.count() + 1


def _write(record, columns):
    for name, value in columns.items():
        setattr(record, name, value)
    record.save()


def _describe(version, standard, criterion, texts):
    """Make the descriptors of a standard, or of one criterion, those in `texts` ({code of a rating: words})."""
    points = {point.code: point for point in version.default_scale.points.all()}
    Descriptor.objects.filter(standard=standard, criterion=criterion).delete()
    Descriptor.objects.bulk_create(
        Descriptor(standard=standard, criterion=criterion, point=points[code], text=text)
        for code, text in texts.items()
        if code in points and text
    )


# Order and removal ----------------------------------------------------------------------------------------------------


@transaction.atomic
def move_standard(standard, direction, *, by):
    """Put a standard of a draft one place up or down; at the end of the row nothing happens."""
    version = open_draft(standard.version, by)
    if _swap(version.standards, standard, direction):
        Event.record("framework.standard_moved", by=by, about=version, standard=standard.code, direction=direction)


@transaction.atomic
def move_criterion(criterion, direction, *, by):
    """Put a criterion of a draft one place up or down within its standard."""
    version = open_draft(criterion.standard.version, by)
    if _swap(criterion.standard.criteria, criterion, direction):
        Event.record("framework.criterion_moved", by=by, about=version, criterion=criterion.code, direction=direction)


def _swap(rows, record, direction):
    """Change places with the neighbour; whether there was one."""
    if direction not in (UP, DOWN):
        raise Refused("Choose up or down.")
    record = _still(rows, record)
    place, other = record.position, record.position + (1 if direction == DOWN else -1)
    if not rows.filter(position=other).exists():
        return False
    rows.filter(pk=record.pk).update(position=ASIDE)
    rows.filter(position=other).update(position=place)
    rows.filter(pk=record.pk).update(position=other)
    return True


@transaction.atomic
def remove_standard(standard, *, by):
    """Take a standard with all its criteria out of a draft."""
    version = open_draft(standard.version, by)
    standard = _still(version.standards, standard)
    CriterionMapping.objects.filter(new__standard=standard).delete()
    CriterionMapping.objects.filter(old__standard=standard).delete()
    standard.descriptors.all().delete()
    standard.criteria.all().delete()
    place = standard.position
    Standard.objects.filter(pk=standard.pk).delete()
    _close_gap(version.standards, place)
    Event.record("framework.standard_removed", by=by, about=version, standard=standard.code)


@transaction.atomic
def remove_criterion(criterion, *, by):
    """Take a criterion out of a draft, and with it what earlier ones were to become in it."""
    version = open_draft(criterion.standard.version, by)
    criterion = _still(criterion.standard.criteria, criterion)
    criterion.mapped_from.all().delete()
    criterion.mapped_to.all().delete()
    criterion.descriptors.all().delete()
    Criterion.objects.filter(pk=criterion.pk).delete()
    _close_gap(criterion.standard.criteria, criterion.position)
    Event.record("framework.criterion_removed", by=by, about=version, criterion=criterion.code)


def _close_gap(rows, place):
    """Move everything after a place one up, in order, so that no two ever stand on one place."""
    for pk in rows.filter(position__gt=place).order_by("position").values_list("pk", flat=True):
        rows.filter(pk=pk).update(position=F("position") - 1)
