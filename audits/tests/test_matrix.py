from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.models import Kind
from agencies.tests.factories import AgencyFactory, BoardFactory
from audits.matrix import NOT_MODERATED, WITHHELD, matrix_of
from audits.scoring import State
from audits.tests.factories_judging import (
    NA,
    answer,
    moderated,
    part_of,
    returned,
    review_of,
    scale_of,
    submit,
    thaw,
    version_of,
)


@pytest.fixture
def part(board):
    """Northmere's part in a round of two standards with two criteria each."""
    return part_of(board)


def letters(matrix):
    """{agency: its cells as letters, a dot where there is no rating}."""
    return {
        line.agency.short_name: "".join(cell.rating.letter if cell.rating else "." for cell in line.cells)
        for line in matrix.lines
    }


def states(matrix):
    return [cell.state for line in matrix.lines for cell in line.cells]


def standard(part, number):
    return part.round.framework_version.standards.get(position=number)


# ---- What is in it -----------------------------------------------------------------------------------------------


def test_a_standard_takes_the_lowest_rating_of_its_criteria(part, police, hospital):
    returned(part, "GA", "GG", agency=police)
    returned(part, "RA", "AA", agency=hospital)

    matrix = matrix_of(part)

    assert letters(matrix) == {"Acute trust": "RA", "Police": "AG"}
    assert matrix.rule_words == "A standard takes the lowest rating of its criteria."


def test_a_scale_may_take_the_majority_and_says_so(board, police):
    scale = scale_of(code="MAJ", roll_up="majority")
    part = part_of(board, version=version_of(criteria=3, scale=scale), scale=scale)
    returned(part, "GGR", "GAR", agency=police)

    matrix = matrix_of(part)

    assert letters(matrix) == {"Police": "GR"}
    assert matrix.rule_words == "A standard takes the rating most of its criteria have (a tie goes to the lower)."


def test_a_scale_that_is_judged_waits_for_a_person(board, police):
    scale = scale_of(code="JUD", roll_up="judged")
    part = part_of(board, scale=scale)
    returned(part, "GG", "GA", agency=police)

    matrix = matrix_of(part)

    assert states(matrix) == [State.READY, State.READY]
    assert [cell.words for cell in matrix.lines[0].cells] == ["To be judged", "To be judged"]
    assert matrix.rule_words == "A standard is judged by a person."


def test_agencies_that_have_not_returned_are_named_and_counted_nowhere(part, police, hospital, council):
    returned(part, agency=police)
    answer(review_of(part, hospital), "GG", "GG")
    review_of(part, council)

    matrix = matrix_of(part)

    assert letters(matrix) == {"Police": "GG"}
    assert [review.evaluation.agency for review in matrix.not_returned] == [hospital, council]
    assert [column.tally.denominator for column in matrix.columns] == [1, 1]


def test_only_agencies_that_this_board_asked_are_in_it(part, police, hospital):
    other = part_of(BoardFactory(slug="westvale", name="Westvale"))
    returned(part, agency=police)
    returned(other, agency=hospital)
    review_of(other, police)

    assert letters(matrix_of(part)) == {"Police": "GG"}
    assert letters(matrix_of(other)) == {"Acute trust": "GG"}


def test_not_applicable_and_not_asked_are_told_apart_and_leave_the_denominator(part, police, hospital, council):
    returned(part, NA, "GG", agency=police)
    returned(part, "NG", "AA", agency=hospital)
    returned(part, None, "GG", agency=council)

    first, second = matrix_of(part).columns

    assert states(matrix_of(part))[::2] == [State.COMPLETE, State.NOT_ASKED, State.NOT_APPLICABLE]
    assert (first.tally.denominator, first.tally.not_applicable, first.not_asked) == (1, 1, 1)
    assert (second.tally.denominator, second.tally.not_applicable, second.not_asked) == (3, 0, 0)


def test_the_published_worked_example(part):
    """26 returns: of question 6 all are green, of question 8 23, which is 88.5 per cent and 88 without decimals."""
    for number in range(26):
        returned(part, "GG", "GG" if number < 23 else "GA")

    question_6, question_8 = matrix_of(part).columns

    assert (question_6.tally.best, question_6.tally.denominator, question_6.tally.percentage_best()) == (26, 26, 100)
    assert (question_8.tally.best, question_8.tally.denominator) == (23, 26)
    assert (question_8.tally.percentage_best(1), question_8.tally.percentage_best()) == (Decimal("88.5"), Decimal(88))


def test_all_ratings_together(part, police, hospital):
    returned(part, "GA", "GG", agency=police)
    returned(part, NA, "RG", agency=hospital)

    counted = matrix_of(part).tally

    assert (counted.counts, counted.not_applicable) == ({"G": 1, "A": 1, "R": 1}, 1)


def test_it_may_keep_to_one_kind_of_agency(part, police, hospital):
    returned(part, agency=police)
    returned(part, agency=hospital)
    review_of(part, AgencyFactory(kind=Kind.POLICE, name="Transport Police"))

    matrix = matrix_of(part, kind=Kind.POLICE)

    assert (letters(matrix), len(matrix.not_returned)) == ({"Police": "GG"}, 1)


def test_a_return_sent_back_still_stands_as_it_was_signed(part, police):
    review = returned(part, "GA", "GG", agency=police)
    thaw(review.evaluation)
    answer(review, "RR", "RR")

    assert letters(matrix_of(part)) == {"Police": "AG"}


def test_a_board_that_took_an_earlier_submission_keeps_it(part, police):
    other = part_of(BoardFactory(slug="westvale", name="Westvale"))
    review_of(other, police)
    review = returned(part, "GA", "GG", agency=police)
    type(review).objects.filter(pk=review.pk).update(status="returned")
    thaw(review.evaluation)

    submit(review, "GG", "RR")

    assert letters(matrix_of(part)) == {"Police": "GR"}
    assert letters(matrix_of(other)) == {"Police": "AG"}


def test_a_board_without_any_return(part):
    matrix = matrix_of(part)

    assert (matrix.lines, matrix.tally.percentage_best()) == ((), None)


# ---- Moderated ---------------------------------------------------------------------------------------------------


def test_the_moderated_matrix_counts_what_is_moderated_and_shows_what_is_not(part, police, hospital):
    moderated(returned(part, "GG", NA, agency=police), standard(part, 1), "A")
    returned(part, "AA", "GG", agency=hospital)

    matrix = matrix_of(part, "moderated")

    assert letters(matrix) == {"Acute trust": "..", "Police": "A."}
    assert states(matrix) == [NOT_MODERATED, NOT_MODERATED, State.COMPLETE, State.NOT_APPLICABLE]
    assert [(column.tally.denominator, column.tally.unanswered) for column in matrix.columns] == [(1, 1), (0, 1)]


def test_a_cell_holds_both_ratings_and_the_steps_between(part, police):
    review = returned(part, "GG", "AA", agency=police)
    moderated(review, standard(part, 1), "R")
    moderated(review, standard(part, 2), "G", own="A")

    lowered, raised = matrix_of(part).lines[0].cells

    assert (lowered.own.letter, lowered.moderated.letter, lowered.moved) == ("G", "R", -2)
    assert (raised.own.letter, raised.moderated.letter, raised.moved) == ("A", "G", 1)


def test_withheld_moderation_is_in_no_cell_and_no_count(part, police, hospital):
    for agency in (police, hospital):
        moderated(returned(part, agency=agency), standard(part, 1), "A")

    def withheld(review):
        return review.evaluation.agency == police

    matrix = matrix_of(part, "moderated", withheld=withheld)

    assert states(matrix)[2:] == [WITHHELD, WITHHELD]
    assert [cell.moderated for cell in matrix_of(part, withheld=withheld).lines[1].cells] == [None, None]
    assert matrix.columns[0].tally.counts == {"G": 0, "A": 1, "R": 0}


# ---- Change since the last round ---------------------------------------------------------------------------------


@pytest.fixture
def last_year(board):
    return part_of(board, "s11-2024")


def after(last_year, **fields):
    return part_of(last_year.board, "s11-2026", previous=last_year.round, **fields)


def changes(matrix):
    return [cell.change for line in matrix.lines for cell in line.cells]


def test_change_is_in_steps_of_the_scale_since_the_round_before(last_year, police, hospital):
    part = after(last_year)
    returned(last_year, "RR", "GG", agency=police)
    returned(part, "GG", "AG", agency=police)
    returned(part, "GG", "AG", agency=hospital)

    matrix = matrix_of(part)

    assert changes(matrix) == [None, None, 2, -1]
    assert (matrix.compared_with, matrix.not_compared_because) == ("Section 11, 2024", "")


def test_moderated_is_compared_with_moderated(last_year, police):
    part = after(last_year)
    moderated(returned(last_year, "RR", "RR", agency=police), standard(part, 1), "A")
    review = returned(part, "RR", "RR", agency=police)
    moderated(review, standard(part, 1), "G")
    moderated(review, standard(part, 2), "G")

    assert changes(matrix_of(part, "moderated")) == [1, None]


def test_without_a_round_before_it_says_so(part):
    assert matrix_of(part).not_compared_because == "There is no earlier round to compare with."


def test_another_version_of_the_framework_is_not_compared(last_year, police):
    part = after(last_year, version=version_of("3.0"))
    returned(last_year, agency=police)
    returned(part, "AA", "AA", agency=police)

    matrix = matrix_of(part)

    assert (changes(matrix), matrix.compared_with) == ([None, None], "")
    assert matrix.not_compared_because == (
        "Not compared with Section 11, 2024: it used “Section 11, version 2.0” and this round has "
        "“Section 11, version 3.0”."
    )


def test_another_version_of_the_scale_is_not_compared(last_year, police):
    part = after(last_year, version=last_year.round.framework_version, scale=scale_of(version=2))
    returned(last_year, agency=police)
    returned(part, "AA", "AA", agency=police)

    matrix = matrix_of(part)

    assert changes(matrix) == [None, None]
    assert matrix.not_compared_because == (
        "Not compared with Section 11, 2024: it was rated on “Red, amber, green (version 1)” and this round has "
        "“Red, amber, green (version 2)”."
    )


def test_a_board_new_to_the_round_is_not_compared(last_year, police):
    newcomer = BoardFactory(slug="westvale", name="Westvale")
    part = part_of(newcomer, "s11-2026", previous=last_year.round)

    assert matrix_of(part).not_compared_because == (
        "This board took no part in the round before, so there is nothing to compare with."
    )


# ---- Fast --------------------------------------------------------------------------------------------------------


def queries(part):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        matrix_of(part)
    return captured.captured_queries


def test_the_number_of_queries_is_the_same_for_4_agencies_and_40(last_year):
    part = after(last_year)
    for _ in range(4):
        agency = AgencyFactory()
        returned(last_year, agency=agency)
        returned(part, agency=agency)
    few = len(queries(part))

    for _ in range(36):
        agency = AgencyFactory()
        returned(last_year, agency=agency)
        moderated(returned(part, agency=agency), standard(part, 1), "A")

    assert few == len(queries(part)) == 7


def test_answers_are_grouped_by_the_database_on_the_covering_index(part):
    for _ in range(3):
        returned(part)

    (grouping,) = [
        query["sql"] for query in queries(part) if "GROUP BY" in query["sql"] and "audits_answer" in query["sql"]
    ]

    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {'QUERY PLAN ' if connection.vendor == 'sqlite' else ''}{grouping}")
        plan = "\n".join(str(row[-1]) for row in cursor.fetchall())
    if connection.vendor == "sqlite":
        assert "USING COVERING INDEX answer_matrix (round_id=? AND agency_id=?)" in plan
    else:
        assert "narrative" not in grouping
