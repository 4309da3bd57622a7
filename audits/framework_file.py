"""A framework as a YAML file: what it must hold, read into plain values with every problem named.

Nothing is half read: `read_framework` gives the whole framework or raises `FileProblems` with all that is wrong. The
format is that of `audits/data/section11_framework.yaml`, whose head explains tiers, editions and N/A, and of
`audits/data/schools_framework.yaml`, whose head explains criteria that count. A workbook is brought into the same form
first (`audits.framework_workbook`), so what is asked of it is asked here, once.
"""

import re
from collections import Counter
from dataclasses import dataclass

from agencies.models import Kind
from audits.framework_content import (
    AUDIENCES,
    CriterionFile,
    FrameworkFile,
    PointFile,
    ScaleFile,
    StandardFile,
    problems_of_count,
    problems_of_size,
    problems_of_whole,
)
from audits.models.framework import EVERYBODY, WORKING_TOGETHER, CountPeriod, CriterionKind, Tier
from audits.models.scale import Colour, RollUp
from audits.scoring import LOCAL, NOT_APPLICABLE
from lscb_portal.lib.document import FileProblems, Part

# The colours of a scale that names none, best first.
COLOURS = {2: "gr", 3: "gar", 4: "bgar"}
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]*")
SMALL_WORDS = {"and", "or", "of", "in", "to", "for", "the", "with", "&"}
MOST_SIGNATORIES, HEAVIEST = 2, 1000


def read_framework(text: str) -> FrameworkFile:
    """The framework in a YAML text. Raises FileProblems with every problem, in the file's order."""
    return framework_in(Part.of(text, []))


def framework_in(document) -> FrameworkFile:
    """The framework in a document (a `Part` or its like). Raises FileProblems with every problem, of a document that
    is far too large with that alone."""
    if too_large := problems_of_size(*_size(document)):
        raise FileProblems([*document.problems, *too_large])
    framework = _framework(document)
    if document.problems:
        raise FileProblems(document.problems)
    return framework


def _size(document):
    """How many standards and criteria a document holds, before any is read."""
    standards = _list(document.data.get("standards"))
    return len(standards), sum(len(_list(one.get("criteria"))) for one in standards if isinstance(one, dict))


def _list(value):
    return value if isinstance(value, list) else []


def _framework(document):
    head = document.part("framework")
    editions = head.numbers("editions")
    if not editions:
        head.wrong("editions", "should name at least one edition, for example [2023].")
    scale = _default_scale(document, head.text("default_rating_scale"))
    rules = Rules(editions, [point.code for point in scale.points] if scale else [], _audiences(document))
    framework = FrameworkFile(
        code=head.text("code", 20),
        number=head.text("version", 20),
        title=head.text("title", 120),
        legal_basis=head.text("legal_basis", 300),
        editions=editions,
        scale=scale,
        standards=tuple(_standard(part, rules) for part in document.parts("standards")),
        edition_of=head.text("edition_of", 80, required=False) or WORKING_TOGETHER,
        signatories=head.number("signatories", default=1, least=1, most=MOST_SIGNATORIES),
        supersedes=head.text("supersedes", 20, required=False),
    )
    for sentence in problems_of_whole(framework):
        document.note(sentence)
    head.nothing_else("note")
    document.nothing_else("tiers", "agency_types", "audiences", "criterion_types")
    return framework


def _audiences(document):
    """The audiences that advice may be for: those the file names, of which the portal knows four."""
    if not document.has("audiences"):
        return []
    named = document.part("audiences")
    for audience in named.data:
        if audience not in AUDIENCES:
            named.wrong(audience, f"is not an audience the portal knows: {', '.join(AUDIENCES)}.")
    return list(named.data)


def _once(part, noun, values):
    for value, times in Counter(value for value in values if value != "").items():
        if times > 1:
            part.note(f"The {noun} “{value}” is used {times} times.")


# Standards ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Rules:
    """What the rest of the file allows in a standard."""

    editions: tuple[int, ...]
    ratings: list[str]
    audiences: list[str]


def _standard(part, rules):
    title = part.text("title", 120)
    standard = StandardFile(
        code=_address(part),
        title=title,
        short_title=part.text("short", 30, required=False) or shortened(title),
        description=part.text("description"),
        guidance=part.text("guidance", required=False),
        descriptors=_descriptors(part, rules),
        criteria=tuple(_criterion(one, rules) for one in part.parts("criteria")),
        basis=part.pairs("basis"),
    )
    if not standard.criteria:
        part.wrong("criteria", "should hold at least one criterion.")
    part.nothing_else()
    return standard


def _address(part):
    """The code of a standard or criterion, which is part of its page's address."""
    code = part.text("code", 20)
    if code and not CODE.fullmatch(code):
        part.wrong("code", "may hold letters, digits, dots and hyphens only.")
    return code


def shortened(title: str, longest: int = 18) -> str:
    """The first words of a title that fit the head of a column: no half word, and no small word at the end."""
    words = title.split()
    while len(words) > 1 and (len(" ".join(words)) > longest or words[-1] in SMALL_WORDS):
        words.pop()
    return " ".join(words).rstrip(",;:")[:longest]


def _descriptors(part, rules):
    if not part.has("descriptors"):
        part.raw("descriptors")
        return {}
    held = part.part("descriptors")
    for code in held.data:
        if rules.ratings and code not in rules.ratings:
            held.wrong(code, f"is not a rating of the default scale: {', '.join(rules.ratings)}.")
    return {code: held.text(code) for code in rules.ratings if held.has(code)}


def _criterion(part, rules):
    criterion = CriterionFile(
        code=_address(part),
        statement=part.text("statement"),
        example_evidence=part.texts("example_evidence"),
        guidance=_guidance(part, rules),
        tier=part.one_of("tier", Tier.values, default=Tier.FULL.value),
        kinds=_kinds(part),
        since=str(part.one_of("since", [*rules.editions, LOCAL]) or ""),
        na_allowed=part.flag("na_allowed"),
        na_when=part.text("na_when", 300, required=False),
        linked_policy=part.text("linked_policy", 120, required=False),
        kind=part.one_of("type", CriterionKind.values, default=CriterionKind.RATING.value),
        unit=part.text("unit", 40, required=False),
        period=part.one_of("period", CountPeriod.values) if part.has("period") else part.text("period", required=False),
        with_total=part.flag("with_total"),
        weight=part.number("weight", default=1, least=1, most=HEAVIEST),
        descriptors=_descriptors(part, rules),
    )
    if criterion.na_when and not criterion.na_allowed:
        part.wrong("na_when", "is given, but “na_allowed” is not true.")
    for column, sentence in problems_of_count(criterion).items():
        part.wrong(column, sentence)
    part.nothing_else()
    return criterion


def _guidance(part, rules):
    """Advice for everybody, and for one audience each, in the order of the audiences."""
    given = [_advice(one, rules) for one in part.parts("guidance_for")]
    if general := part.text("guidance", required=False):
        given.append({"audience": EVERYBODY, "text": general})
    for audience, times in Counter(one["audience"] for one in given).items():
        if times > 1 and audience:
            part.wrong("guidance_for", f"has {times} pieces of advice for “{audience}”: make them one.")
    order = list(AUDIENCES)
    return tuple(
        sorted(given, key=lambda one: order.index(one["audience"]) if one["audience"] in order else len(order))
    )


def _advice(part, rules):
    advice = {"audience": part.one_of("audience", rules.audiences), "text": part.text("text")}
    part.nothing_else()
    return advice


def _kinds(part):
    """The kinds of agency asked; None for all of them."""
    if part.data.get("applies_to") == "all":
        part.raw("applies_to")
        return None
    kinds = part.texts("applies_to")
    if not kinds:
        part.wrong("applies_to", "should be “all” or a list of kinds of agency.")
    for kind in kinds:
        if kind not in Kind.values:
            part.wrong("applies_to", f"names “{kind}”, which is not a kind of agency.")
    return kinds


# Scales ---------------------------------------------------------------------------------------------------------------


def read_scales(text: str) -> list[ScaleFile]:
    """The scales in a YAML text that holds nothing else. Raises FileProblems with every problem."""
    document = Part.of(text, [])
    scales = [_scale(part) for part in document.parts("rating_scales")]
    if not scales:
        document.wrong("rating_scales", "should hold at least one scale.")
    _once(document, "scale code", [scale.code for scale in scales])
    document.nothing_else()
    if document.problems:
        raise FileProblems(document.problems)
    return scales


def _default_scale(document, code):
    scales = [_scale(part) for part in document.parts("rating_scales")]
    for scale in scales:
        if scale.code == code:
            return scale
    if code:
        document.note(f"framework: “default_rating_scale” is “{code}”, which is not among “rating_scales”.")
    return None


def _scale(part):
    values = [one for one in part.parts("values") if one.data.get("code") != NOT_APPLICABLE]
    part.one_of("direction", ["first_is_best", "last_is_best"], default="first_is_best")
    code = part.text("code", 20)
    scale = ScaleFile(
        code=code,
        name=part.text("name", 80, required=False) or code,
        roll_up=part.one_of("roll_up", RollUp.values, default=RollUp.WORST.value),
        na_allowed=part.flag("na_allowed"),
        points=tuple(_point(value, colour) for value, colour in zip(values, _colours(part, values), strict=True)),
    )
    _check_points(part, scale.points)
    part.nothing_else()
    return scale


def _point(part, colour):
    code = part.text("code", 10)
    point = PointFile(
        code=code,
        points=part.number("points"),
        letter=part.text("letter", 3) if part.has("letter") or len(code) > 2 else code,
        label=part.text("label", 40),
        descriptor=part.text("meaning", 300),
        colour=part.one_of("colour", Colour.values, default=colour),
    )
    part.nothing_else()
    return point


def _colours(part, values):
    """A colour for each point that names none: its own letter's where all are B, G, A or R, else by rank."""
    codes = [str(value.data.get("code", "")).lower() for value in values]
    if all(code in Colour.values for code in codes):
        return codes
    ranked = sorted(values, key=lambda value: -_rank(value))
    if len(values) not in COLOURS:
        if not all(value.has("colour") for value in values):
            part.note("needs a “colour” (b, g, a or r) for each value.")
        return [None] * len(values)
    return [COLOURS[len(values)][ranked.index(value)] for value in values]


def _rank(value):
    points = value.data.get("points")
    return points if isinstance(points, int) else 0


def _check_points(part, points):
    if len(points) < 2:
        part.wrong("values", "should hold at least two ratings.")
    _once(part, "code", [point.code for point in points])
    _once(part, "worth in points", [point.points for point in points])
