"""Portals that are in use: what was judged and concluded before is noted with the submission that it was about."""

import importlib

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from audits.models import AnswerChallenge, Review, SecondModeration
from audits.operations.submission import freeze
from audits.tests.factories_judging import part_of, returned
from lscb_portal.lib import guards

BEFORE = "0013_signed_evidence"


@pytest.fixture
def review(board, police, db):
    return returned(part_of(board), "GA", "GG", agency=police)


@pytest.fixture
def judged(review, moderator):
    """A second judgement and a conclusion, and a submission that the agency made after both."""
    now, scale = timezone.now(), review.round_board.round.scale
    standard = review.round_board.round.framework_version.standards.first()
    here = {"review": review, "standard": standard}
    said = {"rating": scale.points.get(code="A"), "reason_code": "part", "reason": "Nights are missing."}
    second = SecondModeration.objects.create(submission=review.submission, moderated_by=moderator, **here, **said)
    ended = {"status": "concluded", "outcome": "kept", "concluded_by": moderator, "concluded_at": now}
    asked = {"question": "Which nights?", "due_on": now.date(), "asked_by": moderator}
    challenge = AnswerChallenge.objects.create(concluded_about=review.submission, **here, **asked, **ended)
    newer = freeze(review.evaluation, review.submission.signed_by, timezone.now())
    Review.objects.update(submission=newer)
    return second, challenge


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("forgotten", [True, False])
def test_what_was_judged_before_is_noted_with_what_was_signed_then(judged, review, forgotten):
    second, challenge = judged
    call_command("migrate", "audits", BEFORE, verbosity=0)
    try:
        guards.lift(connection)
        old = MigrationExecutor(connection).loader.project_state([("audits", BEFORE)]).apps
        old.get_model("audits", "AnswerChallenge").objects.update(concluded_about=None)
        if not forgotten:
            importlib.import_module("audits.migrations.0011_challenge_submission").note_submissions(old, None)
    finally:
        call_command("migrate", verbosity=0)

    second.refresh_from_db()
    challenge.refresh_from_db()
    assert (second.submission, challenge.concluded_about) == (review.submission, review.submission)
    assert review.evaluation.submissions.count() == 2
