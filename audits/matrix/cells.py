"""What a matrix is made of: ratings, cells, lines by agency and columns."""

from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

from audits import scoring
from audits.models import Criterion, Review, RoundBoard, Standard
from audits.models.scale import RollUp
from audits.scoring import State

NOT_MODERATED = "not_moderated"
NOT_SAMPLED = "not_sampled"
NOT_TESTED = "not_tested"
WITHHELD = "withheld"
UNANSWERED = "unanswered"
WORDS = {
    State.READY: "To be judged",
    State.INCOMPLETE: "Incomplete",
    State.NOT_APPLICABLE: "Not applicable",
    State.NOT_ASKED: "Not asked",
    NOT_MODERATED: "Not moderated yet",
    NOT_SAMPLED: "Not in the sample",
    NOT_TESTED: "Not tested",
    UNANSWERED: "Unanswered",
    WITHHELD: "Not open to you yet",
}


class Source(StrEnum):
    """Whose ratings a matrix counts: what the agency claims, what moderation made of it, what a test found."""

    SELF = "self"
    MODERATED = "moderated"
    TESTED = "tested"


@dataclass(frozen=True)
class Rating:
    """A point of the round's scale. `rank` is 0 for the worst, and one more for each step up."""

    code: str
    letter: str
    label: str
    colour: str
    rank: int


@dataclass(frozen=True)
class Cell:
    """One standard, or one criterion, of one return. `rating` is None unless `state` is complete.

    `own`, `moderated` and `tested` are all kept, whichever of them the matrix counts. `change` is how many steps
    `rating` is above (or below) `before`, that of the round before; None where there is nothing to compare.
    `is_sampled` is false where a board that moderates by sample has not drawn the standard.
    """

    state: str
    rating: Rating | None
    own: Rating | None
    moderated: Rating | None
    change: int | None = None
    tested: Rating | None = None
    is_sampled: bool = True
    before: Rating | None = None

    @property
    def words(self) -> str:
        """The rating, or why there is none."""
        return self.rating.label if self.rating else WORDS[self.state]

    @property
    def is_to_judge(self) -> bool:
        """Whether the agency rated it, so that moderation has something to judge or has judged it."""
        has_something = self.state in (State.COMPLETE, State.READY, NOT_MODERATED, NOT_TESTED)
        return has_something and (self.is_sampled or self.moderated is not None)

    @property
    def moved(self) -> int | None:
        """Steps by which moderation raised (or lowered) the agency's own rating; None unless there are both."""
        return self.moderated.rank - self.own.rank if self.moderated and self.own else None


@dataclass(frozen=True)
class Line:
    """One agency's return: a cell for each of the matrix's columns, in their order."""

    review: Review
    cells: tuple[Cell, ...]

    @property
    def agency(self):
        return self.review.evaluation.agency


@dataclass(frozen=True)
class Column:
    """A standard, or one `criterion` of it, and what stands in it. In the tally `unanswered` have no rating yet."""

    standard: Standard
    tally: scoring.Tally
    not_asked: int
    criterion: Criterion | None = None

    @property
    def code(self) -> str:
        """For the head of the column: S9, and 9.2 for a criterion of it."""
        number = self.standard.position
        return f"{number}.{self.criterion.position}" if self.criterion else f"S{number}"

    @property
    def title(self) -> str:
        return self.criterion.statement if self.criterion else self.standard.title


@dataclass(frozen=True)
class Matrix:
    """Lines by agency, columns by standard or by criterion, and what was left out.

    `ratings` are the scale's, best first; `kinds` are those of all agencies asked, also where only one is shown.
    `warning` says what differs where only part of it is compared with the round before.
    """

    round_board: RoundBoard
    source: Source
    ratings: tuple[Rating, ...]
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    not_returned: tuple[Review, ...]
    nil: tuple[Review, ...]
    kinds: frozenset[str]
    compared_with: str = ""
    not_compared_because: str = ""
    warning: str = ""

    @property
    def rule_words(self) -> str:
        """How a standard's rating follows from its criteria, as a sentence."""
        rule = RollUp(self.round_board.round.scale.roll_up)
        return "A standard is judged by a person." if rule == RollUp.JUDGED else f"A standard takes {rule.label}."

    @cached_property
    def tally(self) -> scoring.Tally:
        """All ratings of the matrix together."""
        tallies = [column.tally for column in self.columns]
        counts = {rating.code: sum(one.counts[rating.code] for one in tallies) for rating in self.ratings}
        not_applicable = sum(one.not_applicable for one in tallies)
        return scoring.Tally(counts, not_applicable, sum(one.unanswered for one in tallies))

    def only(self, keep) -> "Matrix":
        """The same without the columns for which `keep(column)` is false."""
        places = [at for at, column in enumerate(self.columns) if keep(column)]
        return replace(
            self,
            columns=tuple(self.columns[at] for at in places),
            lines=tuple(replace(line, cells=tuple(line.cells[at] for at in places)) for line in self.lines),
        )

    def left_out(self):
        """[(column, [(why, the agencies' names), …]), …] of the columns in which an agency has no rating."""
        found = ((column, self._left_out_of(at)) for at, column in enumerate(self.columns))
        return [(column, names) for column, names in found if names]

    def _left_out_of(self, at):
        names = {}
        for line in self.lines:
            if not line.cells[at].rating:
                names.setdefault(line.cells[at].words, []).append(line.agency.short_name)
        return list(names.items())
