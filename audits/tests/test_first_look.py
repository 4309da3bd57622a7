"""The first look: comments on answers, a return sent back with them, resubmitted, and withdrawn by its agency."""

import uuid

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from agencies.models import Notification
from agencies.roles import Role
from agencies.tests.asserting import books_of, denied, refused, verbs
from agencies.tests.factories import BoardRoleFactory
from audits.models import Answer, AnswerChallenge, Interest, Review, ReviewComment, Round, SelfEvaluation
from audits.operations.challenge import ask, conclude, respond
from audits.operations.first_look import comment, take_newer, withdraw
from audits.operations.moderation import still_to_judge
from audits.operations.self_evaluation import hand_over
from audits.operations.survey import open_survey
from audits.tests.factories import SelfEvaluationFactory, SubmissionFactory
from audits.tests.first_look import judge, send_back, share, sign_anew, standard, write
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.periods import add_working_days

Status = Review.Status


@pytest.fixture
def submission(police, lead, signatory):
    """The police's signed return, in an open round."""
    return SubmissionFactory(evaluation__agency=police, evaluation__ratings={"ST1.2": "A"})


@pytest.fixture
def review(submission):
    return Review.objects.get()


# Comments -------------------------------------------------------------------------------------------------------------


def test_a_comment_is_kept_with_its_place_and_recorded_without_its_words(review, moderator):
    assert write(review, moderator) == 1

    kept = ReviewComment.objects.get()
    assert (kept.criterion.code, kept.text, kept.written_by) == ("ST1.1", "Which months is this from?", moderator)
    assert (kept.submission, kept.sent_at) == (review.submission, None)
    assert verbs(review) == ["review.commented"]


def test_each_moderator_has_comments_of_their_own(review, moderator, board):
    colleague = BoardRoleFactory(board=board, role=Role.QA_OFFICER).person
    write(review, moderator)
    write(review, colleague, text="Who counted?")
    write(review, moderator, text="Which quarter?")

    assert sorted(ReviewComment.objects.values_list("text", flat=True)) == ["Which quarter?", "Who counted?"]


def test_an_emptied_comment_is_taken_away(review, moderator):
    write(review, moderator)

    assert write(review, moderator, text="  ") == 0
    assert ReviewComment.objects.count() == 0


def test_a_comment_may_be_about_the_whole_standard(review, moderator):
    comment(review, standard(review), {"": "Too short."}, by=moderator)

    assert ReviewComment.objects.get().criterion is None


@pytest.mark.parametrize(
    ("texts", "sentence"),
    [
        ({"ST9.9": "?"}, "The agency was not asked ST9.9."),
        ({"ST1.1": "x" * 1001}, "A comment may have 1,000 characters at most."),
    ],
)
def test_a_comment_that_fits_nowhere_is_refused(review, moderator, texts, sentence):
    with refused(sentence):
        comment(review, standard(review), texts, by=moderator)


def test_nobody_comments_on_what_is_not_open(review, moderator):
    Review.objects.update(status=Status.RETURNED)

    with refused("This return is with the agency for changes. Judge it when it comes back."):
        write(review, moderator)


def test_only_who_may_judge_the_return_comments_and_sends_back(
    review, lead, signatory, outsider, chair, member, business_manager, stranger
):
    for person in (lead, signatory, outsider, chair, member, business_manager, stranger):
        with denied():
            write(review, person)
        with denied():
            send_back(review, person)


def test_a_declared_interest_ends_it(review, moderator, police):
    Interest.objects.create(round_board=review.round_board, person=moderator, agency=police, nature="My brother.")

    with denied():
        write(review, moderator)


def test_the_agency_reads_comments_once_they_are_sent(review, moderator, lead, chair):
    write(review, moderator)
    readers = [ReviewComment.objects.visible_to(person).count() for person in (moderator, chair, lead)]
    send_back(review, moderator)

    assert readers == [1, 1, 0]
    assert ReviewComment.objects.visible_to(lead).count() == 1


# Sending it back ------------------------------------------------------------------------------------------------------


def test_a_return_goes_back_with_its_reason_and_comments(review, moderator, lead):
    write(review, moderator)
    send_back(review, moderator)

    review.refresh_from_db()
    evaluation = SelfEvaluation.objects.get()
    assert (review.status, review.return_reason, review.returned_by) == (
        Status.RETURNED,
        "Please date the figures.",
        moderator,
    )
    assert (evaluation.status, evaluation.submitted_at, evaluation.handed_over_at) == ("in_progress", None, None)
    assert ReviewComment.objects.get().sent_at == review.returned_at
    assert verbs(review)[-1] == "review.returned"
    assert books_of(evaluation, "self_evaluation.returned") == {review.ledger_key, evaluation.ledger_key}
    told = Notification.objects.get(kind="audits/return_came_back")
    assert (told.recipient, told.link) == (lead, reverse("audits:self_evaluation", args=["northmere", evaluation.uid]))


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_it_needs_a_reason(review, moderator, reason):
    with refused("Say what has to change."):
        send_back(review, moderator, reason)


def test_a_reason_has_a_length(review, moderator):
    with refused("The reason may have 2,000 characters at most."):
        send_back(review, moderator, "x" * 2001)


@pytest.mark.parametrize("status", [Status.WAITING, Status.RETURNED, Status.MODERATED, Status.CLOSED])
def test_only_a_fresh_return_goes_back(review, moderator, status):
    Review.objects.update(status=status)

    with pytest.raises(Refused):
        send_back(review, moderator)
    assert SelfEvaluation.objects.get().status == "submitted"


def test_the_other_boards_keep_what_they_have(review, moderator):
    theirs, _ = share(review)
    send_back(review, moderator)

    theirs.refresh_from_db()
    assert (theirs.status, theirs.submission) == (Status.FIRST_LOOK, review.submission)


def test_a_second_board_may_send_it_back_while_it_is_open(review, moderator):
    theirs, neighbour = share(review)
    send_back(review, moderator)
    send_back(theirs, neighbour, "And say who counted.")

    assert sorted(Review.objects.values_list("status", flat=True)) == ["returned", "returned"]


def test_nothing_is_sent_back_while_it_is_being_signed(review, moderator, lead):
    theirs, neighbour = share(review)
    send_back(review, moderator)
    hand_over(SelfEvaluation.objects.get(), by=lead)

    with refused("The agency is about to sign its return anew. Look at it when it is in."):
        send_back(theirs, neighbour)


# Coming again ---------------------------------------------------------------------------------------------------------


def test_what_comes_again_is_a_new_submission(review, moderator, lead):
    send_back(review, moderator)
    Answer.objects.filter(criterion__code="ST1.1").update(narrative="April to June.")
    second = sign_anew(review.evaluation, lead)

    review.refresh_from_db()
    assert (second.number, review.status, review.submission) == (2, Status.RESUBMITTED, second)


def test_a_rating_of_what_the_agency_changed_is_judged_again(review, moderator, lead):
    judge(review, moderator)
    judge(review, moderator, "ST2")
    send_back(review, moderator)
    Answer.objects.filter(criterion__code="ST1.1").update(narrative="April to June.")
    sign_anew(review.evaluation, lead)
    review.refresh_from_db()

    assert {one.standard.code: one.is_stale for one in review.moderations.all()} == {"ST1": True, "ST2": False}
    assert still_to_judge(review) == [standard(review).title]

    assert judge(review, moderator, version=1).is_stale is False
    assert still_to_judge(review) == []


def test_a_board_that_has_begun_keeps_its_submission_until_it_takes_the_newer(review, moderator, lead):
    theirs, neighbour = share(review)
    judge(theirs, neighbour)
    send_back(review, moderator)
    Answer.objects.filter(criterion__code="ST1.1").update(narrative="April to June.")
    second = sign_anew(review.evaluation, lead)
    theirs.refresh_from_db()
    kept = theirs.submission

    take_newer(theirs, by=neighbour)

    theirs.refresh_from_db()
    assert (kept, theirs.submission, theirs.status) == (review.submission, second, Status.FIRST_LOOK)
    assert theirs.moderations.get().is_stale
    assert verbs(theirs) == ["review.took_newer"]


@pytest.fixture
def concluded(review, moderator, lead):
    """A challenge at a second board, concluded about the first submission after the second was signed, where every
    criterion is green."""
    theirs, neighbour = share(review)
    judge(theirs, neighbour, letter="G")
    send_back(review, moderator)
    evaluation = review.evaluation
    evaluation.answers.update(rating=evaluation.round.scale.points.get(code="G"))
    sign_anew(evaluation, lead)
    due_on = add_working_days(timezone.localdate(), 5)
    asked = ask(theirs, standard(theirs), uid=uuid.uuid4(), question="Which months?", due_on=due_on, by=neighbour)
    respond(asked, response="April to June.", by=lead)
    conclude(asked, outcome="raised", conclusion="It is well shown.", by=neighbour)
    asked.refresh_from_db()
    return asked


def test_a_conclusion_about_the_older_submission_does_not_bind_the_newer(concluded, review):
    theirs, neighbour = concluded.review, concluded.asked_by
    with refused(
        "A challenge of this standard was concluded: the rating was raised. The moderated rating has to be higher than "
        "the agency’s own."
    ):
        judge(theirs, neighbour, version=1, letter="A")
    take_newer(theirs, by=neighbour)

    judged = judge(theirs, neighbour, version=1, letter="A")

    assert concluded.concluded_about == review.submission
    assert (judged.self_rating.code, judged.rating.code) == ("G", "A")


def test_a_conclusion_is_always_about_a_submission(concluded, unguarded):
    for nothing in ({"concluded_about": None}, {"concluded_at": None, "concluded_by": None, "outcome": ""}):
        with pytest.raises(IntegrityError, match="challenge_concluded_about_a_submission"), transaction.atomic():
            AnswerChallenge.objects.update(**nothing)


def test_an_older_submission_is_not_sent_back(review, moderator, lead):
    theirs, neighbour = share(review)
    judge(theirs, neighbour)
    send_back(review, moderator)
    sign_anew(review.evaluation, lead)

    with refused("The agency has submitted again since. Take up its newer submission first."):
        send_back(theirs, neighbour)


def test_there_is_nothing_newer_than_the_newest(review, moderator):
    with refused("This is the agency’s newest submission."):
        take_newer(review, by=moderator)


def survey(review, by):
    """Open a survey of the agency's staff."""
    asked = {"title": "Supervision", "questions": ["I have supervision."], "closes_on": timezone.localdate()}
    return open_survey(review, standard(review), uid=uuid.uuid4(), by=by, **asked)


# Withdrawing it -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["lead", "signatory"])
def test_an_agency_withdraws_what_nobody_has_begun_to_judge(request, review, moderator, business_manager, role):
    theirs, neighbour = share(review)
    person = request.getfixturevalue(role)
    withdraw(review.evaluation, reason="A figure was wrong.", by=person)

    evaluation = SelfEvaluation.objects.get()
    assert set(Review.objects.values_list("status", "submission")) == {("waiting", None)}
    assert (evaluation.status, evaluation.withdrawn_by, evaluation.withdrawn_reason) == (
        "in_progress",
        person,
        "A figure was wrong.",
    )
    assert evaluation.submissions.count() == 1
    assert books_of(evaluation, "self_evaluation.withdrawn") == {
        evaluation.ledger_key,
        review.ledger_key,
        theirs.ledger_key,
    }
    told = Notification.objects.filter(kind="audits/return_withdrawn").values_list("recipient", flat=True)
    assert set(told) == {moderator.pk, business_manager.pk, neighbour.pk}


@pytest.mark.parametrize("begin", [write, judge, survey])
def test_what_a_board_has_begun_to_judge_stays(review, moderator, lead, begin):
    begin(review, moderator)

    with refused(
        "Northmere Safeguarding Children Board has begun to judge this return. Ask for it to be sent back to you."
    ):
        withdraw(review.evaluation, reason="A figure was wrong.", by=lead)


def test_two_boards_that_have_begun_are_both_named(review, moderator, lead):
    theirs, neighbour = share(review)
    write(review, moderator)
    write(theirs, neighbour)

    with refused(
        "Northmere Safeguarding Children Board and Westvale have begun to judge this return. Ask for it to be sent "
        "back to you."
    ):
        withdraw(review.evaluation, reason="A figure was wrong.", by=lead)


def test_after_the_round_a_return_is_withdrawn_no_more(review, lead):
    Round.objects.update(status=Round.Status.CLOSED)

    with refused("The round has closed. Ask the board to send the return back to you."):
        withdraw(review.evaluation, reason="A figure was wrong.", by=lead)


def test_a_draft_cannot_be_withdrawn(police, lead):
    draft = SelfEvaluationFactory(agency=police)

    with refused("The return is not with the boards, so there is nothing to withdraw."):
        withdraw(draft, reason="A figure was wrong.", by=lead)


def test_a_withdrawal_needs_a_reason(review, lead):
    with refused("Say why you withdraw the return."):
        withdraw(review.evaluation, reason=" ", by=lead)
    with refused("The reason may have 500 characters at most."):
        withdraw(review.evaluation, reason="x" * 501, by=lead)


@pytest.mark.parametrize("role", ["contributor", "outsider", "business_manager", "moderator", "chair", "stranger"])
def test_who_may_not_withdraw(request, review, role):
    with denied():
        withdraw(review.evaluation, reason="A figure was wrong.", by=request.getfixturevalue(role))


def test_a_withdrawn_return_is_taken_up_as_new(review, moderator, lead):
    withdraw(review.evaluation, reason="A figure was wrong.", by=lead)
    second = sign_anew(review.evaluation, lead)

    review.refresh_from_db()
    assert (review.status, review.submission, second.number) == (Status.FIRST_LOOK, second, 2)
