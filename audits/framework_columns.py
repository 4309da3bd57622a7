"""The columns of a framework's workbook: what each is called, what it takes, and how a cell reads and is written."""

from collections.abc import Callable
from dataclasses import dataclass

from agencies.models import Kind
from audits.framework_content import AUDIENCES
from audits.models.framework import EVERYBODY, CountPeriod, CriterionKind, Tier
from audits.models.scale import Colour, RollUp
from audits.scoring import ALL_KINDS

YES, NO = "yes", "no"
FLAGS = {"yes": True, "true": True, "y": True, "no": False, "false": False, "n": False}
DESCRIPTOR = "Descriptor "


# How a cell reads: the value that a YAML file would have there. What cannot be read stays, and is refused later. ------


def text(cell):
    if isinstance(cell, bool):
        return YES if cell else NO
    return cell if isinstance(cell, str) else str(cell)


def whole(cell):
    return int(cell) if isinstance(cell, str) and cell.isdecimal() and len(cell) < 10 else cell


def flag(cell):
    return FLAGS.get(cell.lower(), cell) if isinstance(cell, str) else cell


def lines(cell):
    return [line.strip() for line in text(cell).split("\n") if line.strip()]


def word(cell):
    return text(cell).lower()


def edition(cell):
    return whole(cell.lower()) if isinstance(cell, str) else cell


def editions(cell):
    return [whole(each) for each in text(cell).replace(",", " ").split()]


def kinds(cell):
    codes = {label.lower(): code for code, label in Kind.choices}
    named = [each.strip().lower() for line in lines(cell) for each in line.split(";")]
    return ALL_KINDS if named == [ALL_KINDS] else [codes.get(each, each) for each in named if each]


def pairs(cell):
    """Lines such as “wt2018: kept”; a line without a colon is its own source."""
    return {source.strip(): place.strip() or "yes" for source, _, place in (one.partition(":") for one in lines(cell))}


# How it is written ----------------------------------------------------------------------------------------------------


def as_it_is(value):
    return value


def yes_or_no(value):
    return YES if value else NO


def one_a_line(values):
    return "\n".join(values)


def kinds_written(values):
    return ALL_KINDS if values is None else "\n".join(values)


def editions_written(values):
    return ", ".join(map(str, values))


def pairs_written(values):
    return "\n".join(f"{source}: {place}" for source, place in values.items())


@dataclass(frozen=True)
class Column:
    """One column (on the sheet “Framework”, one line): `key` is the word that a YAML file has for it."""

    heading: str
    key: str
    hint: str
    read: Callable = text
    write: Callable = as_it_is
    width: int = 16
    required: bool = False
    choices: tuple[str, ...] = ()


def named(values):
    return f"One of: {', '.join(values)}."


FRAMEWORK = (
    Column(
        "Code",
        "code",
        "The framework’s own code, for example S11-CORE. Versions of one framework share it.",
        required=True,
    ),
    Column("Title", "title", "As agencies will read it, 120 characters at most.", required=True),
    Column("Version", "version", "A number that no version of the framework has yet, for example 2.1.", required=True),
    Column("Supersedes", "supersedes", "The version before, if there is one."),
    Column("Legal basis", "legal_basis", "The duty it rests on.", required=True),
    Column(
        "Editions of", "edition_of", "The guidance whose editions follow: Working Together, unless you say another."
    ),
    Column(
        "Editions",
        "editions",
        "Years, for example 2015, 2018, 2023. A round is pinned to one.",
        editions,
        editions_written,
        required=True,
    ),
    Column("Signatories", "signatories", "How many people sign a return: 1 or 2. Empty is 1.", whole),
    Column(
        "Rating scale",
        "default_rating_scale",
        "The scale’s code, for example RAG. Its ratings are on the sheet Scale.",
        required=True,
    ),
    Column("Scale name", "name", "What the scale is called. Empty is its code."),
    Column(
        "Scale roll-up",
        "roll_up",
        f"How a standard follows from its criteria. {named(RollUp.values)} Empty is worst.",
        word,
    ),
    Column(
        "Scale N/A", "na_allowed", "Yes, where every criterion may be not applicable. Empty is no.", flag, yes_or_no
    ),
)
# Those lines of the sheet “Framework” that speak of the scale.
OF_SCALE = ("name", "roll_up", "na_allowed")

SCALE = (
    Column("Code", "code", "Short, for example G.", required=True),
    Column("Label", "label", "For example Green.", required=True, width=20),
    Column("Points", "points", "A whole number: more is better.", whole, required=True, width=9),
    Column("Letter", "letter", "Up to three characters to show. Empty is the code.", width=9),
    Column("Colour", "colour", "b, g, a or r: blue, green, amber, red.", word, width=9, choices=tuple(Colour.values)),
    Column("Meaning", "meaning", "What the rating means anywhere, 300 characters at most.", required=True, width=60),
)

STANDARDS = (
    Column("Code", "code", "Letters, digits, dots and hyphens, for example ST01.", required=True, width=10),
    Column("Title", "title", "120 characters at most.", required=True, width=30),
    Column(
        "Short title", "short", "For the head of a column, 30 characters at most. Empty takes the title’s first words."
    ),
    Column("Description", "description", "What an agency that meets the standard can show.", required=True, width=50),
    Column("Guidance", "guidance", "What good looks like.", width=40),
    Column("Basis", "basis", "What it rests on, one a line: wt2018: item 3", pairs, pairs_written, width=22),
)


def _advice(audience):
    return Column(
        f"Guidance: {AUDIENCES[audience]}",
        f"guidance_for {audience}",
        f"Plain advice for {AUDIENCES[audience]} alone.",
        width=36,
    )


CRITERIA = (
    Column("Standard", "standard", "The code of its standard, as on the sheet Standards.", required=True, width=10),
    Column("Code", "code", "Letters, digits, dots and hyphens, for example ST01.2.", required=True, width=11),
    Column("Statement", "statement", "What the agency rates, or the number it is asked for.", required=True, width=60),
    Column(
        "Type",
        "type",
        "rating, or count for a number that is never rated. Empty is rating.",
        word,
        width=9,
        choices=tuple(CriterionKind.values),
    ),
    Column("Weight", "weight", "How much it counts in a weighted score. Empty is 1.", whole, width=9),
    Column(
        "Tier",
        "tier",
        "core for the short set of small organisations (15 at most), else full. Empty is full.",
        word,
        width=9,
        choices=tuple(Tier.values),
    ),
    Column("Since", "since", "The first edition that carries it, or local.", edition, required=True, width=9),
    Column(
        "Kinds of agency",
        "applies_to",
        "all, or the kinds asked, one a line.",
        kinds,
        kinds_written,
        required=True,
        width=20,
    ),
    Column(
        "N/A allowed",
        "na_allowed",
        "Whether it may be not applicable. Empty is no.",
        flag,
        yes_or_no,
        10,
        choices=(YES, NO),
    ),
    Column("N/A when", "na_when", "When that answer is honest.", width=30),
    Column("Example evidence", "example_evidence", "One a line.", lines, one_a_line, width=34),
    Column(f"Guidance: {AUDIENCES[EVERYBODY]}", "guidance", "Plain advice for every agency.", width=36),
    *(_advice(audience) for audience in AUDIENCES if audience != EVERYBODY),
    Column("Linked policy", "linked_policy", "A current review of this policy is evidence.", width=24),
    Column("Unit", "unit", "For a count: what is counted, for example referrals.", width=14),
    Column(
        "Period",
        "period",
        f"For a count: {named(CountPeriod.values)}",
        word,
        width=20,
        choices=tuple(CountPeriod.values),
    ),
    Column(
        "With total",
        "with_total",
        "For a count: whether it also asks what it is out of.",
        flag,
        yes_or_no,
        10,
        choices=(YES, NO),
    ),
)


def descriptor_column(code: str) -> Column:
    """The column of what one rating means for this standard or criterion."""
    return Column(f"{DESCRIPTOR}{code}", f"descriptors {code}", f"What {code} means here.", width=36)
