"""What tests of the first look do again and again."""

import datetime as dt

from django.utils import timezone

from agencies.models import Membership
from agencies.roles import Role
from agencies.tests.factories import BoardFactory, BoardRoleFactory
from audits.models import Review
from audits.operations.first_look import comment, return_for_revision
from audits.operations.moderation import moderate
from audits.operations.self_evaluation import hand_over
from audits.operations.submission import sign_off
from audits.tests.factories import signatory_of


def standard(review, code="ST1"):
    return review.round_board.round.framework_version.standards.get(code=code)


def write(review, by, code="ST1.1", text="Which months is this from?"):
    return comment(review, standard(review, code[:3]), {code: text}, by=by)


def send_back(review, by, reason="Please date the figures."):
    return_for_revision(review, reason=reason, by=by)


def sign_anew(evaluation, by):
    """The agency hands the return over and signs it again."""
    evaluation.refresh_from_db()
    hand_over(evaluation, by=by)
    evaluation.refresh_from_db()
    return sign_off(evaluation, by=signatory_of(evaluation.agency), reauthenticated_at=timezone.now())


def judge(review, by, code="ST1", version=0, letter="A"):
    rating = review.round_board.round.scale.points.get(code=letter)
    words = {"rating": rating, "reason_code": "part", "reason": "Nights are left out."}
    return moderate(review, standard(review, code), version=version, by=by, **words)


def share(review, slug="westvale"):
    """Another board of the round, with the return as the first one has it, and its moderator."""
    board = BoardFactory(slug=slug, name=slug.capitalize())
    Membership.objects.create(board=board, agency=review.evaluation.agency, starts_on=dt.date(2020, 4, 1))
    part = review.round_board.round.round_boards.create(board=board)
    theirs = Review.objects.create(
        round_board=part, evaluation=review.evaluation, submission=review.submission, status=review.status
    )
    return theirs, BoardRoleFactory(board=board, role=Role.QA_OFFICER).person
