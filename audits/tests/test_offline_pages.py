"""The pages of a return's workbook: who may, what is shown before it is saved, and what is refused."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import Workbook

from agencies.models import Event
from audits.models import SelfEvaluation, StandardResponse
from audits.operations.answer import save_standard
from audits.operations.offline import EXPORTED, IMPORTED
from audits.operations.round import close_round
from audits.return_columns import CRITERIA, STANDARDS
from audits.tests.factories import SelfEvaluationFactory, SubmissionFactory
from audits.tests.framework_page import shown
from audits.tests.offline_page import at, download, fill, problems, save, send
from audits.tests.queries import queries_of
from audits.tests.sharing import given

pytestmark = pytest.mark.django_db


@pytest.fixture
def evaluation(police):
    return SelfEvaluationFactory(agency=police)


@pytest.fixture
def answering(client, lead):
    client.force_login(lead)
    return client


def verbs(evaluation):
    """What the ledger says was done with the workbook."""
    done = Event.objects.about(evaluation).filter(verb__in=(EXPORTED, IMPORTED))
    return list(done.values_list("verb", flat=True))


def rating_of(evaluation, code="ST1.1"):
    return evaluation.answers.select_related("rating").get(criterion__code=code).code


def test_a_workbook_is_shown_first_and_saved_once_when_asked(answering, evaluation):
    assert "Work offline in Excel" in answering.get(at("self_evaluation", evaluation)).text
    book = download(answering, evaluation)
    fill(book, {(CRITERIA, "ST1.1", "rating"): "Amber", (STANDARDS, "ST1", "gaps"): "Nights & <b>days</b>."})
    page = send(answering, evaluation, book)

    text = shown(page)
    assert page.status_code == 200
    assert "1 criterion changes, 3 stay as they are." in text
    assert (
        "ST1.1, rating Criteria, row 2, column F (Rating). In the portal now No rating In the workbook A Amber" in text
    )
    assert "Nights &amp; &lt;b&gt;days&lt;/b&gt;." in page.text
    assert rating_of(evaluation) is None

    for _ in range(2):
        assert save(answering, evaluation, page).url == at("self_evaluation", evaluation)
    assert rating_of(evaluation) == "A"
    assert verbs(evaluation) == [EXPORTED, IMPORTED]
    assert "Nothing. All 4 criteria stay as they are in the portal." in shown(send(answering, evaluation, book))


def test_problems_are_named_by_cell_and_nothing_is_saved(answering, evaluation):
    book = fill(download(answering, evaluation), {(CRITERIA, "ST1.1", "rating"): "Amber"})
    fill(book, {(CRITERIA, "ST1.2", "rating"): "Purple"})

    assert problems(send(answering, evaluation, book)) == [
        "Criteria, row 3, column F (Rating): “Purple” cannot be chosen. Choose Green, Amber or Red."
    ]
    for data, sentence in [
        (b"", "This is not a workbook. Save it as .xlsx (Excel workbook) and send that."),
        (b"x" * 2_000_001, "The file is larger than 2 MB."),
    ]:
        assert problems(send(answering, evaluation, data)) == [sentence]
    page = answering.post(at("offline", evaluation), {})
    assert (page.status_code, "Choose a file." in page.text) == (422, True)
    page = answering.post(at("offline_save", evaluation), {"content": "x"})
    assert problems(page) == ["The page you saved from is no longer good. Send the file again."]
    assert rating_of(evaluation) is None


def test_a_file_that_is_no_workbook_of_the_portal_names_no_cells_to_mend(answering, evaluation):
    other = Workbook()
    other.active["A1"] = "Rota"
    theirs = download(answering, evaluation)
    theirs.remove(theirs["Standards"])
    mend = "Mend these cells and send it again."
    not_ours = "This is not a workbook of the portal, and nothing of it was saved. Download the workbook below"
    wrong = "Nothing of the file was saved. Send the workbook that you downloaded from this page."

    for file, advice in [(b"%PDF-1.7", not_ours), (other, not_ours), (theirs, wrong), (b"x" * 2_000_001, wrong)]:
        page = send(answering, evaluation, file)
        assert (page.status_code, advice in shown(page), mend in shown(page)) == (422, True, False)

    cells = fill(download(answering, evaluation), {(CRITERIA, "ST1.2", "rating"): "Purple"})
    assert f"Nothing of the file was saved. {mend}" in shown(send(answering, evaluation, cells))


def test_somebody_who_saved_meanwhile_is_named_and_the_page_is_shown_anew(answering, evaluation, contributor):
    standard = evaluation.round.framework_version.standards.get(code="ST1")
    given(evaluation, contributor)
    book = fill(download(answering, evaluation), {(CRITERIA, "ST1.1", "rating"): "Green"})
    page = send(answering, evaluation, book)
    save_standard(evaluation, standard, {"impact": "Theirs."}, by=contributor, version=0)

    late = save(answering, evaluation, page)
    assert late.status_code == 409
    assert f"{contributor} saved Leadership after this page was opened." in shown(late)
    assert rating_of(evaluation) is None
    save(answering, evaluation, late)
    assert rating_of(evaluation) == "G"
    assert StandardResponse.objects.get(standard=standard).impact == "Theirs."


@pytest.mark.parametrize(("choice", "words"), [("file", "Of the file."), ("portal", "Of the page.")])
def test_what_both_sides_changed_waits_for_a_choice(answering, evaluation, lead, choice, words):
    standard = evaluation.round.framework_version.standards.get(code="ST1")
    book = download(answering, evaluation)
    save_standard(evaluation, standard, {"impact": "Of the page."}, by=lead, version=0)
    fill(book, {(STANDARDS, "ST1", "impact"): "Of the file.", (CRITERIA, "ST1.1", "rating"): "Green"})

    page = send(answering, evaluation, book)
    assert "Changed in the portal too, since the workbook was taken." in shown(page)
    undecided = save(answering, evaluation, page)
    assert undecided.status_code == 422
    assert "Choose which to keep in Leadership: the file’s or the portal’s." in shown(undecided)
    assert rating_of(evaluation) is None

    assert save(answering, evaluation, undecided, keep__ST1=choice).status_code == 302
    assert (StandardResponse.objects.get(standard=standard).impact, rating_of(evaluation)) == (words, "G")

    if choice == "portal":  # nothing is left to be saved
        nothing = save(answering, evaluation, send(answering, evaluation, book), keep__ST1=choice)
        assert "Nothing was saved: the workbook changes nothing" in shown(nothing)
        assert verbs(evaluation) == [EXPORTED, IMPORTED]


def test_what_was_chosen_stays_chosen_when_somebody_saves_another_standard(answering, evaluation, lead):
    first, second = evaluation.round.framework_version.standards.order_by("position")
    book = download(answering, evaluation)
    for standard in (first, second):
        save_standard(evaluation, standard, {"impact": "Of the page."}, by=lead, version=0)
        fill(book, {(STANDARDS, standard.code, "impact"): "Of the file."})
    page = send(answering, evaluation, book)
    save_standard(evaluation, second, {"impact": "Of the page, again."}, by=lead, version=1)

    late = save(answering, evaluation, page, keep__ST1="portal", keep__ST2="file")

    assert late.status_code == 409
    assert re.findall(r'name="keep-(ST.)"\s+value="(\w+)"\s+checked', late.text) == [("ST1", "portal")]


def test_a_contributor_takes_and_brings_what_they_were_given(client, evaluation, contributor, lead):
    client.force_login(lead)
    whole = fill(download(client, evaluation), {(CRITERIA, "ST2.1", "rating"): "Green"})
    given(evaluation, contributor, "ST1")
    client.force_login(contributor)
    own = download(client, evaluation)

    assert [row[1].value for row in own[CRITERIA].iter_rows(min_row=2)] == ["ST1.1", "ST1.2"]
    assert problems(send(client, evaluation, whole)) == [
        "Criteria, row 4, column B (Code): “ST2.1” is nothing that you answer in this return."
    ]
    save(client, evaluation, send(client, evaluation, fill(own, {(CRITERIA, "ST1.1", "rating"): "Red"})))
    assert (rating_of(evaluation), rating_of(evaluation, "ST2.1")) == ("R", None)


def test_the_business_unit_says_first_whose_answers_they_are(client, evaluation, business_manager, lead):
    client.force_login(business_manager)
    for page in (at("offline", evaluation), at("return_xlsx", evaluation)):
        assert client.get(page).url == at("enter", evaluation)

    SelfEvaluation.objects.update(entered_for=lead, entered_through="email")
    book = fill(download(client, evaluation), {(CRITERIA, "ST1.1", "rating"): "Green"})
    save(client, evaluation, send(client, evaluation, book))
    event = Event.objects.about(evaluation).get(verb=IMPORTED)
    assert (event.by, event.on_behalf_of, event.through) == (business_manager, lead, "email")
    assert set(evaluation.contributors.all()) == {business_manager, lead}


def test_who_may_not(client, evaluation, signatory, contributor, outsider, moderator):
    for person, status in [(signatory, 403), (contributor, 403), (outsider, 404), (moderator, 404)]:
        client.force_login(person)
        for name in ("offline", "return_xlsx"):
            assert (person, client.get(at(name, evaluation)).status_code) == (person, status)
        assert (person, client.post(at("offline_save", evaluation)).status_code) == (person, status)


def test_a_closed_round_is_neither_taken_nor_brought(client, evaluation, lead, business_manager):
    client.force_login(lead)
    close_round(evaluation.round, by=business_manager)
    page = client.get(at("return_xlsx", evaluation), follow=True)
    assert "The round has closed. Ask the board’s business unit what to do." in page.text
    assert verbs(evaluation) == []


def test_a_submitted_return_is_neither_taken_nor_brought(client, police, lead):
    evaluation = SubmissionFactory(evaluation=SelfEvaluationFactory(agency=police, awaiting=True)).evaluation
    client.force_login(lead)
    page = client.post(at("offline", evaluation), follow=True)
    assert "The return has been submitted and can no longer be changed." in page.text


def test_more_criteria_take_no_more_queries(client, police, hospital, lead):
    small, large = SelfEvaluationFactory(agency=police), SelfEvaluationFactory(agency=police)
    small.answers.exclude(criterion__code="ST1.1").delete()
    small.responses.exclude(standard__code="ST1").delete()
    client.force_login(lead)
    queries_of(client, at("return_xlsx", small))
    assert queries_of(client, at("return_xlsx", small)) == queries_of(client, at("return_xlsx", large))

    of_preview = []
    for evaluation, codes in [(small, ["ST1.1"]), (large, ["ST1.1", "ST1.2", "ST2.1", "ST2.2"])]:
        book = fill(download(client, evaluation), {(CRITERIA, code, "rating"): "Amber" for code in codes})
        with CaptureQueriesContext(connection) as queries:
            assert "Save these changes" in send(client, evaluation, book).text
        of_preview.append(len(queries))
    assert of_preview[0] == of_preview[1]
