"""What waits of messages that did not arrive."""

from agencies.models import Notification
from agencies.models.notification import MAX_ATTEMPTS
from agencies.operations.notification import notify
from reports.todo.board import undelivered


def test_messages_that_did_not_arrive_wait_for_the_office(board, business_manager, administrator, analyst, chair):
    assert undelivered(business_manager, board) == []
    role = analyst.board_roles.get()
    notify("agencies/appointed", [analyst, chair], about=role, board=board, link="/", key="given")
    Notification.objects.update(attempts=MAX_ATTEMPTS)

    (todo,) = undelivered(business_manager, board)
    assert (todo.title, todo.minutes, todo.due) == ("Look at two messages that did not arrive", 4, None)
    assert todo.url.endswith("/board/messages/")
    assert undelivered(administrator, board) == [todo]
    assert undelivered(chair, board) == undelivered(analyst, board) == []


def test_a_message_that_is_still_being_tried_waits_for_nobody(board, business_manager, analyst):
    notify("agencies/appointed", [analyst], about=analyst.board_roles.get(), board=board, link="/", key="given")
    Notification.objects.update(attempts=MAX_ATTEMPTS - 1)

    assert undelivered(business_manager, board) == []
