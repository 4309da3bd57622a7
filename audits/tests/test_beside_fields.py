"""What is wrong with one field is said beside it, in words of ours, and kept from the record."""

import datetime as dt
import importlib
import inspect
import pkgutil
import uuid

import pytest
from django import forms
from django.urls import reverse

import audits.forms
from audits import models
from audits.forms.speaking import AcknowledgeForm
from audits.forms.tested import AnswersForm
from audits.operations.survey import answer_survey, open_survey
from audits.tests.factories_judging import part_of, returned, version_of

SIZE = "Say how many files were looked at, or how many people were spoken to."
# Filters of a list: what cannot be chosen counts as nothing chosen, and nothing is said.
FILTERS = {"AudienceForm", "LibraryFilter", "MatrixForm", "OthersForm", "RegisterForm"}


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(dt.datetime(2026, 11, 18, 10, 0, tzinfo=dt.UTC))


@pytest.fixture
def review(board, police):
    return returned(part_of(board, version=version_of(standards=6, criteria=1)), "G", agency=police)


@pytest.fixture
def signed_in(client, moderator):
    client.force_login(moderator)
    return client


@pytest.fixture
def asked(client, review, moderator, time_machine):
    """Open a survey of the first standard that `answers` people answer; its last day is over, a moderator signed in."""

    def asked_(answers):
        standard = review.round_board.round.framework_version.standards.first()
        given = {"title": "Supervision", "questions": ["It helps."], "closes_on": dt.date(2026, 11, 18)}
        survey = open_survey(review, standard, uid=uuid.uuid4(), by=moderator, **given)
        for _ in range(answers):
            answer_survey(survey, uid=uuid.uuid4(), answers=["yes"])
        time_machine.move_to(dt.datetime(2026, 11, 19, 10, 0, tzinfo=dt.UTC))
        client.force_login(moderator)
        return survey

    return asked_


def url(review, name, *more):
    return reverse(f"audits:{name}", args=["northmere", review.round_board.round.uid, *more])


def errors(answer):
    """What the page says, by the field; a form that went through has none."""
    assert answer.status_code == 200
    return dict(answer.context["form"].errors)


@pytest.mark.parametrize("size", ["0", "-3", "6", "99"])
def test_the_size_of_a_sample(signed_in, review, size):
    assert errors(signed_in.post(url(review, "sample"), {"size": size})) == {
        "size": ["Draw at least 1 standard and fewer than the 6 that the round asks."]
    }


def tried(**changed):
    form = {"uid": str(uuid.uuid4()), "method": "visit", "tested_on": "2026-11-18", "size": "6", "rating": "G"}
    return form | {"findings": "Nineteen of twenty."} | changed


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"size": ""}, {"size": [SIZE]}),
        ({"size": "0"}, {"size": [SIZE]}),
        ({"size": "99999"}, {"size": [SIZE]}),
        ({"size": "-1", "tested_on": "2026-11-19"}, {"size": [SIZE], "tested_on": ["The test cannot lie ahead."]}),
        ({"method": "rumour"}, {"method": ["Choose how it was tested."]}),
        ({"rating": "Z"}, {"rating": ["Choose a rating of the scale."]}),
    ],
)
def test_a_test(signed_in, review, changed, said):
    answer = signed_in.post(url(review, "tested_add", review.uid, "ST01"), tried(**changed))

    assert errors(answer) == said
    assert not models.Tested.objects.exists()


@pytest.mark.parametrize(
    ("answers", "chosen", "said"),
    [
        (5, "", "Choose a survey of this agency about this standard."),
        (5, "another", "Choose a survey of this agency about this standard."),
        (4, None, "Fewer than five people answered the survey, so it shows nothing that may be said."),
    ],
)
def test_the_survey_of_a_test(client, review, asked, answers, chosen, said):
    survey = asked(answers)
    form = tried(method="survey", size="", survey=survey.uid if chosen is None else chosen)

    answer = client.post(url(review, "tested_add", review.uid, "ST01"), form)

    assert errors(answer) == {"survey": [said]}


def test_a_survey_needs_no_size(client, review, asked):
    form = tried(method="survey", size="", survey=asked(5).uid)

    assert client.post(url(review, "tested_add", review.uid, "ST01"), form).status_code == 302
    assert models.Tested.objects.get().size == 5


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"closes_on": "2026-11-17"}, {"closes_on": ["The survey would be closed already. Choose a later day."]}),
        ({"questions": "\n".join("abcdefghijk")}, {"questions": ["Write 10 statements at most."]}),
        ({"questions": "x" * 201}, {"questions": ["A statement may have 200 characters at most."]}),
        ({"teams": "\n".join("abcdefghijklmnopqrstu")}, {"teams": ["Write 20 teams at most."]}),
        ({"teams": "x" * 81}, {"teams": ["A team may have 80 characters at most."]}),
    ],
)
def test_a_staff_survey(signed_in, review, changed, said):
    form = {"uid": str(uuid.uuid4()), "title": "Supervision", "questions": "It helps.", "closes_on": "2026-11-27"}

    answer = signed_in.post(url(review, "survey_add", review.uid, "ST01"), form | changed)

    assert errors(answer) == said
    assert not models.Survey.objects.exists()


def test_the_standard_of_a_second_reader(client, review, moderator, business_manager):
    client.force_login(business_manager)

    answer = client.post(url(review, "second"), {"standard": "ST99", "person": moderator.pk})

    assert errors(answer) == {"standard": ["Choose a standard of this round."]}


def test_how_something_came(review, business_manager):
    form = AcknowledgeForm({"through": "pigeon"}, user=business_manager, review=review, roles=())

    assert form.errors["through"] == ["Choose how it came."]


def test_an_answer_and_a_team_that_a_survey_does_not_have(db):
    survey = models.Survey(questions=["It helps."], teams=["North"])
    form = AnswersForm({"uid": uuid.uuid4(), "q1": "maybe", "team": "East"}, survey=survey)

    assert form.errors == {"q1": ["Answer statement 1."], "team": ["Choose from the list, or do not say."]}


def test_no_form_says_that_a_choice_is_not_valid_in_the_words_of_django():
    left = set()
    for found in pkgutil.iter_modules(audits.forms.__path__):
        for name, form in inspect.getmembers(importlib.import_module(f"audits.forms.{found.name}"), inspect.isclass):
            if issubclass(form, forms.BaseForm) and name not in FILTERS:
                left |= {
                    f"{name}.{field}"
                    for field, held in form.base_fields.items()
                    if "valid choice" in str(held.error_messages.get("invalid_choice"))
                }

    assert left == set()
