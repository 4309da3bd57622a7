"""Where returns are counted, a nil return is named, and in no figure: neither "not applicable" nor "not returned"."""

import csv
import io

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from agencies.roles import Role
from agencies.tests.factories import PostFactory
from audits.matrix import matrix_of
from audits.models import Criterion, Round
from audits.operations.closing import moderated_when_all_judged
from audits.operations.moderation import finish
from audits.operations.nil_return import declare_nil
from audits.results import results_of
from audits.tests.factories import RoundFactory, SelfEvaluationFactory, SubmissionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def round_(board, police, hospital, council):
    """The police answered, the hospital makes a nil return over a finished draft, the council has not returned."""
    round_ = RoundFactory()
    SubmissionFactory(evaluation=SelfEvaluationFactory(round=round_, agency=police, awaiting=True))
    nil = SelfEvaluationFactory(round=round_, agency=hospital, complete=True)
    signatory = PostFactory(agency=hospital, role=Role.SIGNATORY).person
    declare_nil(nil, by=signatory, reason="No beds since May.", reauthenticated_at=timezone.now())
    SelfEvaluationFactory(round=round_, agency=council)
    return round_


def names(reviews):
    return [review.evaluation.agency.short_name for review in reviews]


def test_the_matrix_names_it_apart(round_):
    matrix = matrix_of(round_.round_boards.get())

    assert [line.agency.short_name for line in matrix.lines] == ["Police"]
    assert (names(matrix.nil), names(matrix.not_returned)) == (["Acute trust"], ["Children's Services"])
    assert [column.tally.denominator for column in matrix.columns] == [1, 1]
    assert [column.tally.not_applicable for column in matrix.columns] == [0, 0]


def test_the_results_name_it_apart(round_):
    results = results_of(round_)

    assert [line.name for line in results.agencies] == ["Northmere Police"]
    assert (results.nil, results.not_returned) == (["Mere Hospitals NHS Trust"], ["Northmere Children's Services"])
    assert {line.tally.denominator for line in results.criteria} == {1}


def test_the_command_prints_it_apart(round_):
    out = io.StringIO()
    call_command("round_results", "--round", round_.code, stdout=out)
    rows = list(csv.reader(io.StringIO(out.getvalue())))

    assert [row[:3] for row in rows[-2:]] == [
        ["nil return", "", "Mere Hospitals NHS Trust"],
        ["not returned", "", "Northmere Children's Services"],
    ]


@pytest.mark.parametrize("name", ["matrix", "moderation"])
def test_the_pages_of_the_moderators_name_it(client, board, round_, moderator, name):
    client.force_login(moderator)
    page = client.get(reverse(f"audits:{name}", args=[board.slug, round_.uid])).text

    assert "<strong>Nil return:</strong>" in page
    assert "<strong>Not returned:</strong>" in page


def test_the_file_of_the_matrix_says_nil_in_every_column(client, board, round_, moderator):
    client.force_login(moderator)
    text = client.get(reverse("audits:matrix_csv", args=[board.slug, round_.uid])).content.decode("utf-8-sig")

    assert [row[2:] for row in csv.reader(io.StringIO(text)) if row[0] == "Mere Hospitals NHS Trust"] == [
        ["Nil return", "Nil return"]
    ]


def test_the_list_of_rounds_counts_it_beside_the_others(client, board, round_, business_manager):
    client.force_login(business_manager)
    page = " ".join(client.get(reverse("audits:returns", args=[board.slug])).text.split())

    assert "1 of 2, 1 nil" in page


def test_a_moderator_accepts_it_with_nothing_to_judge(board, round_, moderator):
    part = round_.round_boards.get()
    review = part.reviews.get(submission__is_nil=True)
    finish(review, by=moderator)

    review.refresh_from_db()
    assert review.status == "moderated"
    Round.objects.filter(pk=round_.pk).update(status=Round.Status.CLOSED)
    round_.refresh_from_db()
    assert moderated_when_all_judged(round_, by=moderator) is False  # the police are still to be judged


def test_a_topic_round_has_a_matrix_of_its_own_standards(board, police):
    topic = RoundFactory(kind=Round.Kind.TOPIC)
    topic.focus.set(Criterion.objects.filter(code="ST2.1"))
    SubmissionFactory(evaluation=SelfEvaluationFactory(round=topic, agency=police, awaiting=True))

    assert [column.code for column in matrix_of(topic.round_boards.get()).columns] == ["S2"]
