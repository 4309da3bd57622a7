"""What an agency's lead sees of the agency's own people, and inviting its contributors."""

from django.shortcuts import get_object_or_404, redirect, render

from agencies.forms.invitation import ContributorForm, InviteeForm
from agencies.models import Agency, Invitation, Post
from agencies.operations.invitation import invite_contributor
from agencies.permissions import can_fill, can_invite_contributors, require
from agencies.views.managing import kind_of
from lscb_portal.lib.views import attempt


def team(request, board):
    """The people of every agency whose lead this person is, and the invitations they have sent."""
    agencies = led_by(request.user, board)
    require(bool(agencies))
    posts = Post.objects.visible_to(request.user).of_board(board).filter(agency__in=agencies).current()
    rows = [row_of(request.user, board, post) for post in posts.select_related("person", "agency")]
    invitations = Invitation.objects.visible_to(request.user).of_board(board).filter(invited_by=request.user)
    return render(
        request,
        "agencies/team/team.html",
        {
            "agencies": [(each, [row for row in rows if row["post"].agency_id == each.pk]) for each in agencies],
            "invitations": invitations.select_related("person", "invited_by"),
        },
    )


def row_of(user, board, post):
    return {"post": post, "kind": kind_of(post), "may_end": can_fill(user, board, post.agency, post.role)}


def led_by(user, board):
    """The agencies of the board whose lead this person is."""
    agencies = Agency.objects.visible_to(user).of_board(board)
    return [agency for agency in agencies.posted(user) if can_invite_contributors(user, agency)]


def team_invite(request, board, uid):
    """Invite somebody to contribute to the agency's returns."""
    agency = get_object_or_404(Agency.objects.visible_to(request.user).of_board(board), uid=uid)
    require(can_invite_contributors(request.user, agency))
    who = InviteeForm(request.POST or None)
    what = ContributorForm(request.POST or None, user=request.user, board=board)
    if who.is_valid() & what.is_valid() and attempt(
        request,
        invite_contributor,
        agency,
        by=request.user,
        board=board,
        form=who,
        done=f"{who.cleaned_data['name']} will have a message from the portal in a minute or two.",
        **who.cleaned_data,
        **what.cleaned_data,
    ):
        return redirect("agencies:team", board.slug)
    return render(
        request, "agencies/team/invite.html", {"form": [who, what], "who": who, "what": what, "agency": agency}
    )
