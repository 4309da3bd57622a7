"""Giving seats in groups: for whom, for which agency, and as whose deputy."""

from datetime import date, timedelta

import pytest

from agencies.models import SeatRole
from agencies.operations.agency import end_membership
from agencies.roles import Role
from agencies.tests.asserting import denied, fresh, refused, verbs
from agencies.tests.cast import person
from agencies.tests.factories import AgencyFactory, GroupFactory
from agencies.tests.test_appointment import seat

TODAY = date(2026, 11, 18)


@pytest.fixture(autouse=True)
def november(time_machine):
    time_machine.move_to("2026-11-18T10:00:00Z")


@pytest.fixture
def newcomer(db):
    return person("Ray Quill")


def test_a_seat_keeps_what_was_said_of_it(board, group, business_manager, newcomer, police):
    given = seat(
        newcomer,
        business_manager,
        group,
        agency=police,
        job_title="Detective Superintendent",
        authority_confirmed_on=TODAY,
    )

    given.refresh_from_db()
    assert (given.agency, given.job_title, given.authority_confirmed_on) == (police, "Detective Superintendent", TODAY)
    assert (verbs(given), fresh(newcomer).roles_at(board)) == (["seat.given"], {Role.SUBGROUP_MEMBER})


def test_a_seat_is_for_an_agency_that_is_a_member_and_stays(board, group, business_manager, newcomer, police):
    elsewhere = AgencyFactory(name="Elsewhere Trust", boards=[])
    with refused("Elsewhere Trust is not a member of the board today."):
        seat(newcomer, business_manager, group, agency=elsewhere)

    end_membership(police, by=business_manager, board=board, ends_on=TODAY + timedelta(days=12))
    with refused("Northmere Police leaves the board after 30 Nov 2026, so it is given no more seats."):
        seat(newcomer, business_manager, group, agency=police)


def test_who_chairs_another_group_chairs_one_of_the_same_board(group, business_manager, stranger, newcomer):
    westvale = GroupFactory(board=stranger.board_roles.get().board)

    with denied():
        seat(newcomer, business_manager, group, chair_of=westvale)
    assert (
        seat(newcomer, business_manager, group, chair_of=GroupFactory(board=group.board, slug="b")).chair_of.slug == "b"
    )


def test_a_group_has_one_chair(group, chair, business_manager, newcomer):
    with refused("Helen Marsh chairs QAPM. End that seat first."):
        seat(newcomer, business_manager, group, role=SeatRole.CHAIR)


def test_a_deputy_is_somebodys(group, member, business_manager, newcomer, hospital):
    with refused("Say whose deputy this is."):
        seat(newcomer, business_manager, group, role=SeatRole.DEPUTY, agency=hospital)
    with refused("Clare Pool has no seat in Learning to stand in for."):
        learning = GroupFactory(board=group.board, slug="learning", short_name="Learning")
        seat(newcomer, business_manager, learning, role=SeatRole.DEPUTY, deputy_for=member.seats.get())

    given = seat(
        newcomer, business_manager, group, role=SeatRole.DEPUTY, agency=hospital, deputy_for=member.seats.get()
    )
    assert given.deputy_for == member.seats.get()


def test_who_is_no_deputy_stands_in_for_nobody(group, member, business_manager, newcomer, hospital):
    given = seat(newcomer, business_manager, group, agency=hospital, deputy_for=member.seats.get())

    assert given.deputy_for is None
