"""A framework arrives: the whole version with its scale, published at once and never changed again."""

from django.db import transaction
from django.utils import timezone

from agencies.models import Event
from agencies.permissions import require
from audits import permissions
from audits.models import Criterion, Descriptor, Framework, FrameworkVersion, RatingScale, ScalePoint, Standard
from lscb_portal.lib.errors import Refused


@transaction.atomic
def import_framework(file, *, by):
    """Take a framework (`audits.framework_file.read_framework`) as a published version.

    Returns (version, whether it is new). The same content a second time changes nothing; other content under a version
    that exists is refused, because a published version never changes.
    """
    require(permissions.can_import_frameworks(by))
    framework, _ = Framework.objects.get_or_create(code=file.code, defaults={"title": file.title})
    if known := framework.versions.filter(number=file.number).first():
        _same_or_refused(known, file)
        return known, False
    version = _version(framework, file)
    for position, standard in enumerate(file.standards, 1):
        _standard(version, position, standard)
    version.published_at = timezone.now()
    version.save(update_fields=["published_at"])
    Event.record("framework.imported", by=by, about=version, sha256=version.content_sha256)
    return version, True


def _same_or_refused(known, file):
    if known.content_sha256 != file.sha256:
        raise Refused(
            f"Version {file.number} of {file.code} is already published with other content, and a published version "
            "never changes. Give the file a new version number."
        )


def _version(framework, file):
    return FrameworkVersion.objects.create(
        framework=framework,
        number=file.number,
        title=file.title,
        legal_basis=file.legal_basis,
        editions=list(file.editions),
        default_scale=_scale(file.scale),
        content_sha256=file.sha256,
        imported_at=timezone.now(),
    )


def _scale(file):
    """The scale as the file describes it: one that is on record already, or its next version."""
    versions = RatingScale.objects.filter(code=file.code).order_by("version").prefetch_related("points")
    for scale in versions:
        if _is_same(scale, file):
            return scale
    number = versions.last().version + 1 if versions else 1
    scale = RatingScale.objects.create(code=file.code, version=number, name=file.name, roll_up=file.roll_up)
    ScalePoint.objects.bulk_create(ScalePoint(scale=scale, **vars(point)) for point in file.points)
    scale.published_at = timezone.now()
    scale.save(update_fields=["published_at"])
    return scale


def _is_same(scale, file):
    if (scale.name, scale.roll_up) != (file.name, file.roll_up):
        return False
    held = {point.code: point for point in scale.points.all()}
    return held.keys() == {point.code for point in file.points} and all(
        getattr(held[point.code], name) == value for point in file.points for name, value in vars(point).items()
    )


def _standard(version, position, file):
    standard = Standard.objects.create(
        version=version,
        position=position,
        code=file.code,
        title=file.title,
        short_title=file.short_title,
        description=file.description,
        guidance=file.guidance,
    )
    criteria = [
        Criterion(standard=standard, position=place, **_columns(criterion))
        for place, criterion in enumerate(file.criteria, 1)
    ]
    Criterion.objects.bulk_create(criteria)
    points = {point.code: point for point in version.default_scale.points.all()}
    Descriptor.objects.bulk_create(
        Descriptor(standard=standard, point=points[code], text=text) for code, text in file.descriptors.items()
    )


def _columns(criterion):
    """A criterion's columns; lists where the file's tuples would not be JSON."""
    return {name: list(value) if isinstance(value, tuple) else value for name, value in vars(criterion).items()}
