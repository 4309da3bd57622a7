"""How agencies stand with policies: the register, its matrix and its file."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agencies.models import Kind, Membership
from agencies.tests.factories import AgencyFactory, BoardFactory, PostFactory
from audits.models import PolicyAsk
from audits.policy_register import asks_of_board, matrix_of, own_policies_of, people_reviewing, standing_of, standings
from audits.policy_state import State
from audits.tests.factories_policies import (
    PolicyAuditFactory,
    PolicyFactory,
    PolicyReviewFactory,
    PolicyVersionFactory,
    days_from_now,
)


def policy_of(*agencies, code, **version):
    """A policy with one version, asked of `agencies`."""
    policy = PolicyFactory(code=code, asked=agencies)
    PolicyVersionFactory(policy=policy, **version)
    return policy


def reviewed(policy, agency, **facts):
    return PolicyReviewFactory(version=policy.versions.last(), agency=agency, **facts)


def shown(matrix):
    """The matrix as codes, short names and states."""
    names = {agency.pk: agency.short_name for agency in matrix.agencies}
    return {
        line.policy.code: {names[pk]: standing.state for pk, standing in line.standings.items()}
        for line in matrix.lines
    }


@pytest.fixture
def matrix(board, police, hospital, council):
    """Three policies and three agencies, some of them late."""
    current = policy_of(police, hospital, council, code="P01")
    for agency in (police, hospital, council):
        reviewed(current, agency)
    late = policy_of(police, hospital, code="P02")
    reviewed(late, police, next_due_on=days_from_now(-1))
    reviewed(late, hospital, outcome="not_applicable", words="No children.")
    policy_of(hospital, code="P03", respond_by=days_from_now(3))
    return board


# One standing ---------------------------------------------------------------------------------------------------------


def test_the_latest_review_counts(police):
    policy = policy_of(police, code="P01")
    reviewed(policy, police, outcome="gap", words="Nights", action="Train", action_due_on=days_from_now(9))
    reviewed(policy, police, outcome="adopted")

    standing = standing_of(policy, police)

    assert (standing.state, standing.review.outcome, standing.is_current) == (State.CURRENT, "adopted", True)


def test_a_new_version_waits_for_a_review(police):
    policy = policy_of(police, code="P01")
    reviewed(policy, police)
    PolicyVersionFactory(policy=policy, number="2")

    standing = standing_of(policy, police)

    assert (standing.state, standing.version.number, standing.review.version.number) == (State.NEW_VERSION, "2", "1")
    assert (standing.is_current, standing.awaits_version, standing.is_to_do) == (False, True, True)


def test_without_a_version_there_is_nothing_to_review(police):
    policy = PolicyFactory(asked=[police])

    standing = standing_of(policy, police)

    assert (standing.state, standing.due, standing.is_to_do, standing.words) == (
        State.NO_VERSION,
        None,
        False,
        "Not published yet",
    )


def test_a_gap_is_late_when_its_action_is(police):
    policy = policy_of(police, code="P01")
    facts = {"outcome": "gap", "words": "Nights", "action": "Train them"}
    reviewed(policy, police, action_due_on=days_from_now(9), **facts)
    assert (standing_of(policy, police).state, standing_of(policy, police).is_to_do) == (State.GAP, True)

    reviewed(policy, police, action_due_on=days_from_now(-1), **facts)
    assert standing_of(policy, police).state == State.OVERDUE


def test_the_state_is_said_with_its_day(police):
    policy = policy_of(police, code="P01", respond_by=dt.date(2020, 1, 2))
    PolicyAsk.objects.update(asked_on=dt.date(2019, 1, 1))

    assert standing_of(policy, police).words == "Overdue, was due 2 January 2020"


def test_an_agency_that_is_not_asked_has_no_standing(police, hospital):
    assert standing_of(policy_of(police, code="P01"), hospital) is None


def test_the_latest_check_says_when_the_next_is_due(police):
    policy = policy_of(police, code="P01")
    PolicyAuditFactory(policy=policy, agency=police, next_due_on=days_from_now(99))
    PolicyAuditFactory(policy=policy, agency=police, next_due_on=days_from_now(-1))

    standing = standing_of(policy, police)

    assert (standing.audit_due, standing.audit_is_late, standing.audit_is_soon) == (days_from_now(-1), True, False)


# Whom it speaks of ----------------------------------------------------------------------------------------------------


def test_only_members_and_policies_in_force_are_in_it(board, police, hospital):
    policy_of(police, hospital, code="P01")
    retired = policy_of(police, code="P02")
    retired.retired_on = timezone.localdate()
    retired.save()
    Membership.objects.filter(agency=hospital).update(ends_on=days_from_now(-1))
    other = BoardFactory(slug="westvale")
    PolicyFactory(board=other, code="P01", asked=[police])

    assert [(one.policy.code, one.agency.name) for one in standings(asks_of_board(board))] == [
        ("P01", "Northmere Police")
    ]


def test_an_agencys_own_policies_are_listed_apart(board, police, hospital):
    policy_of(police, code="P01")
    own = PolicyFactory(code="P02", agency=police, asked=[police])

    assert [one.policy for one in own_policies_of(board)] == [own]
    assert list(shown(matrix_of(board))) == ["P01"]


def test_who_reviews_for_an_agency(police, hospital, lead, signatory, contributor):
    PostFactory(agency=hospital, ends_on=days_from_now(-1))

    assert people_reviewing([police, hospital]) == {police.pk: [lead], hospital.pk: []}


# The matrix -----------------------------------------------------------------------------------------------------------


def test_overdue_comes_first_both_ways(matrix):
    found = matrix_of(matrix)

    assert [agency.short_name for agency in found.agencies] == ["Police", "Acute trust", "Children's Services"]
    assert shown(found) == {
        "P02": {"Police": State.OVERDUE, "Acute trust": State.NOT_APPLICABLE},
        "P03": {"Acute trust": State.DUE_SOON},
        "P01": {"Police": State.CURRENT, "Acute trust": State.CURRENT, "Children's Services": State.CURRENT},
    }
    assert found.counts == {
        State.CURRENT: 3,
        State.OVERDUE: 1,
        State.NOT_APPLICABLE: 1,
        State.DUE_SOON: 1,
    }


def test_one_state_leaves_the_policies_and_agencies_that_have_it(matrix):
    found = matrix_of(matrix, state="overdue")

    assert shown(found) == {"P02": {"Police": State.OVERDUE}}
    assert found.counts[State.CURRENT] == 3


def test_one_kind_of_agency_and_one_tier(matrix):
    assert shown(matrix_of(matrix, kind=Kind.POLICE)) == {
        "P02": {"Police": State.OVERDUE},
        "P01": {"Police": State.CURRENT},
    }
    assert shown(matrix_of(matrix, tier="statutory")) == {}


def test_a_policy_that_nobody_is_asked_stays_in_sight(board, police):
    policy = policy_of(police, code="P01")
    policy.asks.all().delete()

    assert shown(matrix_of(board)) == {"P01": {}}


def test_a_policy_whose_own_day_has_passed_is_marked(board, police):
    policy_of(police, code="P01", review_due_on=days_from_now(-1))
    policy_of(police, code="P02", review_due_on=days_from_now(0))

    assert {line.policy.code: line.is_due_itself for line in matrix_of(board).lines} == {"P01": True, "P02": False}


def test_it_takes_as_many_queries_for_forty_agencies_and_thirty_policies(board, police):
    policy_of(police, code="P00")

    def queries():
        with CaptureQueriesContext(connection) as captured:
            found = matrix_of(board)
            assert all(standing.words for standing in found.all)
        return len(captured), len(found.all)

    few = queries()
    agencies = AgencyFactory.create_batch(39)
    for number in range(1, 31):
        policy = policy_of(*agencies, code=f"P{number:02}")
        reviewed(policy, agencies[0])
        PolicyAuditFactory(policy=policy, agency=agencies[1])

    assert (queries(), few) == ((few[0], 1171), (few[0], 1))
