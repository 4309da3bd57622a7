"""The third grade: what somebody found who went and looked, or asked staff, beside claimed and moderated."""

from django.db import transaction
from django.utils import timezone

from agencies.models import Event
from agencies.permissions import require
from audits import permissions
from audits.models import Review, Tested
from audits.operations.screening import let_stand, refuse_identifying
from audits.screening import texts_said
from audits.submitted import standard_of
from audits.survey import Results
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.hashing import sha256_of
from lscb_portal.lib.lifecycle import lock
from lscb_portal.lib.once import made_before, make_once

LONGEST = Tested._meta.get_field("findings").max_length
LARGEST = 32_767  # what the column holds
AHEAD = "The test cannot lie ahead."
NO_SIZE = "Say how many files were looked at, or how many people were spoken to."
NO_SURVEY = "Choose a survey of this agency about this standard."


@transaction.atomic
def record_test(
    review, standard, *, uid, rating, method, size, tested_on, findings, survey=None, by, may_stay=""
) -> Tested:
    """Keep what a visit, a dip sample or a staff survey of one standard showed. A later test is a further row.

    `size` is how many files, or people; of a survey it is the number who answered, whatever is given.
    """
    require(permissions.can_moderate(by, review))
    review = lock(review)
    if kept := made_before(review.tests, uid):
        return kept
    if not review.submission_id or review.status == Review.Status.RETURNED:
        raise Refused("There is no return to set a test beside.")
    if standard_of(review.submission, standard.code) is None:
        raise Refused("The agency was not asked this standard.")
    if rating.scale_id != review.round_board.round.scale_id:
        raise Refused("Choose a rating of this round’s scale.")
    findings = findings.strip()
    _check(method, tested_on, findings)
    size = _people_who_answered(review, standard, survey) if method == Tested.Method.SURVEY else size
    if not 1 <= size <= LARGEST:
        raise Refused(NO_SIZE)
    looks = refuse_identifying(review.evaluation.agency, texts_said(findings=findings), may_stay)
    test = make_once(
        Tested,
        uid=uid,
        review=review,
        standard=standard,
        rating=rating,
        method=method,
        survey=survey if method == Tested.Method.SURVEY else None,
        size=size,
        tested_on=tested_on,
        findings=findings,
        tested_by=by,
        recorded_at=timezone.now(),
    )
    let_stand(looks, test, by=by, reason=may_stay)
    facts = {"standard": standard.code, "rating": rating.code, "method": method, "findings": sha256_of(findings)}
    Event.record("standard.tested", by=by, about=test, **facts)
    return test


def _check(method, tested_on, findings):
    if method not in Tested.Method.values:
        raise Refused("Choose how it was tested.")
    if tested_on > timezone.localdate():
        raise Refused(AHEAD)
    if not findings:
        raise Refused("Write what the test showed.")
    if len(findings) > LONGEST:
        raise Refused(f"Use {LONGEST:,} characters at most.")


def _people_who_answered(review, standard, survey):
    if survey is None or survey.review_id != review.pk or survey.standard_id != standard.pk:
        raise Refused(NO_SURVEY)
    return people_who_answered(survey)


def people_who_answered(survey) -> int:
    """How many answered the closed survey; refused where it is open, or too few to say anything."""
    if survey.is_open:
        raise Refused("The survey is still open. Its results come when it is closed.")
    results = Results.of(survey)
    if results.is_suppressed:
        raise Refused("Fewer than five people answered the survey, so it shows nothing that may be said.")
    return results.number
