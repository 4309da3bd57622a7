"""What a return still misses before it can be handed over."""

import pytest

from audits import contents
from audits.contents import State
from audits.models import Answer, PlannedImprovement, StandardResponse
from audits.tests.factories import (
    EvidenceItemFactory,
    SelfEvaluationFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def evaluation(police):
    return SelfEvaluationFactory(agency=police)


@pytest.fixture
def complete(police):
    return SelfEvaluationFactory(agency=police, complete=True)


def gaps(evaluation):
    return [(standard.number, gap.text, gap.target) for standard in contents.read(evaluation) for gap in standard.gaps]


def test_a_return_that_nobody_touched_misses_every_rating(evaluation):
    assert gaps(evaluation) == [
        (1, "ST1.1 needs a rating.", "id_c1-rating_0"),
        (1, "ST1.2 needs a rating.", "id_c2-rating_0"),
        (2, "ST2.1 needs a rating.", "id_c1-rating_0"),
        (2, "ST2.2 needs a rating.", "id_c2-rating_0"),
    ]
    assert [standard.state for standard in contents.read(evaluation)] == [State.NOT_STARTED, State.NOT_STARTED]


def test_the_best_rating_asks_for_nothing_more(complete):
    StandardResponse.objects.update(gaps="", impact="", strengths="")

    assert gaps(complete) == []
    assert [standard.state for standard in contents.read(complete)] == [State.COMPLETED, State.COMPLETED]


def test_a_rating_below_the_best_asks_for_gaps_and_an_improvement(police):
    evaluation = SelfEvaluationFactory(agency=police, ratings={"ST1.2": "A"})
    StandardResponse.objects.update(gaps="")
    PlannedImprovement.objects.all().delete()

    assert gaps(evaluation) == [
        (1, "Say what the gaps are: a rating is below Green.", "id_gaps"),
        (1, "Add a planned improvement: a rating is below Green.", "id_improvements-0-what"),
    ]


def test_an_improvement_says_what_who_when_and_how_one_will_know(police):
    evaluation = SelfEvaluationFactory(agency=police, ratings={"ST1.2": "R"})
    PlannedImprovement.objects.update(lead="", due_on=None)

    assert gaps(evaluation) == [
        (1, "Planned improvement 1: say who leads it.", "id_improvements-0-lead"),
        (1, "Planned improvement 1: say when it is due.", "id_improvements-0-due_on"),
    ]


def test_not_applicable_needs_its_reason(police):
    evaluation = SelfEvaluationFactory(agency=police, ratings={"ST2.1": "NA"})
    assert gaps(evaluation) == []
    Answer.objects.filter(not_applicable=True).update(na_reason="")

    assert gaps(evaluation) == [(2, "Say why ST2.1 does not apply.", "id_c1-na_reason")]


def test_an_answer_that_nobody_confirmed_is_no_answer(complete):
    Answer.objects.filter(criterion__code="ST1.1").update(confirmed=False)

    assert gaps(complete) == [(1, "ST1.1 was carried forward: confirm it, or change it.", "ST1.1")]


def test_a_rating_without_evidence_is_worth_a_look_and_no_gap(complete, police):
    Answer.objects.filter(criterion__code__in=["ST1.1", "ST1.2"]).update(narrative="")
    Answer.objects.get(criterion__code="ST1.2").attachments.create(item=EvidenceItemFactory(agency=police))

    first = contents.read(complete)[0]
    assert ([answer.criterion.code for answer in first.unevidenced], first.gaps) == (["ST1.1"], [])
