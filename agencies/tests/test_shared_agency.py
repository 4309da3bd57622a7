"""An agency of two boards: what one of them does to it, and what the other one hears (docs/adr/0012)."""

import uuid
from datetime import date, timedelta

import pytest
from django.urls import reverse

from agencies.models import Agency, Membership, Notification, Post
from agencies.operations.agency import change_agency, end_membership, join_by_code
from agencies.operations.appointment import end_holding, give_post
from agencies.roles import Role
from agencies.sharing import code_of
from agencies.tests.asserting import books_of, denied, fresh, refused, verbs
from agencies.tests.cast import person
from agencies.tests.factories import LONG_AGO, AgencyFactory, BoardRoleFactory

TODAY = date(2026, 11, 18)
YESTERDAY = TODAY - timedelta(days=1)
SHARED = (
    "Northmere Police is also a member of Westvale Safeguarding Children Board, so it cannot be closed from here. "
    "End its membership of this board alone: it goes on there."
)
DETAILS = {
    "name": "Northmere Police",
    "short_name": "Police",
    "initials": "Po",
    "kind": "police",
    "is_small": False,
    "is_statutory_partner": True,
    "is_commissioned": True,
}


@pytest.fixture(autouse=True)
def november(time_machine):
    time_machine.move_to("2026-11-18T10:00:00Z", tick=False)


@pytest.fixture
def westvale(stranger):
    return stranger.board_roles.get().board


@pytest.fixture
def shared(police, westvale):
    """Northmere's police, at Westvale too."""
    Membership.objects.create(board=westvale, agency=police, starts_on=LONG_AGO)
    return police


@pytest.fixture
def newcomer(db):
    return person("Ray Quill")


def post(somebody, by, board, agency, role=Role.AUDITOR):
    return give_post(somebody, by=by, board=board, uid=uuid.uuid4(), agency=agency, role=role, starts_on=TODAY)


def told(kind):
    """Who is told, with the board whose page the message opens."""
    notices = Notification.objects.filter(kind=f"agencies/{kind}")
    return [(each.recipient.name, each.board.slug, each.link.split("/")[2]) for each in notices]


# Whose it is ---------------------------------------------------------------------------------------------------------


def test_a_board_changes_its_own_agencies_only(police, stranger, westvale):
    with denied():
        change_agency(police, by=stranger, board=westvale, **DETAILS)


def test_a_commissioner_or_a_successor_is_an_agency_of_the_board(board, business_manager, police):
    elsewhere = AgencyFactory(boards=[])

    with denied():
        change_agency(police, by=business_manager, board=board, commissioned_by=[elsewhere], **DETAILS)
    for successor in (elsewhere, police):
        with denied():
            end_membership(police, by=business_manager, board=board, ends_on=TODAY, closed=True, successor=successor)


def test_what_another_board_entered_and_this_one_cannot_see_stays(board, business_manager, shared, hospital, westvale):
    westvales_own = AgencyFactory(boards=[westvale])
    shared.commissioned_by.set([westvales_own])

    change_agency(shared, by=business_manager, board=board, commissioned_by=[hospital], **DETAILS)

    assert set(shared.commissioned_by.all()) == {westvales_own, hospital}


def test_a_change_is_in_the_ledgers_of_all_its_boards(board, business_manager, shared, westvale):
    change_agency(shared, by=business_manager, board=board, **DETAILS)

    assert books_of(shared, "agency.changed") == {board.ledger_key, westvale.ledger_key}


# Leaving one board ---------------------------------------------------------------------------------------------------


def test_it_leaves_one_board_and_stays_at_the_other(board, business_manager, shared, westvale):
    end_membership(shared, by=business_manager, board=board, ends_on=TODAY)

    shared.refresh_from_db()
    assert [membership.ends_on for membership in shared.memberships.order_by("pk")] == [TODAY, None]
    assert (shared.valid_to, verbs(shared)) == (None, ["agency.left"])


def test_one_board_does_not_close_it_for_the_other(board, business_manager, shared):
    with refused(SHARED):
        end_membership(shared, by=business_manager, board=board, ends_on=TODAY, closed=True)

    assert shared.memberships.get(board=board).ends_on is None


def test_a_board_that_it_is_to_join_counts_too(board, business_manager, police, westvale):
    Membership.objects.create(board=westvale, agency=police, starts_on=TODAY + timedelta(days=30))

    with refused(SHARED):
        end_membership(police, by=business_manager, board=board, ends_on=TODAY, closed=True)


def test_the_last_board_closes_it(board, business_manager, shared, stranger, westvale):
    end_membership(shared, by=stranger, board=westvale, ends_on=TODAY)
    end_membership(shared, by=business_manager, board=board, ends_on=TODAY, closed=True)

    shared.refresh_from_db()
    assert (shared.valid_to, verbs(shared)) == (TODAY, ["agency.left", "agency.closed"])


def test_what_has_closed_is_joined_by_nobody(police, stranger, westvale):
    code = code_of(police)
    Agency.objects.filter(pk=police.pk).update(valid_to=YESTERDAY)

    with refused("No agency has this code. Ask the other board’s business manager to read it out again."):
        join_by_code(westvale, by=stranger, code=code, starts_on=TODAY)


def leave_page(board, agency):
    return reverse("agencies:agency_leave", args=[board.slug, agency.uid])


def test_the_page_says_what_ends_and_does_not_offer_to_close(client, board, business_manager, shared):
    client.force_login(business_manager)

    html = " ".join(client.get(leave_page(board, shared)).content.decode().split())
    client.post(leave_page(board, shared), {"ends_on": "2026-11-18", "closed": "on"})

    assert "Northmere Police is also a member of Westvale Safeguarding Children Board." in html
    assert "The agency itself has closed" not in html
    assert (fresh(shared).valid_to, verbs(shared)) == (None, ["agency.left"])


def test_an_agency_of_one_board_may_be_closed_on_the_page(client, board, business_manager, police):
    client.force_login(business_manager)

    assert "The agency itself has closed" in client.get(leave_page(board, police)).content.decode()


# Posts ---------------------------------------------------------------------------------------------------------------


def test_every_board_finds_a_post_in_its_ledger_whoever_gave_it(board, shared, stranger, westvale, newcomer):
    given = post(newcomer, stranger, westvale, shared)
    end_holding(given, by=stranger, board=westvale, ends_on=TODAY)

    everywhere = {board.ledger_key, westvale.ledger_key, shared.ledger_key}
    assert (books_of(given, "post.given"), books_of(given, "post.ended")) == (everywhere, everywhere)


def test_the_other_boards_managers_are_told_where_they_see_who_it_is(
    board, business_manager, administrator, shared, stranger, westvale, newcomer
):
    given = post(newcomer, stranger, westvale, shared)
    assert told("post_given_elsewhere") == [("Sam Whitlock", "northmere", "northmere")]

    end_holding(given, by=stranger, board=westvale, ends_on=TODAY)
    assert told("post_ended_elsewhere") == [("Sam Whitlock", "northmere", "northmere")]


def test_the_page_that_a_message_opens_shows_the_post(client, business_manager, shared, stranger, westvale, newcomer):
    post(newcomer, stranger, westvale, shared)
    client.force_login(business_manager)

    html = client.get(Notification.objects.get(kind="agencies/post_given_elsewhere").link).content.decode()

    assert "Post at Northmere Police" in html


def test_nobody_is_told_of_an_agency_that_no_other_board_has(board, business_manager, police, newcomer, stranger):
    post(newcomer, business_manager, board, police)

    assert told("post_given_elsewhere") == []


def test_who_manages_both_boards_is_not_told_what_they_did(board, business_manager, shared, westvale, newcomer):
    BoardRoleFactory(person=business_manager, board=westvale)

    post(newcomer, fresh(business_manager), board, shared)

    assert told("post_given_elsewhere") == [("Ida Strand", "westvale", "westvale")]


def test_a_leads_contributor_is_the_agencys_affair_and_still_in_every_ledger(board, shared, lead, westvale, newcomer):
    given = post(newcomer, lead, board, shared, role=Role.CONTRIBUTOR)

    assert told("post_given_elsewhere") == []
    assert books_of(given, "post.given") == {board.ledger_key, westvale.ledger_key, shared.ledger_key}
    assert Post.objects.get(pk=given.pk).person == newcomer
