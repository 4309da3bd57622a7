"""What stands beside an answer from last time: its question, its rating, how it was judged; and the page's buttons."""

import datetime as dt
from dataclasses import replace

import pytest
from django.utils import timezone

from agencies.models import User
from audits.carried import Before
from audits.contents import read
from audits.models import Answer, Criterion, CriterionMapping, Feedback, FeedbackPart
from audits.operations.carrying import carry_forward
from audits.operations.framework import import_framework
from audits.operations.moderation import finish, moderate
from audits.tests.factories import (
    NARRATIVE,
    RoundFactory,
    SelfEvaluationFactory,
    SubmissionFactory,
    small_framework,
)
from audits.tests.queries import queries_of
from audits.tests.standard_page import address, answer, form_data, response

pytestmark = pytest.mark.django_db
CARRIED = "Carried from 2025. Not confirmed yet."


@pytest.fixture
def last_year(police):
    round_ = RoundFactory(opens_on=dt.date(2025, 1, 10))
    evaluation = SelfEvaluationFactory(round=round_, agency=police, awaiting=True, ratings={"ST1.1": "A"})
    return SubmissionFactory(evaluation=evaluation)


@pytest.fixture
def evaluation(police, last_year):
    evaluation = SelfEvaluationFactory(agency=police)
    carry_forward(evaluation)
    return evaluation


@pytest.fixture
def leading(client, lead):
    client.force_login(lead)
    return client


def beside(evaluation, reader, code="ST1"):
    """(what stands beside the standard, what stands beside each of its answers)."""
    before = Before(evaluation, reader)
    each = next(one for one in read(evaluation) if one.standard.code == code)
    return before.of_standard(each), [before.beside(one) for one in each.answers]


def page_as_shown(evaluation, **changed):
    """The page of ST1 posted as it was opened: with what was carried, untouched."""
    shown = {"c1__rating": "A", "c1__narrative": NARRATIVE, "c2__rating": "G", "c2__narrative": NARRATIVE}
    return form_data(**shown) | changed


# ---- Beside an answer --------------------------------------------------------------------------------------------


def test_an_answer_says_where_it_comes_from_until_it_is_confirmed(evaluation, lead):
    Answer.objects.filter(evaluation=evaluation, criterion__code="ST1.2").update(confirmed=True)
    _, (first, second) = beside(evaluation, lead)

    assert (first.carried, second.carried) == ("2025", "")
    assert [(then.code, then.rating.label, then.change) for then in first.then] == [("ST1.1", "Amber", None)]


def test_the_standard_shows_what_was_said_and_what_the_board_made_of_it(evaluation, last_year, lead, moderator):
    review = last_year.evaluation.reviews.get()
    points = {point.code: point for point in review.round_board.round.scale.points.all()}
    standards = list(review.round_board.round.framework_version.standards.all())
    for standard in standards:
        told = {"reason_code": "part", "reason": "Nights are missing.", "version": 0, "by": moderator}
        moderate(review, standard, rating=points["R"], **told)
    assert beside(evaluation, lead)[0][0].judgements == ()  # not before it is finished

    finish(review, by=moderator)
    feedback = Feedback.objects.create(review=review, drafted_by=moderator)
    FeedbackPart.objects.create(feedback=feedback, standard=standards[0], text="Look at the nights.")
    (judge, moderation, said) = beside(evaluation, lead)[0][0].judgements[0]
    assert (judge, moderation.rating.code, said) == (review.round_board.board, "R", "")  # a draft is nobody's to read

    Feedback.objects.filter(pk=feedback.pk).update(status="sent", sent_at=timezone.now(), sent_by=moderator)
    (then,), _ = beside(evaluation, lead)
    assert (then.rating.label, then.words["gaps"]) == ("Amber", "Nights.")
    assert then.judgements[0][2] == "Look at the nights."


def test_what_changed_in_the_question_is_marked(police, last_year, lead):
    file = small_framework()
    first = file.standards[0]
    new = replace(first.criteria[0], statement="A named senior leader or deputy answers for safeguarding.")
    standards = (replace(first, criteria=(new, *first.criteria[1:])), *file.standards[1:])
    version = import_framework(replace(file, number="2", standards=standards), by=User.objects.system())[0]
    CriterionMapping.objects.create(
        old=Criterion.objects.get(standard__version=last_year.evaluation.round.framework_version, code="ST1.1"),
        new_version=version,
        new=Criterion.objects.get(standard__version=version, code="ST1.1"),
        relation="subset",
        rationale="Deputies count too.",
        provenance="entered",
        confirmed_at=timezone.now(),
        confirmed_by=lead,
    )
    now = SelfEvaluationFactory(agency=police, round=RoundFactory(framework_version=version))
    carry_forward(now)
    (then,) = beside(now, lead)[1][0].then

    assert [(piece.kind, piece.text) for piece in then.change.pieces if piece.kind != "same"] == [
        ("added", "or deputy ")
    ]
    assert (then.relation, then.rationale) == ("The earlier question asked less than this one.", "Deputies count too.")


# ---- The page ----------------------------------------------------------------------------------------------------


def test_the_page_says_what_was_carried_and_offers_to_confirm_it(leading, evaluation):
    page = leading.get(address(evaluation)).text

    assert page.count(CARRIED) == 2
    assert page.count('name="confirm"') == 3  # one for each, and one for all
    assert "2 of 2 answers were carried over" in page


def test_confirm_one(leading, evaluation):
    sent = leading.post(address(evaluation), page_as_shown(evaluation, confirm="ST1.1"))

    assert sent.url == f"{address(evaluation)}#ST1.1"
    assert (answer(evaluation, "ST1.1").code, answer(evaluation, "ST1.2").code) == ("A", None)
    assert leading.get(address(evaluation)).text.count(CARRIED) == 1


def test_confirm_all_of_the_standard(leading, evaluation):
    leading.post(address(evaluation), page_as_shown(evaluation, confirm="all"))

    assert (answer(evaluation, "ST1.1").code, answer(evaluation, "ST1.2").code) == ("A", "G")
    assert answer(evaluation, "ST2.1").code is None


def test_what_was_changed_on_the_page_is_saved_with_the_confirmation(leading, evaluation):
    data = page_as_shown(evaluation, confirm="ST1.2") | {"c1-rating": "R"}
    leading.post(address(evaluation), data)

    assert (answer(evaluation, "ST1.1").code, answer(evaluation, "ST1.2").code) == ("R", "G")


@pytest.mark.parametrize("name", ["standard", "autosave"])
def test_a_save_of_the_untouched_page_confirms_nothing(leading, evaluation, name):
    leading.post(address(evaluation, name=name), page_as_shown(evaluation))

    assert (answer(evaluation, "ST1.1").code, answer(evaluation, "ST1.2").code) == (None, None)


def test_an_autosave_that_confirms_puts_right_what_the_page_says(leading, evaluation):
    shown = leading.get(address(evaluation)).text
    first, second = (answer(evaluation, code) for code in ("ST1.1", "ST1.2"))
    data = page_as_shown(evaluation) | {"c1-rating": "R"}
    sent = leading.post(address(evaluation, name="autosave"), data).text

    boxes = [f'id="carried-{one.pk}"' for one in (first, second)]
    assert ([box in shown for box in boxes], [box in sent for box in boxes]) == ([True, True], [True, False])
    assert "1 of 2 answers were carried over" in sent
    assert "ST1.1 counted as answered. 1 carried over still to confirm." in sent
    assert ('id="confirm-all"' in shown, 'id="confirm-all"' in sent) == (True, False)

    data |= {"c2-rating": "A", "version": response(evaluation).version}
    last = leading.post(address(evaluation, name="autosave"), data).text
    assert [box in last for box in boxes] == [False, True]
    assert "Nothing that was carried over waits" in last
    assert '<div id="confirm-all" hx-swap-oob="delete">' in last


@pytest.mark.parametrize("value", ["ST9.9", "", "ST2.1"])
def test_there_is_nothing_else_to_confirm(leading, evaluation, value):
    assert leading.post(address(evaluation), page_as_shown(evaluation, confirm=value)).status_code == 404


def test_last_times_words_for_the_whole_standard_come_where_nothing_stands(leading, evaluation):
    assert 'name="take_words"' in leading.get(address(evaluation)).text
    sent = leading.post(address(evaluation), page_as_shown(evaluation, take_words="1", impact="Of this year."))

    assert sent.url == f"{address(evaluation)}#whole"
    now = response(evaluation)
    assert (now.impact, now.strengths, now.gaps) == ("Of this year.", "Trained staff.", "Nights.")
    assert 'name="take_words"' not in leading.get(address(evaluation)).text


def test_the_overview_and_the_check_say_what_waits(leading, evaluation):
    overview = leading.get(f"/b/northmere/returns/{evaluation.uid}/").text
    check = leading.get(f"/b/northmere/returns/{evaluation.uid}/check/").text

    assert "0 of 2 answered, 2 carried over and not confirmed" in overview
    assert check.count("Not confirmed yet") == 4


def test_the_page_takes_the_same_queries_however_much_was_carried(leading, evaluation, police):
    carried = queries_of(leading, address(evaluation))
    Answer.objects.filter(evaluation=evaluation).exclude(criterion__code="ST1.1").update(confirmed=True)

    assert queries_of(leading, address(evaluation)) == carried
