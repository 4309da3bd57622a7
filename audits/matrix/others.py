"""One agency beside the others, who have no names: how many gave themselves which rating.

A figure about "the others" is about particular agencies as soon as few of them are in it, or as soon as two figures may
be subtracted from each other. The rule that keeps them apart is `open_kinds`; docs/adr/0014 says why it is enough.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils import timezone

from audits.matrix.by_criterion import criteria_of
from audits.matrix.by_standard import matrix_of
from audits.matrix.cells import NOT_MODERATED, NOT_SAMPLED, UNANSWERED, WITHHELD, Cell, Column, Matrix, Source
from audits.models import Review, RightOfReply, Round
from audits.scoring import State

# As many other agencies have to be in every figure that is shown, and in every difference of two of them.
LEAST_OTHERS = 5
FINISHED = (Round.Status.MODERATED, Round.Status.REPORTED)
NOT_FINISHED = "The others open to you when every return of the round is judged: until then figures still change."
STILL_AWAITED = "The others open to you when the last return that was given more time is in, or its time is over."
REPLIES_RUN = "Moderated ratings of the others open to you when every agency’s time to reply is over."
TOO_FEW = f"Fewer than {LEAST_OTHERS} other agencies returned, so nothing is shown of them."
TOO_FEW_OF_KIND = (
    f"Too few agencies of this kind: at least {LEAST_OTHERS} others of it are needed, and {LEAST_OTHERS} of the rest."
)
# What says nothing of how an agency does: it was not asked, or nobody has judged it.
NOT_IN_IT = (State.NOT_ASKED, NOT_SAMPLED, NOT_MODERATED, WITHHELD)


def open_kinds(sizes: Mapping[str, int]) -> frozenset[str]:
    """The kinds that may be shown by themselves beside the figure of all, of so many other agencies of each kind.

    Everything that can be worked out from what is shown is then about nobody, or about at least five: each open kind
    has five, and so has what is left when all open kinds are taken from the figure of all. Nothing is open where all
    of them together are fewer than five. A kind without agencies is never open.
    """
    if sum(sizes.values()) < LEAST_OTHERS:
        return frozenset()
    large = (kind for kind, size in sizes.items() if size >= LEAST_OTHERS)
    kinds = sorted(large, key=lambda kind: (-sizes[kind], kind))
    rest = sum(size for kind, size in sizes.items() if kind not in kinds)
    if kinds and 0 < rest < LEAST_OTHERS:
        # The smallest is closed too: with it what is left has five.
        kinds.pop()
    return frozenset(kinds)


@dataclass(frozen=True)
class Spread:
    """How the others stand in one column: how many have each rating (by code, best first), and what else there is."""

    counts: dict[str, int]
    not_applicable: int
    unanswered: int

    @property
    def rated(self) -> int:
        return sum(self.counts.values())


@dataclass(frozen=True)
class Beside:
    """One column: the agency's own cell, and how the others stand; no `others` where they would be too few."""

    column: Column
    own: Cell
    others: Spread | None


@dataclass(frozen=True)
class Others:
    """An agency beside the others, column by column; `closed_because` says why nothing is shown of them."""

    matrix: Matrix
    rows: tuple[Beside, ...] = ()
    number: int = 0
    kinds: frozenset[str] = frozenset()
    closed_because: str = ""


def part_for(evaluation):
    """The one board's part where a return is compared: the organiser's if it asked for it, or else the first.

    A shared round has an agency in several sets of others. Two sets that differ by one agency would give that agency
    away, so each return is compared in one of them.
    """
    reviews = evaluation.reviews.select_related("round_board__board", "round_board__round__scale")
    return reviews.order_by("-round_board__is_organiser", "round_board__board__name").first().round_board


def why_closed(part, source) -> str:
    """Why the others are not shown yet, as a sentence; empty where they are.

    Nothing is shown while a figure can still change: whoever looks before and after sees the one return that came.
    """
    if part.round.status not in FINISHED:
        return NOT_FINISHED
    late = part.evaluations.filter(extended_to__gte=timezone.localdate()).outstanding()
    if late.exists():
        return STILL_AWAITED
    replies = RightOfReply.objects.filter(review__round_board=part).running()
    return REPLIES_RUN if source == Source.MODERATED and replies.exists() else ""


def others_of(part, evaluation, *, is_own, source=Source.SELF, kind="", by_criterion=False) -> Others:
    """Return one agency's return beside the others of a board's part in a round.

    `is_own` says of an agency whether the reader belongs to it: what they know of it already is no cover for the rest,
    so it is not among the others. `kind` keeps to one kind of the others, where that may be shown.
    """
    matrix = criteria_of(part) if by_criterion else matrix_of(part, source, withheld=is_unfinished)
    own = next((line for line in matrix.lines if line.review.evaluation_id == evaluation.pk), None)
    others = [line for line in matrix.lines if not is_own(line.agency)]
    kinds = open_kinds(Counter(line.agency.kind for line in others))
    not_yet = why_closed(part, source)
    closed = not_yet or _too_few(others, kind, kinds)
    rows = _rows(matrix, own, [] if closed else others, kind) if own else ()
    shown = [line for line in others if kind in ("", line.agency.kind)]
    return Others(matrix, tuple(rows), len(shown), frozenset() if not_yet else kinds, closed)


def is_unfinished(review) -> bool:
    """Whether moderation of a return still goes on: the agency's own people read none of it until it is finished."""
    return review.status not in Review.JUDGED


def _too_few(others, kind, kinds):
    if len(others) < LEAST_OTHERS:
        return TOO_FEW
    return TOO_FEW_OF_KIND if kind and kind not in kinds else ""


def _rows(matrix, own, others, kind):
    codes = [rating.code for rating in matrix.ratings]
    for at, column in enumerate(matrix.columns):
        cells = [(line.agency.kind, line.cells[at]) for line in others if line.cells[at].state not in NOT_IN_IT]
        yield Beside(column, own.cells[at], _spread(cells, kind, codes))


def _spread(cells, kind, codes):
    """How the others stand, of (kind of agency, cell): the rule holds anew in each column, for not all are asked it."""
    sizes = Counter(each for each, _ in cells)
    if len(cells) < LEAST_OTHERS or (kind and kind not in open_kinds(sizes)):
        return None
    found = [cell for each, cell in cells if kind in ("", each)]
    return Spread(
        counts={code: sum(cell.rating is not None and cell.rating.code == code for cell in found) for code in codes},
        not_applicable=sum(cell.state == State.NOT_APPLICABLE for cell in found),
        unanswered=sum(cell.state in (UNANSWERED, State.INCOMPLETE, State.READY) for cell in found),
    )
