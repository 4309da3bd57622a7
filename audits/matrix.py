"""The matrix agency × standard of one board's part in a round: what agencies said, and what moderation made of it.

Only submitted returns are in it. An agency that has not returned, or has made a nil return, is named and counted
nowhere; a draft is never a return. Ratings of a standard are rolled up from its criteria by the rule of the round's
scale (`audits.scoring`).
However many agencies and standards there are, it takes at most nine queries: the answers are grouped by the database
on their covering index, and only returns that were sent in anew since the board took them are read from the frozen
submission.
"""

from collections import defaultdict
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

from django.db.models import Count, Exists, F, OuterRef, Subquery, Value

from audits import scoring
from audits.models import (
    Answer,
    Criterion,
    Moderation,
    Review,
    Round,
    RoundBoard,
    ScalePoint,
    SelfEvaluation,
    Standard,
    Submission,
    Tested,
)
from audits.models.framework import CriterionKind
from audits.models.scale import RollUp
from audits.scoring import NOT_APPLICABLE, State
from audits.submitted import weighed_by_standard

NOT_MODERATED = "not_moderated"
NOT_SAMPLED = "not_sampled"
NOT_TESTED = "not_tested"
WITHHELD = "withheld"
WORDS = {
    State.READY: "To be judged",
    State.INCOMPLETE: "Incomplete",
    State.NOT_APPLICABLE: "Not applicable",
    State.NOT_ASKED: "Not asked",
    NOT_MODERATED: "Not moderated yet",
    NOT_SAMPLED: "Not in the sample",
    NOT_TESTED: "Not tested",
    WITHHELD: "Not open to you until the return is moderated",
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
    """One standard of one return. `rating` is None unless `state` is complete.

    `own`, `moderated` and `tested` are all kept, whichever of them the matrix counts. `change` is how many steps
    `rating` is above (or below) the round before; None where there is nothing to compare. `is_sampled` is false where
    a board that moderates by sample has not drawn the standard.
    """

    state: str
    rating: Rating | None
    own: Rating | None
    moderated: Rating | None
    change: int | None = None
    tested: Rating | None = None
    is_sampled: bool = True

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
    """One agency's return: a cell for each of the matrix's standards, in their order."""

    review: Review
    cells: tuple[Cell, ...]

    @property
    def agency(self):
        return self.review.evaluation.agency


@dataclass(frozen=True)
class Column:
    """A standard and what stands in it. In the tally `unanswered` are those without a rating yet."""

    standard: Standard
    tally: scoring.Tally
    not_asked: int

    @property
    def code(self) -> str:
        """For the head of the column: S9."""
        return f"S{self.standard.position}"


@dataclass(frozen=True)
class Matrix:
    """Lines by agency, columns by standard, and what was left out.

    `ratings` are the scale's, best first; `kinds` are those of all agencies asked, also where only one is shown.
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


def nothing_withheld(review):
    """Every moderated rating may be read."""
    return False


def matrix_of(round_board, source=Source.SELF, *, kind="", withheld=nothing_withheld, unseen=frozenset()) -> Matrix:
    """Return the matrix of a board's part in a round.

    `source` is whose ratings are counted and compared: "self", "moderated" or "tested". `kind` keeps to one kind of
    agency. `withheld` says of a review whether the reader may not see its moderation yet, `unseen` holds the (review,
    standard) whose first rating a second moderator may not see yet: both are then in no cell and no count.
    """
    source = Source(source)
    previous, why_not = round_before(round_board)
    facts = Facts([round_board, previous] if previous else [round_board], kind, withheld, unseen)
    before = {review.evaluation.agency_id: facts.cells(review, source) for review in facts.returned(previous)}
    lines = tuple(
        Line(review, _compared(facts.cells(review, source), before.get(review.evaluation.agency_id)))
        for review in facts.returned(round_board)
    )
    return Matrix(
        round_board=round_board,
        source=source,
        ratings=facts.ratings,
        columns=tuple(_column(facts.scale, standard, at, lines) for at, standard in enumerate(facts.standards)),
        lines=lines,
        not_returned=tuple(facts.not_returned(round_board)),
        nil=tuple(facts.nil(round_board)),
        kinds=facts.kinds,
        compared_with=previous.round.title if previous else "",
        not_compared_because=why_not,
    )


def round_before(round_board):
    """Return the board's part in the round before, or None, and then the sentence that says why there is none.

    Ratings are compared only on the same version of the framework and the same version of the scale: a board that
    redefines Green between two years has not become better or worse by it.
    """
    round_ = round_board.round
    if round_.previous_id is None:
        return None, "There is no earlier round to compare with."
    parts = RoundBoard.objects.filter(board=round_board.board_id, round=round_.previous_id)
    previous = parts.select_related("round__framework_version", "round__scale").first()
    if previous is None:
        return None, "This board took no part in the round before, so there is nothing to compare with."
    if previous.round.framework_version_id != round_.framework_version_id:
        return None, _differs(previous, "used", previous.round.framework_version, round_.framework_version)
    if previous.round.scale_id != round_.scale_id:
        return None, _differs(previous, "was rated on", previous.round.scale, round_.scale)
    return previous, ""


def _differs(previous, did, theirs, ours):
    return f"Not compared with {previous.round.title}: it {did} “{theirs}” and this round has “{ours}”."


# By what answers are grouped, and the criteria that are not rated or do not count like the others.
GROUPED = ("round", "agency", "standard", "rating", "not_applicable", "weight")
UNLIKE = Criterion.objects.filter(standard=OuterRef("pk")).exclude(kind=CriterionKind.RATING, weight=1)


class Facts:
    """What was sent to a board in one or two rounds of one framework and scale, and what moderation made of it."""

    def __init__(self, round_boards, kind="", withheld=nothing_withheld, unseen=frozenset()):
        round_ = round_boards[0].round
        self.points = list(ScalePoint.objects.filter(scale=round_.scale_id).order_by("points"))
        self.rule = round_.scale.roll_up
        self.scale = scoring.Scale(
            tuple(scoring.Point(one.code, one.points, one.letter, one.label) for one in self.points)
        )
        self.by_code = {
            one.code: Rating(one.code, one.letter, one.label, one.colour, rank) for rank, one in enumerate(self.points)
        }
        self.codes = {one.pk: one.code for one in self.points}
        self.standards = list(_standards(round_).annotate(is_plain=~Exists(UNLIKE)))
        reviews = _reviews(round_boards)
        self.kinds = frozenset(
            one.evaluation.agency.kind for one in reviews if one.round_board_id == round_boards[0].pk
        )
        self.reviews = [review for review in reviews if kind in ("", review.evaluation.agency.kind)]
        self.answers = self._answers([one for one in self.reviews if one.submission_id and not one.is_nil])
        self.withheld = {review.pk for review in self.reviews if withheld(review)}
        judged = Moderation.objects.filter(round_board__in=round_boards, is_stale=False)
        self.moderated = {place: found for place, found in self._found(judged).items() if place not in unseen}
        # The latest test of a standard counts.
        self.tested = self._found(Tested.objects.filter(review__round_board__in=round_boards).order_by("pk"))
        self.sampled = self._sampled([part for part in round_boards if part.by_sample])

    def _found(self, rows):
        """{(review, standard): the rating} of rows that have one, but for what is withheld."""
        found = rows.values_list("review", "standard", "rating")
        return {
            (review, standard): self.by_code[self.codes[rating]]
            for review, standard, rating in found
            if review not in self.withheld
        }

    def _sampled(self, parts):
        """{review: the standards drawn of it} where a board moderates by sample; without a query where none does."""
        sampled = defaultdict(set)
        drawn = Review.sampled.through.objects.filter(review__round_board__in=parts) if parts else ()
        for one in drawn:
            sampled[one.review_id].add(one.standard_id)
        return sampled

    @property
    def ratings(self):
        """The scale's ratings, best first."""
        return tuple(self.by_code.values())[::-1]

    def returned(self, round_board):
        """The reviews with a submission that answers something; none of no round."""
        return [one for one in self._of(round_board) if one.submission_id and not one.is_nil]

    def nil(self, round_board):
        """The reviews of nil returns."""
        return [one for one in self._of(round_board) if one.is_nil]

    def not_returned(self, round_board):
        """The reviews that still wait for the return."""
        return [one for one in self._of(round_board) if not one.submission_id]

    def _of(self, round_board):
        return [one for one in self.reviews if round_board and one.round_board_id == round_board.pk]

    def _answers(self, reviews):
        """{(review, standard): [(a code, N/A or None, weight) for each rated criterion]} as they were signed."""
        anew = [review for review in reviews if not _is_as_taken(review)]
        as_taken = {(one.evaluation.round_id, one.evaluation.agency_id): one for one in reviews if one not in anew}
        answers = defaultdict(list)
        grouped = Answer.objects.filter(
            round__in={round_ for round_, _ in as_taken},
            agency__in={agency for _, agency in as_taken},
            round_board=None,
        )
        grouped = self._weighed(grouped).values_list(*GROUPED)
        for round_, agency, standard, rating, not_applicable, weight, count in grouped.annotate(Count("pk")).order_by():
            if review := as_taken.get((round_, agency)):
                # A return that came in a file may leave a criterion unanswered.
                code = NOT_APPLICABLE if not_applicable else self.codes.get(rating)
                answers[review.pk, standard] += [(code, weight)] * count
        return answers | self._frozen(anew)

    def _weighed(self, answers):
        """Only rated criteria's answers, each with its weight; where all are rated alike, the covering index does."""
        if all(standard.is_plain for standard in self.standards):
            return answers.annotate(weight=Value(1))
        return answers.filter(criterion__kind=CriterionKind.RATING).annotate(weight=F("criterion__weight"))

    def _frozen(self, reviews):
        """The same from the words that were signed, for returns whose answers may have been changed since."""
        by_code = {standard.code: standard.pk for standard in self.standards}
        contents = Submission.objects.in_bulk([review.submission_id for review in reviews]) if reviews else {}
        return {
            (review.pk, by_code[code]): answers
            for review in reviews
            for code, answers in weighed_by_standard(contents[review.submission_id]).items()
            if code in by_code
        }

    def cells(self, review, source):
        """One return's cells in the order of the standards."""
        return tuple(self.cell(review, standard, source) for standard in self.standards)

    def cell(self, review, standard, source):
        """One standard of one return."""
        place = (review.pk, standard.pk)
        answers, weights = zip(*self.answers.get(place, ()), strict=True) if self.answers.get(place) else ((), ())
        rolled = scoring.roll_up(self.scale, answers, self.rule, weights)
        own, moderated, tested = self.by_code.get(rolled.rating), self.moderated.get(place), self.tested.get(place)
        is_sampled = review.pk not in self.sampled or standard.pk in self.sampled[review.pk]
        kept = {"own": own, "moderated": moderated, "tested": tested, "is_sampled": is_sampled}
        if source == Source.SELF:
            return Cell(rolled.state, own, **kept)
        if source == Source.TESTED:
            return Cell(self._state_of(tested, review, rolled.state, NOT_TESTED), tested, **kept)
        missing = NOT_MODERATED if is_sampled else NOT_SAMPLED
        return Cell(self._state_of(moderated, review, rolled.state, missing), moderated, **kept)

    def _state_of(self, rating, review, own_state, missing):
        """The state of what the board found: `missing` where the agency rated it and the board has not."""
        if rating:
            return State.COMPLETE
        if own_state in (State.NOT_APPLICABLE, State.NOT_ASKED):
            return own_state
        return WITHHELD if review.pk in self.withheld else missing


def _standards(round_):
    """The standards that the round asks of anybody: of a topic round those of its criteria."""
    standards = Standard.objects.filter(version=round_.framework_version_id)
    if round_.kind == Round.Kind.TOPIC:
        return standards.filter(pk__in=round_.focus.values("standard"))
    return standards


def _reviews(round_boards):
    """The reviews of these rounds at their board, with what the board took and the latest there is."""
    latest = Submission.objects.filter(evaluation=OuterRef("evaluation")).order_by("-number").values("pk")[:1]
    reviews = Review.objects.filter(round_board__in=round_boards).annotate(
        latest_submission=Subquery(latest), is_nil=F("submission__is_nil")
    )
    reviews = list(reviews.select_related("evaluation__agency").order_by("evaluation__agency__short_name", "pk"))
    parts = {part.pk: part for part in round_boards}
    for review in reviews:
        review.round_board = parts[review.round_board_id]  # what is at hand is not asked for again
    return reviews


def _is_as_taken(review):
    """Whether the answers in the database are still those of the submission this board took: the guard sees to it."""
    submitted = review.evaluation.status == SelfEvaluation.Status.SUBMITTED
    return submitted and review.submission_id == review.latest_submission


def _compared(cells, before):
    """The cells with the steps each has moved since the cells of the round before."""
    if not before:
        return cells
    return tuple(
        replace(now, change=now.rating.rank - then.rating.rank) if now.rating and then.rating else now
        for now, then in zip(cells, before, strict=True)
    )


def _column(scale, standard, at, lines):
    cells = [line.cells[at] for line in lines]
    counted = [_counted(cell) for cell in cells if cell.state not in (State.NOT_ASKED, WITHHELD)]
    return Column(standard, scoring.tally(scale, counted), sum(cell.state == State.NOT_ASKED for cell in cells))


def _counted(cell):
    """A cell as `scoring.tally` takes it: a code, N/A, or None where there is no rating yet."""
    if cell.state == State.NOT_APPLICABLE:
        return NOT_APPLICABLE
    return cell.rating.code if cell.rating else None
