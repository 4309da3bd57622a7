"""Inviting people to the board, and what has become of the invitations."""

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from agencies.forms.invitation import InviteeForm
from agencies.models import Invitation
from agencies.operations import invitation as operations
from agencies.permissions import can_change_invitation, can_manage_people, require
from agencies.views.appointment import form_and_operation, giving, preset
from agencies.views.managing import managing_people
from lscb_portal.lib.views import attempt

ON_A_PAGE = 50


@managing_people
def invitation_list(request, board):
    """Every invitation to the board, the newest first."""
    invitations = Invitation.objects.visible_to(request.user).of_board(board).select_related("person", "invited_by")
    page = Paginator(invitations, ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "agencies/invitation/list.html", {"page": page})


@managing_people
def invitation_choose(request, board):
    """What the invited person is to be: a post, a seat or a role."""
    return render(request, "agencies/invitation/choose.html")


@managing_people
def invite(request, board, kind):
    """Invite somebody to a post, a seat or a role."""
    form_class, _ = form_and_operation(kind)
    who = InviteeForm(request.POST or None)
    what = form_class(request.POST or None, user=request.user, board=board, initial=preset(request))
    if who.is_valid() & what.is_valid() and attempt(
        request,
        operations.invite,
        board,
        by=request.user,
        uid=what.cleaned_data["uid"],
        give=giving(what, kind),
        form=who,
        done=f"{who.cleaned_data['name']} will have a message from the portal in a minute or two.",
        **who.cleaned_data,
    ):
        return redirect("agencies:invitation_list", board.slug)
    return render(
        request, "agencies/invitation/invite.html", {"form": [who, what], "who": who, "what": what, "kind": kind}
    )


@require_POST
def invitation_resend(request, board, uid):
    invitation = find(request, board, uid)
    attempt(request, operations.resend, invitation, by=request.user, done="The invitation will be sent again.")
    return redirect(back_from(request, board))


@require_POST
def invitation_withdraw(request, board, uid):
    invitation = find(request, board, uid)
    done = "The invitation was withdrawn. Its link no longer works."
    attempt(request, operations.withdraw, invitation, by=request.user, done=done)
    return redirect(back_from(request, board))


def find(request, board, uid):
    """The invitation, for whoever may send it again or withdraw it."""
    invitations = Invitation.objects.visible_to(request.user).of_board(board)
    invitation = get_object_or_404(invitations.select_related("person"), uid=uid)
    require(can_change_invitation(request.user, invitation))
    return invitation


def back_from(request, board):
    """The list for who manages people; the agency's team for its lead."""
    name = "agencies:invitation_list" if can_manage_people(request.user, board) else "agencies:team"
    return reverse(name, args=[board.slug])
