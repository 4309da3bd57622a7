"""Messages that did not arrive: who sees them, why they failed, and sending them again."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from agencies.models import Notification
from agencies.models.notification import MAX_ATTEMPTS
from agencies.operations.notification import deliver_owed, notify, try_again, try_all_again
from agencies.tests.asserting import denied, fresh, queries_of, refused, verbs
from agencies.tests.factories import BoardRoleFactory


def undelivered(person, board, failure="The mail server refused the address."):
    """A message about the person's own role that every attempt failed for."""
    role = person.board_roles.filter(board=board).first()
    (message,) = notify("agencies/appointed", [person], about=role, board=board, link="/", key="given")
    Notification.objects.filter(pk=message.pk).update(attempts=MAX_ATTEMPTS, failure=failure)
    return fresh(message)


@pytest.fixture
def message(board, analyst):
    return undelivered(analyst, board)


def url(board, name="message_list", *args):
    return reverse(f"agencies:{name}", args=[board.slug, *args])


def text(response):
    return " ".join(response.content.decode().split())


# The deed ------------------------------------------------------------------------------------------------------------


def test_it_is_owed_anew_with_all_its_attempts(business_manager, analyst, message):
    try_again(message, by=business_manager)

    assert (verbs(message), fresh(message).failure) == (["message.tried_again"], "")
    assert deliver_owed() == 1
    assert mail.outbox[0].to == [analyst.email]


def test_an_administrator_sends_again_too_and_nobody_else(
    board, message, administrator, chair, lead, analyst, stranger
):
    for somebody in (chair, lead, analyst, stranger):
        with denied():
            try_again(message, by=somebody)
        with denied():
            try_all_again(board, by=somebody)
    try_again(message, by=administrator)


def test_a_message_of_no_board_is_nobodys_to_send_again(business_manager, message):
    Notification.objects.update(board=None)

    with denied():
        try_again(fresh(message), by=business_manager)


def test_what_is_being_tried_or_was_sent_is_not_tried_again(business_manager, message):
    try_again(message, by=business_manager)

    with refused("This message waits for nobody: it is being tried, or it was sent."):
        try_again(message, by=business_manager)
    Notification.objects.update(attempts=MAX_ATTEMPTS, sent_at=timezone.now())
    with refused("This message waits for nobody: it is being tried, or it was sent."):
        try_again(message, by=business_manager)


def test_all_of_a_board_are_tried_again_and_none_of_another(board, business_manager, message, administrator, stranger):
    undelivered(administrator, board)
    elsewhere = undelivered(stranger, stranger.board_roles.get().board)

    assert try_all_again(board, by=business_manager) == 2

    assert list(Notification.objects.undelivered()) == [elsewhere]


# The page ------------------------------------------------------------------------------------------------------------


def test_the_page_says_whom_it_did_not_reach_and_why(client, board, administrator, message):
    client.force_login(administrator)

    html = text(client.get(url(board)))

    for words in ("Rhodri Tams", "rhodri.tams@example.org", "Appointed", "The mail server refused the address."):
        assert words in html


def test_a_portal_that_was_stopped_while_sending_says_so(client, board, business_manager, analyst):
    undelivered(analyst, board, failure="")
    client.force_login(business_manager)

    assert "The portal was stopped while it was sending." in text(client.get(url(board)))


def test_the_buttons_send_one_or_all_again(client, board, business_manager, message, administrator):
    undelivered(administrator, board)
    client.force_login(business_manager)

    assert text(client.get(url(board))).count("Try all again") == 1
    one = client.post(url(board, "message_retry", message.uid), follow=True)
    assert "The message to Rhodri Tams will be sent again." in text(one)
    assert "Try all again" not in text(one)
    rest = client.post(url(board, "message_retry_all"), follow=True)
    assert "1 message will be sent again." in text(rest)
    assert "Every message has gone" in text(rest)


def test_a_refusal_comes_back_to_the_page(client, board, business_manager, message):
    client.force_login(business_manager)
    client.post(url(board, "message_retry", message.uid))

    again = client.post(url(board, "message_retry", message.uid), follow=True)

    assert "This message waits for nobody" in text(again)


def test_who_manages_people_finds_it_among_the_boards_pages(client, board, business_manager, administrator, message):
    links = {}
    for somebody in (business_manager, administrator):
        client.force_login(somebody)
        links[somebody.name] = f'href="{url(board, "ledger")}"' in text(client.get(url(board)))

    assert links == {"Sam Whitlock": True, "Priya Nair": False}


def test_messages_of_another_board_are_not_found(client, board, business_manager, stranger, message):
    client.force_login(stranger)
    westvale = stranger.board_roles.get().board
    assert client.post(url(westvale, "message_retry", message.uid)).status_code == 404
    BoardRoleFactory(person=business_manager, board=westvale)
    client.force_login(business_manager)
    assert client.post(url(westvale, "message_retry", message.uid)).status_code == 404


def test_sending_again_is_a_deed_and_no_link(client, board, business_manager, message):
    client.force_login(business_manager)

    assert client.get(url(board, "message_retry", message.uid)).status_code == 405
    assert client.get(url(board, "message_retry_all")).status_code == 405


def test_others_are_shown_a_closed_door(client, board, message, lead, chair, moderator):
    for somebody in (lead, chair, moderator):
        client.force_login(somebody)
        assert client.get(url(board)).status_code == 403
        assert client.post(url(board, "message_retry", message.uid)).status_code == 403


def test_the_page_costs_the_same_for_one_message_and_for_thirty(client, board, business_manager, message):
    client.force_login(business_manager)
    one = queries_of(client, url(board))
    for role in BoardRoleFactory.create_batch(30, board=board):
        undelivered(role.person, board)

    assert queries_of(client, url(board)) == one


def test_what_is_still_to_be_tried_is_no_failure(client, board, business_manager, message):
    Notification.objects.update(send_after=timezone.now() + timedelta(hours=1))
    client.force_login(business_manager)

    assert "Every message has gone" in text(client.get(url(board)))
