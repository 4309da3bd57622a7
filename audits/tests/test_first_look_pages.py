"""The pages of the first look: comments written and sent, a return sent back, what changed."""

import pytest
from django.urls import reverse

from agencies.roles import Role
from agencies.tests.asserting import queries_of
from agencies.tests.factories import BoardRoleFactory, PostFactory
from audits.models import Answer, Review
from audits.tests.factories import SubmissionFactory
from audits.tests.first_look import judge, send_back, share, sign_anew, write

Status = Review.Status


@pytest.fixture
def submission(police, lead, signatory):
    """The police's signed return, in an open round."""
    return SubmissionFactory(evaluation__agency=police, evaluation__ratings={"ST1.2": "A"})


@pytest.fixture
def review(submission):
    return Review.objects.get()


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


def test_taking_it_back_in_the_browser(client, review, moderator, lead):
    client.force_login(moderator)
    page = url("recall", review)
    assert client.get(page).url == url("first_look", review)
    send_back(review, moderator)
    assert page in client.get(url("first_look", review)).text
    assert page in client.get(reverse("audits:moderation", args=["northmere", review.round_board.round.uid])).text

    assert "Say why you take it back." in client.post(page, {"reason": " "}).text
    done = client.post(page, {"reason": "You have no time this year."}, follow=True)
    assert "return is with the board again, as it was signed. Its leads and signatories are told." in done.text
    assert page not in done.text

    client.force_login(lead)
    own = client.get(reverse("audits:self_evaluation", args=["northmere", review.evaluation.uid])).text
    assert "took the return back on" in own
    assert "You have no time this year." in own


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
    assert '<del><span class="govuk-visually-hidden">taken out: </span>' in words
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


@pytest.mark.parametrize("begin", [write, judge])
def test_withdrawing_is_offered_until_a_board_has_begun(client, review, lead, moderator, begin):
    offer = reverse("audits:withdraw", args=["northmere", review.evaluation.uid])
    own = reverse("audits:self_evaluation", args=["northmere", review.evaluation.uid])
    client.force_login(lead)
    assert offer in client.get(own).text

    begin(review, moderator)

    assert offer not in client.get(own).text


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
