"""Giving somebody who has an account a post, a seat or a role, and ending one."""

from functools import partial

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from agencies.forms.appointment import BoardRoleForm, EndForm, PostForm, SeatForm
from agencies.operations.appointment import end_holding, give_board_role, give_post, give_seat
from agencies.permissions import can_end, can_manage_people, require
from agencies.views.managing import KINDS, managing_people
from agencies.views.person import find
from lscb_portal.lib.charts.words import possessive
from lscb_portal.lib.views import attempt

# What may be given: the form that asks, and the operation that gives.
GIVING = {"post": (PostForm, give_post), "seat": (SeatForm, give_seat), "role": (BoardRoleForm, give_board_role)}


def form_and_operation(kind):
    """Return the form and the operation of a kind of appointment; 404 for any other word."""
    if kind not in GIVING:
        raise Http404
    return GIVING[kind]


@managing_people
def appoint(request, board, uid, kind):
    """Give the person one thing more."""
    person = find(request, board, uid)
    form_class, give = form_and_operation(kind)
    form = form_class(request.POST or None, user=request.user, board=board, initial=preset(request))
    if form.is_valid() and attempt(
        request,
        give,
        person,
        by=request.user,
        board=board,
        form=form,
        done=f"{person.name} was given it and will be told.",
        **form.cleaned_data,
    ):
        return redirect("agencies:person", board.slug, uid)
    return render(request, "agencies/person/appoint.html", {"form": form, "person": person, "kind": kind})


def preset(request):
    """What a link to the form has chosen already: an agency or a group, by its primary key."""
    return {name: request.GET[name] for name in ("agency", "group") if name in request.GET}


def giving(form, kind):
    """Return the appointment of a valid form, to be called with the person, `by`, `board` and `uid`."""
    details = {name: value for name, value in form.cleaned_data.items() if name != "uid"}
    return partial(form_and_operation(kind)[1], **details)


def end(request, board, kind, uid):
    """Ask for the last day of a post, a seat or a role, then end it."""
    if kind not in KINDS:
        raise Http404
    held = KINDS[kind].objects.visible_to(request.user).of_board(board).select_related("person")
    holding = get_object_or_404(held, uid=uid)
    require(can_end(request.user, board, holding))
    form = EndForm(request.POST or None)
    back = back_from(request, board, holding)
    if form.is_valid() and attempt(
        request,
        end_holding,
        holding,
        by=request.user,
        board=board,
        form=form,
        done=f"{holding.standing}: {possessive(holding.person.name)} last day is set.",
        **form.cleaned_data,
    ):
        return redirect(back)
    manages = can_manage_people(request.user, board)
    shown = {"form": form, "holding": holding, "back": back, "manages": manages}
    return render(request, "agencies/person/end.html", shown)


def back_from(request, board, holding):
    """The person's page for who manages people; the agency's team for its lead."""
    if can_manage_people(request.user, board):
        return reverse("agencies:person", args=[board.slug, holding.person.uid])
    return reverse("agencies:team", args=[board.slug])
