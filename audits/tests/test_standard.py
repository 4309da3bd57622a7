"""The page of one standard: shown, answered and saved."""

import datetime as dt
import re
import uuid

import pytest
from django.urls import reverse

from agencies.tests.asserting import verbs
from agencies.tests.factories import PostFactory
from audits.models import PlannedImprovement, Round
from audits.tests.factories import EvidenceItemFactory, RoundFactory, SelfEvaluationFactory, SubmissionFactory
from audits.tests.queries import queries_of
from audits.tests.standard_page import address, answer, form_data, hidden, response, row

pytestmark = pytest.mark.django_db
SECRET = "The mentor's name is Ada"


@pytest.fixture
def evaluation(police):
    return SelfEvaluationFactory(agency=police)


@pytest.fixture
def leading(client, lead):
    client.force_login(lead)
    return client


# ---- The page ----------------------------------------------------------------------------------------------------


def test_the_page_shows_the_criteria_what_ratings_mean_and_what_was_said_last_time(leading, police):
    earlier = RoundFactory(opens_on=dt.date(2025, 1, 10))
    ratings = {"ST1.2": "R", "ST2.1": "NA"}
    SubmissionFactory(evaluation=SelfEvaluationFactory(agency=police, round=earlier, awaiting=True, ratings=ratings))
    evaluation = SelfEvaluationFactory(agency=police)
    page = leading.get(address(evaluation)).text

    assert "Standard 1 of 2" in page
    assert "A named senior leader answers for safeguarding." in page
    assert "Everybody can name the person." in page
    assert "Structure chart" in page
    assert "One trustee will do." not in page  # advice for small organisations
    assert re.findall(r"In 2025</strong>.*?</span>(\w+)", page, re.S) == ["Green", "Red"]
    assert "In 2025" in leading.get(address(evaluation, "ST2")).text


def test_not_applicable_is_offered_only_where_it_may_be(leading, evaluation):
    assert 'value="NA"' not in leading.get(address(evaluation)).text
    page = leading.get(address(evaluation, "ST2")).text
    assert page.count('value="NA"') == 1
    assert "For example: No one holds cases." in page


def test_a_standard_without_descriptors_shows_the_scales_own(leading, evaluation):
    assert "In place and evidenced" in leading.get(address(evaluation, "ST2")).text


def test_small_organisations_get_their_own_advice(client):
    post = PostFactory(agency__is_small=True)
    evaluation = SelfEvaluationFactory(agency=post.agency)
    client.force_login(post.person)

    assert "One trustee will do." in client.get(address(evaluation)).text


def test_the_page_takes_the_same_queries_for_any_number_of_criteria(leading, evaluation, police):
    full = SelfEvaluationFactory(agency=police, ratings={"ST1.1": "A", "ST1.2": "R"})
    for each in full.answers.all():
        each.attachments.create(item=EvidenceItemFactory(agency=police))

    assert queries_of(leading, address(full)) - queries_of(leading, address(evaluation)) <= 2  # evidence and its files


@pytest.mark.parametrize("code", ["ST9", "ST1.1", "x" * 200])
def test_a_standard_that_is_not_there(leading, evaluation, code):
    assert leading.get(address(evaluation, code)).status_code == 404


@pytest.mark.parametrize("role", ["outsider", "moderator", "chair", "analyst", "board_member"])
def test_others_find_no_such_page(request, client, evaluation, role):
    client.force_login(request.getfixturevalue(role))

    assert client.get(address(evaluation)).status_code == 404
    assert client.post(address(evaluation), form_data()).status_code == 404
    assert client.post(address(evaluation, name="autosave"), form_data()).status_code == 404


def test_the_signatory_reads_the_answers_and_changes_none(client, evaluation, signatory):
    client.force_login(signatory)

    assert client.get(address(evaluation)).url == f"{reverse('audits:check', args=['northmere', evaluation.uid])}#ST1"
    assert client.post(address(evaluation), form_data(impact="Mine.")).status_code == 403
    assert client.post(address(evaluation, name="autosave"), form_data(impact="Mine.")).status_code == 403


def test_autosave_is_posted(leading, evaluation):
    assert leading.get(address(evaluation, name="autosave")).status_code == 405


# ---- Saving ------------------------------------------------------------------------------------------------------


def test_save_and_continue_keeps_everything_and_goes_to_the_next_standard(leading, evaluation, lead):
    data = form_data(
        c1__rating="A",
        c1__narrative="Line one\r\nLine two",
        impact="Heard.",
        gaps="Nights.",
        rows=[row()],
        save="continue",
    )
    assert leading.post(address(evaluation), data).url == address(evaluation, "ST2")

    first = answer(evaluation, "ST1.1")
    assert (first.code, first.narrative, first.changed_by) == ("A", "Line one\nLine two", lead)
    assert (response(evaluation).impact, response(evaluation).gaps) == ("Heard.", "Nights.")
    improvement = PlannedImprovement.objects.get()
    assert (improvement.what, improvement.due_on) == ("Audit the night team", dt.date(2027, 1, 31))
    assert verbs(evaluation) == ["self_evaluation.first_opened", "self_evaluation.standard_saved"]


def test_after_the_last_standard_comes_the_check(leading, evaluation):
    answer = leading.post(address(evaluation, "ST2"), form_data(save="continue"))

    assert answer.url == reverse("audits:check", args=["northmere", evaluation.uid])


def test_save_and_return_later_says_how_far_it_is(leading, evaluation):
    answer = leading.post(address(evaluation), form_data(c1__rating="G", c2__rating="G", save="exit"), follow=True)

    assert "Saved. 1 of 2 standards complete." in answer.text
    evaluation.refresh_from_db()
    assert evaluation.status == "in_progress"


def test_the_enter_key_saves_and_stays(leading, evaluation):
    assert leading.post(address(evaluation), form_data(impact="Heard.")).url == address(evaluation)
    assert response(evaluation).impact == "Heard."


def test_a_half_written_improvement_is_kept_as_a_draft(leading, evaluation):
    leading.post(address(evaluation), form_data(rows=[row(lead="", due_on="", success_measure="")]))

    improvement = PlannedImprovement.objects.get()
    assert (improvement.what, improvement.lead, improvement.due_on) == ("Audit the night team", "", None)


def test_an_empty_row_is_no_improvement(leading, evaluation):
    leading.post(address(evaluation), form_data(rows=[row(what="", lead="", due_on="", success_measure="")]))

    assert PlannedImprovement.objects.count() == 0


def test_what_is_wrong_is_said_beside_it_and_the_rest_is_saved(leading, evaluation):
    data = form_data(
        c1__rating="G",
        c1__narrative="x" * 3001,
        strengths="Reports.",
        rows=[row(due_on="soon"), row(uid=str(uuid.UUID(int=8)))],
        save="continue",
    )
    page = leading.post(address(evaluation), data)

    assert page.status_code == 200
    assert "There is a problem" in page.text
    assert "ST1.1, evidence: use 3000 characters or fewer. You have 3001." in page.text
    assert "Enter the day it is due, for example 31 January 2027." in page.text
    assert "x" * 3001 in page.text
    assert 'value="soon"' in page.text
    first = answer(evaluation, "ST1.1")
    assert (first.code, first.narrative, response(evaluation).strengths) == ("G", "", "Reports.")
    assert list(PlannedImprovement.objects.values_list("what", "due_on")) == [
        ("Audit the night team", None),
        ("Audit the night team", dt.date(2027, 1, 31)),
    ]
    assert hidden(page, "version") == "1"


def test_a_page_shown_again_after_a_mistake_can_be_saved(leading, evaluation):
    page = leading.post(address(evaluation), form_data(impact="Heard.", strengths="x" * 3001))
    mended = form_data(version=hidden(page, "version"), impact="Heard.", strengths="Shorter.", save="continue")
    mended["page"] = hidden(page, "page")

    assert leading.post(address(evaluation), mended).status_code == 302
    assert response(evaluation).strengths == "Shorter."


def test_a_wrong_part_leaves_what_was_stored(leading, evaluation):
    leading.post(address(evaluation), form_data(rows=[row()]))
    leading.post(address(evaluation), form_data(version=1, rows=[row(due_on="soon", lead="Somebody else")]))

    improvement = PlannedImprovement.objects.get()
    assert (improvement.due_on, improvement.lead) == (dt.date(2027, 1, 31), "Somebody else")


def test_what_is_refused_is_said_with_everything_still_in_the_page(leading, evaluation):
    Round.objects.update(status=Round.Status.CLOSED)
    page = leading.post(address(evaluation), form_data(impact=SECRET))

    assert "The round has closed." in page.text
    assert "The mentor&#x27;s name is Ada" in page.text
    assert response(evaluation).impact == ""


# ---- Rows and evidence, without script ---------------------------------------------------------------------------


def test_add_another_saves_and_shows_an_empty_row(leading, evaluation):
    data = form_data(impact="Heard.", rows=[row()], add_improvements="1")
    answer = leading.post(address(evaluation), data)
    page = leading.get(answer.url)

    assert answer.url == f"{address(evaluation)}?add=1#improvements"
    assert response(evaluation).impact == "Heard."
    assert hidden(page, "improvements-TOTAL_FORMS") == "2"


def test_remove_takes_the_row_away(leading, evaluation):
    second = row(uid=str(uuid.UUID(int=8)), what="Second")
    leading.post(address(evaluation), form_data(rows=[row(), second]))
    answer = leading.post(address(evaluation), form_data(version=1, rows=[row(), second], remove_improvements="0"))

    assert answer.url == f"{address(evaluation)}#improvements"
    assert [each.what for each in PlannedImprovement.objects.all()] == ["Second"]


def test_a_mistake_beside_add_another_keeps_the_new_row(leading, evaluation):
    page = leading.post(address(evaluation), form_data(rows=[row(due_on="soon")], add_improvements="1"))

    assert hidden(page, "improvements-TOTAL_FORMS") == "2"


def test_a_rating_below_the_best_offers_a_row(leading, evaluation):
    leading.post(address(evaluation), form_data(c1__rating="A"))

    assert hidden(leading.get(address(evaluation)), "improvements-TOTAL_FORMS") == "1"
    assert hidden(leading.get(address(evaluation, "ST2")), "improvements-TOTAL_FORMS") == "0"


def test_adding_evidence_saves_first(leading, evaluation):
    answer = leading.post(address(evaluation), form_data(impact="Heard.", attach="ST1.2"))

    assert answer.url == reverse("audits:evidence_add", args=["northmere", evaluation.uid, "ST1.2"])
    assert response(evaluation).impact == "Heard."


def test_evidence_is_taken_off_and_stays_in_the_library(leading, evaluation, police):
    item = EvidenceItemFactory(agency=police, title="Survey")
    answer(evaluation, "ST1.2").attachments.create(item=item)
    data = form_data(impact="Heard.", detach=f"ST1.2:{item.uid}")
    page = leading.post(address(evaluation), data, follow=True)

    assert "“Survey” was taken off ST1.2." in page.text
    assert (answer(evaluation, "ST1.2").attachments.count(), police.evidence.count()) == (0, 1)
    assert response(evaluation).impact == "Heard."


@pytest.mark.parametrize("value", ["ST1.2:not-a-uid", f"ST1.2:{uuid.UUID(int=9)}"])
def test_evidence_that_is_not_there_is_not_taken_off(leading, evaluation, value):
    assert leading.post(address(evaluation), form_data(detach=value)).url == f"{address(evaluation)}#ST1.2"
