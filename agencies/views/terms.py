"""Terms of reference: the version in force, those before it, what changed between two, and who may commit whom."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from agencies import kept
from agencies.forms.group import TermsForm, words_of
from agencies.models import Seat
from agencies.operations.appointment import confirm_authority
from agencies.operations.group import agree_terms
from agencies.permissions import can_manage_people
from agencies.terms_compared import changes_between
from agencies.views.group import find, in_order
from agencies.views.managing import managing_people
from agencies.views.overtaken import take_up
from lscb_portal.lib.views import attempt


def terms(request, board, uid, version=None):
    """The terms of reference in force or, by its number, an earlier version; and the list of all versions."""
    group = find(request, board, uid)
    versions = list(group.terms_of_reference.select_related("entered_by").order_by("-version"))
    shown = versions[0] if versions else None
    if version is not None:
        shown = _version(versions, version)
    seats = Seat.objects.visible_to(request.user).filter(group=group).current()
    seats = seats.select_related("person", "agency", "deputy_for__person")
    told = {
        "group": group,
        "terms": shown,
        "versions": versions,
        "is_in_force": bool(versions) and shown == versions[0],
        "seats": [seat for seat in in_order(seats) if seat.counts],
        "can_manage": can_manage_people(request.user, board),
    }
    return render(request, "agencies/terms/terms.html", told)


def _version(versions, number):
    for each in versions:
        if each.version == number:
            return each
    raise Http404


def terms_compare(request, board, uid):
    """Two versions side by side, word by word: the two newest, or those that the address names."""
    group = find(request, board, uid)
    versions = list(group.terms_of_reference.order_by("-version"))
    if len(versions) < 2:
        raise Http404
    later = _chosen(versions, request.GET.get("to"), versions[0])
    earlier = _chosen(versions, request.GET.get("from"), versions[min(versions.index(later) + 1, len(versions) - 1)])
    if earlier.version > later.version:
        earlier, later = later, earlier
    told = {
        "group": group,
        "versions": versions,
        "earlier": earlier,
        "later": later,
        "changes": changes_between(earlier, later),
        "can_manage": can_manage_people(request.user, board),
    }
    return render(request, "agencies/terms/compare.html", told)


def _chosen(versions, text, otherwise):
    return next((each for each in versions if str(each.version) == text), otherwise)


@managing_people
def terms_add(request, board, uid):
    """Enter a new version of the group's terms of reference."""
    group = find(request, board, uid)
    posted = request.POST if request.method == "POST" else kept.words(request)
    form = TermsForm(posted, initial=words_of(group.terms), terms=group.terms)
    newer = None
    if request.method == "POST" and form.is_valid():
        done = "The terms of reference were entered."
        if attempt(request, agree_terms, group, by=request.user, form=form, done=done, **form.cleaned_data):
            return redirect("agencies:terms", board.slug, uid)
        newer = take_up(form, group.terms)
    return render(request, "agencies/terms/add.html", {"form": form, "group": group, "newer": newer})


@require_POST
@managing_people
def authority_confirm(request, board, uid):
    """Note today that the person of a seat may commit their agency."""
    seat = get_object_or_404(Seat.objects.visible_to(request.user).of_board(board), uid=uid)
    done = f"Noted: {seat.person.name} may commit {seat.agency.name if seat.agency else 'nobody'}."
    attempt(request, confirm_authority, seat, by=request.user, done=done)
    return redirect("agencies:terms", board.slug, seat.group.uid)
