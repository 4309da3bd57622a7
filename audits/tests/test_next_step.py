"""What an agency's page says is next about its submitted return, while the board judges it, answers and is done."""

import datetime as dt
import uuid

import pytest
from django.urls import reverse

from audits.models import AnswerChallenge, Review, RightOfReply
from audits.operations.feedback import acknowledge_feedback, draft_feedback, send_feedback
from audits.operations.moderation import finish
from audits.operations.right_of_reply import reply
from audits.tests.factories_judging import moderated, part_of, returned
from audits.tests.moderation_page import get, text

NOTHING_YET = "Northmere Safeguarding Children Board has it. There is nothing to do until the board answers."


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(dt.datetime(2026, 11, 18, 10, 0, tzinfo=dt.UTC))


@pytest.fixture
def review(board, police, lead, signatory):
    return returned(part_of(board), "GG", "GG", agency=police)


@pytest.fixture
def judged(review, moderator):
    for standard in review.round_board.round.framework_version.standards.all():
        moderated(review, standard, "A")
    finish(review, by=moderator)
    return Review.objects.get()


def sent(review, by):
    """The letter, drafted and sent."""
    letter = draft_feedback(review, by=by)
    send_feedback(letter, version=letter.version, by=by)
    letter.refresh_from_db()
    return letter


def what_is_next(client, person, review):
    """The words under "What is next", and the addresses it leads to."""
    response = get(client, person, reverse("audits:self_evaluation", args=["northmere", review.evaluation.uid]))
    words = text(response)
    place = response.content.decode().partition('id="next-h"')[2].partition("</section>")[0]
    return words.partition("What is next")[2].partition("Standards 2 of 2")[0], place


def page_of(review, name):
    return reverse(f"audits:{name}", args=["northmere", review.round_board.round.uid, review.uid])


def test_while_the_board_has_it_there_is_nothing_to_do(client, review, lead):
    words, _ = what_is_next(client, lead, review)

    assert NOTHING_YET in words


def test_a_question_of_the_board_is_answered_meanwhile(client, review, lead, moderator):
    asked = AnswerChallenge.objects.create(
        uid=uuid.uuid4(),
        review=review,
        standard=review.round_board.round.framework_version.standards.first(),
        question="Which months?",
        due_on=dt.date(2026, 11, 25),
        asked_by=moderator,
    )

    words, place = what_is_next(client, lead, review)

    assert "asks something about standard 1. Answer until Wednesday 25 November 2026." in words
    assert reverse("audits:challenge", args=["northmere", review.round_board.round.uid, review.uid, asked.uid]) in place
    assert "nothing to do" not in words


def test_moderated_it_is_read_and_replied_to_until_a_day(client, judged, lead, contributor):
    words, place = what_is_next(client, lead, judged)

    assert "has judged it. Read how; the agency may reply until Wednesday 2 December 2026." in words
    assert "Read how it was judged, and reply" in words
    assert page_of(judged, "judgement") in place
    assert "nothing to do" not in words
    assert "and reply" not in what_is_next(client, contributor, judged)[0]


@pytest.mark.parametrize("how", ["replied", "too late"])
def test_moderated_and_replied_to_the_letter_is_awaited(client, judged, lead, how, time_machine):
    if how == "replied":
        reply(RightOfReply.objects.get(), has_comment=False, by=lead)
    else:
        time_machine.move_to(dt.datetime(2026, 12, 3, 10, 0, tzinfo=dt.UTC))

    words, place = what_is_next(client, lead, judged)

    assert "There is nothing to do until its feedback letter comes." in words
    assert ("and the agency has replied" in words) is (how == "replied")
    assert page_of(judged, "judgement") in place


def test_fed_back_the_letter_is_read_and_acknowledged(client, judged, moderator, lead, contributor):
    reply(RightOfReply.objects.get(), has_comment=False, by=lead)
    sent(judged, moderator)

    words, place = what_is_next(client, lead, judged)

    assert "sent its feedback letter on Wednesday 18 November 2026. Read and acknowledge the letter" in words
    assert page_of(judged, "feedback") in place
    assert "nothing" not in words
    assert "acknowledge" not in what_is_next(client, contributor, judged)[0]


def test_acknowledged_there_is_nothing_more_to_do(client, judged, moderator, lead):
    reply(RightOfReply.objects.get(), has_comment=False, by=lead)
    acknowledge_feedback(sent(judged, moderator), by=lead)

    words, place = what_is_next(client, lead, judged)

    assert "acknowledged the letter on Wednesday 18 November 2026. There is nothing more to do." in words
    assert (page_of(judged, "judgement") in place, page_of(judged, "feedback") in place) == (True, True)


def test_acknowledged_while_the_days_for_a_reply_run_there_is_still_the_reply(client, judged, moderator, lead):
    acknowledge_feedback(sent(judged, moderator), by=lead)

    words, _ = what_is_next(client, lead, judged)

    assert "may reply until Wednesday 2 December 2026" in words
    assert "nothing more to do" not in words
