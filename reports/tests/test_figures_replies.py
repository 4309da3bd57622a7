"""No moderated rating that names an agency reaches the Board while the agency may still reply; its reply prints."""

import datetime as dt

import pytest
from django.template.loader import render_to_string

from agencies.tests.factories import UserFactory
from audits.models import Review, RightOfReply
from audits.operations.first_look import withdraw
from audits.tests.factories_judging import moderated, part_of, returned, submit
from lscb_portal.lib.hashing import canonical
from reports.document.matrix import matrix_part
from reports.figures.matrix import matrix_of_round
from reports.figures.returns import returns_of

OFFERED, LAST_DAY = dt.datetime(2026, 11, 16, 9, 0, tzinfo=dt.UTC), dt.date(2026, 11, 30)
CANARY = "Nights were sampled: canary."


@pytest.fixture
def part(board):
    return part_of(board)


def judged(part, agency, letter="R"):
    """A return of nothing but green, moderated to `letter` throughout; the agency may reply."""
    review = returned(part, agency=agency)
    for standard in part.round.framework_version.standards.all():
        moderated(review, standard, letter)
    Review.objects.filter(pk=review.pk).update(status=Review.Status.MODERATED)
    return RightOfReply.objects.create(review=review, offered_at=OFFERED, due_on=LAST_DAY)


def replied(right, text):
    right.has_comment, right.text = bool(text), text
    right.replied_at, right.replied_by = OFFERED, UserFactory()
    right.save()


def row_of(matrix, agency):
    return next(row for row in matrix["agencies"] if row["agency"] == agency.short_name)


def printed(matrix):
    return render_to_string("reports/board_report/parts/replies.html", {"replies": matrix_part(matrix)["replies"]})


def test_a_rating_is_left_out_while_the_agency_may_reply(part, police, hospital):
    judged(part, police)
    replied(judged(part, hospital, "A"), "")

    matrix = matrix_of_round(part, LAST_DAY)

    assert [cell["moderated"] for cell in row_of(matrix, police)["cells"]] == [None, None]
    assert [cell["moderated"] for cell in row_of(matrix, hospital)["cells"]] == ["A", "A"]
    assert [counts["moderated"] for counts in matrix["counts"]] == [{"G": 0, "A": 1, "R": 0}] * 2
    assert [counts["judged"] for counts in matrix["counts"]] == [1, 1]
    assert matrix["replies_running"] == 1


def test_nothing_in_the_snapshot_tells_a_rating_still_open_to_reply(part, police, unguarded):
    """The whole of the figures is the same whatever the moderators made of a return that may still be replied to."""
    right = judged(part, police)
    lowered = canonical(matrix_of_round(part, LAST_DAY))
    right.review.moderations.all().update(rating=part.round.scale.points.get(code="A"))

    assert canonical(matrix_of_round(part, LAST_DAY)) == lowered


def test_when_the_days_are_over_the_ratings_are_read_and_no_reply_is_said(part, police):
    judged(part, police)

    matrix = matrix_of_round(part, LAST_DAY + dt.timedelta(days=1))

    assert [cell["moderated"] for cell in row_of(matrix, police)["cells"]] == ["R", "R"]
    assert (matrix["replies_running"], matrix["replies"][0]["text"]) == (0, None)
    assert "No reply made:</strong> Police" in printed(matrix)


def test_a_reply_prints_beside_the_ratings_that_moved(part, police):
    replied(judged(part, police), CANARY)

    matrix = matrix_of_round(part, LAST_DAY)

    assert matrix["replies"] == [
        {
            "agency": "Police",
            "text": CANARY,
            "moved": [
                {"standard": "Short 1", "own": "Green", "moderated": "Red"},
                {"standard": "Short 2", "own": "Green", "moderated": "Red"},
            ],
        }
    ]
    assert (CANARY in printed(matrix), "Short 1: Green to Red" in printed(matrix)) == (True, True)


def test_nothing_to_add_is_said_and_how_many_may_still_reply(part, police, hospital, council):
    replied(judged(part, police), "")
    judged(part, hospital)
    judged(part, council)

    page = " ".join(printed(matrix_of_round(part, LAST_DAY)).split())

    assert "Nothing to add:</strong> Police" in page
    assert "2 agencies may still reply to how they were judged." in page


def test_a_return_still_being_moderated_has_neither_rating_nor_reply(part, police, unguarded):
    right = judged(part, police)
    Review.objects.filter(pk=right.review_id).update(status=Review.Status.FIRST_LOOK)
    RightOfReply.objects.all()._raw_delete("default")

    matrix = matrix_of_round(part, LAST_DAY)

    assert [cell["moderated"] for cell in row_of(matrix, police)["cells"]] == [None, None]
    assert (matrix["replies_running"], matrix["replies"]) == (0, [])


def test_a_snapshot_from_before_there_were_replies_still_prints(part, police):
    judged(part, police)
    matrix = matrix_of_round(part, LAST_DAY)
    older = {name: value for name, value in matrix.items() if not name.startswith("replies")}

    assert printed(older).strip() == ""


def test_what_was_withdrawn_is_no_return(part, police, lead, time_machine):
    time_machine.move_to(dt.datetime(2026, 11, 2, 10, 0, tzinfo=dt.UTC))
    review = returned(part, agency=police)
    part.round.status = "open"
    part.round.save()
    withdraw(review.evaluation, reason="A standard was about another service.", by=lead)

    returns = returns_of(part, dt.date(2026, 12, 1))

    assert (returns["asked"], returns["submitted"], returns["not_returned"]) == (1, 0, ["Police"])
    assert returns["rows"][0]["submissions"] == 0


def test_what_comes_late_after_a_withdrawal_is_late(part, police, hospital, lead, time_machine):
    returned(part, agency=hospital)
    review = returned(part, agency=police)
    part.round.status = "open"
    part.round.save()
    time_machine.move_to(dt.datetime(2026, 10, 30, 15, 0, tzinfo=dt.UTC))
    withdraw(review.evaluation, reason="A standard was about another service.", by=lead)
    submit(review, at=dt.datetime(2026, 11, 20, 10, 0, tzinfo=dt.UTC))

    returns = returns_of(part, dt.date(2026, 12, 1))

    assert (returns["submitted"], returns["late"]) == (2, ["Police"])
    assert [(row["agency"], row["submitted_on"], row["submissions"]) for row in returns["rows"]] == [
        ("Acute trust", dt.date(2026, 10, 30), 1),
        ("Police", dt.date(2026, 11, 20), 1),
    ]
