"""Criteria that count: answered on the page, saved, compared, checked, signed, and kept out of every score."""

import json

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from agencies.models import Event, User
from audits import contents
from audits.carried import Before
from audits.draft import Counted, Judgement
from audits.framework_file import read_scales
from audits.management.commands.import_scales import SHIPPED as SCALES
from audits.matrix import matrix_of
from audits.models import Answer, Review
from audits.operations.answer import LARGEST, save_standard
from audits.operations.moderation import moderate
from audits.operations.scale import import_scales
from audits.scoring import State
from audits.submitted import answers_by_standard, rolled_up, weighed_by_standard
from audits.tests.factories import RoundFactory, SelfEvaluationFactory, SubmissionFactory
from audits.tests.factories_frameworks import counting_version, weighing_version
from audits.tests.standard_page import address, answer, form_data, response
from lscb_portal.lib.errors import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def counting(board):
    """A round where ST1.2 asks how many adults, out of how many, on the count date."""
    version = counting_version()
    return RoundFactory(framework_version=version, boards=[board], count_date="2026-10-01")


@pytest.fixture
def evaluation(counting, police):
    return SelfEvaluationFactory(round=counting, agency=police)


@pytest.fixture
def leading(client, lead):
    client.force_login(lead)
    return client


def save(evaluation, by, **counted):
    standard = evaluation.round.framework_version.standards.get(code="ST1")
    version = evaluation.responses.get(standard=standard).version
    return save_standard(evaluation, standard, {"c2-count": Counted(**counted)}, by=by, version=version)


def count(evaluation):
    held = answer(evaluation, "ST1.2")
    return held.count, held.total, held.not_applicable, held.na_reason


def data(**changed):
    """The page of ST1 as a browser posts it, where the second criterion counts."""
    posted = form_data(**{"c2__count": "", "c2__total": ""} | changed)
    return {name: value for name, value in posted.items() if name != "c2-rating"}


def whole(evaluation, counted=12, total=14):
    """The return answered whole, with this number."""
    points = {point.code: point for point in evaluation.round.scale.points.all()}
    for held in evaluation.answers.select_related("criterion"):
        if held.criterion.is_count:
            held.count, held.total = counted, total
        else:
            held.rating, held.narrative = points["G"], "So we do."
        held.save()
    return evaluation


# ---- Saving --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("counted", [{"count": 0, "total": 0}, {"count": 12, "total": 14}, {"count": 3}, {}])
def test_a_number_is_kept_nought_among_them(evaluation, lead, counted):
    save(evaluation, lead, **counted)

    assert count(evaluation) == (counted.get("count"), counted.get("total"), False, "")


def test_not_applicable_takes_the_place_of_a_number(police, lead, board):
    version = counting_version(na_allowed=True)
    evaluation = SelfEvaluationFactory(round=RoundFactory(framework_version=version, boards=[board]), agency=police)
    save(evaluation, lead, count=3)
    save(evaluation, lead, not_applicable=True, reason="We have no adults.")

    assert count(evaluation) == (None, None, True, "We have no adults.")


@pytest.mark.parametrize(
    ("counted", "sentence"),
    [
        ({"count": 15, "total": 14}, "ST1.2: the number cannot be larger than what it is out of."),
        ({"total": 14}, "ST1.2: the number cannot be larger than what it is out of."),
        ({"count": -1}, "ST1.2: give a whole number from 0 to 10,000,000."),
        ({"count": LARGEST + 1}, "ST1.2: give a whole number from 0 to 10,000,000."),
        ({"not_applicable": True, "reason": "No."}, "ST1.2 applies to every agency that is asked it."),
    ],
)
def test_what_no_count_can_be_is_refused_and_nothing_is_saved(evaluation, lead, counted, sentence):
    with pytest.raises(Refused, match=f"^{sentence}$"):
        save(evaluation, lead, **counted)
    assert (count(evaluation), response(evaluation).version) == ((None, None, False, ""), 0)
    assert not Event.objects.about(evaluation).exists()


def test_a_scale_that_allows_grey_allows_it_everywhere(police, lead, board):
    version = counting_version()
    library = {scale.code: scale for scale in read_scales(SCALES.read_text(encoding="utf-8"))}
    (grey,) = import_scales([library["RAG-GREY"]], by=User.objects.system())
    round_ = RoundFactory(framework_version=version, scale=grey, boards=[board])
    evaluation = SelfEvaluationFactory(round=round_, agency=police)
    draft = {"c1-rating": Judgement("NA", "No leaders."), "c2-count": Counted(None, None, True, "No adults.")}
    save_standard(evaluation, version.standards.get(code="ST1"), draft, by=lead, version=0)

    assert answer(evaluation, "ST1.1").not_applicable
    assert count(evaluation) == (None, None, True, "No adults.")


def test_a_number_without_total_keeps_none(police, lead, board):
    version = counting_version(with_total=False)
    evaluation = SelfEvaluationFactory(round=RoundFactory(framework_version=version, boards=[board]), agency=police)
    save(evaluation, lead, count=3, total=9)

    assert count(evaluation) == (3, None, False, "")


@pytest.mark.parametrize("change", [{"count": 5, "total": 3}, {"count": 5, "not_applicable": True}])
def test_the_database_refuses_a_number_beyond_its_total_or_beside_not_applicable(evaluation, change):
    with pytest.raises(IntegrityError), transaction.atomic():
        Answer.objects.filter(criterion__code="ST1.2").update(**change)


# ---- The page ------------------------------------------------------------------------------------------------------


def test_the_page_asks_for_the_number_and_what_it_is_out_of(leading, evaluation):
    page = leading.get(address(evaluation)).text

    assert "Number of adults" in page
    assert "On 1 October 2026. None is 0; leave it empty until you know." in page
    assert 'name="c2-total"' in page
    assert 'name="c2-rating"' not in page


def test_a_number_is_saved_by_the_button_and_while_one_writes(leading, evaluation):
    leading.post(address(evaluation), data(c2__count="1,2", c2__total="14"))
    assert count(evaluation) == (12, 14, False, "")

    leading.post(address(evaluation, name="autosave"), data(version=1, c2__count="0", c2__total="14"))
    assert count(evaluation) == (0, 14, False, "")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"c2__count": "many"}, "Enter a whole number, for example 12. None is 0."),
        ({"c2__count": "-1"}, "Enter a whole number, for example 12. None is 0."),
        ({"c2__count": "1.5"}, "Enter a whole number, for example 12. None is 0."),
        ({"c2__count": "99999999999"}, "Enter a number up to 10,000,000."),
        ({"c2__count": "15", "c2__total": "14"}, "15 cannot be out of 14. Enter the whole number of adults."),
        ({"c2__total": "14"}, "Enter how many of the 14."),
    ],
)
def test_what_is_wrong_with_a_number_is_said_beside_it_and_the_rest_is_saved(leading, evaluation, typed, sentence):
    page = leading.post(address(evaluation), data(impact="Heard.", **typed))

    assert sentence in page.text
    assert (count(evaluation), response(evaluation).impact) == ((None, None, False, ""), "Heard.")


def test_two_editors_see_both_numbers(leading, evaluation, contributor):
    Answer.objects.filter(criterion__code="ST1.2").update(count=3, total=9)
    evaluation.responses.update(version=1, changed_by=contributor)
    page = leading.post(address(evaluation), data(c2__count="4", c2__total="9"))

    assert page.status_code == 409
    assert "ST1.2, number" in page.text
    assert "4 out of 9" in page.text
    assert "3 out of 9" in page.text


# ---- What is missing, and what it adds up to -----------------------------------------------------------------------


def first(evaluation):
    return contents.read(evaluation)[0]


def test_an_unanswered_number_is_a_gap_and_so_is_a_missing_total(evaluation, lead):
    assert "ST1.2 needs a number; none is 0." in [gap.text for gap in first(evaluation).gaps]

    save(evaluation, lead, count=0)
    assert [gap.text for gap in first(evaluation).gaps if "ST1.2" in gap.text] == [
        "Say what the number of ST1.2 is out of."
    ]

    save(evaluation, lead, count=0, total=0)
    assert (first(evaluation).answered, [gap for gap in first(evaluation).gaps if "ST1.2" in gap.text]) == (1, [])


def test_a_number_never_enters_the_standards_rating(evaluation, lead):
    whole(evaluation, counted=0)
    rolled = first(evaluation).rollup

    assert (rolled.state, rolled.rating, rolled.tally.denominator) == (State.COMPLETE, "G", 1)


def test_a_missing_number_holds_the_hand_over_and_not_the_rating(evaluation, lead):
    whole(evaluation)
    Answer.objects.filter(criterion__code="ST1.2").update(count=None, total=None)

    assert (first(evaluation).rollup.rating, len(first(evaluation).gaps)) == ("G", 1)


def test_the_number_is_checked_signed_and_read(leading, evaluation, signatory, board):
    whole(evaluation)
    page = leading.get(reverse("audits:check", args=[board.slug, evaluation.uid])).text
    assert "12 out of 14" in page

    submission = signed(evaluation, signatory)
    answers = json.loads(submission.content)["standards"][0]["answers"]
    assert {name: answers[1][name] for name in ("kind", "count", "total", "unit", "period", "rating")} == {
        "kind": "count",
        "count": 12,
        "total": 14,
        "unit": "adults",
        "period": "count_date",
        "rating": None,
    }
    page = leading.get(reverse("audits:submission", args=[board.slug, submission.uid])).text
    assert "12 out of 14" in page


def signed(evaluation, signatory):
    evaluation.responses.update(impact="Heard.", version=1)
    type(evaluation).objects.filter(pk=evaluation.pk).update(
        status="awaiting_sign_off", handed_over_at=evaluation.round.opened_at, handed_over_by=evaluation.round.opened_by
    )
    return SubmissionFactory(evaluation=type(evaluation).objects.get(pk=evaluation.pk), signed_by=signatory)


def test_the_matrix_and_moderation_leave_numbers_out(evaluation, signatory, moderator):
    submission = signed(whole(evaluation), signatory)
    review = Review.objects.get()

    assert answers_by_standard(submission)["ST1"] == ["G"]
    cell = matrix_of(review.round_board).lines[0].cells[0]
    assert (cell.state, cell.rating.code) == (State.COMPLETE, "G")
    standard = evaluation.round.framework_version.standards.get(code="ST1")
    point = evaluation.round.scale.points.get(code="A")
    judged = moderate(review, standard, rating=point, reason_code="missing", reason="Look.", version=0, by=moderator)
    assert judged.self_rating.code == "G"


def test_the_number_of_last_time_stands_beside_this_years(counting, police, signatory, lead, board):
    signed(whole(SelfEvaluationFactory(round=counting, agency=police)), signatory)
    this = RoundFactory(framework_version=counting.framework_version, boards=[board], previous=counting)
    evaluation = SelfEvaluationFactory(round=this, agency=police)
    (then,) = Before(evaluation, lead).beside(evaluation.answers.get(criterion__code="ST1.2")).then

    assert (then.rating.letter, then.rating.label) == ("", "12 out of 14 adults")


# ---- Weights -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("weights", "rating"), [((1, 1), "A"), ((1, 3), "R"), ((3, 1), "A"), ((1000, 1), "A")])
def test_weights_are_carried_from_the_return_to_the_submission_and_the_matrix(
    board, police, signatory, weights, rating
):
    version = weighing_version(weights)
    round_ = RoundFactory(framework_version=version, boards=[board])
    evaluation = SelfEvaluationFactory(round=round_, agency=police, awaiting=True, ratings={"ST1.2": "R"})
    assert first(evaluation).rollup.rating == rating

    submission = SubmissionFactory(evaluation=evaluation, signed_by=signatory)
    review = Review.objects.get()
    assert weighed_by_standard(submission)["ST1"] == [("G", weights[0]), ("R", weights[1])]
    assert rolled_up(submission, "ST1", round_.scale).rating == rating
    assert matrix_of(review.round_board).lines[0].cells[0].rating.code == rating
    frozen = json.loads(submission.content)["standards"][0]["rollup"]
    assert (frozen["rating"], frozen["rule"], frozen["mean"] is not None) == (rating, "weighted", True)


def test_the_check_says_how_much_each_rating_counts_and_what_the_mean_is(client, board, police, lead):
    round_ = RoundFactory(framework_version=weighing_version((1, 3)), boards=[board])
    evaluation = SelfEvaluationFactory(round=round_, agency=police, complete=True, ratings={"ST1.2": "A"})
    client.force_login(lead)
    page = " ".join(client.get(reverse("audits:check", args=[board.slug, evaluation.uid])).text.split())

    assert "counts 25.0 of 100" in page
    assert "counts 75.0 of 100" in page
    assert "Amber, mean 1.3" in page
