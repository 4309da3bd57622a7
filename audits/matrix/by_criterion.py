"""The matrix agency × criterion of one board's part in a round, as the agencies rated themselves.

Moderation and tests judge whole standards, so a criterion has a self rating, what it was in the round before, and what
came of a challenge to it, and nothing else. Criteria that ask for a number are never rated and are left out. Who is in
it and who is named beside it is the same as by standard (`audits.matrix.by_standard`).

It takes a fixed number of queries, however many agencies and criteria there are.
"""

from audits.mapping import steps
from audits.matrix.by_standard import compared, counted, differs
from audits.matrix.cells import UNANSWERED, Cell, Column, Line, Matrix, Source
from audits.matrix.facts import Returns, answers_of, submissions_of
from audits.models import Criterion, Round, RoundBoard
from audits.models.framework import CriterionKind
from audits.models.mapping import Relation
from audits.scoring import NOT_APPLICABLE, State
from audits.submitted import answer_code, standards_of


def criteria_of(round_board, *, kind="", standard=None) -> Matrix:
    """Return the matrix of a board's part in a round by criterion.

    `kind` keeps to one kind of agency, `standard` (its key) to the criteria of one standard.
    """
    before = Before(round_board)
    facts = CriterionFacts([round_board, before.part] if before.part else [round_board], kind)
    criteria = [one for one in rated(round_board.round) if standard in (None, one.standard_id)]
    earlier = [before.matches.get(one.pk) for one in criteria]
    then = {one.evaluation.agency_id: facts.cells(one, earlier) for one in facts.returned(before.part)}
    lines = tuple(
        Line(review, compared(facts.cells(review, [one.pk for one in criteria]), then.get(review.evaluation.agency_id)))
        for review in facts.returned(round_board)
    )
    return Matrix(
        round_board=round_board,
        source=Source.SELF,
        ratings=facts.ratings,
        columns=tuple(
            Column(one.standard, *counted(facts.scale, lines, at), criterion=one) for at, one in enumerate(criteria)
        ),
        lines=lines,
        not_returned=tuple(facts.not_returned(round_board)),
        nil=tuple(facts.nil(round_board)),
        kinds=facts.kinds,
        compared_with=before.part.round.title if before.part else "",
        not_compared_because=before.why_not,
        warning=before.warning,
    )


def rated(round_) -> list[Criterion]:
    """The criteria that the round asks of anybody and that are rated, in order, each with its standard."""
    criteria = Criterion.objects.filter(standard__version=round_.framework_version_id, kind=CriterionKind.RATING)
    if round_.kind == Round.Kind.TOPIC:
        criteria = criteria.filter(pk__in=round_.focus.values("pk"))
    return list(criteria.select_related("standard").order_by("standard__position", "position"))


class Before:
    """The round before and which of its criteria is the same question as one of this round.

    `part` is the board's part in it and `matches` {this round's criterion: the earlier one}; or `why_not` is the
    sentence that says why nothing is compared. `warning` says what differs where only some are compared.
    """

    def __init__(self, round_board):
        self.part, self.matches, self.why_not, self.warning = None, {}, "", ""
        round_ = round_board.round
        if round_.previous_id is None:
            self.why_not = "There is no earlier round to compare with."
            return
        parts = RoundBoard.objects.filter(board=round_board.board_id, round=round_.previous_id)
        previous = parts.select_related("round__framework_version", "round__scale").first()
        if previous is None:
            self.why_not = "This board took no part in the round before, so there is nothing to compare with."
        elif previous.round.scale_id != round_.scale_id:
            self.why_not = differs(previous, "was rated on", previous.round.scale, round_.scale)
        else:
            self._match(previous, round_)

    def _match(self, previous, round_):
        here = rated(round_)
        old, new = previous.round.framework_version, round_.framework_version
        if old == new:
            self.part, self.matches = previous, {one.pk: one.pk for one in here}
            return
        self.matches = same_questions(steps(old, new))
        if not self.matches:
            self.why_not = (
                f"{differs(previous, 'used', old, new)} No criterion of the two is confirmed to be the same question."
            )
            return
        same = sum(one.pk in self.matches for one in here)
        self.part = previous
        self.warning = (
            f"The framework differs: {previous.round.title} used “{old}” and this round has “{new}”. "
            f"Change is shown for the {same} of {len(here)} criteria that are confirmed to be the same question."
        )


def same_questions(mappings) -> dict[int, int]:
    """{new criterion: old criterion} of confirmed mappings that say "equal", where each leads to the other alone."""
    equal = [one for one in mappings if one.relation == Relation.EQUAL]
    old, new = [one.old_id for one in equal], [one.new_id for one in equal]
    return {one.new_id: one.old_id for one in equal if old.count(one.old_id) == new.count(one.new_id) == 1}


class CriterionFacts(Returns):
    """What was answered to each criterion in one or two rounds of one scale, as it was signed."""

    def __init__(self, round_boards, kind=""):
        super().__init__(round_boards, kind)
        as_taken, anew = self._in_hand()
        self.answers = self._current(as_taken) | self._frozen(anew)

    def _current(self, as_taken):
        """{(review, criterion): a code, N/A or None} of the answers in the database."""
        rows = answers_of(as_taken).values_list("round", "agency", "criterion", "rating", "not_applicable")
        return {
            (as_taken[round_, agency].pk, criterion): NOT_APPLICABLE if not_applicable else self.codes.get(rating)
            for round_, agency, criterion, rating, not_applicable in rows.order_by()
            if (round_, agency) in as_taken
        }

    def _frozen(self, reviews):
        """The same from the words that were signed, for returns whose answers may have been changed since."""
        if not reviews:
            return {}
        versions = {review.round_board.round.framework_version_id for review in reviews}
        criteria = Criterion.objects.filter(standard__version__in=versions)
        by_code = {(version, code): pk for version, code, pk in criteria.values_list("standard__version", "code", "pk")}
        return {
            (review.pk, by_code[review.round_board.round.framework_version_id, answer["code"]]): answer_code(answer)
            for review, submission in submissions_of(reviews)
            for standard in standards_of(submission)
            for answer in standard["answers"]
        }

    def cells(self, review, criteria):
        """One return's cells for these criteria (keys; None for one that was not asked)."""
        return tuple(self._cell((review.pk, criterion)) for criterion in criteria)

    def _cell(self, place):
        if place not in self.answers:
            return Cell(State.NOT_ASKED, None, None, None)
        code = self.answers[place]
        if code == NOT_APPLICABLE:
            return Cell(State.NOT_APPLICABLE, None, None, None)
        rating = self.by_code.get(code)
        return Cell(State.COMPLETE if rating else UNANSWERED, rating, rating, None)
