"""A board takes a return back that it had sent to its agency, and goes on with what was signed."""

import pytest
from django.utils import timezone

from agencies.models import Notification
from agencies.tests.asserting import books_of, denied, refused, verbs
from audits.models import Answer, Review, SelfEvaluation
from audits.operations.first_look import recall
from audits.operations.nil_return import declare_nil
from audits.operations.self_evaluation import hand_over
from audits.operations.submission import sign_off
from audits.tests.factories import SelfEvaluationFactory, SubmissionFactory
from audits.tests.first_look import send_back, share
from lscb_portal.lib.errors import Refused

Status = Review.Status


@pytest.fixture
def review(police, lead, signatory):
    """The board's review of the police's signed return, in an open round."""
    return SubmissionFactory(evaluation__agency=police, evaluation__ratings={"ST1.2": "A"}).evaluation.reviews.get()


def test_a_board_takes_a_return_back_and_goes_on_with_what_was_signed(review, moderator, lead, signatory):
    signed = SelfEvaluation.objects.get()
    send_back(review, moderator)
    Answer.objects.update(narrative="Changed since, and never signed.")
    recall(review, reason="The agency has no time this year.", by=moderator)

    review.refresh_from_db()
    assert (review.status, review.submission.number, review.was_recalled) == (Status.FIRST_LOOK, 1, True)
    assert (review.recalled_by, review.recall_reason) == (moderator, "The agency has no time this year.")
    stands = SelfEvaluation.objects.get()
    assert (stands.status, stands.submitted_at, stands.submitted_by) == ("submitted", signed.submitted_at, signatory)
    assert Answer.objects.first().narrative == "Changed since, and never signed."
    assert verbs(review)[-2:] == ["review.returned", "review.recalled"]
    assert books_of(stands, "self_evaluation.recalled") == {review.ledger_key, stands.ledger_key}
    told = Notification.objects.filter(kind="audits/return_recalled")
    assert {each.recipient for each in told} == {lead, signatory}


def test_a_hand_over_that_waits_for_its_signature_falls(review, moderator, lead, signatory):
    send_back(review, moderator)
    hand_over(SelfEvaluation.objects.get(), by=lead)
    recall(review, reason="The agency has no time this year.", by=moderator)

    evaluation = SelfEvaluation.objects.get()
    assert (evaluation.status, evaluation.handed_over_by, evaluation.submissions.count()) == ("submitted", signatory, 1)
    with pytest.raises(Refused, match="it cannot become submitted"):
        sign_off(evaluation, by=signatory, reauthenticated_at=timezone.now())


def test_a_nil_return_that_is_taken_back_is_nil_again(board, police, signatory, moderator):
    evaluation = SelfEvaluationFactory(agency=police)
    declare_nil(evaluation, by=signatory, reason="No service here.", reauthenticated_at=timezone.now())
    review = Review.objects.get()
    send_back(review, moderator)
    recall(review, reason="They were right.", by=moderator)

    evaluation = SelfEvaluation.objects.get()
    assert (evaluation.status, evaluation.is_nil, evaluation.nil_reason) == ("submitted", True, "No service here.")


def test_what_another_board_sent_back_too_stays_with_the_agency(review, moderator):
    theirs, their_moderator = share(review)
    send_back(review, moderator)
    send_back(theirs, their_moderator)
    recall(review, reason="We can do without.", by=moderator)
    while_one_waits = SelfEvaluation.objects.get().status
    recall(theirs, reason="So can we.", by=their_moderator)

    assert (while_one_waits, SelfEvaluation.objects.get().status) == ("in_progress", "submitted")


def test_what_is_taken_back_may_be_sent_back_again(review, moderator):
    send_back(review, moderator)
    recall(review, reason="By mistake.", by=moderator)
    send_back(review, moderator, "Please date the figures of June.")

    review.refresh_from_db()
    assert (review.status, review.was_recalled) == (Status.RETURNED, False)
    assert SelfEvaluation.objects.get().status == "in_progress"


@pytest.mark.parametrize("status", [each for each in Status if each != Status.RETURNED])
def test_only_what_is_with_its_agency_is_taken_back(review, moderator, status):
    Review.objects.update(status=status)

    with refused("This return is not back with its agency."):
        recall(review, reason="We can do without.", by=moderator)


def test_taking_it_back_needs_a_reason_and_a_moderator(review, moderator, lead, business_manager):
    send_back(review, moderator)

    with refused("Say why you take it back."):
        recall(review, reason=" ", by=moderator)
    for person in (lead, business_manager):
        with denied():
            recall(review, reason="We can do without.", by=person)
