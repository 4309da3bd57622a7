"""The page of one standard: answered, saved while one writes, compared when two write at once."""

import datetime as dt
import json
import re
import uuid

import pytest
from django.urls import reverse

from agencies.models import Event
from agencies.tests.factories import PostFactory
from audits.draft import Improvement, Judgement, digests
from audits.models import Answer, PlannedImprovement, Round, SelfEvaluation, StandardResponse
from audits.operations.answer import save_standard
from audits.tests.factories import (
    EvidenceItemFactory,
    PlannedImprovementFactory,
    RoundFactory,
    SelfEvaluationFactory,
    SubmissionFactory,
)
from audits.tests.queries import queries_of

pytestmark = pytest.mark.django_db
SECRET = "The mentor's name is Ada"


@pytest.fixture
def evaluation(police):
    return SelfEvaluationFactory(agency=police)


@pytest.fixture
def leading(client, lead):
    client.force_login(lead)
    return client


def address(evaluation, code="ST1", name="standard"):
    return reverse(f"audits:{name}", args=["northmere", evaluation.uid, code])


def form_data(version=0, rows=(), **changed):
    """The page of ST1 as a browser posts it; `rows` are planned improvements."""
    data = {
        "version": version,
        "page": str(uuid.UUID(int=1)),
        "seen": "{}",
        "c1-rating": "",
        "c1-narrative": "",
        "c2-rating": "",
        "c2-narrative": "",
        "impact": "",
        "strengths": "",
        "gaps": "",
        "improvements-TOTAL_FORMS": len(rows),
        "improvements-INITIAL_FORMS": 0,
        "save": "stay",
    }
    for index, row in enumerate(rows):
        data |= {f"improvements-{index}-{name}": value for name, value in row.items()}
    return data | {name.replace("__", "-"): value for name, value in changed.items()}


def row(**changed):
    return {
        "uid": str(uuid.UUID(int=7)),
        "what": "Audit the night team",
        "lead": "Head of Custody",
        "due_on": "2027-01-31",
        "success_measure": "Nine in ten",
    } | changed


def answer(evaluation, code):
    return Answer.objects.select_related("rating").get(evaluation=evaluation, criterion__code=code)


def response(evaluation, code="ST1"):
    return StandardResponse.objects.get(evaluation=evaluation, standard__code=code)


def hidden(page, name):
    return re.search(rf'name="{name}"\s+value="([^"]*)"', page.text).group(1)


# ---- The page ----------------------------------------------------------------------------------------------------


def test_the_page_shows_the_criteria_what_ratings_mean_and_what_was_said_last_time(leading, police):
    before = SubmissionFactory(evaluation__agency=police, evaluation__ratings={"ST1.2": "R", "ST2.1": "NA"})
    round_ = RoundFactory(previous=before.evaluation.round)
    evaluation = SelfEvaluationFactory(agency=police, round=round_)
    page = leading.get(address(evaluation)).text

    assert "Standard 1 of 2" in page
    assert "A named senior leader answers for safeguarding." in page
    assert "Everybody can name the person." in page
    assert "Structure chart" in page
    assert "One trustee will do." not in page  # advice for small organisations
    assert re.findall(r"Last time</strong>.*?</span>(\w+)", page, re.S) == ["Green", "Red"]
    assert "Last time" in leading.get(address(evaluation, "ST2")).text


def test_not_applicable_is_offered_only_where_it_may_be(leading, evaluation):
    assert 'value="NA"' not in leading.get(address(evaluation)).text
    page = leading.get(address(evaluation, "ST2")).text
    assert page.count('value="NA"') == 1
    assert "No one holds cases." in page


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
    assert [event.verb for event in Event.objects.about(evaluation)] == ["self_evaluation.standard_saved"]


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


# ---- Saving while one writes -------------------------------------------------------------------------------------


def test_autosave_says_when_and_gives_the_page_its_new_version(leading, evaluation):
    line = leading.post(address(evaluation, name="autosave"), form_data(c1__rating="G", impact="Heard."))

    assert re.match(r"\s*Draft saved at \d\d:\d\d\s", line.text)
    assert 'hx-swap-oob="true"' in line.text
    assert hidden(line, "version") == "1"
    assert (answer(evaluation, "ST1.1").code, response(evaluation).impact) == ("G", "Heard.")
    assert Event.objects.about(evaluation).count() == 0


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
