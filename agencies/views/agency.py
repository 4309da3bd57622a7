"""The board's agencies."""

from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from agencies.forms.agency import AgencyForm, JoinForm, LeaveForm, NewAgencyForm
from agencies.models import Agency, Membership, Post, Seat
from agencies.operations import agency as operations
from agencies.permissions import can_read_agency_ledger
from agencies.roles import Role
from agencies.sharing import code_of
from agencies.views.managing import managing_people
from lscb_portal.lib.views import attempt


@managing_people
def agency_list(request, board):
    """The members of the board with their leads and signatories, and those that have left."""
    memberships = Membership.objects.visible_to(request.user).of_board(board).select_related("agency__legal_body")
    today = timezone.localdate()
    posts = Post.objects.visible_to(request.user).of_board(board).current().select_related("person")
    seats = Seat.objects.visible_to(request.user).of_board(board).current().exclude(agency=None)
    members = list(memberships.current().order_by("agency__name"))
    return render(
        request,
        "agencies/agency/list.html",
        {
            "rows": rows_of(members, list(posts), list(seats)),
            "to_come": memberships.filter(starts_on__gt=today).order_by("starts_on"),
            "former": memberships.filter(ends_on__lt=today)
            .exclude(agency__in=[member.agency_id for member in members])
            .order_by("-ends_on"),
        },
    )


def rows_of(memberships, posts, seats):
    """One row an agency: its leads and signatories, and how many seats it has."""
    return [
        {
            "agency": membership.agency,
            "since": membership.starts_on,
            "leads": people_in(posts, membership.agency_id, Role.LEAD),
            "signatories": people_in(posts, membership.agency_id, Role.SIGNATORY),
            "seats": sum(seat.agency_id == membership.agency_id for seat in seats),
        }
        for membership in memberships
    ]


def people_in(posts, agency_id, role):
    return [post.person for post in posts if (post.agency_id, post.role) == (agency_id, role)]


@managing_people
def agency(request, board, uid):
    """One agency: what the board keeps about it, who holds posts there, and its seats."""
    agency = find(request, board, uid)
    posts = Post.objects.visible_to(request.user).of_board(board).filter(agency=agency).current()
    seats = Seat.objects.visible_to(request.user).of_board(board).filter(agency=agency).current()
    return render(
        request,
        "agencies/agency/agency.html",
        {
            "agency": agency,
            "membership": agency.memberships.visible_to(request.user).of_board(board).current().first(),
            "posts": posts.select_related("person"),
            "seats": seats.select_related("person", "group"),
            "commissioners": agency.commissioned_by.visible_to(request.user),
            "code": code_of(agency),
            "reads_ledger": can_read_agency_ledger(request.user, agency),
        },
    )


def find(request, board, uid):
    agencies = Agency.objects.visible_to(request.user).of_board(board).select_related("legal_body")
    return get_object_or_404(agencies, uid=uid)


@managing_people
def agency_add(request, board):
    form = NewAgencyForm(request.POST or None, user=request.user, board=board)
    if form.is_valid() and attempt(
        request,
        operations.add_agency,
        board,
        by=request.user,
        form=form,
        done="The agency was added.",
        **form.cleaned_data,
    ):
        return redirect("agencies:agency", board.slug, form.cleaned_data["uid"])
    return render(request, "agencies/agency/add.html", {"form": form})


@managing_people
def agency_join(request, board):
    """Add an agency that another board keeps already."""
    form = JoinForm(request.POST or None)
    if form.is_valid() and attempt(
        request,
        operations.join_by_code,
        board,
        by=request.user,
        form=form,
        done="The agency is a member of the board.",
        **form.cleaned_data,
    ):
        return redirect("agencies:agency_list", board.slug)
    return render(request, "agencies/agency/join.html", {"form": form})


@managing_people
def agency_edit(request, board, uid):
    agency = find(request, board, uid)
    form = AgencyForm(request.POST or None, instance=agency, user=request.user, board=board)
    if form.is_valid() and attempt(
        request,
        operations.change_agency,
        agency,
        by=request.user,
        board=board,
        form=form,
        done="The agency was changed.",
        **form.cleaned_data,
    ):
        return redirect("agencies:agency", board.slug, uid)
    return render(request, "agencies/agency/edit.html", {"form": form, "uid": uid})


@managing_people
def agency_leave(request, board, uid):
    """End the agency's membership."""
    agency = find(request, board, uid)
    form = LeaveForm(request.POST or None, user=request.user, board=board, agency=agency)
    if form.is_valid() and attempt(
        request,
        operations.end_membership,
        agency,
        by=request.user,
        board=board,
        form=form,
        done=f"The membership of {agency.name} ends.",
        **form.cleaned_data,
    ):
        return redirect("agencies:agency_list", board.slug)
    return render(request, "agencies/agency/leave.html", {"form": form, "agency": agency})


@managing_people
@require_POST
def agency_rejoin(request, board, uid):
    """Make a former member a member again from today."""
    memberships = Membership.objects.visible_to(request.user).of_board(board).filter(agency__uid=uid)
    membership = get_object_or_404(memberships.order_by("-starts_on")[:1])
    attempt(
        request,
        operations.rejoin,
        membership,
        by=request.user,
        starts_on=timezone.localdate(),
        done=f"{membership.agency.name} is a member again.",
    )
    return redirect("agencies:agency_list", board.slug)
