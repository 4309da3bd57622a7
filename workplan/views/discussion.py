"""What was said on an item: saved while it is typed, and never over somebody else's words unseen."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from agencies import kept
from agencies.permissions import require
from lscb_portal.lib.errors import Refused
from workplan.forms.discussion import DiscussionForm
from workplan.forms.fields import uid_or_none
from workplan.operations.discussion import Overtaken, save_discussion
from workplan.permissions import can_support
from workplan.views.chairing import place_of
from workplan.views.found import the_item

CONFLICT, UNPROCESSABLE = 409, 422


def discussion(request, board, uid):
    """Write what was said on an item: by itself while typing, or with the Save button."""
    item = the_item(request, board, uid)
    require(can_support(request.user, item.meeting.group))
    if request.method != "POST":
        stored = {"text": item.discussion, "version": item.discussion_version}
        form = DiscussionForm(kept.words(request), initial=stored)
        return _page(request, item, form)
    if request.htmx:
        return _autosave(request, item)
    if fault := save_words(request, item):
        return fault
    messages.success(request, "The words are saved.")
    return redirect(_back(item))


def _back(item):
    if item.meeting.in_session:
        return place_of(item.meeting, item.uid, "discussion")
    return f"{item.meeting.get_absolute_url()}minutes/#item-{item.uid}"


def save_typed(request, board):
    """Save the words that a press elsewhere on the page brought along, if any; return a page when they could not be.

    `typed_for` names the item they belong to.
    """
    uid = request.POST.get("typed_for", "")
    if "text" not in request.POST or not uid_or_none(uid):
        return None
    return save_words(request, the_item(request, board, uid))


def save_words(request, item):
    """Save what was posted for an item; return a page that says why not, or None when it is saved."""
    form = DiscussionForm(request.POST)
    if not form.is_valid():
        return _page(request, item, form)
    try:
        _save(request, item, form)
    except Overtaken as overtaken:
        return _page(request, overtaken.item, form, status=CONFLICT, theirs=overtaken.item)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, item, form)
    return None


def _save(request, item, form, autosave=False):
    """Save the words; after a conflict the person chose to keep both texts, or their own over the other they saw."""
    text, version = form.cleaned_data["text"], form.cleaned_data["version"]
    keep = request.POST.get("keep")
    if keep in ("both", "mine"):
        version = form.cleaned_data["their_version"]
    if keep == "both":
        text = f"{item.discussion}\n\n{text}"
    unheard = form.cleaned_data["unheard"]
    return save_discussion(item, text=text, version=version, by=request.user, autosave=autosave, unheard=unheard)


def _page(request, item, form, status=200, theirs=None):
    context = {"item": item, "meeting": item.meeting, "form": form, "theirs": theirs, "back": _back(item)}
    return render(request, "workplan/discussion/discussion.html", context, status=status)


def _autosave(request, item):
    """Save without leaving the page: answer with the line that says so, or with the other's words."""
    form = DiscussionForm(request.POST)
    if not form.is_valid():
        return HttpResponse("Not saved.", status=UNPROCESSABLE)
    try:
        saved = _save(request, item, form, autosave=True)
    except Overtaken as overtaken:
        context = {"theirs": overtaken.item}
        return render(request, "workplan/discussion/_conflict.html", context, status=CONFLICT)
    except Refused:
        return HttpResponse("Not saved.", status=UNPROCESSABLE)
    return render(request, "workplan/discussion/_saved.html", {"item": saved, "at": timezone.localtime()})
