"""How an agency's people share a return: given, taken back and handed back standards, and who stands in."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from agencies.permissions import require
from audits import permissions
from audits.forms.sharing import ShareForm, SubstituteForm
from audits.models import Assignment
from audits.operations import sharing as operations
from audits.shared import deeds_of, shared_standards
from audits.views.reading import Reading, draft_or_404, posted
from lscb_portal.lib.charts.words import plural
from lscb_portal.lib.views import attempt


def sharing(request, board, uid):
    """Who has which standard and who did what; give standards to a contributor."""
    reading = _shared_or_404(request, board, uid)
    form = _share_form(reading, posted(request))
    if request.method == "POST" and form.is_valid():
        person = form.cleaned_data["person"]
        standards = [reading.standard_of(code).standard for code in form.cleaned_data["standards"]]
        given = {"by": request.user, "note": form.cleaned_data["note"]}
        done = f"{plural(len(standards), 'standard')} given to {person.name}, who is told."
        if attempt(
            request, operations.give_standards, reading.evaluation, standards, person, form=form, done=done, **given
        ):
            return redirect("audits:sharing", board.slug, uid)
    return _page(request, reading, form, _substitute_form(reading))


@require_POST
def substitute(request, board, uid):
    """Name who stands in for the lead on this return, or nobody."""
    reading = _shared_or_404(request, board, uid)
    require(permissions.can_name_substitute(request.user, reading.evaluation))
    form = _substitute_form(reading, request.POST)
    if form.is_valid():
        person = form.cleaned_data["substitute"]
        done = f"{person.name} stands in for you on this return." if person else "Nobody stands in for you."
        if attempt(
            request, operations.name_substitute, reading.evaluation, person, by=request.user, form=form, done=done
        ):
            return redirect("audits:sharing", board.slug, uid)
    return _page(request, reading, _share_form(reading), form)


@require_POST
def assignment_take(request, board, uid, assignment):
    """Take a standard back from a contributor."""
    reading = _shared_or_404(request, board, uid)
    given = _assignment_or_404(request, reading, assignment)
    done = f"Standard {_number(reading, given)} is not with {given.person.name} any more. What they wrote stays."
    attempt(request, operations.take_standard, given, by=request.user, done=done)
    return redirect("audits:sharing", board.slug, uid)


@require_POST
def assignment_hand_back(request, board, uid, assignment):
    """Hand a standard back to the lead."""
    reading = Reading(draft_or_404(request, board, uid), request.user)
    given = _assignment_or_404(request, reading, assignment)
    if given.person != request.user:
        raise Http404
    done = f"You have handed standard {_number(reading, given)} back. The lead is told."
    attempt(request, operations.hand_back, given, by=request.user, done=done)
    return redirect("audits:self_evaluation", board.slug, uid)


def _shared_or_404(request, board, uid):
    reading = Reading(draft_or_404(request, board, uid), request.user)
    require(permissions.can_share(request.user, reading.evaluation))
    return reading


def _assignment_or_404(request, reading, uid):
    own = Assignment.objects.visible_to(request.user).filter(evaluation=reading.evaluation)
    return get_object_or_404(own.select_related("standard", "person", "evaluation__agency"), uid=uid)


def _number(reading, given):
    """The standard's number as the pages of the return have it; its code where it was taken away meanwhile."""
    each = reading.standard_of(given.standard.code)
    return each.number if each else given.standard.code


def _share_form(reading, data=None):
    return ShareForm(data, people=operations.who_may_be_given(reading.evaluation), standards=reading.standards)


def _substitute_form(reading, data=None):
    current = reading.evaluation.substitute
    people = operations.who_may_substitute(reading.evaluation)
    return SubstituteForm(data, people=people, initial={"substitute": current and current.uid})


def _page(request, reading, form, substitute_form):
    evaluation = reading.evaluation
    told = {
        "reading": reading,
        "form": form,
        "substitute_form": substitute_form,
        "can_name_substitute": permissions.can_name_substitute(request.user, evaluation),
        "standards": shared_standards(evaluation, reading.standards),
        "deeds": deeds_of(evaluation),
        "anybody": form.fields["person"].queryset.exists(),
    }
    return render(request, "audits/sharing/sharing.html", told)
