"""The third grade: what a visit, a dip sample or a survey of staff showed, beside claimed and moderated."""

import datetime as dt
import uuid

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from agencies.models import Event, Notification
from agencies.tests.asserting import denied, refused, verbs
from audits import models
from audits.matrix import NOT_TESTED, Source, matrix_of
from audits.models import Review, SurveyResponse
from audits.operations.survey import answer_survey, close_survey, open_survey
from audits.operations.tested import record_test
from audits.tests.factories_judging import moderated, part_of, returned, scale_of

TODAY = dt.date(2026, 11, 18)
LATER = dt.date(2026, 11, 27)


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(dt.datetime(2026, 11, 18, 10, 0, tzinfo=dt.UTC))


@pytest.fixture
def part(board):
    return part_of(board)


@pytest.fixture
def review(part, police):
    return returned(part, "GA", "GG", agency=police)


def standard(review, number=1):
    return review.round_board.round.framework_version.standards.get(position=number)


def tried(review, by, letter="R", **changed):
    given = {
        "uid": uuid.uuid4(),
        "rating": review.round_board.round.scale.points.get(code=letter),
        "method": "visit",
        "size": 6,
        "tested_on": TODAY,
        "findings": "Two of six knew.",
        "by": by,
    }
    return record_test(review, standard(review), **(given | changed))


def survey_of(review, by, **changed):
    given = {
        "uid": uuid.uuid4(),
        "title": "Supervision",
        "questions": ["I have supervision.", "It helps."],
        "teams": ["North", "South"],
        "closes_on": LATER,
        "by": by,
    }
    return open_survey(review, standard(review), **(given | changed))


def answered(survey, times, team="North"):
    for _ in range(times):
        answer_survey(survey, uid=uuid.uuid4(), answers=["yes", "no"], team=team)


# Tests ----------------------------------------------------------------------------------------------------------------


def test_a_test_is_kept_beside_the_ratings(review, moderator):
    kept = tried(review, moderator)

    assert (kept.rating.code, kept.method, kept.size, kept.tested_by) == ("R", "visit", 6, moderator)
    assert verbs(kept) == ["standard.tested"]
    assert "Two of six" not in Event.objects.get().facts


def test_a_later_test_is_a_further_row_and_counts(part, review, moderator):
    tried(review, moderator)
    tried(review, moderator, "A")

    (line,) = matrix_of(part, Source.TESTED).lines
    assert [cell.rating and cell.rating.code for cell in line.cells] == ["A", None]
    assert line.cells[1].state == NOT_TESTED
    assert models.Tested.objects.count() == 2


def test_a_form_sent_twice_is_one_test(review, moderator):
    uid = uuid.uuid4()

    assert tried(review, moderator, uid=uid) == tried(review, moderator, uid=uid)


def test_a_test_never_changes(review, moderator):
    tried(review, moderator)

    with pytest.raises(DatabaseError), transaction.atomic():
        models.Tested.objects.update(findings="Better.")


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"method": "rumour"}, "Choose how it was tested."),
        ({"tested_on": dt.date(2026, 11, 19)}, "The test cannot lie ahead."),
        ({"findings": " "}, "Write what the test showed."),
        ({"findings": "x" * 2001}, "Use 2,000 characters at most."),
        ({"size": 0}, "Say how many files were looked at, or how many people were spoken to."),
        ({"size": 99_999}, "Say how many files were looked at, or how many people were spoken to."),
        ({"method": "survey"}, "Choose a survey of this agency about this standard."),
    ],
)
def test_a_test_is_whole(review, moderator, changed, sentence):
    with refused(sentence):
        tried(review, moderator, **changed)


def test_a_rating_is_one_of_the_rounds_scale(review, moderator):
    with refused("Choose a rating of this round’s scale."):
        tried(review, moderator, rating=scale_of(version=2).points.first())


@pytest.mark.parametrize("status", ["moderated", "fed_back", "closed"])
def test_it_may_come_after_the_moderation(review, moderator, status):
    Review.objects.update(status=status)

    tried(review, moderator)


def test_it_waits_for_a_return_that_is_back_with_its_agency(review, moderator):
    Review.objects.update(status="returned")

    with refused("There is no return to set a test beside."):
        tried(review, moderator)


def test_who_may_not_record_a_test(review, lead, chair, business_manager, outsider, stranger):
    for person in (lead, chair, business_manager, outsider, stranger):
        with denied():
            tried(review, person)


def test_the_agency_reads_it_with_its_moderated_ratings(client, review, moderator, lead):
    tried(review, moderator, findings="canary-test")
    page = reverse("audits:judgement", args=["northmere", review.round_board.round.uid, review.uid])
    client.force_login(lead)
    before = client.get(page).status_code
    Review.objects.update(status="moderated")

    assert (before, "canary-test" in client.get(page).text) == (403, True)


# Surveys --------------------------------------------------------------------------------------------------------------


def test_a_survey_is_opened_and_the_leads_get_its_link(review, moderator, lead):
    survey = survey_of(review, moderator, questions=[" I have supervision. ", "", "I have supervision."])

    assert survey.questions == ["I have supervision."]
    assert len(survey.token) > 30
    assert verbs(survey) == ["survey.opened"]
    assert Notification.objects.get().recipient == lead


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"questions": ["", " "]}, "Write at least one statement."),
        ({"questions": [str(number) for number in range(11)]}, "Write 10 statements at most."),
        ({"questions": ["x" * 201]}, "A statement may have 200 characters at most."),
        ({"teams": [str(number) for number in range(21)]}, "Write 20 teams at most."),
        ({"closes_on": dt.date(2026, 11, 17)}, "The survey would be closed already. Choose a later day."),
    ],
)
def test_a_survey_is_short_and_ahead(review, moderator, changed, sentence):
    with refused(sentence):
        survey_of(review, moderator, **changed)


def test_an_answer_is_kept_with_nothing_that_says_whose_it_is(review, moderator):
    survey = survey_of(review, moderator)
    before = Event.objects.count()
    answered(survey, 1)

    (kept,) = SurveyResponse.objects.values()
    assert set(kept) == {"id", "uid", "survey_id", "team", "answers", "answered_on"}
    assert (kept["answers"], kept["team"], kept["answered_on"]) == (["yes", "no"], "North", TODAY)
    assert Event.objects.count() == before


def test_a_form_sent_twice_is_one_answer(review, moderator):
    survey, uid = survey_of(review, moderator), uuid.uuid4()
    for _ in range(2):
        answer_survey(survey, uid=uid, answers=["yes", "no"])

    assert SurveyResponse.objects.count() == 1


@pytest.mark.parametrize(
    ("answers", "team", "sentence"),
    [
        (["yes"], "", "Answer every statement."),
        (["yes", "maybe"], "", "Answer every statement."),
        (["yes", "no"], "East", "Choose a team of the list."),
    ],
)
def test_an_answer_fits_the_survey(review, moderator, answers, team, sentence):
    survey = survey_of(review, moderator)

    with refused(sentence):
        answer_survey(survey, uid=uuid.uuid4(), answers=answers, team=team)


def test_the_last_day_counts_whole(review, moderator, time_machine):
    survey = survey_of(review, moderator)
    time_machine.move_to(dt.datetime(2026, 11, 27, 23, 59, tzinfo=dt.UTC))
    answered(survey, 1)
    time_machine.move_to(dt.datetime(2026, 11, 28, 0, 1, tzinfo=dt.UTC))

    with refused("This survey is closed. Thank you for wanting to answer."):
        answered(survey, 1)


def test_it_is_closed_early_once(review, moderator, lead):
    survey = survey_of(review, moderator)
    with denied():
        close_survey(survey, by=lead)
    close_survey(survey, by=moderator)

    with refused("The survey is closed already."):
        close_survey(survey, by=moderator)
    assert verbs(survey) == ["survey.opened", "survey.closed"]


def test_a_closed_survey_becomes_a_test_with_its_own_number(review, moderator):
    survey = survey_of(review, moderator)
    with refused("The survey is still open. Its results come when it is closed."):
        tried(review, moderator, method="survey", survey=survey)
    answered(survey, 7)
    close_survey(survey, by=moderator)
    survey.refresh_from_db()

    assert tried(review, moderator, method="survey", survey=survey, size=900).size == 7


def test_too_few_answers_are_no_test(review, moderator):
    survey = survey_of(review, moderator)
    answered(survey, 4)
    close_survey(survey, by=moderator)
    survey.refresh_from_db()

    with refused("Fewer than five people answered the survey, so it shows nothing that may be said."):
        tried(review, moderator, method="survey", survey=survey)


# Pages ----------------------------------------------------------------------------------------------------------------


def url(name, review, *more):
    return reverse(f"audits:{name}", args=["northmere", review.round_board.round.uid, review.uid, *more])


def test_recorded_in_the_browser_and_seen_everywhere(client, review, moderator):
    client.force_login(moderator)
    page = url("tested_add", review, "ST01")
    form = {
        "uid": str(uuid.uuid4()),
        "method": "dip_sample",
        "tested_on": "2026-11-18",
        "size": "20",
        "rating": "R",
        "findings": "Nineteen of twenty.",
    }
    missing = client.post(page, {"uid": form["uid"], "size": "20"}).text
    assert ("Choose how it was tested." in missing, "Choose a rating." in missing) == (True, True)
    done = client.post(page, form)
    assert done.url == f"{url('judgement', review)}#ST01"

    where = ["northmere", review.round_board.round.uid]
    for shown in (
        url("judgement", review),
        reverse("audits:moderation_answer", args=[*where, "ST01", review.uid]),
    ):
        assert "Nineteen of twenty." in client.get(shown).text
    matrix = client.get(reverse("audits:matrix", args=where) + "?show=tested").text
    assert "Not tested" in matrix
    assert "Red" in matrix


def test_a_survey_from_opening_to_its_results(client, review, moderator, lead):
    client.force_login(moderator)
    uid = str(uuid.uuid4())
    form = {"uid": uid, "title": "Supervision", "questions": "I have it.\nIt helps.", "closes_on": "2026-11-27"}
    assert client.post(url("survey_add", review, "ST01"), form).url == url("survey", review, uid)
    survey = models.Survey.objects.get()
    assert survey.token in client.get(url("survey", review, uid)).text

    client.logout()
    address = reverse("survey", args=[survey.token])
    assert "You do not sign in" in client.get(address).text
    assert "Answer statement 2." in client.post(address, {"uid": str(uuid.uuid4()), "q1": "yes"}).text
    for _ in range(6):
        thanks = client.post(address, {"uid": str(uuid.uuid4()), "q1": "yes", "q2": "no"}).text
    assert "Thank you" in thanks
    assert SurveyResponse.objects.count() == 6

    client.force_login(moderator)
    assert "6 people have answered so far." in client.get(url("survey", review, uid)).text
    asked = client.get(url("survey_close", review, uid)).text
    assert "Close the survey “Supervision” now?" in asked
    assert "It would be open until Friday 27 November 2026." in asked
    client.post(url("survey_close", review, uid))
    assert client.get(url("survey_close", review, uid)).url == url("survey", review, uid)
    assert "What 6 people answered" in client.get(url("survey", review, uid)).text
    client.force_login(lead)
    assert "What 6 people answered" not in client.get(url("survey", review, uid)).text
    Review.objects.update(status="moderated")
    assert "What 6 people answered" in client.get(url("survey", review, uid)).text


def test_below_five_not_even_the_number_is_said(client, review, moderator):
    survey = survey_of(review, moderator)
    answered(survey, 3)
    client.force_login(moderator)
    open_page = client.get(url("survey", review, survey.uid)).text
    close_survey(survey, by=moderator)

    closed_page = client.get(url("survey", review, survey.uid)).text

    assert "Fewer than five people have answered so far." in open_page
    assert "Fewer than five people answered." in closed_page


def test_a_closed_survey_says_so_to_whoever_comes_late(client, review, moderator):
    survey = survey_of(review, moderator)
    close_survey(survey, by=moderator)
    address = reverse("survey", args=[survey.token])

    assert "This survey is closed" in client.get(address).text
    client.post(address, {"uid": str(uuid.uuid4()), "q1": "yes", "q2": "no"})
    assert SurveyResponse.objects.count() == 0


def test_an_address_that_nobody_was_given_leads_nowhere(client, db):
    assert client.get(reverse("survey", args=["guessed"])).status_code == 404


def test_too_many_answers_from_one_place_wait(client, review, moderator):
    survey = survey_of(review, moderator)
    address = reverse("survey", args=[survey.token])
    forms = [{"uid": str(uuid.uuid4()), "q1": "yes", "q2": "no"} for _ in range(31)]

    assert [client.post(address, form).status_code for form in forms] == [200] * 30 + [429]
    assert "Please wait a minute" in client.post(address, forms[0]).text
    assert SurveyResponse.objects.count() == 30


def test_a_signed_in_person_is_nobody_here(client, review, moderator, lead, caplog):
    survey = survey_of(review, moderator)
    client.force_login(lead)
    caplog.clear()
    with caplog.at_level("INFO"):
        client.post(reverse("survey", args=[survey.token]), {"uid": str(uuid.uuid4()), "q1": "yes", "q2": "no"})

    lines = [str(record.msg) for record in caplog.records if "request_" in str(record.msg)]
    assert len(lines) == 2
    for line in lines:
        assert "user_id" not in line
        assert "127.0.0.1" not in line
        assert survey.token not in line


@pytest.mark.parametrize(("role", "status"), [("lead", 200), ("outsider", 404), ("chair", 200), ("stranger", 404)])
def test_who_finds_the_surveys_page(request, client, review, moderator, role, status):
    survey = survey_of(review, moderator)
    client.force_login(request.getfixturevalue(role))

    assert client.get(url("survey", review, survey.uid)).status_code == status


def test_moderated_and_tested_stand_in_the_same_matrix(part, review, moderator):
    moderated(review, standard(review), "A")
    tried(review, moderator, "R")

    cell = matrix_of(part, Source.MODERATED).lines[0].cells[0]

    assert (cell.own.code, cell.moderated.code, cell.tested.code) == ("A", "A", "R")
