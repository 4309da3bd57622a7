"""The board's groups: what they are for, when they may decide, and who sits in them."""

from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from agencies.forms.appointment import SeatOfPersonForm
from agencies.forms.group import GroupForm
from agencies.models import Group, Seat
from agencies.operations.appointment import give_seat
from agencies.operations.group import add_group
from agencies.quorum_words import names_for, sentences
from agencies.views.managing import managing_people
from lscb_portal.lib.views import attempt


@managing_people
def group_list(request, board):
    """The Strategic Board, its sub-groups and task groups."""
    groups = Group.objects.visible_to(request.user).of_board(board)
    seats = Seat.objects.visible_to(request.user).of_board(board).current().select_related("person")
    return render(request, "agencies/group/list.html", {"rows": rows_of(groups, list(seats))})


def rows_of(groups, seats):
    """One row a group: who chairs it, and how many seats and agencies it has."""
    return [
        {
            "group": group,
            "chairs": [seat.person for seat in seats if seat.group_id == group.pk and seat.role == "chair"],
            "seats": sum(seat.group_id == group.pk for seat in seats),
            "agencies": len({seat.agency_id for seat in seats if seat.group_id == group.pk and seat.counts}),
        }
        for group in groups
    ]


@managing_people
def group(request, board, uid):
    """One group: terms of reference, quorum rule in words, and seats."""
    group = find(request, board, uid)
    seats = Seat.objects.visible_to(request.user).filter(group=group)
    newest, today = group.quorum_rule, timezone.localdate()
    rule = group.quorum_rule_on(today)
    return render(
        request,
        "agencies/group/group.html",
        {
            "group": group,
            "terms": group.terms,
            "rule": rule,
            "rule_words": sentences(rule.rule, names_for(request.user)) if rule else [],
            "rule_to_come": newest if newest and newest.in_force_from > today else None,
            "seats": in_order(seats.current().select_related("person", "agency", "deputy_for__person", "chair_of")),
        },
    )


def in_order(seats):
    """The chair first, then the others by agency."""
    rank = {"chair": 0, "vice_chair": 1, "member": 2, "deputy": 2, "adviser": 3, "observer": 3}
    return sorted(seats, key=lambda seat: (rank[seat.role], seat.agency.name if seat.agency else "", seat.pk))


def find(request, board, uid):
    return get_object_or_404(Group.objects.visible_to(request.user).of_board(board), uid=uid)


@managing_people
def seat_add(request, board, uid):
    """Give somebody who has an account a seat in this group."""
    group = find(request, board, uid)
    form = SeatOfPersonForm(request.POST or None, user=request.user, board=board, group=group)
    if form.is_valid() and attempt(
        request,
        give_seat,
        by=request.user,
        board=board,
        form=form,
        done="The seat was given.",
        group=group,
        **form.cleaned_data,
    ):
        return redirect("agencies:group", board.slug, uid)
    return render(request, "agencies/group/seat_add.html", {"form": form, "group": group})


@managing_people
def group_add(request, board):
    form = GroupForm(request.POST or None)
    if form.is_valid() and attempt(
        request, add_group, board, by=request.user, form=form, done="The group was added.", **form.cleaned_data
    ):
        return redirect("agencies:group", board.slug, form.cleaned_data["uid"])
    return render(request, "agencies/group/add.html", {"form": form})
