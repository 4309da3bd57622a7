"""What members asked for with an item: their proposals, taken alone or together, and what these are about.

Only what the reader may see: a link never tells of an action or a challenge that they may not read.
"""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse

from audits.models import AnswerChallenge
from workplan.models import Action, AgendaItem, Proposal, ProposalLink
from workplan.models.agenda import RESTRICTED


@dataclass(frozen=True)
class Link:
    """What a proposal is about, in words, and where it is."""

    words: str
    url: str


@dataclass(frozen=True)
class Wish:
    """One proposal with what it is about, and what was merged into it."""

    proposal: Proposal
    links: tuple[Link, ...]
    merged: bool = False


def proposed(items, user) -> dict[int, list[Wish]]:
    """{an item's pk: the proposals it takes, its own first} of those items that the person may read."""
    of_item = {item.pk: item.proposal_id for item in items if not item.is_concealed}
    of_proposal = {proposal: item for item, proposal in of_item.items() if proposal}
    behind = Q(pk__in=of_proposal) | Q(merged_into__in=of_proposal) | Q(merged_into_item__in=of_item)
    found = list(_readable(user).filter(behind).order_by("pk"))
    links, wishes = links_of(found, user), defaultdict(list)
    for one in found:
        item = one.merged_into_item_id or of_proposal[one.merged_into_id or one.pk]
        wishes[item].append(Wish(one, links[one.pk], one.pk not in of_proposal))
    return {item: sorted(some, key=lambda wish: wish.merged) for item, some in wishes.items()}


def waiting(proposals, user) -> list[tuple[Wish, list[Wish]]]:
    """Each of the proposals that wait, with those merged into it."""
    proposals = list(proposals)
    merged = list(_readable(user).filter(merged_into__in=proposals).order_by("pk"))
    links = links_of([*proposals, *merged], user)
    return [
        (
            Wish(one, links[one.pk]),
            [Wish(other, links[other.pk], True) for other in merged if other.merged_into_id == one.pk],
        )
        for one in proposals
    ]


def _readable(user):
    return Proposal.objects.visible_to(user).select_related("proposed_by", "agency")


def links_of(proposals, user) -> dict[int, tuple[Link, ...]]:
    """{a proposal's pk: what it is about}, as far as the person may read that."""
    found = list(ProposalLink.objects.filter(proposal__in=[one.pk for one in proposals]))
    links = defaultdict(list, {one.pk: [] for one in proposals})
    if found:
        actions, challenges = _actions(found, user), _challenges(found, user)
        for one in found:
            if link := actions.get(one.action_id) or challenges.get(one.challenge_id):
                links[one.proposal_id].append(link)
    return {key: tuple(some) for key, some in links.items()}


def _actions(found, user):
    wanted = [one.action_id for one in found if one.action_id]
    actions = Action.objects.visible_to(user).filter(pk__in=wanted).select_related("board") if wanted else ()
    return {one.pk: Link(f"Action {one}", one.get_absolute_url()) for one in actions}


def _challenges(found, user):
    wanted = [one.challenge_id for one in found if one.challenge_id]
    if not wanted:
        return {}
    challenges = AnswerChallenge.objects.visible_to(user).filter(pk__in=wanted)
    related = ("standard", "review__evaluation__agency", "review__round_board__round", "review__round_board__board")
    return {one.pk: _challenge(one) for one in challenges.select_related(*related)}


def _challenge(one):
    round_board = one.review.round_board
    args = [round_board.board.slug, round_board.round.uid, one.review.uid, one.uid]
    words = f"Challenge to {one.review.evaluation.agency.short_name}, standard {one.standard.position}"
    return Link(words, reverse("audits:challenge", args=args))


def raised_of(action, user) -> list[Link]:
    """Return the proposals about an action that the person may read, with the meeting of each."""
    about = Proposal.objects.visible_to(user).filter(links__action=action)
    about = about.exclude(status__in=[Proposal.Status.DECLINED, Proposal.Status.WITHDRAWN])
    return [
        Link(f"{one.title} ({one.meeting})", one.meeting.get_absolute_url())
        for one in about.select_related("meeting__group__board").order_by("pk")
    ]


def taken_with(proposals, user) -> dict[int, str]:
    """{the pk of a merged proposal: the title of what it is taken with}; a restricted one keeps its title."""
    merged = [one for one in proposals if one.status == Proposal.Status.MERGED]
    if not merged:
        return {}
    others = {one.pk: one.title for one in _readable(user).filter(merged__in=merged)}
    items = AgendaItem.objects.visible_to(user).filter(merged__in=merged)
    titles = {one.pk: one.title for one in items}
    return {
        one.pk: others.get(one.merged_into_id) or titles.get(one.merged_into_item_id) or RESTRICTED for one in merged
    }
