from datetime import date, timedelta

import pytest
from django.urls import reverse

from agencies.models import Event, Membership, User
from agencies.operations.person import change_own_details, change_person, deactivate, reactivate, sign_out_everywhere
from agencies.roles import Role
from agencies.tests.asserting import denied, fresh, queries_of, refused, verbs
from agencies.tests.factories import AgencyFactory, BoardRoleFactory, PostFactory, SeatFactory

TODAY = date(2026, 11, 18)
YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture(autouse=True)
def november(time_machine):
    time_machine.move_to("2026-11-18T10:00:00Z")


# Details -------------------------------------------------------------------------------------------------------------


def test_a_manager_corrects_a_persons_details(board, business_manager, lead):
    change_person(
        lead, by=business_manager, board=board, name="Joy Okafor-Reid", job_title="", telephone="01632 960 111"
    )

    (event,) = Event.objects.about(lead)
    assert (fresh(lead).name, fresh(lead).telephone) == ("Joy Okafor-Reid", "01632 960 111")
    assert (event.verb, event.book.key, event.facts) == (
        "person.changed",
        board.ledger_key,
        '{"changed":["name","telephone"]}',
    )


def test_people_correct_their_own_job_title_and_telephone_and_nobody_elses(lead, contributor):
    change_own_details(lead, by=lead, job_title="Chief Inspector", telephone="")

    assert (fresh(lead).job_title, Event.objects.get().book.key) == ("Chief Inspector", "installation")
    with denied():
        change_own_details(lead, by=contributor, job_title="")


def test_only_who_manages_people_changes_shuts_out_and_lets_in(board, lead, chair, administrator):
    for somebody in (chair, administrator, lead):
        with denied():
            change_person(lead, by=somebody, board=board, name="X", job_title="", telephone="")
        with denied():
            deactivate(lead, by=somebody, board=board)
        with denied():
            reactivate(lead, by=somebody, board=board)


def test_a_board_touches_the_accounts_of_its_own_people_only(board, business_manager, stranger):
    details = {"name": "X", "job_title": "", "telephone": ""}
    with denied():
        change_person(stranger, by=business_manager, board=board, **details)
    with denied():
        deactivate(stranger, by=business_manager, board=board)
    with denied():
        reactivate(stranger, by=business_manager, board=board)


def test_whoever_left_for_another_board_is_the_other_ones_to_correct(board, business_manager, stranger):
    former = BoardRoleFactory(person=stranger, board=board, role=Role.ANALYST)
    details = {"name": "Ida Strand-Reid", "job_title": "", "telephone": ""}
    change_person(stranger, by=business_manager, board=board, **details)
    former.ends_on = YESTERDAY
    former.save()

    with refused("Ida Strand has left the board and belongs to another one, which keeps their details."):
        change_person(stranger, by=business_manager, board=board, **details)


# Accounts ------------------------------------------------------------------------------------------------------------


def test_the_deactivated_are_out_at_their_next_request(client, board, business_manager, lead):
    client.force_login(lead)
    assert client.get(reverse("account")).status_code == 200

    deactivate(lead, by=business_manager, board=board)

    assert client.get(reverse("account")).url == f"{reverse('account_login')}?next={reverse('account')}"
    assert (fresh(lead).is_active, verbs(lead)) == (False, ["person.deactivated"])
    assert fresh(lead).deactivated_at is not None


def test_a_session_alone_does_not_let_the_inactive_in(client, lead):
    """Whoever sets the flag some other way need not know of sessions."""
    client.force_login(lead)
    User.objects.update(is_active=False)

    assert client.get(reverse("account")).status_code == 302


def test_the_reactivated_sign_in_again(board, business_manager, lead):
    deactivate(lead, by=business_manager, board=board)
    reactivate(lead, by=business_manager, board=board)

    assert (fresh(lead).is_active, fresh(lead).deactivated_at) == (True, None)
    assert verbs(lead) == ["person.deactivated", "person.reactivated"]


def test_nothing_is_done_twice(board, business_manager, lead):
    with refused("Joy Okafor’s account is active."):
        reactivate(lead, by=business_manager, board=board)
    deactivate(lead, by=business_manager, board=board)
    with refused("Joy Okafor’s account is deactivated already."):
        deactivate(lead, by=business_manager, board=board)


def test_nobody_shuts_themselves_out(board, business_manager):
    with refused("You cannot deactivate your own account."):
        deactivate(business_manager, by=business_manager, board=board)


def test_the_last_business_manager_of_another_board_stays(board, business_manager, stranger):
    """A manager of both boards may still not leave one without."""
    westvale = stranger.board_roles.get().board
    BoardRoleFactory(person=business_manager, board=westvale)
    deactivate(stranger, by=fresh(business_manager), board=westvale)

    business_manager.board_roles.filter(board=westvale).update(ends_on=YESTERDAY)
    stranger.is_active = True
    stranger.save()
    with denied():
        deactivate(stranger, by=fresh(business_manager), board=board)


def test_a_board_keeps_a_business_manager_who_can_sign_in(board, business_manager):
    other = BoardRoleFactory(board=board).person
    User.objects.filter(pk=business_manager.pk).update(is_active=False)
    third = BoardRoleFactory(board=board, starts_on=date(2020, 1, 1), ends_on=YESTERDAY).person
    PostFactory(person=third, agency=AgencyFactory())
    BoardRoleFactory(board=board, person=third)
    deactivate(other, by=fresh(third), board=board)

    User.objects.filter(pk=other.pk).update(is_active=True)
    third.board_roles.update(ends_on=TODAY)
    with refused("The board needs a business manager. Appoint another one first."):
        deactivate(fresh(other), by=fresh(third), board=board)


def test_an_account_that_another_board_needs_stays(board, business_manager, lead, police, stranger):
    Membership.objects.create(board=stranger.board_roles.get().board, agency=police, starts_on=YESTERDAY)

    with refused("Joy Okafor also belongs to another board. End what they hold at this one instead."):
        deactivate(lead, by=business_manager, board=board)


def test_signing_out_everywhere_ends_every_session(client, lead):
    from django.test import Client

    other = Client()
    for browser in (client, other):
        browser.force_login(lead)

    response = client.post(reverse("sign_out_everywhere"))

    assert response.url == reverse("account_login")
    assert [browser.get(reverse("account")).status_code for browser in (client, other)] == [302, 302]
    assert verbs(lead) == ["person.signed_out_everywhere"]


def test_signing_out_everywhere_is_ones_own_deed_and_no_link(client, lead, contributor):
    client.force_login(lead)

    assert client.get(reverse("sign_out_everywhere")).status_code == 405
    with denied():
        sign_out_everywhere(lead, by=contributor)


# Pages ---------------------------------------------------------------------------------------------------------------


def page(board, name, *args):
    return reverse(f"agencies:{name}", args=[board.slug, *args])


def test_the_list_shows_what_people_hold_and_can_be_filtered(client, board, business_manager, lead, chair, moderator):
    client.force_login(business_manager)

    def names(**query):
        html = client.get(page(board, "person_list"), query).content.decode()
        return [name for name in ("Joy Okafor", "Helen Marsh", "Bethan Pryce") if name in html]

    assert names() == ["Joy Okafor", "Helen Marsh", "Bethan Pryce"]
    assert names(q="okafor") == ["Joy Okafor"]
    assert names(q="HELEN.marsh@") == ["Helen Marsh"]
    assert names(role="qa_officer") == ["Bethan Pryce"]
    assert names(role="crown") == ["Joy Okafor", "Helen Marsh", "Bethan Pryce"]


def test_who_has_left_or_was_deactivated_is_found_by_the_filter(client, board, business_manager, lead, moderator):
    client.force_login(business_manager)
    lead.posts.update(ends_on=YESTERDAY)
    deactivate(moderator, by=business_manager, board=board)

    pages = {
        state: client.get(page(board, "person_list"), {"state": state}).content.decode()
        for state in ("", "left", "deactivated")
    }

    assert {state: ("Joy Okafor" in html, "Bethan Pryce" in html) for state, html in pages.items()} == {
        "": (False, False),
        "left": (True, False),
        "deactivated": (False, True),
    }


def test_the_list_costs_the_same_for_one_person_and_for_thirty(client, board, business_manager, lead):
    client.force_login(business_manager)
    one = queries_of(client, page(board, "person_list"))
    for seat in SeatFactory.create_batch(15):
        PostFactory(person=seat.person)
    BoardRoleFactory.create_batch(15, board=board, role=Role.LAY_MEMBER)

    assert queries_of(client, page(board, "person_list")) == one


def test_a_long_list_comes_in_pages(client, board, business_manager):
    BoardRoleFactory.create_batch(60, board=board, role=Role.LAY_MEMBER)
    client.force_login(business_manager)

    assert "1 to 50 of 61" in client.get(page(board, "person_list")).content.decode()
    assert "51 to 61 of 61" in client.get(page(board, "person_list"), {"page": 2}).content.decode()


def test_a_persons_page_says_every_role_and_why(client, board, business_manager, lead, police, group):
    SeatFactory(person=lead, group=group, agency=police)
    BoardRoleFactory(person=lead, board=board, role=Role.ANALYST, ends_on=date(2024, 3, 31))
    client.force_login(business_manager)

    html = client.get(page(board, "person", lead.uid)).content.decode()

    assert "Post at Northmere Police" in html
    assert "Member of QAPM, for Northmere Police" in " ".join(html.split())
    assert "to 31 Mar 2024" in html
    assert "Not in this ledger" in html


def test_a_persons_page_says_who_gave_what(client, board, business_manager, lead, group):
    import uuid

    from agencies.operations.appointment import give_seat

    give_seat(lead, by=business_manager, board=board, uid=uuid.uuid4(), group=group, role="observer", starts_on=TODAY)
    client.force_login(business_manager)

    html = client.get(page(board, "person", lead.uid)).content.decode()

    assert html.count("Not in this ledger") == 1
    assert "Adviser or observer" in html


def test_a_persons_page_costs_the_same_however_much_they_hold(client, board, business_manager, lead):
    client.force_login(business_manager)
    SeatFactory(person=lead)
    BoardRoleFactory(person=lead, board=board, role=Role.ANALYST)
    few = queries_of(client, page(board, "person", lead.uid))
    for _ in range(15):
        SeatFactory(person=lead)
        PostFactory(person=lead)

    assert queries_of(client, page(board, "person", lead.uid)) == few


def test_details_are_changed_on_a_page(client, board, business_manager, lead):
    client.force_login(business_manager)
    url = page(board, "person_edit", lead.uid)

    assert "Enter their name." in client.post(url, {"name": ""}).content.decode()
    response = client.post(url, {"name": "Joy Reid", "job_title": "", "telephone": ""})

    assert (response.url, fresh(lead).name) == (page(board, "person", lead.uid), "Joy Reid")


def test_a_form_cannot_change_what_it_does_not_show(client, board, business_manager, lead):
    client.force_login(business_manager)

    client.post(
        page(board, "person_edit", lead.uid),
        {"name": "Joy", "job_title": "", "telephone": "", "email": "x@example.org", "is_active": "", "password": "x"},
    )

    assert (fresh(lead).email, fresh(lead).is_active) == ("joy.okafor@example.org", True)


def test_deactivating_asks_first_and_reactivating_is_a_button(client, board, business_manager, lead):
    client.force_login(business_manager)
    url = page(board, "person_deactivate", lead.uid)

    assert "Deactivate Joy Okafor?" in client.get(url).content.decode()
    assert fresh(lead).is_active
    assert client.post(url).url == page(board, "person", lead.uid)
    assert not fresh(lead).is_active
    assert client.get(page(board, "person_reactivate", lead.uid)).status_code == 405
    client.post(page(board, "person_reactivate", lead.uid))
    assert fresh(lead).is_active


def test_a_refusal_comes_back_to_the_page(client, board, business_manager):
    client.force_login(business_manager)

    html = client.post(page(board, "person_deactivate", business_manager.uid), follow=True).content.decode()

    assert "You cannot deactivate your own account." in html


@pytest.mark.parametrize("name", ["person", "person_edit", "person_deactivate"])
def test_people_of_another_board_are_not_found(client, board, business_manager, stranger, lead, name):
    client.force_login(business_manager)
    assert client.get(page(board, name, stranger.uid)).status_code == 404
    client.force_login(stranger)
    assert client.get(page(board, name, lead.uid)).status_code == 404


def test_others_are_shown_a_closed_door(client, board, lead, chair, administrator):
    for somebody in (lead, chair, administrator):
        client.force_login(somebody)
        for name, args in [("person_list", []), ("person", [lead.uid]), ("person_deactivate", [lead.uid])]:
            assert client.get(page(board, name, *args)).status_code == 403


# One's own account ---------------------------------------------------------------------------------------------------


def test_the_account_page_says_who_one_is_at_each_board(client, board, business_manager, stranger):
    BoardRoleFactory(person=business_manager, board=stranger.board_roles.get().board, role=Role.ANALYST)
    client.force_login(business_manager)

    html = client.get(reverse("account")).content.decode()

    for words in ("Northmere Safeguarding Children Board", "Westvale Safeguarding Children Board", "Analyst"):
        assert words in html


def test_own_details_are_changed_on_the_account_page(client, lead):
    client.force_login(lead)

    response = client.post(reverse("account"), {"job_title": "Chief Inspector", "telephone": "", "name": "Boss"})

    assert (response.url, fresh(lead).job_title, fresh(lead).name) == (
        reverse("account"),
        "Chief Inspector",
        "Joy Okafor",
    )


def test_who_belongs_nowhere_is_told_so(client, lead):
    lead.posts.update(ends_on=YESTERDAY)
    client.force_login(lead)

    assert "You belong to no board today" in client.get(reverse("account")).content.decode()
