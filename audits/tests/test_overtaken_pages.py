"""Words sent a moment too late: the page says why they were not saved, and shows them still."""

import pytest
from django.urls import reverse

from agencies.roles import Role
from agencies.tests.factories import BoardRoleFactory
from audits.models import Review, RightOfReply, SecondModeration
from audits.operations.moderation import finish as finish_moderation
from audits.operations.right_of_reply import reply
from audits.operations.second import ask_second_reader, release_second_reader
from audits.tests.factories_judging import moderated, part_of, returned
from audits.tests.moderation_page import WORDS, answer_url

pytestmark = pytest.mark.django_db
LATE = "We looked at nights again."


@pytest.fixture
def part(board):
    return part_of(board)


@pytest.fixture
def review(part, police):
    return returned(part, "GA", "GG", agency=police)


def url(name, review, *more):
    return reverse(f"audits:{name}", args=["northmere", review.round_board.round.uid, *more])


def end(review):
    """A colleague has finished the moderation meanwhile."""
    Review.objects.filter(pk=review.pk).update(status=Review.Status.MODERATED)


def test_a_judgement_after_the_moderation_was_finished(client, moderator, review):
    end(review)
    client.force_login(moderator)

    page = client.post(answer_url(review), WORDS | {"reason": LATE})

    assert page.status_code == 409
    assert page.context["form"].non_field_errors()[0] in page.text
    assert LATE in page.text


def test_a_second_judgement_after_the_moderation_was_finished(client, board, part, review, business_manager):
    colleague = BoardRoleFactory(board=board, role=Role.QA_OFFICER).person
    standard = part.round.framework_version.standards.first()
    ask_second_reader(part, standard, colleague, by=business_manager)
    end(review)
    client.force_login(colleague)

    desk = url("second_answer", review, standard.code, review.uid)
    page = client.post(desk, {"rating": "A", "reason_code": "part", "reason": LATE})

    assert page.status_code == 200
    assert page.context["form"].non_field_errors()[0] in page.text
    assert LATE in page.text
    assert client.get(desk).status_code == 403


def test_a_second_judgement_after_its_moderator_was_released(client, board, part, review, moderator, business_manager):
    colleague = BoardRoleFactory(board=board, role=Role.QA_OFFICER).person
    standard = part.round.framework_version.standards.first()
    reader = ask_second_reader(part, standard, colleague, by=business_manager)
    release_second_reader(reader, by=business_manager)
    desk = url("second_answer", review, standard.code, review.uid)
    client.force_login(colleague)

    page = client.post(desk, {"rating": "A", "reason_code": "part", "reason": LATE})

    assert page.status_code == 409
    assert "you were released while you were writing" in page.text
    assert page.context["written"] == [
        ("Your rating", "Amber"),
        ("Reason", "Evidence covers part of the agency"),
        ("Your reasons", LATE),
    ]
    assert LATE in page.text
    assert "What we do about ST01.1." not in page.text
    assert not SecondModeration.objects.exists()
    assert client.get(desk).status_code == 403
    client.force_login(moderator)
    assert client.post(desk, {"reason": LATE}).status_code == 403


def test_comments_after_the_return_went_back(client, moderator, review):
    end(review)
    client.force_login(moderator)

    page = client.post(url("first_look_standard", review, review.uid, "ST01"), {"c-ST01.1": LATE})

    assert page.context["form"].non_field_errors()[0] in page.text
    assert LATE in page.text


def test_a_reply_after_somebody_else_gave_one(client, lead, signatory, moderator, review):
    for standard in review.round_board.round.framework_version.standards.all():
        moderated(review, standard, "A")
    finish_moderation(review, by=moderator)
    reply(RightOfReply.objects.get(), has_comment=False, text="", by=signatory)
    client.force_login(lead)

    page = client.post(url("reply", review, review.uid), {"kind": "words", "text": LATE})

    assert page.context["form"].non_field_errors()[0] in page.text
    assert LATE in page.text
