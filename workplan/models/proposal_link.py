"""What a proposal is about: an action, or a challenge to an agency's answer."""

from django.db import models

from workplan.models.action import Action
from workplan.models.agenda import Proposal


class ProposalLink(models.Model):
    """One thing that a proposal is about. Nobody learns of it by the link who may not read it."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="links")
    action = models.ForeignKey(Action, on_delete=models.PROTECT, null=True, related_name="proposal_links")
    challenge = models.ForeignKey(
        "audits.AnswerChallenge", on_delete=models.PROTECT, null=True, related_name="proposal_links"
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(action__isnull=False, challenge__isnull=True)
                | models.Q(action__isnull=True, challenge__isnull=False),
                name="proposal_link_is_one_thing",
            ),
            models.UniqueConstraint(fields=["proposal", "action"], name="proposal_links_an_action_once"),
            models.UniqueConstraint(fields=["proposal", "challenge"], name="proposal_links_a_challenge_once"),
        ]

    def __str__(self):
        return f"{self.proposal}: {self.action or self.challenge}"
