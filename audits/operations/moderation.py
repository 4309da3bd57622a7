"""A board judges a return: a moderated rating and its reason beside the agency's own, which never changes."""

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from agencies.models import Event, User
from agencies.operations.notification import notify
from agencies.permissions import require
from agencies.roles import Role
from audits import permissions, scoring
from audits.models import AnswerChallenge, Moderation, Review, RoundBoard
from audits.models.review import ReasonCode
from audits.operations.closing import moderated_when_all_judged
from audits.operations.right_of_reply import offer_reply
from audits.operations.screening import let_stand, refuse_identifying
from audits.outcomes import SAID_OF, agrees
from audits.screening import texts_said
from audits.submitted import answers_by_standard, rolled_up
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
def moderate(review, standard, *, rating, reason_code, reason, version, by, may_stay=""):
    """Record the moderated rating of one standard of a return, with the reason the agency will read.

    `rating` is a point of the round's scale. `version` is that of the rating the person was looking at, 0 when there
    was none: an older one is refused as `Overtaken`. Saving what already stands changes nothing. Words that look like
    an identifier wait for `may_stay`, why they may stay.
    """
    require(permissions.can_moderate(by, review))
    review = lock(review)
    own = own_rating(review, standard)
    judgement = {"rating": rating, "reason_code": reason_code, "reason": reason.strip()}
    check(judgement, review, own)
    second = review.second_moderations.filter(standard=standard).first()
    _judges_first(review, standard, second, by)
    _agrees_with_challenges(review, standard, rating, own)
    standing = review.moderations.filter(standard=standard).select_related("rating", "moderated_by").first()
    if standing and not standing.is_stale and judgement == {name: getattr(standing, name) for name in judgement}:
        return standing
    if standing and version != standing.version:
        raise Overtaken(standing)
    looks = refuse_identifying(review.evaluation.agency, explanation_in(judgement), may_stay)
    before = digest(standing) if standing else None
    moderation = _written(standing or _new(review, standard), self_rating=own, moderated_by=by, **judgement)
    pair(second, moderation)
    let_stand(looks, moderation, by=by, reason=may_stay)
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
    moderation.is_stale = False
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


def own_rating(review, standard):
    """The agency's own rating of the standard as it was signed, or None where it has none; refused if not to judge."""
    if review.status not in Review.TO_JUDGE:
        raise Refused(NOT_OPEN[Status(review.status)])
    review.round_board = RoundBoard.objects.select_related("round__scale", "board").get(pk=review.round_board_id)
    scale = review.round_board.round.scale
    rolled = rolled_up(review.submission, standard.code, scale)
    if rolled is None or standard.version_id != review.round_board.round.framework_version_id:
        raise Refused("The agency was not asked this standard.")
    return scale.points.get(code=rolled.rating) if rolled.rating else None


def check(judgement, review, own):
    """Refuse a judgement that is not whole, or whose reason contradicts its rating."""
    if judgement["rating"].scale_id != review.round_board.round.scale_id:
        raise Refused("Choose a rating of this round’s scale.")
    if judgement["reason_code"] not in ReasonCode:
        raise Refused("Choose a reason.")
    if not judgement["reason"]:
        raise Refused("Explain the rating to the agency.")
    if judgement["reason_code"] == ReasonCode.SUPPORTED and own and judgement["rating"] != own:
        raise Refused("Choose another reason: if the evidence supports the self rating, the rating is the same.")


def explanation_in(judgement):
    """The words of a judgement to look through; "reason" is what people call the choice above them."""
    return [text._replace(label="explanation") for text in texts_said(reason=judgement["reason"])]


def _judges_first(review, standard, second, by):
    """Refuse who judges the standard as second moderator: then there would be no second view of it."""
    if second and second.moderated_by == by:
        raise Refused("You judged this standard as second moderator. Somebody else judges it first.")
    mine = review.moderations.filter(standard=standard, moderated_by=by).exists()
    if not mine and permissions.is_second_reader(by, review.round_board, standard):
        raise Refused("You are the second moderator of this standard. Judge it on its own page, unseen.")


def _agrees_with_challenges(review, standard, rating, own):
    """Refuse a rating that contradicts what a challenge to this submission was concluded with."""
    for challenge in review.challenges.filter(standard=standard, concluded_about=review.submission_id):
        if not agrees(challenge.outcome, rating, own):
            raise Refused(
                f"A challenge of this standard was concluded: {challenge.get_outcome_display().lower()}. The moderated "
                f"rating has to be {SAID_OF[challenge.outcome]} than the agency’s own."
            )


def pair(second, first):
    """Note the first moderator's rating beside the second's, once, as it is when both are there.

    Two who judged different words are no pair: the second's must be of the submission that the first judges.
    """
    if second is None or second.first_rating_id or second.submission_id != first.review.submission_id:
        return
    second.first_rating = first.rating
    second.save(update_fields=["first_rating"])


@transaction.atomic
def finish(review, *, by):
    """Close the judging of a return: its moderated ratings no longer change, and the agency may read them and reply.

    When it was the last return of a closed round, the round is moderated.
    """
    require(permissions.can_moderate(by, review))
    round_ = lock(review.round_board.round)
    review = lock(review)
    if review.status in Review.TO_JUDGE:
        _is_judged(review)
    now = timezone.now()
    move(review, Status.MODERATED, moderated_at=now, moderated_by=by)
    offer_reply(review)
    moderated_when_all_judged(round_, by=by)
    Event.record("review.moderated", by=by, about=review, submission=review.submission.sha256)
    _tell_the_agency(review)


def _is_judged(review):
    """Refuse while a standard is to be judged, or a challenge to be concluded."""
    if missing := still_to_judge(review):
        raise Refused(f"{plural(len(missing), 'standard')} still to judge: {listed(missing)}.")
    if unfinished := review.challenges.exclude(status=AnswerChallenge.Status.CONCLUDED).count():
        raise Refused(f"{plural(unfinished, 'challenge')} still to conclude.")


def _tell_the_agency(review):
    """Tell the agency's leads and signatories where its moderated ratings can be read."""
    board = review.round_board.board
    people = User.objects.at(review.evaluation.agency, Role.LEAD, Role.SIGNATORY)
    link = reverse("audits:judgement", args=[board.slug, review.round_board.round.uid, review.uid])
    notify("audits/return_moderated", people, about=review, board=board, link=link, key="moderated")


def still_to_judge(review) -> list[str]:
    """Return the titles of the standards that the agency rated and nobody has moderated, in order.

    A standard that is wholly not applicable may be judged but need not be; where the board moderates by sample, so it
    is with what was not drawn. A rating of words that the agency has changed since is none.
    """
    judged = set(review.moderations.filter(is_stale=False).values_list("standard__code", flat=True))
    sampled = set(review.sampled.values_list("code", flat=True))
    rated = [
        code
        for code, answers in answers_by_standard(review.submission).items()
        if set(answers) - {scoring.NOT_APPLICABLE} and (not sampled or code in sampled)
    ]
    titles = dict(review.round_board.round.framework_version.standards.values_list("code", "title"))
    return [titles[code] for code in rated if code not in judged]
