"""A return read whole: every standard with its answers, what is still missing in it, and what it rolls up to.

One reading serves the overview, the check before hand-over, the guard of the hand-over and the frozen submission, so
that they cannot disagree about what is complete. It takes the same number of queries for any number of criteria.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from django.db.models import Case, Prefetch, When

from audits import scoring
from audits.draft import stored_draft
from audits.models import Answer, AnswerEvidence, PlannedImprovement, SelfEvaluation, Standard, StandardResponse
from audits.policy_evidence import linked_policies
from audits.screening import Look, texts_of, texts_of_attached, unsettled


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


# A scale with more points is chosen from a list, where its radios would not fit side by side.
MOST_SIDE_BY_SIDE = 6

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
    # What of it may tell who somebody is, where nobody has said yet why it may stay.
    to_look_at: list[Look] = field(default_factory=list)

    @property
    def round_board(self):
        """The part in the round of the board whose own questions these are; None for those that every board reads."""
        return self.answers[0].round_board if self.answers else None

    @property
    def answered(self) -> int:
        """How many of its criteria have an answer."""
        return sum(answer.is_answered for answer in self.answers)

    @property
    def writers(self) -> list:
        """The people whose answers they are, in the order of the criteria."""
        return list(dict.fromkeys(answer.changed_by for answer in self.answers if answer.changed_by))

    @property
    def unconfirmed(self) -> list[Answer]:
        """Answers carried forward that nobody has confirmed yet."""
        return [answer for answer in self.answers if not answer.confirmed]

    @property
    def to_confirm(self) -> list[Answer]:
        """Those of them that hold as they are: they carried more than words."""
        return [answer for answer in self.unconfirmed if answer.has_judgement]

    @cached_property
    def rollup(self) -> scoring.Rollup:
        """The standard's rating from its rated criteria, by the rule that the scale names."""
        return scoring.roll_up(self.scale, self._codes, self.rule, self._weights)

    @property
    def shares(self) -> dict:
        """{an answer's key: how much it counts out of 100} where the scale weighs; what is not rated counts nothing."""
        if self.rule != scoring.Rule.WEIGHTED:
            return {}
        keys = [answer.pk for answer in self._rated]
        return dict(zip(keys, scoring.shares(self._codes, self._weights), strict=True))

    @property
    def _rated(self):
        return [answer for answer in self.answers if not answer.criterion.is_count]

    @property
    def _codes(self):
        return [answer.code for answer in self._rated]

    @property
    def _weights(self):
        return [answer.criterion.weight for answer in self._rated]

    @cached_property
    def below_best(self) -> bool:
        """Whether a criterion is rated below the best rating, so that gaps and improvements are asked for."""
        return any(answer.rating and answer.code not in (None, self.scale.best.code) for answer in self.answers)

    @cached_property
    def gaps(self) -> list[Gap]:
        """What is still missing, in the order of the page."""
        return [*self._answer_gaps(), *self._below_best_gaps(), *self._improvement_gaps(), *self._looks()]

    @property
    def unevidenced(self) -> list[Answer]:
        """Ratings with neither words nor any evidence: allowed, and worth another look."""
        rated = [answer for answer in self.answers if answer.rating and answer.confirmed]
        return [answer for answer in rated if not answer.narrative and not evidenced(answer)]

    @property
    def state(self) -> State:
        if not self.gaps:
            return State.COMPLETED
        return State.IN_PROGRESS if self.answered or self.response.version else State.NOT_STARTED

    def _answer_gaps(self):
        for answer in self.answers:
            prefix = f"id_c{answer.criterion.position}"
            if answer in self.to_confirm:
                yield Gap(
                    f"{answer.criterion.code} was carried forward: confirm it, or change it.", answer.criterion.code
                )
            elif not answer.is_answered:
                yield self._unanswered(answer.criterion, prefix)
            elif answer.not_applicable and not answer.na_reason:
                yield Gap(f"Say why {answer.criterion.code} does not apply.", f"{prefix}-na_reason")
            elif answer.count is not None and answer.criterion.with_total and answer.total is None:
                yield Gap(f"Say what the number of {answer.criterion.code} is out of.", f"{prefix}-total")

    def _unanswered(self, criterion, prefix):
        if criterion.is_count:
            return Gap(f"{criterion.code} needs a number; none is 0.", f"{prefix}-count")
        first = "rating" if len(self.scale.points) > MOST_SIDE_BY_SIDE else "rating_0"
        return Gap(f"{criterion.code} needs a rating.", f"{prefix}-{first}")

    def _below_best_gaps(self):
        if self.below_best and not self.response.gaps:
            yield Gap(f"Say what the gaps are: a rating is below {self.scale.best.label}.", "id_gaps")
        if self.below_best and not self.improvements:
            yield Gap(
                f"Add a planned improvement: a rating is below {self.scale.best.label}.", "id_improvements-0-what"
            )

    def _looks(self):
        for look in self.to_look_at:
            yield Gap(
                f"{look.text.label}: this looks like {look.said}. Change it, or say why it may stay.", look.text.target
            )

    def _improvement_gaps(self):
        for index, improvement in enumerate(self.improvements):
            for part, words in IMPROVEMENT_PARTS.items():
                if not getattr(improvement, part):
                    yield Gap(f"Planned improvement {index + 1}: say {words}.", f"id_improvements-{index}-{part}")


def evidenced(answer) -> bool:
    """Whether an item of evidence or a current review of the policy that the criterion names stands behind it."""
    return bool(answer.attachments.all()) or bool(answer.policy and answer.policy.is_evidence)


def read(evaluation, *, evidence=True) -> list[StandardContents]:
    """The standards that the agency is asked, in order, with all that has been said; boards' own questions last.

    Each answer carries `policy`, how the agency stands with the policy that its criterion names, or None. Who wants to
    know only how far it has come reads it without the items of evidence.
    """
    scale = evaluation.round.scale
    plain = scale.plain()
    shared = Case(When(standard__version=evaluation.round.framework_version_id, then=0), default=1)
    responses = evaluation.responses.select_related("standard__version__framework", "changed_by").order_by(
        shared, "standard__version", "standard__position"
    )
    contents = {
        response.standard_id: StandardContents(number, response.standard, response, plain, scale.roll_up)
        for number, response in enumerate(responses, 1)
    }
    answers = evaluation.answers.select_related("criterion", "rating", "changed_by", "round_board__board")
    if evidence:
        attachments = AnswerEvidence.objects.select_related("item__file").order_by("pk")
        answers = answers.prefetch_related(Prefetch("attachments", attachments))
    answers = list(answers)
    policies = linked_policies(evaluation, [answer.criterion for answer in answers])
    for answer in answers:
        answer.evaluation, answer.agency = evaluation, evaluation.agency  # at hand already: no query for each
        answer.policy = policies.get(answer.criterion_id)
        contents[answer.standard_id].answers.append(answer)
    for improvement in evaluation.improvements.all():
        contents[improvement.standard_id].improvements.append(improvement)
    if evaluation.status != SelfEvaluation.Status.SUBMITTED:
        _look_over(evaluation, contents, evidence)
    return list(contents.values())


def _look_over(evaluation, contents, evidence):
    """Give each standard those of its texts and evidence that somebody still has to look at."""
    texts = []
    for each in contents.values():
        texts += texts_of(each.standard, each.answers, stored_draft(each.response, each.answers, each.improvements))
        for answer in each.answers if evidence else ():
            texts += [text for one in answer.attachments.all() for text in texts_of_attached(one.item, answer)]
    for look in unsettled(evaluation.agency, texts):
        contents[look.text.owner].to_look_at.append(look)
