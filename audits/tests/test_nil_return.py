"""Nil returns: declared with a reason, counted by name and in no denominator."""

import datetime as dt
import json

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from agencies.models import Event, Notification
from agencies.operations.notification import message
from audits.models import Round, SelfEvaluation, Submission
from audits.operations.first_look import return_for_revision, withdraw
from audits.operations.nil_return import declare_nil
from audits.operations.reminder import remind_of_returns
from audits.tests.factories import SelfEvaluationFactory, SubmissionFactory
from lscb_portal.lib.errors import Refused

pytestmark = pytest.mark.django_db

REASON = "The service was handed to the council in April; canary."


@pytest.fixture
def evaluation(board, police):
    return SelfEvaluationFactory(agency=police)


def declared(evaluation, by, **changed):
    return declare_nil(evaluation, by=by, **{"reason": REASON, "reauthenticated_at": timezone.now()} | changed)


def nil_events(evaluation):
    return Event.objects.about(evaluation).filter(book__key=evaluation.ledger_key, verb="self_evaluation.nil_declared")


def test_the_signatory_declares_it_with_a_reason(evaluation, signatory):
    submission = declared(evaluation, signatory)

    evaluation.refresh_from_db()
    assert (evaluation.status, evaluation.is_nil, evaluation.nil_reason) == ("submitted", True, REASON)
    content = json.loads(submission.content)
    assert (submission.is_nil, content["standards"], content["nil_reason"]) == (True, [], REASON)
    assert submission.signed_by_name == "Daniel Orme"
    assert submission.declaration.startswith("Northmere Police makes a nil return")
    assert [(review.status, review.submission) for review in evaluation.reviews.all()] == [("first_look", submission)]
    assert nil_events(evaluation).count() == 1


def test_answers_drafted_before_are_no_part_of_it(board, police, signatory):
    evaluation = SelfEvaluationFactory(agency=police, complete=True)
    submission = declared(evaluation, signatory)

    assert json.loads(submission.content)["standards"] == []


def test_the_business_unit_declares_it_for_somebody_and_both_names_are_kept(evaluation, business_manager, lead):
    submission = declared(evaluation, business_manager, person=lead, through="telephone", reauthenticated_at=None)

    assert submission.signed_by == lead
    assert submission.declaration.endswith("Joy Okafor said so by telephone; Sam Whitlock entered it.")
    (event,) = nil_events(evaluation)
    assert (event.by, event.on_behalf_of, event.through) == (business_manager, lead, "telephone")


@pytest.mark.parametrize("whose", ["signatory", "lead"])
def test_whose_word_was_entered_is_told_of_it(request, evaluation, business_manager, whose):
    person = request.getfixturevalue(whose)
    declared(evaluation, business_manager, person=person, through="telephone", reauthenticated_at=None)

    (entered,) = Notification.objects.filter(kind="audits/nil_entered")
    mail = message(entered)
    assert (mail.to, mail.subject) == ([person.email], "A nil return was entered for you")
    assert f"/submissions/{evaluation.submissions.get().uid}/" in mail.body
    assert "canary" not in mail.body


def test_the_board_and_the_lead_are_told_and_not_why(evaluation, signatory, lead, moderator):
    declared(evaluation, signatory)

    mails = [message(each) for each in Notification.objects.all()]
    assert sorted(mail.to[0] for mail in mails) == sorted([lead.email, moderator.email])
    assert all("canary" not in mail.subject + mail.body for mail in mails)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"reason": "  "}, "Say why the agency has nothing to answer."),
        ({"reason": "x" * 501}, "500 characters at most"),
        ({"reauthenticated_at": None}, "give your password again"),
        ({"reauthenticated_at": dt.datetime(2020, 1, 1, tzinfo=dt.UTC)}, "give your password again"),
    ],
)
def test_what_is_refused_is_not_declared(evaluation, signatory, changed, sentence):
    with pytest.raises(Refused, match=sentence):
        declared(evaluation, signatory, **changed)

    evaluation.refresh_from_db()
    assert (evaluation.status, Submission.objects.count(), nil_events(evaluation).count()) == ("not_started", 0, 0)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({}, "Say who of the agency declared it."),
        ({"person": "outsider", "through": "telephone"}, "Say who of the agency declared it."),
        ({"person": "lead", "through": ""}, "Say how it came."),
    ],
)
def test_the_business_unit_says_for_whom_and_how(request, evaluation, business_manager, lead, changed, sentence):
    if "person" in changed:
        changed = changed | {"person": request.getfixturevalue(changed["person"])}

    with pytest.raises(Refused, match=sentence):
        declared(evaluation, business_manager, **changed)

    assert Submission.objects.count() == 0


@pytest.mark.parametrize("role", ["lead", "contributor", "outsider", "moderator", "chair", "stranger"])
def test_nobody_else_declares_it(request, evaluation, role):
    with pytest.raises(PermissionDenied):
        declared(evaluation, request.getfixturevalue(role))


def test_a_signatory_who_answered_part_of_it_does_not(evaluation, signatory):
    evaluation.contributors.add(signatory)

    with pytest.raises(PermissionDenied):
        declared(evaluation, signatory)


def test_a_return_that_is_in_cannot_become_nil(board, police, signatory):
    evaluation = SubmissionFactory(evaluation__agency=police).evaluation

    with pytest.raises(Refused, match="A board has this agency’s return already."):
        declared(evaluation, signatory)


def test_a_closed_round_takes_none(evaluation, signatory):
    Round.objects.update(status=Round.Status.CLOSED)

    with pytest.raises(Refused, match="The round has closed"):
        declared(evaluation, signatory)


def test_a_nil_return_that_is_withdrawn_or_sent_back_is_a_draft_again(evaluation, signatory, moderator):
    declared(evaluation, signatory)
    withdraw(evaluation, by=signatory, reason="It was a mistake.")
    evaluation.refresh_from_db()
    assert (evaluation.status, evaluation.is_nil, evaluation.nil_reason) == ("in_progress", False, "")

    declared(evaluation, signatory)
    return_for_revision(evaluation.reviews.get(), reason="You still have a team here.", by=moderator)
    evaluation.refresh_from_db()
    assert (evaluation.status, evaluation.is_nil, evaluation.submissions.count()) == ("in_progress", False, 2)


def test_nobody_is_reminded_of_a_nil_return(evaluation, signatory, lead):
    declared(evaluation, signatory)

    assert remind_of_returns(evaluation.round.due_on) == 0
    assert SelfEvaluation.objects.awaited().count() == 0
