"""Who returned a self-evaluation, and the matrix as it is frozen, on small data worked out by hand."""

import datetime as dt

import pytest

from audits.models import Review, Round, SelfEvaluation, Submission
from audits.tests.factories_judging import NA, answer, moderated, part_of, returned, review_of, submit
from lscb_portal.lib.hashing import canonical
from lscb_portal.lib.periods import Quarter
from reports.figures.matrix import matrix_of_round
from reports.figures.returns import latest_round, returns_of

TODAY = dt.date(2026, 12, 1)


@pytest.fixture
def part(board):
    """A round from 1 September to 30 October 2026, open."""
    part = part_of(board)
    Round.objects.filter(pk=part.round_id).update(status=Round.Status.OPEN)
    part.round.refresh_from_db()
    return part


def test_without_a_round_there_is_nothing_to_say(board):
    assert latest_round(board, Quarter("2026-Q3")) is None
    assert returns_of(None, TODAY) is None
    assert matrix_of_round(None) is None


@pytest.mark.parametrize(
    ("quarter", "found"),
    [("2026-Q1", False), ("2026-Q2", True), ("2026-Q3", True), ("2026-Q4", True)],
)
def test_the_round_that_concerns_a_quarter(part, quarter, found):
    assert (latest_round(part.board, Quarter(quarter)) == part) is found


def test_a_round_open_in_the_quarter_comes_before_a_later_one_that_was_over(part):
    Round.objects.filter(pk=part.round_id).update(due_on=dt.date(2027, 3, 1))
    short = part_of(part.board, code="topic-2026")
    Round.objects.filter(pk=short.round_id).update(
        status=Round.Status.OPEN, opens_on=dt.date(2026, 11, 1), due_on=dt.date(2026, 12, 1)
    )
    assert latest_round(part.board, Quarter("2026-Q3")) == short
    assert latest_round(part.board, Quarter("2026-Q4")) == part


def test_a_planned_round_is_none_yet(board):
    part = part_of(board)
    assert latest_round(part.board, Quarter("2026-Q3")) is None


def test_another_board_s_part_is_not_ours(part, stranger):
    other = stranger.board_roles.get().board
    assert latest_round(other, Quarter("2026-Q3")) is None


def test_returned_late_and_missing_by_name(part, police, hospital, council):
    returned(part, agency=police)
    submit_late(part, hospital)
    review_of(part, council)

    returns = returns_of(part, TODAY)

    assert (returns["asked"], returns["submitted"], returns["is_due"]) == (3, 2, True)
    assert (returns["late"], returns["not_returned"]) == (["Acute trust"], ["Children's Services"])
    assert {row["agency"]: row["submitted_on"] for row in returns["rows"]} == {
        "Police": dt.date(2026, 10, 30),
        "Acute trust": dt.date(2026, 10, 31),
        "Children's Services": None,
    }


def test_a_return_that_was_sent_back_is_counted_and_named(part, police, hospital):
    review = returned(part, agency=police)
    Review.objects.filter(pk=review.pk).update(status="returned")
    returned(part, agency=hospital)

    returns = returns_of(part, TODAY)

    assert (returns["asked"], returns["submitted"], returns["back"]) == (2, 2, ["Police"])


def test_a_nil_return_is_named_and_in_no_count(part, police, hospital, council):
    returned(part, agency=police)
    nil = returned(part, agency=hospital)
    Submission.objects.bulk_create([Submission(**nil_of(nil))])
    Review.objects.filter(pk=nil.pk).update(submission=Submission.objects.get(is_nil=True))
    review_of(part, council)

    returns = returns_of(part, TODAY)

    assert (returns["asked"], returns["submitted"], returns["nil"]) == (2, 1, ["Acute trust"])
    assert returns["not_returned"] == ["Children's Services"]


def nil_of(review):
    """A later, nil submission of the same return."""
    first = review.submission
    kept = {name: getattr(first, name) for name in ("evaluation", "signed_by", "signed_by_name", "signed_at")}
    return kept | {"number": 2, "content": '{"standards":[]}', "sha256": "0" * 64, "is_nil": True}


def test_an_agency_with_more_time_is_neither_late_nor_forgotten(part, police, council):
    evaluations = [review_of(part, agency).evaluation for agency in (police, council)]
    SelfEvaluation.objects.filter(pk=evaluations[0].pk).update(extended_to=dt.date(2026, 12, 1))

    returns = returns_of(part, TODAY)

    assert (returns["more_time"], returns["not_returned"]) == (["Police"], ["Children's Services", "Police"])
    assert returns_of(part, dt.date(2026, 12, 2))["more_time"] == []
    submit(review_of(part, police), "GG", "GG", at=dt.datetime(2026, 11, 30, 12, 0, tzinfo=dt.UTC))
    assert returns_of(part, TODAY)["late"] == []


def test_a_round_that_was_put_off_past_an_agencys_extra_time_gives_it_as_long(part, police, council):
    evaluations = [review_of(part, agency).evaluation for agency in (police, council)]
    SelfEvaluation.objects.filter(pk=evaluations[0].pk).update(extended_to=dt.date(2026, 11, 6))
    Round.objects.update(due_on=dt.date(2026, 11, 20))
    part.round.refresh_from_db()
    for agency in (police, council):
        submit(review_of(part, agency), "GG", "GG", at=dt.datetime(2026, 11, 18, 12, 0, tzinfo=dt.UTC))

    assert returns_of(part, TODAY)["late"] == []


def test_a_topic_round_never_stands_in_for_the_whole_framework(part):
    later = part_of(part.board, code="topic-2027")
    Round.objects.filter(pk=later.round_id).update(
        status=Round.Status.OPEN, kind=Round.Kind.TOPIC, opens_on=dt.date(2026, 9, 10)
    )

    assert latest_round(part.board, Quarter("2026-Q2")) == part


def submit_late(part, agency):
    """Half an hour after midnight, London time, on the day after it was due."""
    return submit(review_of(part, agency), "GG", "GG", at=dt.datetime(2026, 10, 31, 0, 30, tzinfo=dt.UTC))


def test_a_draft_is_never_a_return(part, police):
    answer(review_of(part, police), "GG", "GG")
    assert returns_of(part, TODAY)["submitted"] == 0
    assert matrix_of_round(part)["agencies"] == []


def test_before_the_due_day_nobody_is_missing_yet(part, police):
    review_of(part, police)
    assert returns_of(part, dt.date(2026, 10, 30))["is_due"] is False


def test_the_matrix_has_own_and_moderated_side_by_side_with_counts(part, police, hospital, council):
    first = returned(part, "GA", "GG", agency=police)
    returned(part, "RG", NA, agency=hospital)
    review_of(part, council)
    standard, other = part.round.framework_version.standards.all()
    moderated(first, standard, "R", own="A")
    Review.objects.filter(pk=first.pk).update(status=Review.Status.MODERATED)

    matrix = matrix_of_round(part)

    assert matrix["not_returned"] == ["Children's Services"]
    assert [
        (row["agency"], [(cell["own"], cell["moderated"]) for cell in row["cells"]]) for row in matrix["agencies"]
    ] == [
        ("Acute trust", [("R", None), (None, None)]),
        ("Police", [("A", "R"), ("G", None)]),
    ]
    assert matrix["counts"] == [
        {
            "own": {"G": 0, "A": 1, "R": 1},
            "rated": 2,
            "moderated": {"G": 0, "A": 0, "R": 1},
            "judged": 1,
            "not_applicable": 0,
            "without_rating": 0,
            "not_asked": 0,
        },
        {
            "own": {"G": 1, "A": 0, "R": 0},
            "rated": 1,
            "moderated": {"G": 0, "A": 0, "R": 0},
            "judged": 0,
            "not_applicable": 1,
            "without_rating": 0,
            "not_asked": 0,
        },
    ]
    assert matrix["agencies"][0]["cells"][1]["state"] == "not_applicable"
    assert matrix["rule"] == "A standard takes the lowest rating of its criteria."


def test_a_moderation_that_is_not_finished_stays_with_the_moderators(part, police):
    review = returned(part, "GA", agency=police)
    moderated(review, part.round.framework_version.standards.first(), "R", own="A")

    matrix = matrix_of_round(part)

    assert [cell["moderated"] for cell in matrix["agencies"][0]["cells"]] == [None, None]
    assert matrix["counts"][0]["judged"] == 0


def test_the_matrix_can_be_frozen(part, police):
    returned(part, agency=police)
    assert '"rule"' in canonical(matrix_of_round(part))


def test_the_queries_do_not_grow_with_the_agencies(part, police, django_assert_num_queries):
    returned(part, agency=police)
    with django_assert_num_queries(2):
        returns_of(part, TODAY)
    for _ in range(15):
        returned(part)
    with django_assert_num_queries(2):
        returns_of(part, TODAY)
