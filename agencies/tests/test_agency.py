import uuid
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from agencies.models import Agency, Event, LegalBody, Membership
from agencies.operations.agency import add_agency, change_agency, end_membership, join_by_code, rejoin
from agencies.sharing import code_of
from agencies.tests.asserting import denied, fresh, queries_of, refused, verbs
from agencies.tests.factories import AgencyFactory, BoardRoleFactory, PostFactory, SeatFactory

TODAY = date(2026, 11, 18)
DETAILS = {
    "name": "Mere Fire and Rescue",
    "short_name": "Fire",
    "initials": "FR",
    "kind": "fire",
    "is_small": False,
    "is_statutory_partner": False,
    "is_commissioned": False,
}


@pytest.fixture(autouse=True)
def november(time_machine):
    time_machine.move_to("2026-11-18T10:00:00Z")


def add(board, by, **more):
    return add_agency(board, by=by, **({"uid": uuid.uuid4(), "starts_on": TODAY} | DETAILS | more))


def test_an_agency_becomes_a_member_and_a_legal_body_of_its_own(board, business_manager):
    agency = add(board, business_manager)

    assert (agency.name, agency.kind, agency.legal_body.name) == (
        "Mere Fire and Rescue",
        "fire",
        "Mere Fire and Rescue",
    )
    assert list(Agency.objects.of_board(board)) == [agency]
    assert [(event.verb, event.book.key) for event in Event.objects.about(agency)] == [
        ("agency.added", board.ledger_key)
    ]


def test_departments_of_one_council_are_one_legal_body(board, business_manager, council):
    housing = add(board, business_manager, name="Northmere Housing", legal_body="Northmere Council")

    assert housing.legal_body == council.legal_body
    assert LegalBody.objects.filter(name="Northmere Council").count() == 1


def test_a_second_click_adds_nothing(board, business_manager):
    uid = uuid.uuid4()

    assert add(board, business_manager, uid=uid) == add(board, business_manager, uid=uid)
    assert Agency.objects.count() == 1


def test_a_name_is_added_once(board, business_manager, police):
    with refused("northmere police is already one of the board’s agencies."):
        add(board, business_manager, name="northmere police")


def test_only_who_manages_people_adds_and_changes_agencies(board, administrator, chair, police, business_manager):
    with denied():
        add(board, administrator)
    with denied():
        change_agency(police, by=chair, board=board, **DETAILS)
    with denied():
        end_membership(police, by=chair, board=board, ends_on=TODAY)


def test_a_change_is_kept_with_the_names_of_what_changed(board, business_manager, police, hospital):
    change_agency(
        police,
        by=business_manager,
        board=board,
        commissioned_by=[hospital],
        **DETAILS | {"name": police.name, "short_name": police.short_name, "initials": "Po", "kind": "police"},
    )

    police.refresh_from_db()
    (event,) = Event.objects.about(police)
    assert (police.is_statutory_partner, list(police.commissioned_by.all())) == (False, [hospital])
    assert (event.verb, event.facts) == ("agency.changed", '{"changed":["is_statutory_partner"]}')


def test_an_agency_of_another_board_joins_by_the_code_its_manager_tells(stranger, board, police, business_manager):
    westvale = stranger.board_roles.get().board

    joined = join_by_code(westvale, by=stranger, code=code_of(police).lower().replace("-", " "), starts_on=TODAY)

    assert joined == police
    assert set(police.boards.all()) == {board, westvale}
    assert [(event.verb, event.book.key) for event in Event.objects.about(police)] == [
        ("agency.joined", westvale.ledger_key)
    ]


def test_a_wrong_code_finds_nothing(stranger, police):
    with refused("No agency has this code. Ask the other board’s business manager to read it out again."):
        join_by_code(stranger.board_roles.get().board, by=stranger, code="ABCD-EFGH-JKLM", starts_on=TODAY)


def test_an_agency_joins_once(board, business_manager, police):
    with refused("Northmere Police is already one of the board’s agencies."):
        join_by_code(board, by=business_manager, code=code_of(police), starts_on=TODAY)

    end_membership(police, by=business_manager, board=board, ends_on=TODAY)
    with_a_future = Membership.objects.create(board=board, agency=police, starts_on=TODAY + timedelta(days=30))
    Membership.objects.filter(agency=police).exclude(pk=with_a_future.pk).update(ends_on=TODAY - timedelta(days=1))
    with refused("Northmere Police is to join the board already."):
        join_by_code(board, by=business_manager, code=code_of(police), starts_on=TODAY)


def test_a_membership_ends_after_its_last_day(board, business_manager, police):
    end_membership(police, by=business_manager, board=board, ends_on=TODAY)

    assert verbs(police) == ["agency.left"]
    assert list(Agency.objects.of_board(board)) == [police]
    Membership.objects.update(ends_on=TODAY - timedelta(days=1))
    assert list(Agency.objects.of_board(board)) == []


def test_an_agency_that_closed_names_its_successor(board, business_manager, police, hospital):
    end_membership(hospital, by=business_manager, board=board, ends_on=TODAY, closed=True, successor=police)

    hospital.refresh_from_db()
    assert (hospital.valid_to, hospital.successor, verbs(hospital)) == (TODAY, police, ["agency.closed"])


def test_a_membership_does_not_end_before_it_began(board, business_manager, police):
    with refused("It began on 1 Apr 2020, so its last day cannot be 31 Mar 2020."):
        end_membership(police, by=business_manager, board=board, ends_on=date(2020, 3, 31))


def test_an_agency_with_seats_does_not_leave(board, business_manager, hospital, member):
    with refused("Mere Hospitals NHS Trust still has seats after that day: Clare Pool. End them first."):
        end_membership(hospital, by=business_manager, board=board, ends_on=TODAY)


def test_who_is_no_member_cannot_leave(board, business_manager):
    elsewhere = AgencyFactory(name="Elsewhere Trust", boards=[])

    with refused("Elsewhere Trust is not a member of the board today."):
        end_membership(elsewhere, by=business_manager, board=board, ends_on=TODAY)


def test_a_former_member_joins_again(board, business_manager, police):
    membership = police.memberships.get()
    Membership.objects.update(ends_on=TODAY - timedelta(days=10))

    rejoin(membership, by=business_manager, starts_on=TODAY)

    assert (list(Agency.objects.of_board(board)), verbs(police)) == ([police], ["agency.joined"])
    with refused("Northmere Police is already one of the board’s agencies."):
        rejoin(membership, by=business_manager, starts_on=TODAY)


# Pages ---------------------------------------------------------------------------------------------------------------


def page(board, name, *args):
    return reverse(f"agencies:{name}", args=[board.slug, *args])


def test_the_list_names_leads_and_signatories_and_what_is_missing(
    client, board, business_manager, lead, signatory, hospital
):
    client.force_login(business_manager)

    html = client.get(page(board, "agency_list")).content.decode()

    assert "Joy Okafor" in html
    assert "Daniel Orme" in html
    assert html.count("No lead") == 1


def test_the_list_costs_the_same_for_one_agency_and_for_thirty(client, board, business_manager, police):
    client.force_login(business_manager)
    one = queries_of(client, page(board, "agency_list"))
    for agency in AgencyFactory.create_batch(30):
        PostFactory(agency=agency)
        SeatFactory(agency=agency)

    assert queries_of(client, page(board, "agency_list")) == one


def test_an_agency_is_added_from_the_page(client, board, business_manager):
    client.force_login(business_manager)
    uid = uuid.uuid4()
    form = DETAILS | {"uid": uid, "starts_on": "2026-11-18", "is_small": ""}

    response = client.post(page(board, "agency_add"), form)

    assert response.url == page(board, "agency", uid)
    assert Agency.objects.get().name == "Mere Fire and Rescue"


def test_what_is_missing_is_said_beside_its_field(client, board, business_manager):
    client.force_login(business_manager)

    html = client.post(page(board, "agency_add"), {"uid": uuid.uuid4(), "starts_on": "soon"}).content.decode()

    for sentence in ("Enter the agency’s name.", "Choose the kind of agency.", "Enter the first day as a date."):
        assert html.count(sentence) == 2


def test_a_refusal_is_shown_on_the_form(client, board, business_manager, police):
    client.force_login(business_manager)
    form = DETAILS | {"name": "Northmere Police", "uid": uuid.uuid4(), "starts_on": "2026-11-18"}

    html = client.post(page(board, "agency_add"), form).content.decode()

    assert "Northmere Police is already one of the board’s agencies." in html


def test_the_pages_of_an_agency_change_and_end_it(client, board, business_manager, police):
    client.force_login(business_manager)

    shown = client.get(page(board, "agency", police.uid)).content.decode()
    form = DETAILS | {"name": "Northmere Constabulary", "kind": "police", "legal_body": "Chief Constable of Northmere"}
    changed = client.post(page(board, "agency_edit", police.uid), form)
    ended = client.post(page(board, "agency_leave", police.uid), {"ends_on": "2026-11-18"})

    assert code_of(police) in shown
    assert (changed.url, ended.url) == (page(board, "agency", police.uid), page(board, "agency_list"))
    assert verbs(police) == ["agency.changed", "agency.left"]
    assert fresh(business_manager).events.count() == 2


def test_a_successor_asks_for_the_agency_to_be_closed(client, board, business_manager, police, hospital):
    client.force_login(business_manager)

    form = {"ends_on": "2026-11-18", "successor": hospital.pk}
    html = client.post(page(board, "agency_leave", police.uid), form).content.decode()

    assert "Tick this too when the agency has become part of another." in html


def test_joining_by_code_and_joining_again_have_pages(client, stranger, police):
    westvale = stranger.board_roles.get().board
    client.force_login(stranger)

    wrong = client.post(page(westvale, "agency_join"), {"code": "nothing", "starts_on": "2026-11-18"})
    joined = client.post(page(westvale, "agency_join"), {"code": code_of(police), "starts_on": "2026-11-18"})
    Membership.objects.filter(board=westvale).update(starts_on=date(2026, 1, 1), ends_on=TODAY - timedelta(days=1))
    again = client.post(page(westvale, "agency_rejoin", police.uid))

    assert "No agency has this code." in wrong.content.decode()
    assert (joined.url, again.url) == (page(westvale, "agency_list"), page(westvale, "agency_list"))
    assert list(Agency.objects.of_board(westvale)) == [police]


def test_former_members_are_listed_with_their_last_day(client, board, business_manager, police):
    Membership.objects.filter(agency=police).update(ends_on=date(2026, 3, 31))
    client.force_login(business_manager)

    assert "Northmere Police, until 31 March 2026" in client.get(page(board, "agency_list")).content.decode()


@pytest.mark.parametrize("name", ["agency", "agency_edit", "agency_leave"])
def test_an_agency_of_another_board_is_not_found(client, stranger, police, name):
    client.force_login(stranger)

    assert client.get(page(stranger.board_roles.get().board, name, police.uid)).status_code == 404
    assert client.get(page(police.boards.get(), name, police.uid)).status_code == 404


def test_others_are_shown_a_closed_door(client, board, lead, chair, administrator, police):
    for person in (lead, chair, administrator):
        client.force_login(person)
        for name, args in [("agency_list", []), ("agency_add", []), ("agency_join", []), ("agency", [police.uid])]:
            assert client.get(page(board, name, *args)).status_code == 403


def test_joining_again_is_a_deed_and_no_link(client, board, business_manager, police):
    client.force_login(business_manager)

    assert client.get(page(board, "agency_rejoin", police.uid)).status_code == 405


def test_a_manager_of_two_boards_sees_only_the_boards_own_agencies_on_its_page(
    client, board, business_manager, police, stranger
):
    westvale = stranger.board_roles.get().board
    AgencyFactory(name="Westvale Police", boards=[westvale])
    BoardRoleFactory(person=business_manager, board=westvale)
    client.force_login(business_manager)

    html = client.get(page(board, "agency_list")).content.decode()

    assert ("Northmere Police" in html, "Westvale Police" in html) == (True, False)


def test_a_membership_that_begins_later_is_announced(client, board, business_manager):
    AgencyFactory(name="Mere College", boards=[])
    Membership.objects.create(
        board=board, agency=Agency.objects.get(name="Mere College"), starts_on=timezone.localdate() + timedelta(days=7)
    )
    client.force_login(business_manager)

    assert "Mere College, from 25 November 2026" in client.get(page(board, "agency_list")).content.decode()
