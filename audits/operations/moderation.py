"""A board judges a return: a moderated rating and its reason beside the agency's own, which never changes."""

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from agencies.models import Event, User
from agencies.operations.notification import notify
from agencies.permissions import require
from agencies.roles import Role
from audits import permissions, scoring
from audits.models import Moderation, Review
from audits.models.review import ReasonCode
from audits.submitted import answers_by_standard
from lscb_portal.lib.charts.words import listed, plural
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.hashing import canonical, sha256_of
from lscb_portal.lib.lifecycle import lock, move

Status = Review.Status
NOT_OPEN = {
    Status.WAITING: "This agency has not returned yet, so there is nothing to judge.",
    Status.RETURNED: "This return is with the agency for changes. Judge it when it comes back.",
    Status.MODERATED: "The moderation of this return is finished, so its ratings no longer change.",
    Status.FED_BACK: "The agency has had its feedback, so its ratings no longer change.",
    Status.CLOSED: "This return is closed, so its ratings no longer change.",
}


class Overtaken(Refused):
    """Somebody else judged the same standard while the person was writing. `theirs` is what stands now."""

    def __init__(self, theirs):
        self.theirs = theirs
        super().__init__(
            f"{theirs.moderated_by.name} saved a rating for this standard while you were writing. "
            "Yours is not saved yet: read theirs, then save yours again if it should stand instead."
        )


@transaction.atomic
def moderate(review, standard, *, rating, reason_code, reason, version, by):
    """Record the moderated rating of one standard of a return, with the reason the agency will read.

    `rating` is a point of the round's scale. `version` is that of the rating the person was looking at, 0 when there
    was none: an older one is refused as `Overtaken`. Saving what already stands changes nothing.
    """
    require(permissions.can_moderate(by, review))
    review = lock(review)
    own = _own_rating(review, standard)
    judgement = {"rating": rating, "reason_code": reason_code, "reason": reason.strip()}
    _check(judgement, review, own)
    standing = review.moderations.filter(standard=standard).select_related("rating", "moderated_by").first()
    if standing and judgement == {name: getattr(standing, name) for name in judgement}:
        return standing
    if standing and version != standing.version:
        raise Overtaken(standing)
    before = digest(standing) if standing else None
    moderation = _written(standing or _new(review, standard), self_rating=own, moderated_by=by, **judgement)
    Event.record(
        "moderation.saved",
        by=by,
        about=moderation,
        standard=standard.code,
        self_rating=own.code if own else None,
        rating=rating.code,
        version=moderation.version,
        before=before,
        after=digest(moderation),
    )
    return moderation


def _new(review, standard):
    return Moderation(
        review=review, round_board=review.round_board, agency=review.evaluation.agency, standard=standard, version=0
    )


def _written(moderation, **values):
    for name, value in values.items():
        setattr(moderation, name, value)
    moderation.version += 1
    moderation.moderated_at = timezone.now()
    moderation.save()
    return moderation


def digest(moderation) -> str:
    """Return the SHA-256 of a judgement's words, for the ledger, which never holds the words."""
    return sha256_of(
        canonical(
            {
                "rating": moderation.rating.code,
                "reason_code": str(moderation.reason_code),
                "reason": moderation.reason,
            }
        )
    )


def _own_rating(review, standard):
    """The agency's own rating of the standard as it was signed, or None where it has none; refused if not to judge."""
    if review.status not in Review.TO_JUDGE:
        raise Refused(NOT_OPEN[Status(review.status)])
    answers = answers_by_standard(review.submission).get(standard.code)
    if answers is None or standard.version_id != review.round_board.round.framework_version_id:
        raise Refused("The agency was not asked this standard.")
    scale = review.round_board.round.scale
    rolled = scoring.roll_up(scale.plain(), answers, scale.roll_up)
    return scale.points.get(code=rolled.rating) if rolled.rating else None


def _check(judgement, review, own):
    if judgement["rating"].scale_id != review.round_board.round.scale_id:
        raise Refused("Choose a rating of this round’s scale.")
    if judgement["reason_code"] not in ReasonCode:
        raise Refused("Choose a reason.")
    if not judgement["reason"]:
        raise Refused("Explain the rating to the agency.")
    if judgement["reason_code"] == ReasonCode.SUPPORTED and own and judgement["rating"] != own:
        raise Refused("Choose another reason: if the evidence supports the self rating, the rating is the same.")


@transaction.atomic
def finish(review, *, by):
    """Close the judging of a return. Its moderated ratings no longer change, and the agency may read them."""
    require(permissions.can_moderate(by, review))
    review = lock(review)
    if review.status in Review.TO_JUDGE and (missing := still_to_judge(review)):
        raise Refused(f"{plural(len(missing), 'standard')} still to judge: {listed(missing)}.")
    move(review, Status.MODERATED)
    Event.record("review.moderated", by=by, about=review, submission=review.submission.sha256)
    _tell_the_agency(review)


def _tell_the_agency(review):
    """Tell the agency's leads and signatories where its moderated ratings can be read."""
    board = review.round_board.board
    people = User.objects.at(review.evaluation.agency, Role.LEAD, Role.SIGNATORY)
    link = reverse("audits:judgement", args=[board.slug, review.round_board.round.uid, review.uid])
    notify("audits/return_moderated", people, about=review, board=board, link=link, key="moderated")


def still_to_judge(review) -> list[str]:
    """Return the titles of the standards that the agency rated and nobody has moderated, in order.

    A standard that is wholly not applicable may be judged but need not be.
    """
    judged = set(review.moderations.values_list("standard__code", flat=True))
    rated = [
        code
        for code, answers in answers_by_standard(review.submission).items()
        if set(answers) != {scoring.NOT_APPLICABLE}
    ]
    titles = dict(review.round_board.round.framework_version.standards.values_list("code", "title"))
    return [titles[code] for code in rated if code not in judged]
