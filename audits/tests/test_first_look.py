"""The first look: comments on answers, a return sent back with them, resubmitted, and withdrawn by its agency."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from agencies.models import Membership, Notification
from agencies.roles import Role
from agencies.tests.asserting import books_of, denied, queries_of, refused, verbs
from agencies.tests.factories import BoardFactory, BoardRoleFactory, PostFactory
from audits.models import Answer, Interest, Review, ReviewComment, Round, SelfEvaluation
from audits.operations.first_look import comment, return_for_revision, take_newer, withdraw
from audits.operations.moderation import moderate, still_to_judge
from audits.operations.self_evaluation import hand_over
from audits.operations.submission import sign_off
from audits.tests.factories import SelfEvaluationFactory, SubmissionFactory, signatory_of

Status = Review.Status


@pytest.fixture
def submission(police, lead, signatory):
    """The police's signed return, in an open round."""
    return SubmissionFactory(evaluation__agency=police, evaluation__ratings={"ST1.2": "A"})


@pytest.fixture
def review(submission):
    return Review.objects.get()


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

    with denied_or_refused():
        send_back(review, moderator)
    assert SelfEvaluation.objects.get().status == "submitted"


def denied_or_refused():
    from lscb_portal.lib.errors import Refused

    return pytest.raises(Refused)


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


@pytest.mark.parametrize("begin", [write, judge])
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


# Pages ----------------------------------------------------------------------------------------------------------------


def url(name, review, *more):
    return reverse(f"audits:{name}", args=["northmere", review.round_board.round.uid, review.uid, *more])


def test_comments_are_written_and_sent_in_the_browser(client, review, moderator, lead):
    client.force_login(moderator)
    page = url("first_look_standard", review, "ST1")
    assert "Comment on ST1.1" in client.get(page).text

    saved = client.post(page, {"c-ST1.1": "Which months is this from?", "go_on": "1"})
    assert saved.url == url("first_look_standard", review, "ST2")
    assert "1 comment waits to be sent" in " ".join(client.get(url("first_look", review)).text.split())
    assert "Which months is this from?" in client.get(url("return_for_revision", review)).text

    assert "Say what has to change." in client.post(url("return_for_revision", review), {"reason": " "}).text
    done = client.post(url("return_for_revision", review), {"reason": "Please date the figures."}, follow=True)
    assert "Northmere Police’s return is sent back. Its leads are told." in done.text


def test_the_agency_finds_the_comments_beside_its_answers(client, review, moderator, lead):
    write(review, moderator)
    send_back(review, moderator)
    client.force_login(lead)
    evaluation = review.evaluation

    overview = client.get(reverse("audits:self_evaluation", args=["northmere", evaluation.uid])).text
    page = client.get(reverse("audits:standard", args=["northmere", evaluation.uid, "ST1"])).text
    signed = client.get(reverse("audits:submission", args=["northmere", review.submission.uid])).text

    assert "Please date the figures." in overview
    assert ("Which months is this from?" in page, "Which months is this from?" in signed) == (True, True)


def test_a_comment_that_was_not_sent_is_on_no_page_of_the_agency(client, review, moderator, lead):
    write(review, moderator, text="canary-unsent")
    client.force_login(lead)

    for address in (
        reverse("audits:self_evaluation", args=["northmere", review.evaluation.uid]),
        reverse("audits:check", args=["northmere", review.evaluation.uid]),
        reverse("audits:submission", args=["northmere", review.submission.uid]),
    ):
        assert "canary-unsent" not in client.get(address).text


def test_what_changed_is_shown_answer_by_answer(client, review, moderator, lead):
    send_back(review, moderator)
    point = review.round_board.round.scale.points.get(code="A")
    Answer.objects.filter(criterion__code="ST1.1").update(rating=point, narrative="April to June.")
    second = sign_anew(review.evaluation, lead)
    client.force_login(moderator)

    page = client.get(reverse("audits:submission_changes", args=["northmere", second.uid])).text

    words = " ".join(page.split())
    assert "1 of 4 answers changed." in words
    assert '<del><span class="govuk-visually-hidden">taken out:</span>' in words
    assert "April to June." in words


def test_a_first_submission_has_nothing_to_compare(client, review, moderator):
    client.force_login(moderator)

    page = client.get(reverse("audits:submission_changes", args=["northmere", review.submission.uid]), follow=True)

    assert "There is no earlier submission to compare it with." in page.text


def test_withdrawing_in_the_browser_tells_the_boards_readers(client, review, lead, moderator):
    page = reverse("audits:withdraw", args=["northmere", review.evaluation.uid])
    client.force_login(lead)
    assert "Say why you withdraw the return." in client.post(page, {"reason": ""}).text
    client.post(page, {"reason": "A figure was wrong."})

    client.force_login(moderator)
    signed = client.get(reverse("audits:submission", args=["northmere", review.submission.uid])).text
    assert "withdrew this submission" in signed
    assert "A figure was wrong." in signed


@pytest.mark.parametrize(
    ("role", "status"), [("lead", 403), ("outsider", 404), ("chair", 403), ("business_manager", 403), ("stranger", 404)]
)
def test_who_finds_no_first_look(request, client, review, role, status):
    client.force_login(request.getfixturevalue(role))

    for page in (url("first_look", review), url("first_look_standard", review, "ST1")):
        assert client.get(page).status_code == status


def test_a_moderator_of_the_agency_finds_none_either(client, review, moderator, police):
    PostFactory(person=moderator, agency=police, role=Role.AUDITOR)
    client.force_login(moderator)

    assert client.get(url("first_look", review)).status_code == 403


def test_the_page_takes_as_many_queries_for_many_comments(client, review, moderator, board):
    client.force_login(moderator)
    few = queries_of(client, url("first_look", review))
    for _ in range(30):
        write(review, BoardRoleFactory(board=board, role=Role.QA_OFFICER).person)

    assert queries_of(client, url("first_look", review)) == few


def test_taking_the_newer_in_the_browser(client, review, moderator, lead):
    theirs, neighbour = share(review, "eastmere")
    judge(review, moderator)
    send_back(theirs, neighbour)
    sign_anew(review.evaluation, lead)
    client.force_login(moderator)
    assert "Judge submission 2" in client.get(url("first_look", review)).text

    client.post(url("take_newer", review))

    review.refresh_from_db()
    assert review.submission.number == 2
