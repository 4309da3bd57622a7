"""Answers carried forward from one round to the next: what arrives, and what confirming it does."""

import datetime as dt
from dataclasses import replace

import pytest
from django.utils import timezone

from agencies.models import Event, User
from agencies.tests.asserting import denied, refused, verbs
from agencies.tests.factories import AgencyFactory
from audits.earlier import feeding, last_signed
from audits.models import AnswerEvidence, Criterion, CriterionMapping, Round, SelfEvaluation, Submission
from audits.models.mapping import Relation
from audits.operations.answer import save_standard
from audits.operations.carrying import carry, carry_forward, confirm_answers
from audits.operations.framework import import_framework
from audits.operations.round import open_round
from audits.tests.factories import (
    NARRATIVE,
    EvidenceItemFactory,
    RoundFactory,
    SelfEvaluationFactory,
    SubmissionFactory,
    small_framework,
)

pytestmark = pytest.mark.django_db


def returned(agency, ratings=None, opens_on=dt.date(2025, 1, 10), **fields):
    """A return that the agency signed in an earlier round."""
    round_ = RoundFactory(opens_on=opens_on, **fields)
    evaluation = SelfEvaluationFactory(round=round_, agency=agency, awaiting=True, ratings=ratings)
    return SubmissionFactory(evaluation=evaluation)


@pytest.fixture
def last_year(police):
    return returned(police, {"ST1.1": "A", "ST2.1": "NA"})


@pytest.fixture
def carried(police, last_year):
    evaluation = SelfEvaluationFactory(agency=police)
    carry_forward(evaluation)
    return evaluation


def answers(evaluation):
    """{code: (rating or N/A, words, confirmed)}"""
    found = evaluation.answers.select_related("criterion", "rating")
    return {
        each.criterion.code: ("NA" if each.not_applicable else each.rating and each.rating.code, each.narrative)
        for each in found
        if not each.confirmed
    }


# ---- What arrives ------------------------------------------------------------------------------------------------


def test_the_last_signed_answers_arrive_unconfirmed(carried, last_year):
    assert answers(carried) == {
        "ST1.1": ("A", NARRATIVE),
        "ST1.2": ("G", NARRATIVE),
        "ST2.1": ("NA", NARRATIVE),
        "ST2.2": ("G", NARRATIVE),
    }
    reason = carried.answers.get(criterion__code="ST2.1").na_reason
    assert reason == "No one holds cases."
    assert set(carried.answers.values_list("carried_from", "changed_by")) == {(last_year.pk, None)}


def test_what_is_carried_counts_as_unanswered(carried):
    assert carried.answers.unanswered().count() == 4
    assert [answer.code for answer in carried.answers.all()] == [None] * 4
    assert carried.status == SelfEvaluation.Status.NOT_STARTED


def test_evidence_is_attached_again_in_its_newest_version(police, lead):
    old = EvidenceItemFactory(agency=police)
    evaluation = SelfEvaluationFactory(agency=police, round=RoundFactory(opens_on=dt.date(2025, 1, 10)), awaiting=True)
    AnswerEvidence.objects.create(answer=evaluation.answers.get(criterion__code="ST1.2"), item=old)
    SubmissionFactory(evaluation=evaluation)
    new = EvidenceItemFactory(agency=police, replaces=old, version=2)
    now = SelfEvaluationFactory(agency=police)
    carry_forward(now)
    carry_forward(now)

    attached = AnswerEvidence.objects.filter(answer__evaluation=now).values_list("answer__criterion__code", "item")
    assert list(attached) == [("ST1.2", new.pk)]


def test_the_newest_round_counts_not_the_newest_signature(police):
    newer = returned(police, opens_on=dt.date(2025, 6, 1))
    returned(police, {"ST1.1": "R"}, opens_on=dt.date(2024, 6, 1))

    assert last_signed(SelfEvaluationFactory(agency=police)).submission == newer


def test_neither_a_draft_nor_another_agency_nor_what_was_redacted_is_carried(police, hospital, unguarded):
    SelfEvaluationFactory(agency=police, complete=True)
    returned(hospital)
    gone = returned(police)
    Submission.objects.filter(pk=gone.pk).update(redacted_at=timezone.now())
    nil = returned(police)
    Submission.objects.filter(pk=nil.pk).update(is_nil=True)
    evaluation = SelfEvaluationFactory(agency=police)
    carry_forward(evaluation)

    assert (last_signed(evaluation), answers(evaluation)) == (None, {})


def test_what_somebody_has_written_already_stays(carried, last_year, lead):
    standard = carried.round.framework_version.standards.get(code="ST1")
    save_standard(carried, standard, {"c1-narrative": "Of this year."}, by=lead, version=0)
    carry(carried, last_year)

    assert carried.answers.get(criterion__code="ST1.1").narrative == "Of this year."


def test_another_scale_takes_the_words_and_not_the_rating(police, last_year, unguarded):
    Submission.objects.filter(pk=last_year.pk).update(
        content=last_year.content.replace('"code":"RAG"', '"code":"RAG-OLD"')
    )
    evaluation = SelfEvaluationFactory(agency=police)
    carry_forward(evaluation)

    assert answers(evaluation)["ST1.1"] == (None, NARRATIVE)


def test_a_criterion_that_no_longer_allows_not_applicable_carries_words_only(police, last_year, unguarded):
    Criterion.objects.filter(code="ST2.1").update(na_allowed=False)
    evaluation = SelfEvaluationFactory(agency=police)
    carry_forward(evaluation)

    assert answers(evaluation)["ST2.1"] == (None, NARRATIVE)
    assert evaluation.answers.get(criterion__code="ST2.1").na_reason == ""


def test_opening_a_round_carries_for_every_agency(police, hospital, last_year, business_manager):
    round_ = RoundFactory(status=Round.Status.PLANNED, asked=[police, hospital])
    evaluations = open_round(round_, by=business_manager)

    assert {each.agency: len(answers(each)) for each in evaluations} == {hospital: 0, police: 4}


# ---- Between two versions ----------------------------------------------------------------------------------------


@pytest.fixture
def next_version(police):
    """The small framework's second version: the same questions under a new number."""
    return import_framework(replace(small_framework(), number="2"), by=User.objects.system())[0]


def mapped(old_version, new_version, old, new, relation, confirmed=True):
    by = User.objects.system()
    return CriterionMapping.objects.create(
        old=Criterion.objects.get(standard__version=old_version, code=old),
        new_version=new_version,
        new=new and Criterion.objects.get(standard__version=new_version, code=new),
        relation=relation,
        provenance="entered",
        confirmed_at=timezone.now() if confirmed else None,
        confirmed_by=by if confirmed else None,
    )


@pytest.fixture
def in_next_version(police, last_year, next_version):
    """A function that opens the agency's return of the second version, once the mapping is there."""

    def opened(*mappings):
        for old, new, relation in mappings:
            mapped(last_year.evaluation.round.framework_version, next_version, old, new, relation)
        evaluation = SelfEvaluationFactory(agency=police, round=RoundFactory(framework_version=next_version))
        carry_forward(evaluation)
        return evaluation

    return opened


@pytest.mark.parametrize("relation", [Relation.SUBSET, Relation.SUPERSET, Relation.PARTIAL])
def test_only_an_equal_criterion_carries_its_rating(in_next_version, relation):
    evaluation = in_next_version(("ST1.1", "ST1.2", Relation.EQUAL), ("ST2.2", "ST2.1", relation))

    assert answers(evaluation) == {"ST1.2": ("A", NARRATIVE), "ST2.1": (None, NARRATIVE)}


def test_a_criterion_that_became_nothing_carries_nothing(in_next_version):
    assert answers(in_next_version(("ST1.1", None, Relation.NONE))) == {}


def test_a_mapping_nobody_confirmed_carries_nothing(police, last_year, next_version):
    mapped(last_year.evaluation.round.framework_version, next_version, "ST1.1", "ST1.1", Relation.EQUAL, False)
    evaluation = SelfEvaluationFactory(agency=police, round=RoundFactory(framework_version=next_version))
    carry_forward(evaluation)

    assert answers(evaluation) == {}


def test_two_criteria_that_became_one_carry_their_words_and_no_rating_of_either(in_next_version):
    evaluation = in_next_version(("ST1.1", "ST1.1", Relation.EQUAL), ("ST1.2", "ST1.1", Relation.EQUAL))

    assert answers(evaluation) == {"ST1.1": (None, NARRATIVE)}


def test_words_that_no_longer_fit_are_left_out_whole(police, next_version):
    long = {code: letter * 2000 for code, letter in (("ST1.1", "a"), ("ST1.2", "b"))}
    evaluation = SelfEvaluationFactory(agency=police, round=RoundFactory(opens_on=dt.date(2025, 1, 10)), awaiting=True)
    for code, words in long.items():
        evaluation.answers.filter(criterion__code=code).update(narrative=words)
    SubmissionFactory(evaluation=evaluation)
    old = evaluation.round.framework_version
    mapped(old, next_version, "ST1.1", "ST1.1", Relation.PARTIAL)
    mapped(old, next_version, "ST1.2", "ST1.1", Relation.EQUAL)
    now = SelfEvaluationFactory(agency=police, round=RoundFactory(framework_version=next_version))
    carry_forward(now)

    assert answers(now) == {"ST1.1": ("G", "b" * 2000)}


# ---- Topic rounds ------------------------------------------------------------------------------------------------


def test_what_a_topic_round_asked_this_year_goes_before_last_years_answers(police, last_year):
    round_ = RoundFactory()
    topic = returned(police, {"ST1.1": "R"}, opens_on=dt.date(2025, 9, 1), kind=Round.Kind.TOPIC, feeds=round_)
    evaluation = SelfEvaluationFactory(agency=police, round=round_)
    carry_forward(evaluation)

    assert [earlier.submission for earlier in feeding(evaluation)] == [topic]
    assert last_signed(evaluation).submission == last_year
    assert answers(evaluation)["ST1.1"] == ("R", NARRATIVE)


# ---- Confirming --------------------------------------------------------------------------------------------------


def standard_of(evaluation, code="ST1"):
    return evaluation.round.framework_version.standards.get(code=code)


def test_one_answer_is_confirmed(carried, lead):
    confirmed = confirm_answers(carried, standard_of(carried), by=lead, codes=["ST1.1"])

    assert confirmed == 1
    assert sorted(answers(carried)) == ["ST1.2", "ST2.1", "ST2.2"]
    answer = carried.answers.get(criterion__code="ST1.1")
    assert (answer.code, answer.changed_by) == ("A", lead)
    carried.refresh_from_db()
    assert (carried.status, list(carried.contributors.all())) == ("in_progress", [lead])
    (event,) = Event.objects.about(carried)
    assert (event.verb, event.facts) == ("self_evaluation.confirmed", '{"criteria":["ST1.1"]}')


def test_a_whole_standard_is_confirmed_but_for_answers_without_a_rating(carried, lead):
    carried.answers.filter(criterion__code="ST1.2").update(rating=None)

    assert confirm_answers(carried, standard_of(carried), by=lead) == 1
    assert sorted(answers(carried)) == ["ST1.2", "ST2.1", "ST2.2"]


def test_confirming_again_records_nothing(carried, lead):
    confirm_answers(carried, standard_of(carried), by=lead)
    confirm_answers(carried, standard_of(carried), by=lead)

    assert verbs(carried) == ["self_evaluation.confirmed"]


def test_words_without_a_rating_cannot_be_confirmed_by_themselves(carried, lead):
    carried.answers.filter(criterion__code="ST1.2").update(rating=None)

    with refused("ST1.2 needs an answer of this year. Giving one confirms the words too."):
        confirm_answers(carried, standard_of(carried), by=lead, codes=["ST1.2"])


def test_a_return_with_the_signatory_is_not_confirmed(carried, lead):
    SelfEvaluation.objects.filter(pk=carried.pk).update(status="awaiting_sign_off")

    with refused("The return is with the signatory. Take it back before you change it."):
        confirm_answers(carried, standard_of(carried), by=lead)


def test_neither_signatory_nor_another_agency_confirms(carried, signatory, outsider):
    for somebody in (signatory, outsider):
        with denied():
            confirm_answers(carried, standard_of(carried), by=somebody)


def test_editing_confirms_and_a_save_that_changes_nothing_does_not(carried, lead):
    unchanged = {"c1-narrative": NARRATIVE}
    save_standard(carried, standard_of(carried), unchanged, by=lead, version=0)
    assert sorted(answers(carried)) == ["ST1.1", "ST1.2", "ST2.1", "ST2.2"]

    save_standard(carried, standard_of(carried), {"c1-narrative": "New words."}, by=lead, version=0)
    assert sorted(answers(carried)) == ["ST1.2", "ST2.1", "ST2.2"]


def test_carrying_takes_the_same_queries_for_any_number_of_criteria(last_year, police, django_assert_num_queries):
    agency = AgencyFactory()
    returned(agency)
    for each, asked in ((police, 4), (agency, 3)):
        evaluation = SelfEvaluationFactory(agency=each)
        assert evaluation.answers.count() == asked
        with django_assert_num_queries(13):
            carry_forward(evaluation)
