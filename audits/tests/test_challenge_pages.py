"""Challenges in the browser: asked, answered, concluded, and who reads them."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from agencies.roles import Role
from agencies.tests.factories import PostFactory, SeatFactory
from audits.models import AnswerChallenge, Review
from audits.operations.challenge import conclude, respond
from audits.tests.challenges import challenge, url
from audits.tests.factories_judging import part_of, returned
from lscb_portal.lib.periods import add_working_days


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(dt.datetime(2026, 11, 18, 10, 0, tzinfo=dt.UTC))


@pytest.fixture
def review(board, police):
    """The police's return: standard 1 green and amber, so amber; standard 2 green."""
    return returned(part_of(board), "GA", "GG", agency=police)


def test_asked_answered_and_concluded_in_the_browser(client, review, moderator, lead):
    client.force_login(moderator)
    form = client.get(url("challenge_add", review, "ST01"), {"criterion": "ST01.2"}).context["form"]
    assert form["due_on"].value() == add_working_days(timezone.localdate(), 5)
    uid = form["uid"].value()
    asked = {"uid": uid, "criterion": "ST01.2", "question": "How are nights sampled?", "due_on": "2026-11-25"}
    assert client.post(url("challenge_add", review, "ST01"), asked).url == url("challenge", review, uid)

    client.force_login(lead)
    page = client.get(url("challenge", review, uid)).text
    assert ("How are nights sampled?" in page, "What we do about ST01.2." in page) == (True, True)
    assert "Write your response." in client.post(url("challenge", review, uid), {"response": ""}).text
    client.post(url("challenge", review, uid), {"response": "They are not, so far."})

    client.force_login(moderator)
    answer = reverse("audits:moderation_answer", args=["northmere", review.round_board.round.uid, "ST01", review.uid])
    assert "They are not, so far." in client.get(answer).text
    done = client.post(
        url("challenge_conclude", review, uid), {"outcome": "kept", "conclusion": "It stands."}, follow=True
    )
    assert "The challenge is concluded." in done.text
    assert "The rating was kept" in done.text


def test_conclude_it_is_offered_when_it_may_be_done_and_until_then_its_day_is_said(
    client, review, moderator, lead, time_machine
):
    waiting, answered = challenge(review, moderator), challenge(review, moderator, criterion="ST01.1")
    respond(answered, response="No.", by=lead)
    client.force_login(moderator)

    def offered(asked):
        pages = [client.get(url(name, review, asked.uid)).text for name in ("challenge", "challenge_conclude")]
        return [
            ("Conclude" in page.replace("Conclude the challenge</h", ""), "and from 26 November 2026 on" in page)
            for page in (page.partition("<main")[2] for page in pages)
        ]

    assert offered(waiting) == [(False, True), (False, True)]
    assert offered(answered) == [(True, False), (True, False)]
    time_machine.move_to("2026-11-26T09:00:00Z")
    client.force_login(moderator)
    assert offered(waiting) == [(True, False), (True, False)]


def test_the_business_unit_enters_a_response(client, review, moderator, lead, business_manager):
    asked = challenge(review, moderator)
    client.force_login(business_manager)

    missing = client.post(url("challenge", review, asked.uid), {"response": "No."}).text
    client.post(url("challenge", review, asked.uid), {"response": "No.", "person": lead.pk, "through": "letter"})

    assert ("Choose who said it." in missing, "Choose how it came." in missing) == (True, True)
    assert AnswerChallenge.objects.get().responded_by == lead


def test_the_agency_learns_the_outcome_with_its_moderated_ratings(client, review, moderator, lead, group, police):
    seated = SeatFactory(group=group, agency=police).person
    asked = challenge(review, moderator)
    respond(asked, response="No.", by=lead)
    conclude(asked, outcome="disagreed", conclusion="canary-outcome", by=moderator)
    pages = [
        url("challenge", review, asked.uid),
        reverse("audits:submission", args=["northmere", review.submission.uid]),
    ]

    def seen(person):
        client.force_login(person)
        return ["canary-outcome" in client.get(page).text for page in pages]

    assert [seen(person) for person in (lead, seated, moderator)] == [[False] * 2, [False] * 2, [True] * 2]
    Review.objects.update(status="moderated")
    assert [seen(person) for person in (lead, seated)] == [[True] * 2, [True] * 2]


@pytest.mark.parametrize(
    ("role", "status"),
    [("lead", 200), ("contributor", 200), ("chair", 200), ("outsider", 404), ("administrator", 404), ("stranger", 404)],
)
def test_who_reads_a_challenge(request, client, review, moderator, role, status):
    asked = challenge(review, moderator)
    client.force_login(request.getfixturevalue(role))

    assert client.get(url("challenge", review, asked.uid)).status_code == status


def test_a_contributor_reads_and_does_not_answer(client, review, moderator, contributor):
    asked = challenge(review, moderator)
    client.force_login(contributor)

    assert client.post(url("challenge", review, asked.uid), {"response": "No."}).status_code == 403


def test_who_belongs_to_the_agency_asks_it_nothing(client, review, moderator, police):
    PostFactory(person=moderator, agency=police, role=Role.AUDITOR)
    client.force_login(moderator)

    assert client.get(url("challenge_add", review, "ST01")).status_code == 403
