"""Moderation by sample: a few standards of each return, drawn so that anybody can draw them again."""

import random
import secrets

from django.db import transaction

from agencies.models import Event
from agencies.permissions import require
from audits import permissions
from audits.models import Moderation, Review, Round
from audits.scoring import NOT_APPLICABLE
from audits.submitted import answers_by_standard
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.lifecycle import lock

SEED_BYTES = 8
OVER = (Round.Status.MODERATED, Round.Status.REPORTED)


@transaction.atomic
def moderate_by_sample(part, size, *, by, seed=None):
    """Draw `size` standards of each return of a board's part in a round; returns that come later are drawn then.

    The seed is kept: the same seed draws the same standards again, which is what giving one (hexadecimal text) is for.
    No page offers that: a person gets one nobody could choose. Once a rating is saved the sample stays.
    """
    require(permissions.can_arrange_judging(by, part.board))
    part = lock(part)
    _may_change(part)
    if fault := fault_of_size(size, part.round.framework_version.standards.count()):
        raise Refused(fault)
    part.by_sample, part.sample_size, part.sample_seed = True, size, seed or secrets.token_hex(SEED_BYTES)
    part.save(update_fields=["by_sample", "sample_size", "sample_seed"])
    reviews = list(part.reviews.filter(submission__isnull=False).select_related("submission", "evaluation"))
    for review in reviews:
        review.round_board = part
        draw(review)
    Event.record(
        "round.sampled", by=by, about=part.round, book=part, size=size, seed=part.sample_seed, returns=len(reviews)
    )


@transaction.atomic
def moderate_everything(part, *, by):
    """Judge every standard after all."""
    require(permissions.can_arrange_judging(by, part.board))
    part = lock(part)
    _not_over(part)
    if not part.by_sample:
        raise Refused("Every standard is moderated already.")
    Review.sampled.through.objects.filter(review__round_board=part).delete()
    part.by_sample, part.sample_size, part.sample_seed = False, None, ""
    part.save(update_fields=["by_sample", "sample_size", "sample_seed"])
    Event.record("round.sample_ended", by=by, about=part.round, book=part)


def fault_of_size(size, standards) -> str:
    """Why a sample cannot have this size of so many standards; nothing where it can."""
    if 1 <= size < standards:
        return ""
    return f"Draw at least 1 standard and fewer than the {standards} that the round asks."


def draw(review):
    """Draw the sample of one return where its board moderates by sample, inside the caller's transaction."""
    part = review.round_board
    if part.by_sample:
        review.sampled.set(part.round.framework_version.standards.filter(code__in=drawn(review)))


def drawn(review) -> list[str]:
    """The codes that the part's seed draws of this return's rated standards: the same each time it is asked.

    Drawn by the seed and the agency's name, so that anybody who has both from the page can draw again.
    """
    rated = [
        code for code, answers in answers_by_standard(review.submission).items() if set(answers) - {NOT_APPLICABLE}
    ]
    size = min(review.round_board.sample_size, len(rated))
    seed = f"{review.round_board.sample_seed} {review.evaluation.agency.name}"
    return sorted(random.Random(seed).sample(sorted(rated), size))


def _may_change(part):
    _not_over(part)
    if Moderation.objects.filter(round_board=part).exists():
        raise Refused("Moderation has begun, so the sample stays as it is. You may still moderate every standard.")


def _not_over(part):
    if part.round.status in OVER:
        raise Refused("The moderation of this round is finished.")
