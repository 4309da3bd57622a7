"""Terms of reference to be reviewed, on the home page of who runs the board."""

import datetime as dt

import pytest
import time_machine

from agencies.tests.factories import GroupFactory, TermsOfReferenceFactory
from reports.todo.groups import terms_to_review


@pytest.fixture(autouse=True)
def thursday():
    with time_machine.travel(dt.datetime(2026, 11, 12, 10, tzinfo=dt.UTC), tick=False):
        yield


@pytest.mark.parametrize(("review_on", "is_due"), [("2026-11-01", True), ("2026-12-10", True), ("2026-12-11", False)])
def test_terms_are_asked_for_four_working_weeks_before(group, board, business_manager, review_on, is_due):
    review_on = dt.date.fromisoformat(review_on)
    TermsOfReferenceFactory(group=group, version=2, review_on=review_on)

    found = terms_to_review(business_manager, board)

    assert [(todo.title, todo.due) for todo in found] == (
        [("Have the terms of reference of QAPM reviewed", review_on)] if is_due else []
    )


def test_only_the_version_in_force_counts(group, board, business_manager):
    TermsOfReferenceFactory(group=group, version=2, review_on=dt.date(2020, 1, 1))
    TermsOfReferenceFactory(group=group, version=3, review_on=dt.date(2029, 1, 1))

    assert terms_to_review(business_manager, board) == []


def test_each_group_has_its_line_in_one_query(group, board, business_manager, django_assert_max_num_queries):
    for number in range(10):
        other = GroupFactory(board=board, slug=f"group-{number}", short_name=f"G{number}")
        TermsOfReferenceFactory(group=other, review_on=dt.date(2026, 11, 1))
    business_manager.roles_at(board)

    with django_assert_max_num_queries(2):
        assert len(terms_to_review(business_manager, board)) == 10


def test_nobody_else_is_asked(group, board, chair, administrator, stranger):
    TermsOfReferenceFactory(group=group, version=2, review_on=dt.date(2026, 11, 1))

    assert [terms_to_review(somebody, board) for somebody in (chair, administrator, stranger)] == [[], [], []]
