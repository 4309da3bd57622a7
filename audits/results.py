"""What a round came to, in figures: per criterion and per agency, as the agencies rated themselves.

Only submitted returns count, by their newest submission. N/A leaves the denominator and is counted beside it;
unanswered counts as nothing. Whoever has not returned, or has made a nil return, is named and counted nowhere. Criteria
that are counted rather than rated are left out.
"""

from dataclasses import dataclass

from audits import scoring
from audits.models import Criterion, Submission
from audits.models.framework import CriterionKind
from audits.submitted import answer_code, standards_of
from lscb_portal.lib.rounding import percentage


@dataclass(frozen=True)
class Line:
    """A criterion over all returns, or an agency over all its criteria."""

    level: str
    code: str
    name: str
    tally: scoring.Tally

    def percentage_best(self, decimals):
        """Best ratings in per cent of all ratings, half up; None where nothing is rated."""
        return self.tally.percentage_best(decimals)

    def percentage_best_of_answered(self, decimals):
        """Best ratings in per cent of ratings and "not applicable" together; None where nothing is answered."""
        return percentage(self.tally.best, self.tally.denominator + self.tally.not_applicable, decimals)


@dataclass(frozen=True)
class Results:
    """The lines, criteria in the framework's order and then agencies by name; `ratings` are the scale's, best first."""

    ratings: tuple[scoring.Point, ...]
    criteria: list[Line]
    agencies: list[Line]
    not_returned: list[str]
    nil: list[str]


def results_of(round_) -> Results:
    """Return the figures of a round, in a fixed number of queries."""
    scale = round_.scale.plain()
    rated = Criterion.objects.filter(standard__version=round_.framework_version_id, kind=CriterionKind.RATING)
    statements = dict(rated.values_list("code", "statement"))
    evaluations = list(round_.evaluations.select_related("agency").order_by("agency__name"))
    given = {agency: _answers(submission, statements) for agency, submission in _submissions(round_).items()}
    return Results(
        ratings=scale.ranked,
        criteria=[
            Line("criterion", code, statement, scoring.tally(scale, _of_criterion(given, code)))
            for code, statement in statements.items()
        ],
        agencies=[
            Line("agency", one.agency.short_name, one.agency.name, scoring.tally(scale, given[one.agency_id].values()))
            for one in evaluations
            if one.agency_id in given
        ],
        not_returned=[one.agency.name for one in evaluations if one.agency_id not in given and not one.is_nil],
        nil=[one.agency.name for one in evaluations if one.is_nil],
    )


def _of_criterion(given, code):
    return [answers[code] for answers in given.values() if code in answers]


def _submissions(round_):
    """{agency's key: the newest submission}; the words of a redacted one are gone, and it counts as not returned."""
    signed = Submission.objects.filter(evaluation__round=round_, evaluation__status="submitted", redacted_at=None)
    signed = signed.filter(evaluation__is_nil=False, is_nil=False)
    return {one.evaluation.agency_id: one for one in signed.select_related("evaluation").order_by("number")}


def _answers(submission, rated):
    """{criterion's code: a rating's code, N/A, or None}."""
    return {
        answer["code"]: answer_code(answer)
        for standard in standards_of(submission)
        for answer in standard["answers"]
        if answer["code"] in rated
    }
