"""What the criteria of one framework version became in another: the confirmed steps, and what is still to be said."""

from collections import defaultdict
from dataclasses import dataclass

from audits.models import Criterion, CriterionMapping
from audits.models.mapping import Relation


def steps(old_version, new_version) -> list[CriterionMapping]:
    """The confirmed mappings from `old_version` to `new_version`, in the old version's order, in one query.

    Each has `old`, `new` (None where nothing takes the old one up) and `relation`; both criteria are at hand with
    their standards. An old criterion may lead to several new ones, and several old ones to one new one.
    """
    return list(_between(old_version, new_version).confirmed())


def _between(old_version, new_version):
    return CriterionMapping.objects.between(old_version, new_version).select_related(
        "old__standard", "new__standard", "confirmed_by"
    )


@dataclass(frozen=True)
class OldCriterion:
    """A criterion of the old version and where it leads, as far as anybody has said."""

    criterion: Criterion
    mappings: tuple[CriterionMapping, ...]

    @property
    def is_settled(self) -> bool:
        """Whether a person has confirmed all that is said of it."""
        return bool(self.mappings) and all(mapping.confirmed_at for mapping in self.mappings)


@dataclass(frozen=True)
class OldStandard:
    """A standard of the old version with its criteria."""

    standard: object
    criteria: tuple[OldCriterion, ...]


@dataclass(frozen=True)
class Table:
    """The whole mapping between two versions: the old on the left, by standard, and what the new has beside it."""

    standards: tuple[OldStandard, ...]
    new_criteria: tuple[Criterion, ...]

    @property
    def rows(self) -> list[OldCriterion]:
        return [row for standard in self.standards for row in standard.criteria]

    @property
    def mappings(self) -> list[CriterionMapping]:
        return [mapping for row in self.rows for mapping in row.mappings]

    @property
    def unmapped(self) -> list[Criterion]:
        """Old criteria of which nothing is said yet."""
        return [row.criterion for row in self.rows if not row.mappings]

    @property
    def unconfirmed(self) -> list[CriterionMapping]:
        return [mapping for mapping in self.mappings if not mapping.confirmed_at]

    @property
    def settled(self) -> int:
        """How many old criteria a person has settled."""
        return sum(row.is_settled for row in self.rows)

    @property
    def sourceless(self) -> list[Criterion]:
        """New criteria to which nothing leads: what an agency is asked for the first time."""
        led_to = {mapping.new_id for mapping in self.mappings}
        return [criterion for criterion in self.new_criteria if criterion.pk not in led_to]


def table(old_version, new_version) -> Table:
    """The mapping between two versions, in three queries."""
    by_old = defaultdict(list)
    for mapping in _between(old_version, new_version):
        by_old[mapping.old_id].append(mapping)
    by_standard = defaultdict(list)
    for criterion in criteria_of(old_version):
        by_standard[criterion.standard].append(OldCriterion(criterion, tuple(by_old[criterion.pk])))
    standards = tuple(OldStandard(standard, tuple(rows)) for standard, rows in by_standard.items())
    return Table(standards, tuple(criteria_of(new_version)))


def criteria_of(version):
    """A version's criteria in order, each with its standard."""
    return Criterion.of_version(version).select_related("standard")


HEAD = (
    *("Old standard", "Old code", "Old statement", "Relation", "New code", "New statement"),
    *("Rationale", "Provenance", "Likeness", "Confirmed by", "Confirmed on"),
)


def rows_for_file(table) -> list[tuple]:
    """The mapping as rows of a file: every old criterion, then every new one that has no source."""
    rows = [HEAD]
    for row in table.rows:
        old = (row.criterion.standard.code, row.criterion.code, row.criterion.statement)
        rows += [old + _told(mapping) for mapping in row.mappings] or [(*old, "not said yet", *[""] * 7)]
    nothing = ("", "", "", "no source")
    return rows + [(*nothing, one.code, one.statement, *[""] * 5) for one in table.sourceless]


def _told(mapping):
    new = (mapping.new.code, mapping.new.statement) if mapping.new else ("", "")
    likeness = "" if mapping.likeness is None else mapping.likeness
    confirmed = (
        (mapping.confirmed_by.name, mapping.confirmed_at.date().isoformat()) if mapping.confirmed_at else ("", "")
    )
    provenance = CriterionMapping.Provenance(mapping.provenance).label
    return (Relation(mapping.relation).value, *new, mapping.rationale, provenance, likeness, *confirmed)
