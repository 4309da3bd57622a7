"""The panel's screen: disagreements first, then agency by agency."""

import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from agencies.roles import Role
from agencies.tests.asserting import queries_of
from agencies.tests.factories import BoardRoleFactory, PostFactory
from audits.models import AnswerChallenge, SecondModeration
from audits.panel import Panel
from audits.tests.factories_judging import moderated, part_of, returned


@pytest.fixture
def part(board):
    return part_of(board)


@pytest.fixture
def review(part, police):
    return returned(part, "GG", "GG", agency=police)


def standard(part, number=1):
    return part.round.framework_version.standards.get(position=number)


def seen_twice(review, letter, by, number=1):
    part = review.round_board
    return SecondModeration.objects.create(
        review=review,
        submission=review.submission,
        standard=standard(part, number),
        rating=part.round.scale.points.get(code=letter),
        first_rating=review.moderations.get(standard=standard(part, number)).rating,
        reason_code="part",
        reason="Seen otherwise.",
        moderated_by=by,
    )


def challenged(review, by, number=1):
    return AnswerChallenge.objects.create(
        uid=uuid.uuid4(),
        review=review,
        standard=standard(review.round_board, number),
        question="Why?",
        due_on=timezone.localdate(),
        asked_by=by,
    )


def matters(part, user):
    return [
        (one.review.evaluation.agency.short_name, one.standard.position, one.reasons)
        for one in Panel(part, user).matters
    ]


def test_where_everybody_agrees_there_is_nothing_to_talk_about(part, review, moderator, board):
    moderated(review, standard(part), "A")
    seen_twice(review, "A", BoardRoleFactory(board=board, role=Role.QA_OFFICER).person)

    assert matters(part, moderator) == []


def test_what_weighs_most_comes_first(part, review, hospital, council, moderator, board):
    far, asked, differing = review, returned(part, agency=hospital), returned(part, agency=council)
    moderated(far, standard(part), "R")
    challenged(asked, moderator, 2)
    moderated(differing, standard(part), "R")
    seen_twice(differing, "A", BoardRoleFactory(board=board, role=Role.QA_OFFICER).person)

    assert matters(part, moderator) == [
        (
            "Children's Services",
            1,
            ("Two moderators differ: the second is 1 step above the first", "Lowered by 2 steps"),
        ),
        ("Police", 1, ("Lowered by 2 steps",)),
        ("Acute trust", 2, ("Challenge open: waiting for the agency",)),
    ]


def test_a_concluded_challenge_is_settled(part, review, moderator):
    asked = challenged(review, moderator)
    AnswerChallenge.objects.filter(pk=asked.pk).update(
        status="concluded",
        outcome="kept",
        conclusion="x",
        concluded_by=moderator,
        concluded_at=timezone.now(),
        concluded_about=review.submission,
    )

    assert matters(part, moderator) == []


def test_the_progress_is_counted(part, review, hospital, moderator):
    moderated(review, standard(part), "G")
    returned(part, agency=hospital)

    assert Panel(part, moderator).progress == "1 of 4 standards judged; 0 of 2 returns finished."


def test_ones_own_agency_is_left_out(client, part, review, moderator, police):
    moderated(review, standard(part), "R", reason="canary-own")
    PostFactory(person=moderator, agency=police, role=Role.AUDITOR)
    client.force_login(moderator)

    page = client.get(reverse("audits:panel", args=["northmere", part.round.uid])).text

    assert "canary-own" not in page
    assert "Your own agency is left out." in page


def test_the_screen_shows_ratings_reasons_and_the_question(client, part, review, chair, moderator, board):
    moderated(review, standard(part), "R", reason="No audit at all.")
    seen_twice(review, "A", BoardRoleFactory(board=board, role=Role.QA_OFFICER).person)
    challenged(review, moderator)
    client.force_login(chair)

    page = client.get(reverse("audits:panel", args=["northmere", part.round.uid])).text

    for words in ("No audit at all.", "Seen otherwise.", "Why?", "Lowered 2"):
        assert words in page


def test_nothing_returned_is_said(client, part, moderator):
    client.force_login(moderator)

    assert "Nothing is returned yet." in client.get(reverse("audits:panel", args=["northmere", part.round.uid])).text


def test_it_takes_as_many_queries_for_30_agencies_as_for_1(client, part, review, moderator):
    moderated(review, standard(part), "R")
    client.force_login(moderator)
    page = reverse("audits:panel", args=["northmere", part.round.uid])
    few = queries_of(client, page)
    for _ in range(29):
        moderated(returned(part), standard(part), "R")

    assert queries_of(client, page) == few
