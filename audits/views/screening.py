"""Words of a return that look like an identifier: shown with what it is marked, and let stand for a reason."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse

from agencies.permissions import require
from audits.forms.screening import forms_for
from audits.operations.screening import CHANGED, keep_words
from audits.views.reading import Reading, draft_or_404, posted
from lscb_portal.lib.views import attempt

DONE = "Your reason is kept with the words."


def look(request, board, uid, code):
    """What of a standard is still to be looked at, one text at a time."""
    reading = Reading(draft_or_404(request, board, uid), request.user)
    each = reading.standard_of(code)
    if each is None:
        raise Http404
    require(each.standard.pk in reading.answerable)
    forms = forms_for(own_words(each), posted(request))
    if request.method == "POST":
        bound = next((form for form in forms if form.is_bound), None)
        if bound is None:
            messages.error(request, CHANGED)
        if bound is None or (bound.is_valid() and _kept(request, reading, each, bound)):
            return redirect(reverse("audits:look", args=[board.slug, uid, code]) + _then(request))
    elif not each.to_look_at:
        return _onward(request, reading, each)
    told = {"reading": reading, "each": each, "forms": forms, "items": looks_at_items(each)}
    return render(request, "audits/screening/look.html", told)


def own_words(each):
    """The looks at the standard's own words; those at evidence are settled on the item's page."""
    return [look for look in each.to_look_at if look.text.item is None]


def looks_at_items(each):
    """The looks at evidence of the standard, each item once for what was found in it."""
    return list({(look.text.item, look.text.part): look for look in each.to_look_at if look.text.item}.values())


def _kept(request, reading, each, form):
    given = form.kept()
    return attempt(
        request, keep_words, reading.evaluation, each.standard, by=request.user, form=form, done=DONE, **given
    )


def _then(request):
    """Where to go on to, as the address carries it."""
    then = request.GET.get("then")
    return f"?then={then}" if then in ("continue", "exit") else ""


def _onward(request, reading, each):
    """Nothing is left to look at: on to where the person was going."""
    place = [request.board.slug, reading.evaluation.uid]
    if request.GET.get("then") == "continue":
        following = reading.after(each)
        if following:
            return redirect("audits:standard", *place, following.standard.code)
        return redirect("audits:check", *place)
    if request.GET.get("then") == "exit":
        return redirect("audits:self_evaluation", *place)
    return redirect("audits:standard", *place, each.standard.code)
