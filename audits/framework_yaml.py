"""A framework version as a YAML file that the portal reads again: `read_framework(written(file)) == file`."""

import yaml

from audits.framework_content import AUDIENCES, FrameworkFile
from audits.models.framework import EVERYBODY, WORKING_TOGETHER, CriterionKind
from audits.scoring import ALL_KINDS, LOCAL

HEADING = """\
# Written by the portal. Change it, give it a new version, and import it on the page “Frameworks”.
"""


def written(framework: FrameworkFile) -> str:
    """The file's text. What stands at its usual value is left out."""
    data = {
        "framework": _head(framework),
        "audiences": {name: words for name, words in AUDIENCES.items() if name != EVERYBODY},
        "standards": [_standard(standard) for standard in framework.standards],
        "rating_scales": [_scale(framework.scale)],
    }
    return HEADING + yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=110)


def _head(framework):
    head = {
        "code": framework.code,
        "title": framework.title,
        "version": framework.number,
        "legal_basis": framework.legal_basis,
        "default_rating_scale": framework.scale.code,
        "editions": list(framework.editions),
    }
    if framework.edition_of != WORKING_TOGETHER:
        head["edition_of"] = framework.edition_of
    if framework.signatories != 1:
        head["signatories"] = framework.signatories
    return head | _given(supersedes=framework.supersedes)


def _given(**values):
    """Those that say anything."""
    return {name: value for name, value in values.items() if value}


def _standard(standard):
    return {
        "code": standard.code,
        "title": standard.title,
        "short": standard.short_title,
        "description": standard.description,
        **_given(guidance=standard.guidance, basis=dict(standard.basis), descriptors=dict(standard.descriptors)),
        "criteria": [_criterion(criterion) for criterion in standard.criteria],
    }


def _criterion(criterion):
    written = {"code": criterion.code}
    if criterion.kind != CriterionKind.RATING:
        written["type"] = criterion.kind
    written["statement"] = criterion.statement
    advice = {one["audience"]: one["text"] for one in criterion.guidance}
    written |= _given(
        example_evidence=list(criterion.example_evidence),
        guidance=advice.get(EVERYBODY),
        guidance_for=[dict(one) for one in criterion.guidance if one["audience"] != EVERYBODY],
        unit=criterion.unit,
        period=criterion.period,
        with_total=criterion.with_total,
        weight=criterion.weight if criterion.weight != 1 else None,
        descriptors=dict(criterion.descriptors),
    )
    written["tier"] = criterion.tier
    written["applies_to"] = ALL_KINDS if criterion.kinds is None else list(criterion.kinds)
    written["since"] = LOCAL if criterion.since == LOCAL else int(criterion.since)
    return written | _given(
        na_allowed=criterion.na_allowed, na_when=criterion.na_when, linked_policy=criterion.linked_policy
    )


def _scale(scale):
    points = [
        {
            "code": point.code,
            "label": point.label,
            "points": point.points,
            "letter": point.letter,
            "colour": point.colour,
            "meaning": point.descriptor,
        }
        for point in scale.points
    ]
    head = {"code": scale.code, "name": scale.name, "roll_up": scale.roll_up}
    return head | _given(na_allowed=scale.na_allowed) | {"values": points}
