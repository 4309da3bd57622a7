"""Judging a standard a second time by somebody who has not seen the first rating."""

from django.db import transaction
from django.utils import timezone

from agencies.models import Event
from agencies.operations.notification import notify
from agencies.permissions import require
from audits import permissions
from audits.models import Round, SecondModeration, SecondReader
from audits.operations.moderation import check, explanation_in, own_rating, pair
from audits.operations.screening import let_stand, refuse_identifying
from audits.operations.telling import page_in_round
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.lifecycle import lock

OVER = (Round.Status.MODERATED, Round.Status.REPORTED)
JUDGED_FIRST = "You judged this standard first. Somebody else judges it a second time."
DONE = "Your second judgement is saved, and it does not change."


@transaction.atomic
def ask_second_reader(part, standard, person, *, by) -> SecondReader:
    """Ask a moderator to judge a standard a second time, unseen, in all returns; another who was asked is released."""
    require(permissions.can_arrange_judging(by, part.board))
    part = lock(part)
    if part.round.status in OVER:
        raise Refused("The moderation of this round is finished.")
    if standard.version_id != part.round.framework_version_id:
        raise Refused("Choose a standard of this round.")
    if not permissions.can_judge(person, part.board):
        raise Refused(f"{person.name} does not moderate for this board.")
    standing = part.second_readers.standing().filter(standard=standard).first()
    if standing and standing.person == person:
        return standing
    now = timezone.now()
    if standing:
        SecondReader.objects.filter(pk=standing.pk).update(ended_at=now)
    reader = SecondReader.objects.create(round_board=part, standard=standard, person=person, asked_by=by, asked_at=now)
    Event.record("second_reader.asked", by=by, about=reader, standard=standard.code, person=person.uid)
    link = page_in_round(part, "second_standard", standard.code)
    notify("audits/second_asked", [person], about=reader, board=part.board, link=link, key="asked")
    return reader


@transaction.atomic
def release_second_reader(reader, *, by):
    """Nobody judges the standard a second time from now on; what is judged stays."""
    require(permissions.can_arrange_judging(by, reader.round_board.board))
    reader = lock(reader)
    if reader.ended_at:
        raise Refused("They are released already.")
    reader.ended_at = timezone.now()
    reader.save(update_fields=["ended_at"])
    Event.record("second_reader.released", by=by, about=reader, standard=reader.standard.code)


@transaction.atomic
def moderate_second(review, standard, *, rating, reason_code, reason, by, may_stay="") -> SecondModeration:
    """Keep the second judgement of one standard of a return. It never changes; the first is shown beside it then."""
    require(permissions.can_moderate(by, review))
    require(permissions.is_second_reader(by, review.round_board, standard))
    review = lock(review)
    judgement = {"rating": rating, "reason_code": reason_code, "reason": reason.strip()}
    check(judgement, review, own_rating(review, standard))
    first = review.moderations.filter(standard=standard, is_stale=False).select_related("rating", "review").first()
    if first and first.moderated_by == by:
        raise Refused(JUDGED_FIRST)
    if standing := review.second_moderations.filter(standard=standard).select_related("rating").first():
        if standing.moderated_by == by and judgement == {name: getattr(standing, name) for name in judgement}:
            return standing
        raise Refused(DONE)
    looks = refuse_identifying(review.evaluation.agency, explanation_in(judgement), may_stay)
    second = SecondModeration.objects.create(
        review=review,
        submission=review.submission,
        standard=standard,
        moderated_by=by,
        moderated_at=timezone.now(),
        **judgement,
    )
    if first:
        pair(second, first)
    let_stand(looks, second, by=by, reason=may_stay)
    Event.record("second_moderation.saved", by=by, about=second, standard=standard.code, rating=rating.code)
    return second
