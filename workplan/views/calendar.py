"""Meetings in one's own calendar: one meeting as a file, and a secret address that a calendar programme reads."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from agencies.limits import is_too_often
from lscb_portal.lib.views import attempt
from workplan.appointments import CALENDAR, calendar_of
from workplan.models import CalendarFeed
from workplan.operations import feed as operations
from workplan.views.found import the_meeting

# A programme asks a few times a day; a large office's programmes come from one place.
LIMIT = {"from_one_place": 60, "in_all": 6000, "uncounted": False}


def calendar_page(request, board):
    """Whether one has a secret address, and the ways to make it, make it anew and withdraw it."""
    return _page(request)


@require_POST
@sensitive_variables("token")
def calendar_make(request, board):
    """Make the secret address and show it, this once."""
    token = operations.make_address(by=request.user)
    return _page(request, f"{settings.PORTAL_URL}{reverse('calendar_feed', args=[token])}")


def _page(request, address=""):
    feed = CalendarFeed.objects.visible_to(request.user).in_use().first()
    return render(request, "workplan/calendar/calendar.html", {"feed": feed, "address": address})


@require_POST
def calendar_withdraw(request, board):
    """Close the secret address."""
    done = "The address is withdrawn. It opens nothing any more."
    attempt(request, operations.withdraw_address, by=request.user, done=done)
    return redirect("workplan:calendar", board.slug)


def meeting_ics(request, board, uid):
    """One meeting as a file for one's calendar."""
    meeting = the_meeting(request, board, uid)
    return _file(calendar_of(board.name, [meeting]), f"meeting-{meeting.date.isoformat()}.ics", "attachment")


@login_not_required
@require_safe
@sensitive_variables("token")
def calendar_feed(request, token):
    """The calendar behind a secret address. One that was withdrawn, and one that never was, look the same."""
    if is_too_often(request, "calendar", **LIMIT):
        return HttpResponse("Too often. Ask again in a minute.\n", content_type="text/plain", status=429)
    content = operations.calendar_behind(token)
    if content is None:
        raise Http404
    return _file(content, "meetings.ics", "inline")


def _file(content, name, disposition):
    response = HttpResponse(content, content_type=f"{CALENDAR}; charset=utf-8")
    response["Content-Disposition"] = f'{disposition}; filename="{name}"'
    response["Cache-Control"] = "private, no-cache"
    response["X-Robots-Tag"] = "noindex"
    return response
