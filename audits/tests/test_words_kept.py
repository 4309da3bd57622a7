"""A page that was sent after its author had been signed out: the words wait for them, and for nobody else."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from agencies import kept
from agencies.roles import Role
from agencies.tests.factories import PostFactory
from audits.models import Review
from audits.operations.feedback import draft_feedback
from audits.tests.factories import SelfEvaluationFactory
from audits.tests.factories_judging import moderated, part_of, returned
from audits.tests.moderation_page import WORDS as WORDS_OF_JUDGEMENT
from audits.tests.moderation_page import answer_url, standard, url
from audits.tests.standard_page import address, form_data, hidden, response

pytestmark = pytest.mark.django_db
WORDS = "Children tell us that they are heard."
BACK = "Your words are back"


@pytest.fixture
def evaluation(police):
    return SelfEvaluationFactory(agency=police)


@pytest.fixture
def page(evaluation):
    return address(evaluation)


def typed(author, where, **changed):
    """The page as its author sends it, signed out or not."""
    return form_data(**{"impact": WORDS, kept.FIELD: kept.mark(author, where)} | changed)


def sent_too_late(client, author, page, **changed):
    """The author's session has ended, and the page is sent."""
    client.logout()
    return client.post(page, typed(author, page, **changed))


def test_the_words_are_on_the_page_again_and_not_saved_until_they_are_sent(client, lead, evaluation, page):
    answer = sent_too_late(client, lead, page, **{"comment-text": "Ask the night team."})
    assert answer.url == f"{reverse('account_login')}?next={page}"
    assert "What you wrote is kept for 30 minutes" in client.get(answer.url).text

    client.force_login(lead)
    offered = client.get(page)
    assert (BACK in offered.text, WORDS in offered.text, "Ask the night team." in offered.text) == (True, True, True)
    assert response(evaluation).impact == ""
    assert BACK in client.get(page).text  # reading them does not use them up

    again = typed(lead, page, version=hidden(offered, "version"), page=hidden(offered, "page"))
    assert client.post(page, again).status_code == 302
    assert response(evaluation).impact == WORDS
    assert BACK not in client.get(page).text


def test_nobody_else_is_shown_them_and_they_are_gone_for_good(client, lead, contributor, page):
    sent_too_late(client, lead, page)
    client.force_login(contributor)

    assert WORDS not in client.get(page).text
    assert kept.KEY not in client.session
    client.force_login(lead)
    assert WORDS not in client.get(page).text


def test_they_are_offered_on_their_own_page_and_not_for_long(client, lead, evaluation, page, monkeypatch):
    sent_too_late(client, lead, page)
    client.force_login(lead)
    assert WORDS not in client.get(address(evaluation, "ST2")).text

    now = kept.seconds_now()
    monkeypatch.setattr(kept, "seconds_now", lambda: now + kept.KEEP_SECONDS + 1)
    assert WORDS not in client.get(page).text


@pytest.mark.parametrize("mark", ["", "forged", "too long"])
def test_what_carries_no_mark_of_ours_or_is_too_long_is_not_kept(client, lead, page, mark):
    changed = {"impact": "x" * (kept.MOST_CHARACTERS + 1)} if mark == "too long" else {kept.FIELD: mark}
    answer = sent_too_late(client, lead, page, **changed)

    assert answer.url.startswith(reverse("account_login"))
    assert Session.objects.count() == 0


def test_a_choice_between_two_versions_is_asked_anew(client, lead, page):
    sent_too_late(client, lead, page, resolving="1", version="7", seen='{"impact": "x"}')
    client.force_login(lead)
    offered = client.get(page)

    assert (hidden(offered, "version"), hidden(offered, "seen")) == ("-1", "{&quot;impact&quot;: &quot;x&quot;}")


def test_what_somebody_saved_meanwhile_is_not_overwritten(client, lead, police, evaluation, page):
    client.force_login(PostFactory(agency=police, role=Role.LEAD).person)
    client.post(page, form_data(impact="Mine.", page=""))
    client.logout()
    sent_too_late(client, lead, page)
    client.force_login(lead)
    offered = client.get(page)
    answer = client.post(page, typed(lead, page, version=hidden(offered, "version"), page=hidden(offered, "page")))

    assert answer.status_code == 409
    assert response(evaluation).impact == "Mine."


def test_words_sent_as_the_page_was_left_wait_where_they_cannot_be_saved(client, lead, police, evaluation, page):
    client.force_login(PostFactory(agency=police, role=Role.LEAD).person)
    client.post(page, form_data(impact="Mine.", page=""))
    client.force_login(lead)
    autosave = address(evaluation, name="autosave")
    assert client.post(autosave, typed(lead, page, page=""), headers={"HX-Request": "true"}).status_code == 409
    assert BACK not in client.get(page).text

    assert client.post(autosave, typed(lead, page, page="")).status_code == 409
    assert (BACK in client.get(page).text, WORDS in client.get(page).text) == (True, True)


def test_an_automatic_save_of_the_offered_page_uses_them_up(client, lead, evaluation, page):
    sent_too_late(client, lead, page)
    client.force_login(lead)
    offered = client.get(page)
    again = typed(lead, page, version=hidden(offered, "version"), page=hidden(offered, "page"))
    client.post(address(evaluation, name="autosave"), again)

    assert response(evaluation).impact == WORDS
    assert BACK not in client.get(page).text


def test_a_page_of_an_earlier_session_of_theirs_is_offered_back(lead, contributor, evaluation, page):
    client = Client(enforce_csrf_checks=True)
    client.force_login(lead)
    answer = client.post(page, typed(lead, page))  # the token is of before they signed in again
    assert (answer.status_code, answer.url) == (302, page)
    assert WORDS in client.get(page).text

    client.force_login(contributor)
    assert client.post(page, typed(lead, page)).status_code == 403
    assert (response(evaluation).impact, kept.KEY in client.session) == ("", False)


# ---- Other long forms ---------------------------------------------------------------------------------------------


def test_a_judgement_is_offered_back_to_its_moderator(client, board, police, moderator):
    review = returned(part_of(board), "GA", "GG", agency=police)
    where = answer_url(review)
    client.post(where, WORDS_OF_JUDGEMENT | {kept.FIELD: kept.mark(moderator, where)})
    client.force_login(moderator)
    form = client.get(where).context["form"]

    assert (form["rating"].value(), form["reason"].value()) == ("A", "Response is not sampled.")
    assert review.moderations.count() == 0


def test_a_letter_is_offered_back_to_whoever_wrote_it(client, board, police, moderator):
    review = returned(part_of(board), "GG", "GG", agency=police)
    moderated(review, standard(review.round_board), "A")
    moderated(review, standard(review.round_board, 2), "A")
    Review.objects.update(status="moderated")
    draft_feedback(Review.objects.get(), by=moderator)
    where = url("feedback_edit", review.round_board, review.uid)
    client.post(where, {"version": "0", "part-ST01": WORDS, kept.FIELD: kept.mark(moderator, where)})
    client.force_login(moderator)

    assert client.get(where).context["form"]["part-ST01"].value() == WORDS
