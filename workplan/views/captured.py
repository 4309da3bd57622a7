"""The answer after something was captured on the chairing page, with script and without."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django_htmx.http import HttpResponseClientRedirect

from workplan.sitting import Sitting
from workplan.views.chairing import chairing_page, context_of, place_of
from workplan.views.late import not_taken, pressed_ago, taken

PARTS = {"decision": "workplan/decision/_form.html", "action": "workplan/action/_form.html"}
SAID = {"decision": "Decision recorded.", "action": "Action added."}


def captured(request, item, kept, part, **form):
    """Show the page (or with htmx its part) again: a fresh form when it was kept, else `form` with its faults."""
    meeting = item.meeting
    if pressed_ago(request) is not None:
        return taken() if kept else not_taken(" ".join(_faults(form)))
    if not meeting.in_session:
        return _over(request, meeting, form)
    if kept and not request.htmx:
        return redirect(place_of(meeting, item.uid, part))
    sitting = Sitting(meeting, request.user, str(item.uid))
    if not request.htmx:
        return chairing_page(request, meeting, sitting, **form)
    context = context_of(request, meeting, sitting, **({} if kept else form))
    context |= {"oob": True, "said": SAID[part] if kept else ""}
    return render(request, PARTS[part], context)


def _faults(form):
    """What is wrong, a sentence for each field."""
    return [" ".join(fault) for one in form.values() for fault in one.errors.values()]


def _over(request, meeting, form):
    """The meeting is no longer in session, so there is no page to show the faults on: say them on the meeting's."""
    for fault in _faults(form):
        messages.error(request, fault)
    page = meeting.get_absolute_url()
    return HttpResponseClientRedirect(page) if request.htmx else redirect(page)
