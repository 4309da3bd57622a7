"""Policies that a framework's criteria name: a current review of one is evidence, without uploading it again.

It evidences an answer and never rates it; a review that says "Not applicable to us" is no evidence. What counts are the
policies of the boards that ask for the return, and the agency's own; the agency must have reviewed the newest version,
and the review must not be overdue.
"""

from dataclasses import dataclass

from django.db.models import Q

from audits.models import Policy, PolicyAsk, PolicyReview, PolicyVersion
from audits.policy_register import Standing, standings
from audits.policy_rules import same_policy


@dataclass(frozen=True)
class LinkedPolicy:
    """How an agency stands with the policy that a criterion names."""

    standing: Standing

    @property
    def policy(self) -> Policy:
        return self.standing.policy

    @property
    def version(self) -> PolicyVersion | None:
        return self.standing.version

    @property
    def review(self) -> PolicyReview | None:
        return self.standing.review

    @property
    def is_evidence(self) -> bool:
        """Whether there is a review that shows how the agency follows the policy."""
        return self.standing.is_current and not self.is_not_for_us

    @property
    def is_not_for_us(self) -> bool:
        """Whether the agency reviewed it and says that it is not applicable to it: that shows nothing it does."""
        return self.standing.is_current and self.review.outcome == PolicyReview.Outcome.NOT_APPLICABLE

    @property
    def frozen(self) -> dict | None:
        """The review as plain values, for what is signed, be it evidence or not; None where none is current."""
        if not self.standing.is_current:
            return None
        review = self.review
        return {
            "uid": review.uid,
            "code": self.policy.code,
            "title": self.policy.title,
            "version": self.version.number,
            "outcome": review.get_outcome_display(),
            "reviewed_on": review.reviewed_on,
            "next_due_on": review.next_due_on,
        }


def linked_policies(evaluation, criteria) -> dict[int, LinkedPolicy]:
    """{criterion's id: the policy it names, as the return's agency stands with it}.

    Where two fit, a policy with a current review goes first. No query when no criterion names a policy, one when none
    is kept, five otherwise.
    """
    naming = [criterion for criterion in criteria if criterion.linked_policy]
    if not naming:
        return {}
    named = [policy for policy in _kept_for(evaluation) if any(_means(each, policy) for each in naming)]
    if not named:
        return {}
    found = standings(PolicyAsk.objects.filter(agency=evaluation.agency, policy__in=named))
    found.sort(key=lambda standing: (not LinkedPolicy(standing).is_evidence, not standing.is_current))
    return {
        criterion.pk: LinkedPolicy(standing)
        for criterion in naming
        if (standing := next((each for each in found if _means(criterion, each.policy)), None))
    }


def _kept_for(evaluation):
    """The policies that the agency's reviews may be of."""
    boards = evaluation.round.round_boards.values("board")
    return Policy.objects.in_force().filter(
        Q(board__in=boards, agency__isnull=True) | Q(agency=evaluation.agency), asks__agency=evaluation.agency
    )


def _means(criterion, policy):
    return same_policy(criterion.linked_policy, policy.code, policy.title)
