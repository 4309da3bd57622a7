"""The judging of the hospital's returns, with one of everything that its addresses open."""

import datetime as dt
import uuid

from django.utils import timezone

from agencies.tests.factories import UserFactory
from audits.models import AnswerChallenge, Interest, SecondReader
from audits.operations.feedback import draft_feedback, send_feedback
from audits.operations.moderation import finish
from audits.operations.survey import open_survey
from audits.tests.factories_judging import moderated, part_of, returned


def judging(world, signed, police, people):
    """Add what is judged of a `signed` return, and of a return of the same agency to which feedback was sent."""
    review = signed.evaluation.reviews.get()
    first, second = review.round_board.round.framework_version.standards.all()[:2]
    _asked(world, review, first, people)
    _arranged(world, review, second, police, people)
    _fed_back(world, review.round_board.board, signed.evaluation.agency, people["moderator"])


def _asked(world, review, standard, people):
    moderator, later = people["moderator"], timezone.localdate() + dt.timedelta(days=30)
    challenge = AnswerChallenge.objects.create(
        review=review, standard=standard, question="How are nights sampled?", asked_by=moderator, due_on=later
    )
    words = {"title": "Supervision", "questions": ["I have supervision every month."]}
    survey = open_survey(review, standard, uid=uuid.uuid4(), closes_on=later, by=moderator, **words)
    world.add(
        "hospital_judging",
        uid=review.round_board.round.uid,
        review=review.uid,
        code=standard.code,
        challenge=challenge.uid,
        survey=survey.uid,
    )
    world.add("open_survey", token=survey.token)


def _arranged(world, review, standard, police, people):
    part = review.round_board
    moderated(review, standard, "A", by=UserFactory())
    interest = Interest.objects.create(
        round_board=part, person=people["moderator"], agency=police, nature="My brother works there."
    )
    reader = SecondReader.objects.create(
        round_board=part, standard=standard, person=people["moderator"], asked_by=people["business_manager"]
    )
    world.add(
        "judging_round",
        uid=part.round.uid,
        code=standard.code,
        review=review.uid,
        interest=interest.uid,
        reader=reader.uid,
    )


def _fed_back(world, board, agency, moderator):
    review = returned(part_of(board, code="s11-2024"), agency=agency)
    for standard in review.round_board.round.framework_version.standards.all():
        moderated(review, standard, "A")
    finish(review, by=moderator)
    review.refresh_from_db()
    letter = draft_feedback(review, by=moderator)
    send_feedback(letter, version=letter.version, by=moderator)
    world.add("hospital_sent_letter", uid=letter.uid)
    world.add("hospital_letter", uid=review.round_board.round.uid, review=review.uid)
