"""A framework as a YAML file: what it must hold, read into plain values with every problem named.

Nothing is half read: `read_framework` gives the whole framework or raises `FileProblems` with all that is wrong. The
format is that of `audits/data/section11_framework.yaml`, whose head explains tiers, editions and N/A.
"""

import re
from collections import Counter
from dataclasses import asdict, dataclass

from agencies.models import Kind
from audits.document import Part
from audits.models.framework import Tier
from audits.models.scale import Colour, RollUp
from audits.scoring import LOCAL, NOT_APPLICABLE
from lscb_portal.lib.hashing import canonical, sha256_of

# The colours of a scale that names none, best first.
COLOURS = {2: "gr", 3: "gar", 4: "bgar"}
CORE_LIMIT = 15
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]*")
SMALL_WORDS = {"and", "or", "of", "in", "to", "for", "the", "with", "&"}


class FileProblems(Exception):
    """What is wrong with a file: one sentence each, with its place, in `problems`."""

    def __init__(self, problems):
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class PointFile:
    code: str
    points: int
    letter: str
    label: str
    descriptor: str
    colour: str


@dataclass(frozen=True)
class ScaleFile:
    code: str
    name: str
    roll_up: str
    points: tuple[PointFile, ...]


@dataclass(frozen=True)
class CriterionFile:
    code: str
    statement: str
    example_evidence: tuple[str, ...]
    guidance: tuple[dict[str, str], ...]
    tier: str
    kinds: tuple[str, ...] | None
    since: str
    na_allowed: bool
    na_when: str
    linked_policy: str


@dataclass(frozen=True)
class StandardFile:
    code: str
    title: str
    short_title: str
    description: str
    guidance: str
    descriptors: dict[str, str]
    criteria: tuple[CriterionFile, ...]


@dataclass(frozen=True)
class FrameworkFile:
    """A whole framework version with the scale its descriptors are written for."""

    code: str
    number: str
    title: str
    legal_basis: str
    editions: tuple[int, ...]
    scale: ScaleFile
    standards: tuple[StandardFile, ...]

    @property
    def criteria(self):
        return [criterion for standard in self.standards for criterion in standard.criteria]

    @property
    def sha256(self) -> str:
        """The hash of the content: two files that mean the same have the same."""
        return sha256_of(canonical(asdict(self)))


def read_framework(text: str) -> FrameworkFile:
    """The framework in a YAML text. Raises FileProblems with every problem, in the file's order."""
    problems = []
    framework = _framework(Part.of(text, problems))
    if problems:
        raise FileProblems(problems)
    return framework


def _framework(document):
    head = document.part("framework")
    editions = head.numbers("editions")
    if not editions:
        head.wrong("editions", "should name at least one edition, for example [2023].")
    scale = _default_scale(document, head.text("default_rating_scale"))
    audiences = list(document.part("audiences").data) if document.has("audiences") else []
    rules = Rules(editions, [point.code for point in scale.points] if scale else [], audiences)
    framework = FrameworkFile(
        code=head.text("code", 20),
        number=head.text("version", 20),
        title=head.text("title", 120),
        legal_basis=head.text("legal_basis", 300),
        editions=editions,
        scale=scale,
        standards=tuple(_standard(part, rules) for part in document.parts("standards")),
    )
    _check_whole(document, framework)
    head.nothing_else("supersedes", "note")
    document.nothing_else("tiers", "agency_types", "audiences")
    return framework


def _check_whole(document, framework):
    if not framework.standards:
        document.wrong("standards", "should hold at least one standard.")
    _once(document, "standard code", [standard.code for standard in framework.standards])
    _once(document, "criterion code", [criterion.code for criterion in framework.criteria])
    if (core := sum(criterion.tier == Tier.CORE for criterion in framework.criteria)) > CORE_LIMIT:
        document.note(f"{core} criteria have tier “core”; a small organisation is asked {CORE_LIMIT} at most.")


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
    )
    if not standard.criteria:
        part.wrong("criteria", "should hold at least one criterion.")
    part.nothing_else("basis")
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
        guidance=tuple(_advice(one, rules) for one in part.parts("guidance_for")),
        tier=part.one_of("tier", Tier.values, default=Tier.FULL.value),
        kinds=_kinds(part),
        since=str(part.one_of("since", [*rules.editions, LOCAL]) or ""),
        na_allowed=part.flag("na_allowed"),
        na_when=part.text("na_when", 300, required=False),
        linked_policy=part.text("linked_policy", 120, required=False),
    )
    if criterion.na_when and not criterion.na_allowed:
        part.wrong("na_when", "is given, but “na_allowed” is not true.")
    part.nothing_else()
    return criterion


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
        letter=part.text("letter", 2) if part.has("letter") or len(code) > 2 else code,
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
