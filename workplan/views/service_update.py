"""An agency's service update: written and saved by itself, sent, taken back, or entered by the board's office."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from agencies.permissions import can_enter_for_others, require
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.views import attempt
from workplan.forms.service_update import UpdateForm, UpdateOnBehalfForm
from workplan.one_page import BOXES, over_the_page
from workplan.operations import service_update as operations
from workplan.operations.paper_screening import Identifying
from workplan.permissions import can_support, can_write_update, speaks_in_update
from workplan.updating import due_of, earlier_of
from workplan.views.found import posted, the_update

CONFLICT, UNPROCESSABLE = 409, 422


def service_update(request, board, uid):
    """One agency's page: to write it while it is open, to read it afterwards."""
    update = the_update(request, board, uid)
    writes = speaks_in_update(request.user, update)
    if request.method == "POST":
        require(writes)
        return _autosave(request, update) if request.htmx else _sent(request, update)
    form = UpdateForm(posted(request), initial=_saved(update)) if writes and update.is_open else None
    return _page(request, update, form)


def _saved(update):
    return {name: getattr(update, name) for name in BOXES} | {"version": update.version}


def _page(request, update, form, status=200, theirs=None):
    user = request.user
    readable = update.status != update.Status.AWAITED
    context = {
        "update": update,
        "meeting": update.meeting,
        "form": form,
        "theirs": theirs,
        "their_boxes": _boxes(theirs) if theirs else [],
        "due": due_of(update.round),
        "boxes": [(heading, getattr(update, name)) for name, heading in BOXES.items() if readable],
        "earlier": _earlier(update, user),
        "can_take_back": update.status == update.Status.SENT and can_write_update(user, update),
        "can_enter": update.is_open and can_enter_for_others(user, update.meeting.board),
        "supports": can_support(user, update.meeting.group),
    }
    return render(request, "workplan/update/update.html", context, status=status)


def _earlier(update, user):
    """What the agency sent last: the update, and its boxes with words."""
    earlier = earlier_of(update, user)
    words = [(heading, getattr(earlier, name)) for name, heading in BOXES.items()] if earlier else []
    return earlier and {"update": earlier, "boxes": [(heading, text) for heading, text in words if text]}


def _sent(request, update):
    """A press of one of the three buttons: save, send, or nothing to report."""
    form = UpdateForm(request.POST)
    if not form.is_valid():
        return _page(request, update, form)
    given = {"boxes": form.boxes, "version": form.seen, "by": request.user}
    if "send" in request.POST or "nothing" in request.POST:
        operation = operations.send_update
        given |= {"nothing": "nothing" in request.POST, "may_stay": form.cleaned_data["may_stay"]}
        done = "Your update is sent. You can take it back until it is gathered into the papers."
    else:
        operation, done = operations.save_update, _kept(form)
    return _done(request, update, form, operation, given, done) or redirect(update)


def _kept(form):
    over = over_the_page(form.boxes)
    return f"Your draft is saved. {over}" if over else "Your draft is saved. It is not sent yet."


def _done(request, update, form, operation, given, done, page=_page):
    """Do it; return the page that says why not, or None when it is done."""
    try:
        operation(update, **given)
    except operations.Overtaken as overtaken:
        form.add_error(None, str(overtaken))
        return page(request, overtaken.update, form, CONFLICT, overtaken.update)
    except Identifying as found:
        form.warn(found.looks)
        form.add_error(None, str(found))
        return page(request, update, form)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return page(request, update, form)
    messages.success(request, done)
    return None


def _autosave(request, update):
    """Save without leaving the page: answer with the line that says so, or with the other's words."""
    form = UpdateForm(request.POST)
    if not form.is_valid():
        return HttpResponse("Not saved.", status=UNPROCESSABLE)
    try:
        given = {"boxes": form.boxes, "version": form.cleaned_data["version"], "by": request.user}
        saved = operations.save_update(update, **given, autosave=True)
    except operations.Overtaken as overtaken:
        context = {"theirs": overtaken.update, "boxes": _boxes(overtaken.update)}
        return render(request, "workplan/update/_conflict.html", context, status=CONFLICT)
    except Refused:
        return HttpResponse("Not saved.", status=UNPROCESSABLE)
    context = {"update": saved, "at": timezone.localtime(), "over": over_the_page(form.boxes)}
    return render(request, "workplan/update/_saved.html", context)


def _boxes(update):
    return [(heading, getattr(update, name)) for name, heading in BOXES.items()]


@require_POST
def take_update_back(request, board, uid):
    """Take a sent update back to change it."""
    update = the_update(request, board, uid)
    require(can_write_update(request.user, update))
    done = "The update is taken back. Send it again when it is right."
    attempt(request, operations.take_back, update, by=request.user, done=done)
    return redirect(update)


def update_for(request, board, uid):
    """Enter the update of an agency that rang or wrote."""
    update = the_update(request, board, uid)
    require(can_enter_for_others(request.user, board))
    people = update.writers
    form = UpdateOnBehalfForm(posted(request), user=request.user, board=board, people=people, initial=_saved(update))
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        given = {
            "boxes": form.boxes,
            "version": form.seen,
            "nothing": "nothing" in request.POST,
            "may_stay": facts["may_stay"],
            "on_behalf_of": facts["person"],
            "through": facts["through"],
            "by": request.user,
        }
        done = f"The update of {update.agency.short_name} is sent. {facts['person'].name} is told that you entered it."
        fault = _done(request, update, form, operations.send_update, given, done, page=_for_page)
        return fault or redirect(_grid_of(update))
    return _for_page(request, update, form)


def _grid_of(update):
    return reverse("workplan:service_updates", args=[update.meeting.board.slug, update.meeting.group.uid])


def _for_page(request, update, form, status=200, theirs=None):
    context = {"update": update, "meeting": update.meeting, "form": form, "theirs": theirs, "back": _grid_of(update)}
    context["their_boxes"] = _boxes(theirs) if theirs else []
    return render(request, "workplan/update/update_for.html", context, status=status)
