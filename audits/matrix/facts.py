"""What the rows of the database say of one or two rounds, for the cells of a matrix."""

from collections import defaultdict

from django.db.models import Count, Exists, F, OuterRef, Subquery, Value

from audits import scoring
from audits.matrix.cells import NOT_MODERATED, NOT_SAMPLED, NOT_TESTED, WITHHELD, Cell, Rating, Source
from audits.models import (
    Answer,
    Criterion,
    Moderation,
    Review,
    Round,
    ScalePoint,
    SelfEvaluation,
    Standard,
    Submission,
    Tested,
)
from audits.models.framework import CriterionKind
from audits.scoring import NOT_APPLICABLE, State
from audits.submitted import weighed_by_standard


def nothing_withheld(review):
    """Every moderated rating may be read."""
    return False


# By what answers are grouped, and the criteria that are not rated or do not count like the others.
GROUPED = ("round", "agency", "standard", "rating", "not_applicable", "weight")
UNLIKE = Criterion.objects.filter(standard=OuterRef("pk")).exclude(kind=CriterionKind.RATING, weight=1)


class Returns:
    """What came in to a board in one or two rounds of one scale, and from whom it did not.

    `kind` keeps to one kind of agency; `kinds` are still those of all agencies asked in the first of the rounds.
    """

    def __init__(self, round_boards, kind=""):
        scale = round_boards[0].round.scale
        self.points = list(ScalePoint.objects.filter(scale=scale).order_by("points"))
        self.scale = scoring.Scale(
            tuple(scoring.Point(one.code, one.points, one.letter, one.label) for one in self.points)
        )
        self.by_code = {
            one.code: Rating(one.code, one.letter, one.label, one.colour, rank) for rank, one in enumerate(self.points)
        }
        self.codes = {one.pk: one.code for one in self.points}
        reviews = _reviews(round_boards)
        self.kinds = frozenset(
            one.evaluation.agency.kind for one in reviews if one.round_board_id == round_boards[0].pk
        )
        self.reviews = [review for review in reviews if kind in ("", review.evaluation.agency.kind)]

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

    def _in_hand(self):
        """({(round, agency): review} of returns whose answers are still as they were taken, and the other reviews)."""
        reviews = [one for one in self.reviews if one.submission_id and not one.is_nil]
        as_taken = {(one.evaluation.round_id, one.evaluation.agency_id): one for one in reviews if _is_as_taken(one)}
        return as_taken, [one for one in reviews if not _is_as_taken(one)]


def answers_of(places):
    """The framework's answers of those (round, agency); a board's own questions are no part of a matrix."""
    return Answer.objects.filter(
        round__in={round_ for round_, _ in places}, agency__in={agency for _, agency in places}, round_board=None
    )


def submissions_of(reviews):
    """[(review, the submission its board took), …] in one query, in none without reviews."""
    found = Submission.objects.in_bulk([review.submission_id for review in reviews]) if reviews else {}
    return [(review, found[review.submission_id]) for review in reviews]


class Facts(Returns):
    """What was sent to a board in one or two rounds of one framework and scale, and what moderation made of it."""

    def __init__(self, round_boards, kind="", withheld=nothing_withheld, unseen=frozenset()):
        super().__init__(round_boards, kind)
        round_ = round_boards[0].round
        self.rule = round_.scale.roll_up
        self.standards = list(_standards(round_).annotate(is_plain=~Exists(UNLIKE)))
        self.answers = self._answers()
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

    def _answers(self):
        """{(review, standard): [(a code, N/A or None, weight) for each rated criterion]} as they were signed."""
        as_taken, anew = self._in_hand()
        answers = defaultdict(list)
        grouped = self._weighed(answers_of(as_taken)).values_list(*GROUPED)
        for round_, agency, standard, rating, not_applicable, weight, count in grouped.annotate(Count("pk")).order_by():
            if review := as_taken.get((round_, agency)):
                # A return that came in a file may leave a criterion unanswered; no return leaves one unconfirmed, so
                # the covering index need not hold that.
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
        return {
            (review.pk, by_code[code]): answers
            for review, submission in submissions_of(reviews)
            for code, answers in weighed_by_standard(submission).items()
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
    reviews = (
        Review.objects.with_begun()
        .filter(round_board__in=round_boards)
        .annotate(latest_submission=Subquery(latest), is_nil=F("submission__is_nil"))
    )
    reviews = list(
        reviews.select_related("evaluation__agency", "right_of_reply").order_by("evaluation__agency__short_name", "pk")
    )
    parts = {part.pk: part for part in round_boards}
    for review in reviews:
        review.round_board = parts[review.round_board_id]  # what is at hand is not asked for again
    return reviews


def _is_as_taken(review):
    """Whether the answers in the database are still those of the submission this board took: the guard sees to it."""
    submitted = review.evaluation.status == SelfEvaluation.Status.SUBMITTED
    return submitted and review.submission_id == review.latest_submission
