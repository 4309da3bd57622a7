from django.urls import reverse

from agencies.models import Event
from agencies.operations.board import change_contacts
from agencies.tests.asserting import denied

NUMBERS = {"social_care_phone": "01632 960201", "out_of_hours_phone": "01632 960102", "lado_phone": "01632 960103"}


def url(board):
    return reverse("agencies:contacts", args=[board.slug])


def test_the_numbers_are_changed_and_it_is_known_by_whom(board, business_manager):
    change_contacts(board, by=business_manager, **NUMBERS)

    board.refresh_from_db()
    (event,) = Event.objects.about(board)
    assert board.social_care_phone == "01632 960201"
    assert (event.verb, event.facts) == ("board.contacts_changed", '{"changed":["social_care_phone"]}')


def test_only_who_manages_people_changes_them(board, administrator, chair, stranger):
    for somebody in (administrator, chair, stranger):
        with denied():
            change_contacts(board, by=somebody, **NUMBERS)


def test_the_page_changes_them_and_leaves_the_boards_name_alone(client, board, business_manager):
    client.force_login(business_manager)

    assert client.post(url(board), NUMBERS | {"name": "Another Board"}).url == url(board)

    board.refresh_from_db()
    assert (board.social_care_phone, board.name) == ("01632 960201", "Northmere Safeguarding Children Board")


def test_a_number_that_is_missing_is_asked_for(client, board, business_manager):
    client.force_login(business_manager)

    assert (
        client.post(url(board), NUMBERS | {"lado_phone": ""}).content.decode().count("Enter a telephone number.") == 2
    )


def test_others_are_shown_a_closed_door(client, board, lead, administrator, stranger):
    for somebody, status in [(lead, 403), (administrator, 403), (stranger, 404)]:
        client.force_login(somebody)
        assert client.get(url(board)).status_code == status
