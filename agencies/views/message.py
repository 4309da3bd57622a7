"""Messages that did not arrive: why, and sending them again."""

from functools import wraps

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from agencies.models import Notification
from agencies.operations import notification as operations
from agencies.permissions import can_manage_people, can_resend_messages, require
from lscb_portal.lib.charts.words import plural
from lscb_portal.lib.views import attempt

ON_A_PAGE = 50


def resending(view):
    """Open a page for those alone who send the board's messages again."""

    @wraps(view)
    def checked(request, board, *args, **kwargs):
        require(can_resend_messages(request.user, board))
        return view(request, board, *args, **kwargs)

    return checked


@resending
def message_list(request, board):
    """The board's messages that every attempt failed for, the newest first."""
    waiting = undelivered(request, board).select_related("recipient")
    page = Paginator(waiting, ON_A_PAGE).get_page(request.GET.get("page"))
    manages = can_manage_people(request.user, board)
    return render(request, "agencies/message/list.html", {"page": page, "manages": manages})


@resending
@require_POST
def message_retry(request, board, uid):
    """Try one message again."""
    message = get_object_or_404(Notification.objects.visible_to(request.user).of_board(board), uid=uid)
    done = f"The message to {message.recipient.name} will be sent again."
    attempt(request, operations.try_again, message, by=request.user, done=done)
    return redirect("agencies:message_list", board.slug)


@resending
@require_POST
def message_retry_all(request, board):
    """Try all of them again."""
    number = operations.try_all_again(board, by=request.user)
    messages.success(request, f"{plural(number, 'message')} will be sent again.")
    return redirect("agencies:message_list", board.slug)


def undelivered(request, board):
    return Notification.objects.visible_to(request.user).of_board(board).undelivered()
