"""The page of one standard saved while one writes, by two people, and with absurd input."""

import json
import re
import uuid

import pytest

from agencies.tests.asserting import verbs
from audits.draft import Improvement, Judgement, digests
from audits.models import Answer, PlannedImprovement, Round, SelfEvaluation
from audits.operations.answer import save_standard
from audits.tests.factories import PlannedImprovementFactory, SelfEvaluationFactory
from audits.tests.sharing import given
from audits.tests.standard_page import address, answer, form_data, hidden, response, row

pytestmark = pytest.mark.django_db
SECRET = "The mentor's name is Ada"


@pytest.fixture
def evaluation(police, contributor):
    evaluation = SelfEvaluationFactory(agency=police)
    given(evaluation, contributor)
    return evaluation


@pytest.fixture
def leading(client, lead):
    client.force_login(lead)
    return client


# ---- Saving while one writes -------------------------------------------------------------------------------------


def test_autosave_says_when_and_gives_the_page_its_new_version(leading, evaluation):
    line = leading.post(address(evaluation, name="autosave"), form_data(c1__rating="G", impact="Heard."))

    assert re.match(r"\s*Draft saved at \d\d:\d\d\s", line.text)
    assert 'hx-swap-oob="true"' in line.text
    assert hidden(line, "version") == "1"
    assert (answer(evaluation, "ST1.1").code, response(evaluation).impact) == ("G", "Heard.")
    assert verbs(evaluation) == ["self_evaluation.first_opened"]  # a draft saved while one writes is no deed


def test_autosave_saves_what_is_valid_and_says_what_is_not(leading, evaluation):
    data = form_data(c1__rating="G", strengths="x" * 3001, rows=[row(due_on="soon")])
    line = leading.post(address(evaluation, name="autosave"), data).text

    assert "but not everything" in line
    assert "Strengths: use 3000 characters or fewer. You have 3001." in line
    assert "Planned improvement 1. Enter the day it is due" in line
    assert answer(evaluation, "ST1.1").code == "G"


def test_autosave_twice_makes_one_improvement(leading, evaluation):
    for version in (0, 1):
        leading.post(address(evaluation, name="autosave"), form_data(version=version, rows=[row()]))

    assert PlannedImprovement.objects.count() == 1


def test_autosave_of_a_late_page_says_who_was_first(leading, evaluation, contributor):
    standard = evaluation.round.framework_version.standards.get(code="ST1")
    save_standard(evaluation, standard, {"impact": "Mine."}, by=contributor, version=0, page=uuid.uuid4())
    line = leading.post(address(evaluation, name="autosave"), form_data(impact="Late."))

    assert line.status_code == 409
    assert "Not saved: Mina Farrow saved this standard at" in line.text
    assert "Compare the two" in line.text
    assert response(evaluation).impact == "Mine."


def test_autosave_of_a_return_that_is_closed_says_so(leading, evaluation):
    Round.objects.update(status=Round.Status.CLOSED)
    line = leading.post(address(evaluation, name="autosave"), form_data(impact="Late."))

    assert (line.status_code, "Not saved. The round has closed." in line.text) == (409, True)


# ---- Two editors -------------------------------------------------------------------------------------------------


@pytest.fixture
def conflict(evaluation, contributor):
    """The contributor changed the rating and the impact while the lead's page was open at version 0."""
    standard = evaluation.round.framework_version.standards.get(code="ST1")
    draft = {"c1-rating": Judgement("A"), "impact": "Mina’s impact."}
    save_standard(evaluation, standard, draft, by=contributor, version=0, page=uuid.uuid4())
    opened_on = {"c1-rating": Judgement(), "impact": "", "gaps": "", "c1-narrative": "", "improvements": ()}
    return form_data(impact="Joy’s impact.", gaps="Joy’s gap.", seen=json.dumps(digests(opened_on)), save="continue")


def choices(page):
    """{part: chosen already} of the comparison."""
    found = re.findall(r'type="radio"\s+id="[^"]*"\s+name="keep-([^"]*)"\s+value="(\w+)"[^>]*?(checked|>)', page.text)
    chosen = {part: None for part, _, _ in found}
    return chosen | {part: value for part, value, mark in found if mark == "checked"}


def test_the_second_editor_sees_both_and_loses_nothing(leading, evaluation, conflict):
    page = leading.post(address(evaluation), conflict)

    assert page.status_code == 409
    for words in ("Mina’s impact.", "Joy’s impact.", "Joy’s gap.", "Keep Mina Farrow’s"):
        assert words in page.text
    assert choices(page) == {"c1-rating": "theirs", "impact": None, "gaps": "mine"}
    assert response(evaluation).gaps == ""


def resolved(conflict, **keep):
    return conflict | {"resolving": "1", "version": 1} | {f"keep-{name}": value for name, value in keep.items()}


def test_the_choice_decides_part_by_part(leading, evaluation, conflict):
    data = resolved(conflict, impact="mine", gaps="mine", **{"c1-rating": "theirs"})
    assert leading.post(address(evaluation), data).url == address(evaluation, "ST2")

    assert answer(evaluation, "ST1.1").code == "A"
    assert (response(evaluation).impact, response(evaluation).gaps) == ("Joy’s impact.", "Joy’s gap.")


def test_theirs_stays_where_it_is_chosen(leading, evaluation, conflict):
    leading.post(address(evaluation), resolved(conflict, impact="theirs", gaps="theirs", **{"c1-rating": "mine"}))

    assert answer(evaluation, "ST1.1").code is None
    assert (response(evaluation).impact, response(evaluation).gaps) == ("Mina’s impact.", "")


def test_a_part_without_a_choice_is_asked_again(leading, evaluation, conflict):
    page = leading.post(address(evaluation), resolved(conflict, gaps="mine", **{"c1-rating": "theirs"}))

    assert page.status_code == 409
    assert "Choose whose to keep: Impact on children." in page.text
    assert choices(page) == {"c1-rating": "theirs", "impact": None, "gaps": "mine"}
    assert response(evaluation).gaps == ""


def test_a_third_save_meanwhile_is_compared_anew(leading, evaluation, conflict, contributor):
    standard = evaluation.round.framework_version.standards.get(code="ST1")
    save_standard(evaluation, standard, {"impact": "Third."}, by=contributor, version=1, page=uuid.uuid4())
    page = leading.post(address(evaluation), resolved(conflict, impact="mine", gaps="mine", **{"c1-rating": "theirs"}))

    assert page.status_code == 409
    assert "Third." in page.text
    assert response(evaluation).impact == "Third."


def test_the_comparison_keeps_all_that_was_typed_also_what_does_not_differ(leading, evaluation, conflict):
    page = leading.post(address(evaluation), conflict | {"strengths": SECRET + "x" * 3000, "save": "exit"})

    assert SECRET.replace("'", "&#x27;") + "x" * 3000 in page.text
    assert hidden(page, "save") == "exit"
    assert hidden(page, "version") == "1"


def test_improvements_are_compared_as_a_whole(leading, evaluation, contributor):
    standard = evaluation.round.framework_version.standards.get(code="ST1")
    theirs = (Improvement(uuid.UUID(int=9), "Mina’s plan"),)
    save_standard(evaluation, standard, {"improvements": theirs}, by=contributor, version=0, page=uuid.uuid4())
    data = form_data(rows=[row()])
    page = leading.post(address(evaluation), data)
    assert (page.status_code, "Mina’s plan" in page.text, "Audit the night team" in page.text) == (409, True, True)

    leading.post(address(evaluation), resolved(data, improvements="mine"))
    assert [each.what for each in PlannedImprovement.objects.all()] == ["Audit the night team"]


def test_two_windows_of_one_person_are_told_as_such(leading, evaluation, lead):
    standard = evaluation.round.framework_version.standards.get(code="ST1")
    save_standard(evaluation, standard, {"impact": "First window."}, by=lead, version=0, page=uuid.uuid4())
    page = leading.post(address(evaluation), form_data(impact="Second window."))

    assert "You saved this standard in another window" in page.text
    assert "Keep what is in this window" in page.text
    assert "Keep what you saved in another window" in page.text


# ---- Absurd input ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "absurd",
    [
        {"c1-rating": "B"},
        {"c1-rating": "NA"},
        {"c1-rating": "\x00"},
        {"c1-rating": "G" * 100_000},
        {"c1-narrative": "x" * 100_000},
        {"c1-narrative": "a\x00b"},
        {"c2-na_reason": "Not asked for."},
        {"version": "x"},
        {"version": "-1"},
        {"version": "9" * 100},
        {"version": "²"},
        {"page": "not a uid"},
        {"seen": "[" * 2000},
        {"seen": "[1]"},
        {"seen": '{"impact": {}}'},
        {"resolving": "1"},
        {"resolving": "1", "keep-impact": "everything"},
        {"save": "elsewhere"},
        {"attach": "ST9.9"},
        {"detach": "ST9.9"},
        {"detach": ""},
        {"add_improvements": "x"},
        {"remove_improvements": "x"},
        {"remove_improvements": "-1"},
        {"remove_improvements": "99"},
        {"improvements-TOTAL_FORMS": "x"},
        {"improvements-TOTAL_FORMS": "-3"},
        {"improvements-TOTAL_FORMS": "1000000"},
        {"improvements-TOTAL_FORMS": ""},
        {"improvements-TOTAL_FORMS": "1", "improvements-0-uid": "\x00", "improvements-0-what": "x" * 100_000},
        {"improvements-TOTAL_FORMS": "1", "improvements-0-due_on": "99999-99-99"},
        {"improvements-TOTAL_FORMS": "1", "improvements-0-lead": "a\x00b"},
    ],
    ids=str,
)
@pytest.mark.parametrize("name", ["standard", "autosave"])
def test_nothing_absurd_breaks_the_page(leading, evaluation, name, absurd):
    answer = leading.post(address(evaluation, name=name), form_data(impact="Heard.") | absurd)

    assert answer.status_code in (200, 302, 404, 409)
    assert Answer.objects.exclude(rating=None).count() == 0


@pytest.mark.parametrize("name", ["standard", "autosave"])
def test_an_empty_post_changes_nothing(leading, police, name):
    evaluation = SelfEvaluationFactory(agency=police, ratings={"ST1.1": "A"})

    assert leading.post(address(evaluation, name=name), {}).status_code in (200, 409)
    assert response(evaluation).gaps == "Nights."
    assert PlannedImprovement.objects.count() == 1


def test_another_returns_improvement_is_not_touched(leading, evaluation, hospital):
    theirs = PlannedImprovementFactory(
        evaluation=SelfEvaluationFactory(agency=hospital), standard=evaluation.responses.first().standard
    )
    leading.post(address(evaluation), form_data(rows=[row(uid=str(theirs.uid), what="Mine now")]))

    theirs.refresh_from_db()
    assert theirs.what == "Bring the night team into the supervision audit"
    assert evaluation.improvements.get().what == "Mine now"


def test_more_improvements_than_anybody_can_do_are_refused(leading, evaluation):
    rows = [row(uid=str(uuid.UUID(int=number))) for number in range(1, 22)]
    page = leading.post(address(evaluation), form_data(impact="Heard.", rows=rows))

    assert "Plan 20 improvements at most for one standard." in page.text
    assert (PlannedImprovement.objects.count(), response(evaluation).impact) == (0, "Heard.")


def test_words_of_any_kind_come_back_as_they_were(leading, evaluation):
    words = "<script>alert('ŷ')</script> & “quotes” \U0001f600\n\n  Łukasz {{ x }} %s"
    leading.post(address(evaluation), form_data(c1__narrative=words))

    assert answer(evaluation, "ST1.1").narrative == words
    assert "<script>alert" not in leading.get(address(evaluation)).text
    assert SelfEvaluation.objects.count() == 1
