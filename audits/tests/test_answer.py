import datetime as dt
import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from agencies.models import Event
from audits.draft import Improvement, Judgement
from audits.models import Answer, PlannedImprovement, RatingScale, Review, Round, ScalePoint, SelfEvaluation
from audits.operations.answer import Stale, save_standard
from audits.operations.round import close_round
from audits.tests.factories import PlannedImprovementFactory, SelfEvaluationFactory, SubmissionFactory
from audits.tests.sharing import given
from lscb_portal.lib.errors import Refused

pytestmark = pytest.mark.django_db
ROW = Improvement(uuid.UUID(int=1), "Audit the night team", "Head of Custody", dt.date(2027, 1, 31), "Nine in ten")


@pytest.fixture
def evaluation(police, contributor):
    evaluation = SelfEvaluationFactory(agency=police)
    given(evaluation, contributor)
    return evaluation


@pytest.fixture
def standard(evaluation):
    return evaluation.round.framework_version.standards.get(code="ST1")


@pytest.fixture
def supervision(evaluation):
    return evaluation.round.framework_version.standards.get(code="ST2")


def answer(evaluation, code):
    return Answer.objects.select_related("rating").get(evaluation=evaluation, criterion__code=code)


def facts(evaluation):
    return [(event.verb, event.by, event.facts) for event in Event.objects.about(evaluation)]


# ---- It works ----------------------------------------------------------------------------------------------------


def test_a_first_save_begins_the_return_and_keeps_every_part(evaluation, standard, lead):
    draft = {
        "c1-rating": Judgement("A"),
        "c1-narrative": "A chief officer is named.",
        "impact": "Children are heard.",
        "strengths": "Reports.",
        "gaps": "Nights.",
        "improvements": (ROW,),
    }
    response = save_standard(evaluation, standard, draft, by=lead, version=0, explicit=True)

    evaluation.refresh_from_db()
    first = answer(evaluation, "ST1.1")
    assert (evaluation.status, list(evaluation.contributors.all())) == ("in_progress", [lead])
    assert (first.code, first.narrative, first.changed_by) == ("A", "A chief officer is named.", lead)
    assert (response.impact, response.strengths, response.gaps) == ("Children are heard.", "Reports.", "Nights.")
    assert (response.version, response.changed_by) == (1, lead)
    row = PlannedImprovement.objects.get()
    assert (row.uid, row.what, row.lead, row.due_on, row.success_measure) == ROW
    assert answer(evaluation, "ST1.2").changed_by is None
    assert facts(evaluation) == [("self_evaluation.standard_saved", lead, '{"standard":"ST1","version":1}')]


def test_an_automatic_save_leaves_no_event(evaluation, standard, contributor):
    save_standard(evaluation, standard, {"impact": "Heard."}, by=contributor, version=0)

    assert evaluation.responses.get(standard=standard).impact == "Heard."
    assert facts(evaluation) == []


def test_a_save_that_changes_nothing_makes_no_version(evaluation, standard, lead):
    save_standard(evaluation, standard, {"impact": "Heard."}, by=lead, version=0)
    response = save_standard(evaluation, standard, {"impact": "Heard."}, by=lead, version=1)

    assert response.version == 1


def test_a_button_pressed_twice_is_one_event(evaluation, standard, lead):
    page = uuid.uuid4()
    for _ in range(2):
        save_standard(evaluation, standard, {"impact": "Heard."}, by=lead, version=0, page=page, explicit=True)

    assert len(facts(evaluation)) == 1


def test_not_applicable_takes_its_reason_and_a_rating_takes_it_away(evaluation, supervision, lead):
    save_standard(evaluation, supervision, {"c1-rating": Judgement("NA", "No cases.")}, by=lead, version=0)
    first = answer(evaluation, "ST2.1")
    assert (first.code, first.not_applicable, first.na_reason) == ("NA", True, "No cases.")

    save_standard(evaluation, supervision, {"c1-rating": Judgement.of("G", "No cases.")}, by=lead, version=1)
    first = answer(evaluation, "ST2.1")
    assert (first.code, first.not_applicable, first.na_reason) == ("G", False, "")


def test_a_rating_can_be_taken_away(evaluation, standard, lead):
    save_standard(evaluation, standard, {"c1-rating": Judgement("G")}, by=lead, version=0)
    save_standard(evaluation, standard, {"c1-rating": Judgement()}, by=lead, version=1)

    assert answer(evaluation, "ST1.1").code is None


def test_improvements_become_those_of_the_draft(evaluation, standard, supervision, lead):
    kept = PlannedImprovementFactory(evaluation=evaluation, standard=standard, what="Kept")
    PlannedImprovementFactory(evaluation=evaluation, standard=standard, what="Dropped")
    elsewhere = PlannedImprovementFactory(evaluation=evaluation, standard=supervision)
    draft = {"improvements": (Improvement(kept.uid, "Kept and changed"), ROW)}
    save_standard(evaluation, standard, draft, by=lead, version=0)

    rows = PlannedImprovement.objects.filter(standard=standard)
    assert [(row.pk, row.what) for row in rows] == [(kept.pk, "Kept and changed"), (rows[1].pk, ROW.what)]
    assert PlannedImprovement.objects.filter(pk=elsewhere.pk).exists()


def test_another_returns_improvement_is_never_taken_over(evaluation, standard, lead, hospital):
    theirs = PlannedImprovementFactory(evaluation=SelfEvaluationFactory(agency=hospital), standard=standard)
    save_standard(evaluation, standard, {"improvements": (ROW._replace(uid=theirs.uid),)}, by=lead, version=0)

    theirs.refresh_from_db()
    assert theirs.evaluation.agency == hospital
    assert [row.what for row in evaluation.improvements.all()] == [ROW.what]


# ---- Two editors -------------------------------------------------------------------------------------------------


def test_the_second_of_two_editors_is_told_and_nothing_of_theirs_is_saved(evaluation, standard, lead, contributor):
    save_standard(evaluation, standard, {"impact": "The lead’s."}, by=lead, version=0, page=uuid.uuid4())

    with pytest.raises(Stale):
        save_standard(evaluation, standard, {"impact": "Another."}, by=contributor, version=0, page=uuid.uuid4())

    response = evaluation.responses.get(standard=standard)
    assert (response.impact, response.version) == ("The lead’s.", 1)
    assert list(evaluation.contributors.all()) == [lead]


def test_another_part_of_the_same_page_is_a_conflict_too(evaluation, standard, lead, contributor):
    save_standard(evaluation, standard, {"impact": "The lead’s."}, by=lead, version=0, page=uuid.uuid4())

    with pytest.raises(Stale):
        save_standard(evaluation, standard, {"gaps": "Nights."}, by=contributor, version=0, page=uuid.uuid4())


def test_two_who_write_the_same_are_in_no_conflict(evaluation, standard, lead, contributor):
    save_standard(evaluation, standard, {"impact": "Heard."}, by=lead, version=0, page=uuid.uuid4())
    response = save_standard(evaluation, standard, {"impact": "Heard."}, by=contributor, version=0, page=uuid.uuid4())

    assert response.version == 1


def test_a_page_that_missed_the_answer_to_its_own_save_goes_on(evaluation, standard, lead):
    page = uuid.uuid4()
    save_standard(evaluation, standard, {"impact": "Hea"}, by=lead, version=0, page=page)
    response = save_standard(evaluation, standard, {"impact": "Heard."}, by=lead, version=0, page=page)

    assert (response.impact, response.version) == ("Heard.", 2)


def test_other_standards_do_not_get_in_each_others_way(evaluation, standard, supervision, lead, contributor):
    save_standard(evaluation, standard, {"impact": "One."}, by=lead, version=0)
    response = save_standard(evaluation, supervision, {"impact": "Two."}, by=contributor, version=0)

    assert response.version == 1


# ---- Guards ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("draft", "sentence"),
    [
        ({"c1-rating": Judgement("B")}, "“B” is not a rating"),
        ({"c1-rating": Judgement("NA", "Why not.")}, "ST1.1 applies to every agency"),
        ({"c1-narrative": "x" * 3001}, "3000 characters at most"),
        ({"impact": "x" * 3001}, "3000 characters at most"),
        ({"improvements": (ROW._replace(what="x" * 501),)}, "500 characters at most"),
        ({"improvements": (ROW._replace(lead="x" * 121),)}, "120 characters at most"),
    ],
)
def test_what_does_not_fit_is_refused_whole(evaluation, standard, lead, draft, sentence):
    with pytest.raises(Refused, match=sentence):
        save_standard(evaluation, standard, {"gaps": "Nights."} | draft, by=lead, version=0, explicit=True)

    assert evaluation.responses.get(standard=standard).gaps == ""
    assert facts(evaluation) == []


def test_a_rating_of_another_scale_is_refused(evaluation, standard, lead):
    other = RatingScale.objects.create(code="MET4", name="Met")
    ScalePoint.objects.create(scale=other, code="FM", points=3, letter="F", label="Fully met", colour="b")

    with pytest.raises(Refused, match="not a rating of this round"):
        save_standard(evaluation, standard, {"c1-rating": Judgement("FM")}, by=lead, version=0)


def test_a_return_with_the_signatory_cannot_be_changed(police, lead):
    evaluation = SelfEvaluationFactory(agency=police, awaiting=True)
    standard = evaluation.round.framework_version.standards.first()

    with pytest.raises(Refused, match="with the signatory"):
        save_standard(evaluation, standard, {"impact": "Late."}, by=lead, version=1)


def test_a_submitted_return_cannot_be_changed_not_even_in_the_database(police, lead):
    evaluation = SubmissionFactory(evaluation__agency=police).evaluation
    standard = evaluation.round.framework_version.standards.first()

    with pytest.raises(Refused, match="has been submitted"):
        save_standard(evaluation, standard, {"impact": "Late."}, by=lead, version=1)
    with pytest.raises(DatabaseError), transaction.atomic():
        Answer.objects.filter(evaluation=evaluation).update(narrative="Late.")


def test_a_closed_round_takes_no_answers(evaluation, standard, lead, business_manager):
    close_round(evaluation.round, by=business_manager)

    with pytest.raises(Refused, match="round has closed"):
        save_standard(evaluation, standard, {"impact": "Late."}, by=lead, version=0)


def test_a_return_that_a_board_sent_back_is_open_in_a_closed_round(police, lead):
    evaluation = SubmissionFactory(evaluation__agency=police).evaluation
    Round.objects.update(status=Round.Status.CLOSED)
    Review.objects.update(status=Review.Status.RETURNED)
    SelfEvaluation.objects.update(status=SelfEvaluation.Status.IN_PROGRESS, submitted_at=None, submitted_by=None)
    standard = evaluation.round.framework_version.standards.first()
    save_standard(evaluation, standard, {"impact": "Again."}, by=lead, version=1)

    assert evaluation.responses.get(standard=standard).impact == "Again."


@pytest.mark.parametrize(
    "role", ["signatory", "outsider", "moderator", "chair", "analyst", "board_member", "independent_chair", "stranger"]
)
def test_who_may_not_answer(request, role, evaluation, standard):
    with pytest.raises(PermissionDenied):
        save_standard(evaluation, standard, {"impact": "Not mine."}, by=request.getfixturevalue(role), version=0)


# ---- For somebody else -------------------------------------------------------------------------------------------


def test_the_business_unit_says_first_whose_answers_they_are(evaluation, standard, business_manager):
    with pytest.raises(Refused, match="whose answers"):
        save_standard(evaluation, standard, {"impact": "By telephone."}, by=business_manager, version=0)


def test_both_names_are_kept_with_what_the_business_unit_saves(evaluation, standard, administrator, lead):
    SelfEvaluation.objects.update(entered_for=lead, entered_through="telephone")
    evaluation.refresh_from_db()
    save_standard(evaluation, standard, {"impact": "Heard."}, by=administrator, version=0, explicit=True)

    (event,) = Event.objects.about(evaluation)
    assert (event.by, event.on_behalf_of, event.through) == (administrator, lead, "telephone")
    assert set(evaluation.contributors.all()) == {administrator, lead}


def test_an_agencys_own_people_answer_in_their_own_name(evaluation, standard, lead, contributor):
    SelfEvaluation.objects.update(entered_for=lead, entered_through="telephone")
    evaluation.refresh_from_db()
    save_standard(evaluation, standard, {"impact": "Heard."}, by=contributor, version=0, explicit=True)

    (event,) = Event.objects.about(evaluation)
    assert (event.by, event.on_behalf_of, event.through) == (contributor, None, "")
