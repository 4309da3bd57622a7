"""A framework version between the portal's tables and plain values (`audits.framework_content`)."""

from dataclasses import asdict

from audits.framework_content import CriterionFile, FrameworkFile, PointFile, ScaleFile, StandardFile
from audits.models import Criterion, Descriptor, Standard
from lscb_portal.lib.hashing import canonical, sha256_of

HEAD = ("number", "title", "legal_basis", "edition_of", "signatories")
STANDARD = ("code", "title", "short_title", "description", "guidance", "basis")
CRITERION = (
    *("code", "statement", "tier", "since", "na_allowed", "na_when", "linked_policy"),
    *("kind", "unit", "period", "with_total", "weight"),
)
POINT = ("code", "points", "letter", "label", "descriptor", "colour")


# Reading --------------------------------------------------------------------------------------------------------------


def content_of(version) -> FrameworkFile:
    """A version as it is stored, in a fixed number of queries."""
    standards = version.standards.prefetch_related("criteria", "descriptors__point", "descriptors__criterion")
    return FrameworkFile(
        code=version.framework.code,
        editions=tuple(version.editions),
        scale=scale_content(version.default_scale),
        standards=tuple(_whole_standard(standard) for standard in standards),
        supersedes=version.supersedes.number if version.supersedes else "",
        **_values(version, HEAD),
    )


def scale_content(scale) -> ScaleFile:
    """A scale as it is stored, its best point first."""
    points = tuple(PointFile(**_values(point, POINT)) for point in scale.points.all())
    return ScaleFile(points=points, **_values(scale, ("code", "name", "roll_up", "na_allowed")))


def standard_content(standard) -> StandardFile:
    """A standard as it is stored, without its criteria."""
    return _standard(standard, list(standard.descriptors.select_related("point")), ())


def criterion_content(criterion) -> CriterionFile:
    """A criterion as it is stored."""
    return _criterion(criterion, list(criterion.descriptors.select_related("point")))


def _whole_standard(standard):
    descriptors = list(standard.descriptors.all())
    criteria = tuple(_criterion(each, descriptors) for each in standard.criteria.all())
    return _standard(standard, descriptors, criteria)


def _standard(standard, descriptors, criteria):
    values = _values(standard, STANDARD)
    return StandardFile(descriptors=_descriptors(descriptors, None), criteria=criteria, **values)


def _criterion(criterion, descriptors):
    return CriterionFile(
        example_evidence=tuple(criterion.example_evidence),
        guidance=tuple(criterion.guidance),
        kinds=None if criterion.kinds is None else tuple(criterion.kinds),
        descriptors=_descriptors(descriptors, criterion.pk),
        **_values(criterion, CRITERION),
    )


def _descriptors(descriptors, criterion_id):
    found = [one for one in descriptors if one.criterion_id == criterion_id]
    return {one.point.code: one.text for one in sorted(found, key=lambda one: -one.point.points)}


def _values(record, names):
    return {name: getattr(record, name) for name in names}


# Marks ----------------------------------------------------------------------------------------------------------------


def mark_of_head(version) -> str:
    """A short mark of what a version says of itself: a page keeps it, to tell later whether somebody changed it."""
    scale = [version.default_scale.code, version.default_scale.version]
    return _mark(_values(version, HEAD) | {"editions": list(version.editions), "scale": scale})


def mark_of(part: StandardFile | CriterionFile) -> str:
    """The same of a standard (its criteria left out) or a criterion."""
    values = asdict(part)
    values.pop("criteria", None)
    return _mark(values)


def _mark(values):
    return sha256_of(canonical(values))[:16]


# Writing --------------------------------------------------------------------------------------------------------------


def write_standards(version, standards) -> None:
    """Store the standards of a file under a version that has none yet, in a fixed number of queries."""
    rows = [
        Standard(version=version, position=position, **standard_columns(standard))
        for position, standard in enumerate(standards, 1)
    ]
    Standard.objects.bulk_create(rows)
    criteria = [
        (Criterion(standard=row, position=place, **criterion_columns(criterion)), criterion)
        for row, standard in zip(rows, standards, strict=True)
        for place, criterion in enumerate(standard.criteria, 1)
    ]
    Criterion.objects.bulk_create([row for row, _ in criteria])
    points = {point.code: point for point in version.default_scale.points.all()}
    held = [(row, None, standard.descriptors) for row, standard in zip(rows, standards, strict=True)]
    held += [(row.standard, row, criterion.descriptors) for row, criterion in criteria]
    Descriptor.objects.bulk_create(
        Descriptor(standard=standard, criterion=criterion, point=points[code], text=text)
        for standard, criterion, texts in held
        for code, text in texts.items()
        if code in points
    )


def standard_columns(standard: StandardFile) -> dict:
    """A standard's columns."""
    return _values(standard, STANDARD)


def criterion_columns(criterion: CriterionFile) -> dict:
    """A criterion's columns; lists where the file's tuples would not be JSON."""
    return {
        **_values(criterion, CRITERION),
        "example_evidence": list(criterion.example_evidence),
        "guidance": list(criterion.guidance),
        "kinds": None if criterion.kinds is None else list(criterion.kinds),
    }
