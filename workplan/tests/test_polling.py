"""The grid of a poll: what agencies say and what the rule of quorum makes of it."""

import pytest

from agencies.tests.factories import GroupFactory, SeatFactory
from workplan.polling import Grid
from workplan.tests.factories import in_days
from workplan.tests.planning import answered, asked


@pytest.fixture
def poll(group, chair, member, constable, adviser, business_manager):
    """Two mornings for three agencies and an adviser; three agencies are a quorum."""
    return asked(group, business_manager)


def states(poll):
    return [prospect.state for prospect in Grid(poll).prospects]


def test_nobody_has_answered(poll):
    grid = Grid(poll)

    assert (grid.answered, len(grid.silent)) == ([], 4)
    assert states(poll) == ["open", "open"]
    assert grid.prospects[0].words == "Not enough yet: it depends on those who have not answered."


def test_a_row_an_agency_with_its_best_answer(poll, group, member, hospital, chair):
    second = SeatFactory(group=group, agency=hospital, person__name="Nia Rees").person
    answered(poll, member, "no", "if_need_be")
    answered(poll, second, "yes", "no")

    rows = {row.name: [(cell.label, cell.differ) for cell in row.cells] for row in Grid(poll).rows}

    assert list(rows) == ["Acute trust", "Children's Services", "Police", "Tom Hughes"]
    assert rows["Acute trust"] == [("Yes", True), ("If need be", True)]
    assert rows["Police"] == [("No answer", False)] * 2


def test_three_agencies_that_say_yes_are_a_quorum(poll, chair, member, constable):
    for person in (chair, member, constable):
        answered(poll, person, "yes", "if_need_be")

    first, second = Grid(poll).prospects

    assert (first.state, first.yes, first.words) == ("sure", 3, "Those who said yes are enough to decide.")
    assert (second.state, second.if_need_be) == ("likely", 3)
    assert second.words == "Enough to decide only if those come who could if need be."
    assert Grid(poll).best == first.option


def test_a_no_that_is_one_too_many(poll, chair, member):
    answered(poll, chair, "no", "no")
    answered(poll, member, "yes", "no")

    assert states(poll) == ["short", "short"]


def test_an_adviser_answers_and_never_counts(poll, chair, member, adviser, constable):
    for person in (chair, member, adviser):
        answered(poll, person, "yes", "yes")
    answered(poll, constable, "no", "no")

    (first, _) = Grid(poll).prospects
    assert (first.yes, first.state) == (3, "short")


def test_a_seat_that_ends_before_the_day_does_not_count_for_it(poll, chair, member, constable):
    for person in (chair, member, constable):
        answered(poll, person, "yes", "yes")
    constable.seats.update(ends_on=in_days(22))

    assert states(poll) == ["sure", "short"]


def test_two_departments_of_one_legal_body_count_once(poll, group, chair, member, constable, council):
    constable.seats.get().agency.__class__.objects.filter(seats__person=constable).update(legal_body=council.legal_body)
    for person in (chair, member, constable):
        answered(poll, person, "yes", "yes")

    assert states(poll) == ["short", "short"]


def test_without_a_rule_nobody_can_say(board, chair, business_manager):
    newly_founded = GroupFactory(board=board, slug="newly-founded")
    SeatFactory(group=newly_founded, person=chair)

    prospect = Grid(asked(newly_founded, business_manager)).prospects[0]
    assert (prospect.state, prospect.why) == ("unknown", "")
    assert prospect.words == "The group has no quorum rule on that day."


def test_the_number_of_queries_does_not_grow_with_the_seats(poll, group, django_assert_max_num_queries):
    for _ in range(30):
        SeatFactory(group=group)
    with django_assert_max_num_queries(6):
        grid = Grid(poll)
        assert (len(grid.rows), len(grid.prospects), len(grid.silent)) == (34, 2, 34)
