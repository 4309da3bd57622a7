"""What waits in policies: for a lead, the reviews and checks of their agency; for the manager, what is overdue."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.roles import Role
from agencies.tests.asserting import fresh
from agencies.tests.factories import AgencyFactory, PostFactory
from audits.tests.factories_policies import (
    PolicyAuditFactory,
    PolicyFactory,
    PolicyReviewFactory,
    PolicyVersionFactory,
    days_from_now,
)
from reports.todo.policies import own_policies, policies_overdue


@pytest.fixture(autouse=True)
def thursday():
    with time_machine.travel(dt.datetime(2026, 11, 12, 10, tzinfo=dt.UTC), tick=False):
        yield


def policy_of(*agencies, title="Complaints", code="P01", **version):
    policy = PolicyFactory(code=code, title=title, asked=agencies)
    PolicyVersionFactory(policy=policy, **version)
    return policy


def reviewed(policy, agency, **facts):
    return PolicyReviewFactory(version=policy.versions.get(), agency=agency, **facts)


def test_one_policy_is_named_and_leads_to_its_page(board, police, lead):
    policy = policy_of(police, respond_by=days_from_now(12))

    (todo,) = own_policies(lead, board)

    assert (todo.title, todo.due) == ("Review P01 Complaints for Police", days_from_now(12))
    assert todo.why == "A version was published that your agency has not reviewed. Its page says what changed."
    assert todo.url == f"/b/northmere/policies/{policy.uid}/agencies/{police.uid}/"


def test_several_are_counted_and_lead_to_the_agencys_page(board, police, lead):
    reviewed(policy_of(police), police, next_due_on=days_from_now(-2))
    policy_of(police, code="P02")

    (todo,) = own_policies(lead, board)

    assert (todo.title, todo.due) == ("Review two policies for Police", days_from_now(-2))
    assert todo.why == "One review is overdue. A current review is evidence in your return."
    assert todo.url == f"/b/northmere/policies/agencies/{police.uid}/"


def test_what_is_current_waits_for_nobody(board, police, lead):
    reviewed(policy_of(police), police)
    PolicyFactory(asked=[police])

    assert own_policies(lead, board) == []


def test_a_review_that_comes_near_waits(board, police, lead):
    reviewed(policy_of(police), police, next_due_on=days_from_now(30))

    (todo,) = own_policies(lead, board)

    assert todo.why == "A current review is evidence in your return; nobody has to upload it again."


def test_a_check_waits_beside_the_reviews(board, police, lead):
    policy = policy_of(police)
    reviewed(policy, police)
    PolicyAuditFactory(policy=policy, agency=police, next_due_on=days_from_now(9))

    (todo,) = own_policies(lead, board)

    assert (todo.title, todo.due) == ("Check that Police keeps to P01 Complaints", days_from_now(9))


def test_each_agency_of_a_lead_has_its_line_and_those_of_a_signatory_have_none(board, police, hospital, lead):
    PostFactory(person=lead, agency=hospital, role=Role.LEAD)
    council = AgencyFactory(short_name="Council")
    PostFactory(person=lead, agency=council, role=Role.SIGNATORY)
    policy_of(police, hospital, council)

    assert [todo.title for todo in own_policies(fresh(lead), board)] == [
        "Review P01 Complaints for Police",
        "Review P01 Complaints for Acute trust",
    ]


def test_nobody_else_is_asked(board, police, contributor, signatory, moderator, business_manager, outsider):
    policy_of(police, respond_by=days_from_now(-1))

    for somebody in (contributor, signatory, moderator, business_manager, outsider):
        assert own_policies(somebody, board) == []


def test_the_manager_asks_after_what_is_overdue(board, police, hospital, business_manager):
    policy = policy_of(police, hospital, respond_by=days_from_now(-1))
    reviewed(policy, hospital, next_due_on=days_from_now(-20))

    (todo,) = policies_overdue(business_manager, board)

    assert (todo.title, todo.due) == ("Ask after two overdue policy reviews", days_from_now(-20))
    assert todo.why == "Acute trust, Police: their leads have been reminded."
    assert todo.url == "/b/northmere/policies/?state=overdue"


def test_the_manager_looks_again_at_a_policy_whose_day_has_passed(board, police, business_manager):
    policy = policy_of(police, review_due_on=days_from_now(-3))

    (todo,) = policies_overdue(business_manager, board)

    assert (todo.title, todo.due) == ("Look again at P01 Complaints", days_from_now(-3))
    assert todo.why == "Version 1 was to be looked at again by 9 November."
    assert todo.url == f"/b/northmere/policies/{policy.uid}/"


def test_only_who_keeps_policies_is_told_what_is_overdue(board, police, lead, moderator, administrator, chair):
    policy_of(police, respond_by=days_from_now(-1), review_due_on=days_from_now(-1))

    for somebody in (lead, moderator, administrator, chair):
        assert policies_overdue(somebody, board) == []


def test_what_waits_takes_as_many_queries_for_thirty_policies(board, police, lead, business_manager):
    policy_of(police, respond_by=days_from_now(-1))
    people = fresh(lead), fresh(business_manager)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert own_policies(people[0], board) + policies_overdue(people[1], board)
        return len(captured)

    queries()
    few = queries()
    agencies = AgencyFactory.create_batch(10)
    for number in range(30):
        policy_of(police, *agencies, code=f"Q{number}", respond_by=days_from_now(-1))

    assert queries() == few
