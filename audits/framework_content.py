"""A framework version as plain values, wherever it comes from: a YAML file, a workbook, or the portal's own tables.

    FrameworkFile           the head, the scale and the standards
      StandardFile          with its descriptors ({code of a rating: what it means here}) and criteria
        CriterionFile       with descriptors of its own, where it has any
      ScaleFile, PointFile  the ratings, best or worst first as the file has them

Two that mean the same have the same `sha256`, whatever they were read from.
"""

from collections import Counter
from dataclasses import asdict, dataclass, field

from audits.models.framework import EVERYBODY, WORKING_TOGETHER, CountPeriod, CriterionKind, Tier
from audits.scoring import LOCAL
from lscb_portal.lib.hashing import canonical, sha256_of

CORE_LIMIT = 15
# Far more than a framework has, and so few that an agency's workbook holds them and each has a page of its own.
MOST_STANDARDS, MOST_CRITERIA = 100, 1_000
# Advice is kept in this order, so that the order in a file makes no difference.
AUDIENCES = {
    EVERYBODY: "Everybody",
    "small": "Small organisations",
    "gp": "General practice",
    "health": "NHS commissioners and providers",
}


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
    na_allowed: bool = False


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
    kind: str = CriterionKind.RATING.value
    unit: str = ""
    period: str = ""
    with_total: bool = False
    weight: int = 1
    descriptors: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class StandardFile:
    code: str
    title: str
    short_title: str
    description: str
    guidance: str
    descriptors: dict[str, str]
    criteria: tuple[CriterionFile, ...]
    basis: dict[str, str] = field(default_factory=dict)


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
    edition_of: str = WORKING_TOGETHER
    signatories: int = 1
    supersedes: str = ""

    @property
    def criteria(self):
        return [criterion for standard in self.standards for criterion in standard.criteria]

    @property
    def sha256(self) -> str:
        """The hash of what is asked: two files that mean the same have the same."""
        return sha256_of(canonical(_meaning(asdict(self))))


# Where a standard rests and which version came before say nothing of what is asked.
NOT_OF_THE_MEANING = {"basis", "supersedes"}
# What is not said is not hashed, so that a version imported before these words existed keeps its hash.
UNSAID = {
    "kind": CriterionKind.RATING.value,
    "unit": "",
    "period": "",
    "with_total": False,
    "weight": 1,
    "edition_of": WORKING_TOGETHER,
    "signatories": 1,
}


def _meaning(framework):
    """The values that count for the hash."""
    standards = [
        {**_said(standard), "criteria": [_said_of_criterion(criterion) for criterion in standard["criteria"]]}
        for standard in framework["standards"]
    ]
    scale = {name: value for name, value in framework["scale"].items() if name != "na_allowed" or value}
    scale["points"] = sorted(scale["points"], key=lambda point: -point["points"])  # either end may be written first
    return {**_said(framework), "scale": scale, "standards": standards}


def _said_of_criterion(criterion):
    return {name: value for name, value in _said(criterion).items() if name != "descriptors" or value}


def _said(values):
    return {
        name: value
        for name, value in values.items()
        if name not in NOT_OF_THE_MEANING and not (name in UNSAID and value == UNSAID[name])
    }


# The whole ------------------------------------------------------------------------------------------------------------


def problems_of_whole(framework: FrameworkFile) -> list[str]:
    """What is wrong with a framework as a whole, sentence by sentence; its parts are checked where they are read."""
    return [
        *_problems_of_counts(framework),
        *_used_twice("standard code", [standard.code for standard in framework.standards]),
        *_used_twice("criterion code", [criterion.code for criterion in framework.criteria]),
        *_problems_of_editions(framework),
    ]


def problems_of_size(standards: int, criteria: int) -> list[str]:
    """What is too many to be a framework, as sentences."""
    counts = ((standards, MOST_STANDARDS, "standards"), (criteria, MOST_CRITERIA, "criteria"))
    return [f"There are {count:,} {noun}; the most is {most:,}." for count, most, noun in counts if count > most]


def _problems_of_counts(framework):
    if not framework.standards:
        yield "“standards” should hold at least one standard."
    yield from problems_of_size(len(framework.standards), len(framework.criteria))
    core = sum(criterion.tier == Tier.CORE for criterion in framework.criteria)
    if core > CORE_LIMIT:
        yield f"{core} criteria have tier “core”; a small organisation is asked {CORE_LIMIT} at most."


def _used_twice(noun, codes):
    for code, times in Counter(code for code in codes if code != "").items():
        if times > 1:
            yield f"The {noun} “{code}” is used {times} times."


def _problems_of_editions(framework):
    """Only a framework that was changed on the page can have these: a file's own are found at their place."""
    known = {*map(str, framework.editions), LOCAL, ""}
    for criterion in framework.criteria:
        if criterion.since not in known:
            yield f"{criterion.code} begins with the edition of {criterion.since}, which the framework does not name."


def problems_of_standards(framework: FrameworkFile) -> list[str]:
    """The standards without a criterion, as sentences."""
    return [f"{one.code} {one.title}: add at least one criterion." for one in framework.standards if not one.criteria]


def problems_of_count(criterion: CriterionFile) -> dict[str, str]:
    """{column: what is wrong} where what a criterion says of counting does not fit together."""
    problems = {}
    if criterion.kind == CriterionKind.RATING:
        said = {"unit": criterion.unit, "period": criterion.period, "with_total": criterion.with_total}
        return {name: "is only for criteria that count." for name, value in said.items() if value}
    if not criterion.unit:
        problems["unit"] = "is missing: say what is counted, for example “referrals”."
    if not criterion.period:
        problems["period"] = f"is missing; it should be one of: {', '.join(CountPeriod.values)}."
    if criterion.weight != 1:
        problems["weight"] = "is not for criteria that count: they never enter a score."
    if criterion.descriptors:
        problems["descriptors"] = "are not for criteria that count: they are never rated."
    return problems
