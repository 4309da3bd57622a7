"""Reminding people who have not answered: who, what they get, and off it goes. For replies and for polls alike."""

from uuid import uuid4

from django.contrib import messages
from django.shortcuts import redirect, render

from agencies.models import Notification
from agencies.operations.notification import words_of
from lscb_portal.lib.charts.words import plural
from lscb_portal.lib.errors import Refused
from workplan.forms.poll import RemindForm
from workplan.views.found import posted


def remind_page(request, about, silent, operation, *, kind, back, **told):
    """Remind some or all holders of the `silent` seats of a record, by `operation(about, seats, uid=…, by=…)`.

    The page shows the e-mail of that `kind` as it will leave. `back` is the page to return to; `told` goes to the
    template.
    """
    chosen = request.GET.getlist("to") or [str(seat.uid) for seat in silent]
    form = RemindForm(posted(request), user=request.user, seats=silent, initial={"to": chosen, "uid": uuid4()})
    if request.method == "POST" and form.is_valid() and _reminded(request, about, operation, form):
        return redirect(back)
    told |= {"form": form, "silent": silent, "back": back, "mail": _mail(about, kind, silent)}
    return render(request, "workplan/reply/remind.html", told)


def _mail(about, kind, seats):
    """The e-mail as the first of them will get it; None where nobody is to be written to."""
    if not seats:
        return None
    facts = {"kind": kind, "recipient": seats[0].person, "board": about.board, "about": about}
    subject, body = words_of(Notification(**facts, link=about.get_absolute_url()))
    return {"subject": subject, "body": body, "to": seats[0].person}


def _reminded(request, about, operation, form) -> bool:
    chosen = list(form.cleaned_data["to"])
    try:
        told = operation(about, chosen, uid=form.cleaned_data["uid"], by=request.user)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, f"{plural(told, 'person is', 'people are')} reminded.")
    return True
