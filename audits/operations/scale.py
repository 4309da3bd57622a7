"""Rating scales arrive as data: one that is on record already is used again, another becomes the next version."""

from django.db import transaction
from django.utils import timezone

from agencies.models import Event
from agencies.models.event import Installation
from agencies.permissions import require
from audits import permissions
from audits.framework_content import ScaleFile
from audits.models import FrameworkVersion, RatingScale, ScalePoint


@transaction.atomic
def import_scales(files, *, by) -> list[RatingScale]:
    """Take the scales of a file (`audits.framework_file.read_scales`) and publish them; return those that are new.

    A scale that is on record word for word changes nothing.
    """
    require(permissions.can_import_frameworks(by))
    new = [scale for scale in map(scale_for, files) if scale.published_at is None]
    publish_scales(new)
    if new:
        Event.record(
            "scales.imported", by=by, about=by, book=Installation, scales=[f"{one.code} {one.version}" for one in new]
        )
    return new


def scale_for(file: ScaleFile) -> RatingScale:
    """The scale as the file describes it: one that is on record already, or its next version, unpublished."""
    versions = list(RatingScale.objects.filter(code=file.code).order_by("version").prefetch_related("points"))
    for scale in versions:
        if _is_same(scale, file):
            return scale
    number = versions[-1].version + 1 if versions else 1
    names = {"name": file.name, "roll_up": file.roll_up, "na_allowed": file.na_allowed}
    scale = RatingScale.objects.create(code=file.code, version=number, **names)
    ScalePoint.objects.bulk_create(ScalePoint(scale=scale, **vars(point)) for point in file.points)
    return scale


def _is_same(scale, file):
    if (scale.name, scale.roll_up, scale.na_allowed) != (file.name, file.roll_up, file.na_allowed):
        return False
    held = {point.code: point for point in scale.points.all()}
    return held.keys() == {point.code for point in file.points} and all(
        getattr(held[point.code], name) == value for point in file.points for name, value in vars(point).items()
    )


def publish_scales(scales) -> None:
    """Publish those that are not yet; from here they never change."""
    for scale in scales:
        if scale.published_at is None:
            scale.published_at = timezone.now()
            scale.save(update_fields=["published_at"])


def forget_unused(scale) -> None:
    """Delete a scale that came with a draft and that no other version uses, unless it is published."""
    if scale.published_at is None and not FrameworkVersion.objects.filter(default_scale=scale).exists():
        scale.points.all().delete()
        RatingScale.objects.filter(pk=scale.pk).delete()
