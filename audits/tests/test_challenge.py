"""A challenge to an answer: asked, answered by the agency, concluded with an outcome that the ratings bear out."""

import datetime as dt
import uuid

import pytest

from agencies.models import Event, Notification
from agencies.tests.asserting import denied, refused, verbs
from audits.models import AnswerChallenge, Review, SelfEvaluation
from audits.operations.challenge import ask, conclude, respond
from audits.operations.moderation import finish
from audits.tests.challenges import NEXT_WEEK, challenge, judge, settle, standard, url
from audits.tests.factories_judging import moderated, part_of, returned

Status = AnswerChallenge.Status
TODAY = dt.date(2026, 11, 18)


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(dt.datetime(2026, 11, 18, 10, 0, tzinfo=dt.UTC))


@pytest.fixture
def review(board, police):
    """The police's return: standard 1 green and amber, so amber; standard 2 green."""
    return returned(part_of(board), "GA", "GG", agency=police)


# Asking ---------------------------------------------------------------------------------------------------------------


def test_a_question_is_put_with_its_day_and_the_leads_are_told(review, moderator, lead):
    asked = challenge(review, moderator)

    assert (asked.status, asked.criterion.code, asked.due_on) == (Status.ASKED, "ST01.2", NEXT_WEEK)
    assert verbs(asked) == ["challenge.asked"]
    assert "How are nights" not in Event.objects.get().facts
    told = Notification.objects.get()
    assert (told.kind, told.recipient) == ("audits/challenge_asked", lead)
    assert str(asked.uid) in told.link


def test_a_form_sent_twice_asks_once(review, moderator):
    uid = uuid.uuid4()

    assert challenge(review, moderator, uid=uid) == challenge(review, moderator, uid=uid)
    assert AnswerChallenge.objects.count() == 1


def test_it_may_be_about_a_whole_standard(review, moderator):
    assert challenge(review, moderator, criterion=None).criterion is None


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"due_on": TODAY}, "Give the agency a day that is still to come."),
        ({"due_on": dt.date(2026, 11, 21)}, "Choose a working day: not a weekend or a bank holiday."),
        ({"due_on": dt.date(2026, 12, 25)}, "Choose a working day: not a weekend or a bank holiday."),
        ({"question": "  "}, "Write the question."),
        ({"question": "x" * 1001}, "Use 1,000 characters at most."),
    ],
)
def test_a_question_needs_words_and_a_day_that_can_be_met(review, moderator, changed, sentence):
    with refused(sentence):
        challenge(review, moderator, **changed)


def test_only_what_was_asked_of_the_agency_is_challenged(board, hospital, moderator, review):
    not_asked = returned(part_of(board), None, "GG", agency=hospital)

    with refused("The agency was not asked this."):
        challenge(not_asked, moderator, criterion=None)
    with refused("The agency was not asked this."):
        other = standard(review, 2).criteria.first()
        ask(
            review,
            standard(review),
            criterion=other,
            uid=uuid.uuid4(),
            question="Why?",
            due_on=NEXT_WEEK,
            by=moderator,
        )


@pytest.mark.parametrize("status", ["waiting", "returned", "moderated", "closed"])
def test_it_is_asked_while_the_return_is_judged(review, moderator, status):
    Review.objects.update(status=status)

    with pytest.raises(Exception, match="(nothing to judge|comes back|no longer change)"):
        challenge(review, moderator)


def test_who_may_not_ask(review, lead, outsider, chair, business_manager, stranger):
    for person in (lead, outsider, chair, business_manager, stranger):
        with denied():
            challenge(review, person)


# Answering ------------------------------------------------------------------------------------------------------------


def test_the_agencys_lead_answers_and_who_asked_is_told(review, moderator, lead):
    asked = challenge(review, moderator)
    respond(asked, response="They are not, so far.", by=lead)

    asked.refresh_from_db()
    assert (asked.status, asked.responded_by, asked.entered_by) == (Status.ANSWERED, lead, None)
    assert verbs(asked) == ["challenge.asked", "challenge.answered"]
    assert Notification.objects.get(kind="audits/challenge_answered").recipient == moderator


@pytest.fixture
def substitute(review, contributor):
    """Who stands in for the lead on the police's return."""
    SelfEvaluation.objects.filter(pk=review.evaluation_id).update(substitute=contributor)
    review.evaluation.refresh_from_db()
    return contributor


def test_who_stands_in_for_the_lead_answers_in_their_own_name(client, review, moderator, substitute):
    asked = challenge(review, moderator)
    client.force_login(substitute)
    client.post(url("challenge", review, asked.uid), {"response": "They are not, so far."})

    asked.refresh_from_db()
    assert (asked.status, asked.responded_by, asked.entered_by) == (Status.ANSWERED, substitute, None)
    assert Event.objects.about(asked).last().on_behalf_of is None


def test_what_who_stands_in_said_by_telephone_is_entered_as_theirs(
    client, review, moderator, substitute, business_manager
):
    asked = challenge(review, moderator)
    client.force_login(business_manager)
    client.post(
        url("challenge", review, asked.uid), {"response": "No.", "person": substitute.pk, "through": "telephone"}
    )

    asked.refresh_from_db()
    assert (asked.responded_by, asked.entered_by) == (substitute, business_manager)


def test_what_came_by_telephone_keeps_both_names(review, moderator, lead, business_manager):
    asked = challenge(review, moderator)
    respond(asked, response="They are not, so far.", by=business_manager, person=lead, through="telephone")

    asked.refresh_from_db()
    event = Event.objects.about(asked).last()
    assert (asked.responded_by, asked.entered_by, asked.through) == (lead, business_manager, "telephone")
    assert (event.by, event.on_behalf_of, event.through) == (business_manager, lead, "telephone")
    assert Notification.objects.get(kind="audits/said_entered").recipient == lead


def test_for_another_one_says_who_said_it_and_how(review, moderator, lead, outsider, business_manager):
    asked = challenge(review, moderator)

    with refused("Choose who at the agency said it."):
        respond(asked, response="No.", by=business_manager, person=outsider, through="telephone")
    for through in ("", "by pigeon"):
        with refused("Say how it came."):
            respond(asked, response="No.", by=business_manager, person=lead, through=through)


def test_it_is_answered_once_and_with_words(review, moderator, lead):
    asked = challenge(review, moderator)
    with refused("Write your response."):
        respond(asked, response=" ", by=lead)
    with refused("Use 2,000 characters at most."):
        respond(asked, response="x" * 2001, by=lead)
    respond(asked, response="No.", by=lead)

    with refused("This challenge has been answered already."):
        respond(asked, response="Yes.", by=lead)


@pytest.mark.parametrize("role", ["contributor", "signatory", "outsider", "moderator", "chair", "stranger"])
def test_who_may_not_answer(request, review, moderator, role):
    asked = challenge(review, moderator)

    with denied():
        respond(asked, response="No.", by=request.getfixturevalue(role))


# Concluding -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("outcome", "letter"), [("lowered", "R"), ("raised", "G"), ("kept", "A"), ("disagreed", "R")])
def test_an_outcome_agrees_with_the_moderated_rating(review, moderator, lead, outcome, letter):
    asked = challenge(review, moderator)
    respond(asked, response="No.", by=lead)
    judge(review, moderator, letter)
    settle(asked, moderator, outcome)

    asked.refresh_from_db()
    assert (asked.status, asked.outcome, asked.concluded_by) == (Status.CONCLUDED, outcome, moderator)
    assert verbs(asked)[-1] == "challenge.concluded"


@pytest.mark.parametrize(("outcome", "letter", "than"), [("lowered", "A", "lower"), ("raised", "R", "higher")])
def test_an_outcome_that_the_rating_does_not_bear_out_is_refused(review, moderator, lead, outcome, letter, than):
    asked = challenge(review, moderator)
    respond(asked, response="No.", by=lead)
    judge(review, moderator, letter)

    with refused(
        f"The moderated rating is not {than} than the agency’s own. Change it first, or choose another outcome."
    ):
        settle(asked, moderator, outcome)


def test_raised_and_lowered_need_a_judgement_first(review, moderator, lead):
    asked = challenge(review, moderator)
    respond(asked, response="No.", by=lead)

    with refused("Judge the standard first: the moderated rating has to say what came of the challenge."):
        settle(asked, moderator, "lowered")
    settle(asked, moderator, "kept")


def test_a_standard_without_a_rating_of_its_own_is_neither_raised_nor_lowered(review, moderator, lead):
    asked = challenge(review, moderator)
    respond(asked, response="No.", by=lead)
    moderated(review, standard(review), "R", own=None)

    with refused("The agency gave no rating of its own that could be raised or lowered."):
        settle(asked, moderator, "lowered")


def test_a_later_rating_may_not_contradict_the_outcome(review, moderator, lead):
    asked = challenge(review, moderator)
    respond(asked, response="No.", by=lead)
    judge(review, moderator, "R")
    settle(asked, moderator, "lowered")

    with refused(
        "A challenge of this standard was concluded: the rating was lowered. The moderated rating has to be lower than "
        "the agency’s own."
    ):
        judge(review, moderator, "A", version=1)


def test_an_agency_has_its_days_to_answer(review, moderator, time_machine):
    asked = challenge(review, moderator)
    with refused("The agency may still answer, until 25 November 2026."):
        settle(asked, moderator)

    time_machine.move_to(dt.datetime(2026, 11, 26, 9, 0, tzinfo=dt.UTC))
    settle(asked, moderator)
    assert AnswerChallenge.objects.get().response == ""


def test_a_conclusion_is_whole_and_final(review, moderator, lead):
    asked = challenge(review, moderator)
    respond(asked, response="No.", by=lead)
    with refused("Choose an outcome."):
        settle(asked, moderator, "won")
    with refused("Write what came of it."):
        conclude(asked, outcome="kept", conclusion=" ", by=moderator)
    settle(asked, moderator)

    with refused("This challenge is concluded already."):
        settle(asked, moderator)


def test_a_return_is_not_finished_over_an_open_challenge(review, moderator, lead):
    asked = challenge(review, moderator)
    for number in (1, 2):
        judge(review, moderator, "A", number=number)

    with refused("1 challenge still to conclude."):
        finish(review, by=moderator)
    respond(asked, response="No.", by=lead)
    settle(asked, moderator)
    finish(review, by=moderator)


@pytest.mark.parametrize("role", ["lead", "signatory", "outsider", "business_manager", "chair", "stranger"])
def test_who_may_not_conclude(request, review, moderator, role):
    asked = challenge(review, moderator)

    with denied():
        settle(asked, request.getfixturevalue(role))
