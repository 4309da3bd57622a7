"""A return read whole: every standard with its answers, what is still missing in it, and what it rolls up to.

One reading serves the overview, the check before hand-over, the guard of the hand-over and the frozen submission, so
that they cannot disagree about what is complete. It takes the same number of queries for any number of criteria.
"""

import json
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from django.db.models import Prefetch

from audits import scoring
from audits.models import Answer, AnswerEvidence, PlannedImprovement, Standard, StandardResponse, Submission
from audits.submitted import standards_of


class State(StrEnum):
    """How far a standard has come."""

    NOT_STARTED = "Not started"
    IN_PROGRESS = "In progress"
    COMPLETED = "Completed"


@dataclass(frozen=True)
class Gap:
    """Something that must be there before the return is handed over; `target` is its control on the standard's page."""

    text: str
    target: str


# What a planned improvement must say, and how its absence is told.
IMPROVEMENT_PARTS = {
    "what": "what will change",
    "lead": "who leads it",
    "due_on": "when it is due",
    "success_measure": "how you will know that it worked",
}


@dataclass
class StandardContents:
    """One standard of a return. `number` counts those the agency is asked, from 1."""

    number: int
    standard: Standard
    response: StandardResponse
    scale: scoring.Scale
    rule: str
    answers: list[Answer] = field(default_factory=list)
    improvements: list[PlannedImprovement] = field(default_factory=list)

    @property
    def answered(self) -> int:
        """How many of its criteria have an answer."""
        return sum(answer.code is not None for answer in self.answers)

    @cached_property
    def rollup(self) -> scoring.Rollup:
        """The standard's rating, by the rule that the scale names."""
        return scoring.roll_up(self.scale, [answer.code for answer in self.answers], self.rule)

    @cached_property
    def below_best(self) -> bool:
        """Whether a criterion is rated below the best rating, so that gaps and improvements are asked for."""
        return any(answer.rating and answer.rating.code != self.scale.best.code for answer in self.answers)

    @cached_property
    def gaps(self) -> list[Gap]:
        """What is still missing, in the order of the page."""
        return [*self._answer_gaps(), *self._below_best_gaps(), *self._improvement_gaps()]

    @property
    def unevidenced(self) -> list[Answer]:
        """Ratings with neither words nor an item of evidence: allowed, and worth another look."""
        return [
            answer for answer in self.answers if answer.rating and not answer.narrative and not answer.attachments.all()
        ]

    @property
    def state(self) -> State:
        if not self.gaps:
            return State.COMPLETED
        return State.IN_PROGRESS if self.answered or self.response.version else State.NOT_STARTED

    def _answer_gaps(self):
        for answer in self.answers:
            prefix = f"id_c{answer.criterion.position}"
            if answer.code is None:
                yield Gap(f"{answer.criterion.code} needs a rating.", f"{prefix}-rating_0")
            elif answer.not_applicable and not answer.na_reason:
                yield Gap(f"Say why {answer.criterion.code} does not apply.", f"{prefix}-na_reason")

    def _below_best_gaps(self):
        if self.below_best and not self.response.gaps:
            yield Gap(f"Say what the gaps are: a rating is below {self.scale.best.label}.", "id_gaps")
        if self.below_best and not self.improvements:
            yield Gap(
                f"Add a planned improvement: a rating is below {self.scale.best.label}.", "id_improvements-0-what"
            )

    def _improvement_gaps(self):
        for index, improvement in enumerate(self.improvements):
            for part, words in IMPROVEMENT_PARTS.items():
                if not getattr(improvement, part):
                    yield Gap(f"Planned improvement {index + 1}: say {words}.", f"id_improvements-{index}-{part}")


def read(evaluation, *, evidence=True) -> list[StandardContents]:
    """The standards that the agency is asked, in order, with all that has been said.

    Who wants to know only how far it has come reads it without the items of evidence.
    """
    scale = evaluation.round.scale
    plain = scale.plain()
    responses = evaluation.responses.select_related("standard", "changed_by").order_by("standard__position")
    contents = {
        response.standard_id: StandardContents(number, response.standard, response, plain, scale.roll_up)
        for number, response in enumerate(responses, 1)
    }
    answers = evaluation.answers.select_related("criterion", "rating", "changed_by")
    if evidence:
        attachments = AnswerEvidence.objects.select_related("item__file").order_by("pk")
        answers = answers.prefetch_related(Prefetch("attachments", attachments))
    for answer in answers:
        answer.evaluation, answer.agency = evaluation, evaluation.agency  # at hand already: no query for each
        contents[answer.standard_id].answers.append(answer)
    for improvement in evaluation.improvements.all():
        contents[improvement.standard_id].improvements.append(improvement)
    return list(contents.values())


@dataclass(frozen=True)
class LastTime:
    """What the agency said of a criterion in the round before, as it was signed."""

    letter: str
    label: str
    colour: str


NOT_APPLICABLE_THEN = LastTime("N/A", "Not applicable", "n")


def last_time(evaluation) -> dict[str, LastTime]:
    """{criterion's code: the rating then} from the latest submission to the round before; empty without one."""
    earlier = Submission.objects.filter(
        evaluation__round=evaluation.round.previous_id, evaluation__agency=evaluation.agency, redacted_at=None
    )
    submission = earlier.order_by("number").last()
    if submission is None:
        return {}
    points = {
        point["code"]: LastTime(point["letter"], point["label"], point["colour"])
        for point in json.loads(submission.content)["scale"]["points"]
    }
    return {
        answer["code"]: NOT_APPLICABLE_THEN if answer["not_applicable"] else points[answer["rating"]]
        for standard in standards_of(submission)
        for answer in standard["answers"]
    }
