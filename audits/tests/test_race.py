"""Two transactions at once on PostgreSQL: a return never goes to the signatory with a criterion unanswered."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from audits import contents
from audits.draft import Judgement
from audits.models import SelfEvaluation
from audits.operations import answer as answers
from audits.operations.self_evaluation import hand_over
from audits.tests.factories import SelfEvaluationFactory
from audits.tests.sharing import given
from lscb_portal.lib.errors import Refused

pytestmark = [pytest.mark.fault, pytest.mark.django_db(transaction=True)]
TRIES = 20
A_MOMENT = 0.15


@pytest.fixture
def evaluation(police, signatory, contributor):
    evaluation = SelfEvaluationFactory(agency=police, complete=True)
    given(evaluation, contributor)
    return evaluation


def outcome(deed):
    """Do it on a connection of this thread's own; return what came of it."""
    try:
        deed()
    except Refused as refusal:
        return str(refusal)
    finally:
        connection.close()
    return "done"


def at_once(*deeds):
    """Start the deeds together, each in its own thread; return what came of each."""
    start = threading.Barrier(len(deeds))

    def begin(deed):
        start.wait()
        return outcome(deed)

    with ThreadPoolExecutor(len(deeds)) as threads:
        return list(threads.map(begin, deeds))


def clear_a_rating(evaluation, person, after=0.0):
    standard = evaluation.round.framework_version.standards.get(code="ST1")

    def deed():
        time.sleep(after)
        answers.save_standard(evaluation, standard, {"c1-rating": Judgement()}, by=person, version=1)

    return deed


def unanswered(evaluation):
    return evaluation.answers.unanswered().count()


def test_a_rating_cleared_during_the_hand_over_waits_and_is_refused(evaluation, lead, contributor, monkeypatch):
    reading = contents.read

    def slow_reading(evaluation):
        found = reading(evaluation)
        time.sleep(3 * A_MOMENT)  # the guard has been passed, the state has not moved yet
        return found

    monkeypatch.setattr(contents, "read", slow_reading)
    said = at_once(lambda: hand_over(evaluation, by=lead), clear_a_rating(evaluation, contributor, after=A_MOMENT))

    evaluation.refresh_from_db()
    assert said == ["done", "The return is with the signatory. Take it back before you change it."]
    assert (evaluation.status, unanswered(evaluation)) == (SelfEvaluation.Status.AWAITING_SIGN_OFF, 0)


def test_a_hand_over_during_a_save_waits_and_sees_what_is_missing(evaluation, lead, contributor, monkeypatch):
    crediting = answers.credit

    def slow_crediting(*args):
        crediting(*args)
        time.sleep(3 * A_MOMENT)  # the answer is written, the transaction is still open

    monkeypatch.setattr(answers, "credit", slow_crediting)

    def hand_over_late():
        time.sleep(A_MOMENT)
        hand_over(evaluation, by=lead)

    said = at_once(clear_a_rating(evaluation, contributor), hand_over_late)

    evaluation.refresh_from_db()
    assert said == ["done", "1 thing still to do before the return can be handed over."]
    assert (evaluation.status, unanswered(evaluation)) == (SelfEvaluation.Status.IN_PROGRESS, 1)


def test_however_they_meet_nothing_unanswered_is_handed_over(police, signatory, lead, contributor):
    for _ in range(TRIES):
        evaluation = SelfEvaluationFactory(agency=police, complete=True)
        given(evaluation, contributor)
        at_once(lambda: hand_over(evaluation, by=lead), clear_a_rating(evaluation, contributor))  # noqa: B023

        evaluation.refresh_from_db()
        handed_over = evaluation.status == SelfEvaluation.Status.AWAITING_SIGN_OFF
        assert handed_over is (unanswered(evaluation) == 0)


def test_two_editors_at_once_lose_nothing(evaluation, lead, contributor):
    standard = evaluation.round.framework_version.standards.get(code="ST1")
    for number in range(1, TRIES + 1):
        words = [f"{person.name}, {number}" for person in (lead, contributor)]
        said = at_once(
            *(
                lambda person=person, text=text, version=number: answers.save_standard(
                    evaluation, standard, {"impact": text}, by=person, version=version
                )
                for person, text in zip((lead, contributor), words, strict=True)
            )
        )

        response = evaluation.responses.get(standard=standard)
        assert sorted(said) == ["Somebody else saved this standard while you were writing.", "done"]
        assert (response.version, response.impact) == (number + 1, words[said.index("done")])
