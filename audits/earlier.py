"""What an agency signed before, read for its new return: which frozen answers stand behind each criterion.

earlier = last_signed(evaluation)              the newest whole return of the same framework, or None
Earlier(submission, steps).sources(criterion)  the frozen answers that lead to it, each with its relation
"""

import json
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from audits.mapping import steps as confirmed_steps
from audits.models import Round, Submission
from audits.models.mapping import Relation


@dataclass(frozen=True)
class Source:
    """One frozen answer (a dict of `audits.snapshot`), the frozen standard it stood in, and what its criterion is to
    the new one. `mapping` is the confirmed step between two versions; None within one version."""

    answer: dict
    standard: dict
    relation: Relation
    mapping: object = None

    @property
    def is_equal(self) -> bool:
        return self.relation == Relation.EQUAL


class Earlier:
    """A signed return as the source of a later one.

    `steps` are the confirmed mappings from its framework version to the later one's; None where the version is the same
    and each criterion is its own source.
    """

    def __init__(self, submission, steps=None):
        self.submission, self.steps = submission, steps

    @cached_property
    def content(self) -> dict:
        return json.loads(self.submission.content)

    @cached_property
    def local_contents(self) -> dict:
        """{a board's key: the frozen answers to its own questions}."""
        parts = self.submission.local_parts.filter(redacted_at=None).select_related("round_board")
        return {part.round_board.board_id: json.loads(part.content) for part in parts}

    @cached_property
    def _by_new(self):
        by_new = defaultdict(list)
        for step in self.steps or ():
            by_new[step.new_id].append(step)
        return by_new

    def sources(self, answer) -> list[Source]:
        """The frozen answers behind an answer of the new return, those of an equal criterion first."""
        if answer.round_board_id:
            found = [self._local(answer)]
        elif self.steps is None:
            found = [self._source(self.content, answer.criterion.code, Relation.EQUAL)]
        else:
            steps = self._by_new[answer.criterion_id]
            found = [self._source(self.content, step.old.code, Relation(step.relation), step) for step in steps]
        return sorted(filter(None, found), key=lambda source: not source.is_equal)

    def _local(self, answer):
        """A board's own question is its own source while the board asks the same version of them."""
        content = self.local_contents.get(answer.round_board.board_id)
        version = answer.criterion.standard.version
        if content is None or content["framework"]["version"] != version.number:
            return None
        same = content["framework"]["code"] == version.framework.code
        return self._source(content, answer.criterion.code, Relation.EQUAL) if same else None

    @staticmethod
    def _source(content, code, relation, step=None):
        for standard in content["standards"]:
            for answer in standard["answers"]:
                if answer["code"] == code:
                    return Source(answer, standard, relation, step)
        return None

    def has_scale(self, scale) -> bool:
        """Whether it was rated on this very version of the scale: only then does a letter mean the same."""
        then = self.content["scale"]
        return (then["code"], then["version"]) == (scale.code, scale.version)


def last_signed(evaluation) -> Earlier | None:
    """The newest whole return of the same framework that the agency signed in another round; None without one."""
    signed = _signed(evaluation).exclude(evaluation__round__kind=Round.Kind.TOPIC)
    signed = signed.exclude(evaluation__round__opens_on__gt=evaluation.round.opens_on)
    newest = signed.order_by("evaluation__round__opens_on", "signed_at", "pk").last()
    return _earlier(newest, evaluation) if newest else None


def feeding(evaluation) -> list[Earlier]:
    """What the agency signed in the topic rounds that feed this one, oldest first; the newest submission of each."""
    signed = _signed(evaluation).filter(evaluation__round__feeds=evaluation.round).order_by("signed_at", "pk")
    newest = {submission.evaluation_id: submission for submission in signed}
    return [_earlier(submission, evaluation) for submission in newest.values()]


def _signed(evaluation):
    """The agency's submissions of the same framework that can be read, but for this return's own."""
    framework = evaluation.round.framework_version.framework_id
    return (
        Submission.objects.filter(
            evaluation__agency=evaluation.agency,
            evaluation__round__framework_version__framework=framework,
            redacted_at=None,
            is_nil=False,
        )
        .exclude(evaluation=evaluation)
        .select_related("evaluation__round__framework_version", "evaluation__agency")
    )


def _earlier(submission, evaluation):
    then, now = submission.evaluation.round.framework_version, evaluation.round.framework_version
    return Earlier(submission, None if then == now else confirmed_steps(then, now))
