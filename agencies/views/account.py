"""A person's own account, and the page an invitation opens."""

from allauth.account.utils import perform_login
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from agencies.forms.account import OwnDetailsForm
from agencies.forms.invitation import ChoosePasswordForm
from agencies.models import Board
from agencies.operations import invitation as invitations
from agencies.operations import person as operations
from lscb_portal.lib.views import attempt


def account(request):
    """Who the portal takes the person for, what they hold at each board and why, and the ways to change it."""
    boards = Board.objects.visible_to(request.user)
    held = [(board, sorted(request.user.holdings_at(board), key=lambda each: each.starts_on)) for board in boards]
    form = OwnDetailsForm(request.POST or None, instance=request.user)
    if form.is_valid() and attempt(
        request,
        operations.change_own_details,
        request.user,
        by=request.user,
        form=form,
        done="Your details were changed.",
        **form.cleaned_data,
    ):
        return redirect("account")
    return render(request, "agencies/account/account.html", {"form": form, "held": held})


@require_POST
def sign_out_everywhere(request):
    """End every session of the person, this one included."""
    attempt(request, operations.sign_out_everywhere, request.user, by=request.user)
    logout(request)
    messages.success(request, "You are signed out on every device.")
    return redirect("account_login")


@login_not_required
@never_cache
@sensitive_post_parameters("password1", "password2")
def accept_invitation(request, uid, key):
    """Choose a password and be signed in; or, with an account, sign in and take up what is offered.

    Opening the link does nothing yet: mail scanners follow links. Without the letter's key it tells nobody whether the
    person has an account.
    """
    invitation = invitations.by_letter(uid)
    if invitation is None:
        raise Http404
    if request.user == invitation.person and invitation.is_offer and invitation.state == "waiting":
        return accept_offer(request, invitation)
    if not invitation.opens_with(key):
        return render(request, "agencies/account/invitation_over.html", {"invitation": invitation}, status=410)
    if request.user.is_authenticated:
        return render(request, "agencies/account/invitation_elsewhere.html", {"invitation": invitation})
    if invitation.person.has_usable_password():
        return redirect_to_login(request.path)
    return choose_password(request, invitation, key)


def choose_password(request, invitation, key):
    form = ChoosePasswordForm(request.POST or None, person=invitation.person)
    if form.is_valid() and attempt(
        request, invitations.accept, invitation, key=key, password=form.cleaned_data["password1"], form=form
    ):
        return signed_in(request, invitation)
    return render(request, "agencies/account/invitation.html", {"form": form, "invitation": invitation})


def accept_offer(request, invitation):
    """Ask somebody who is signed in whether they will help the agency."""
    if request.method == "POST" and attempt(
        request,
        invitations.accept_offer,
        invitation,
        by=request.user,
        done=f"You help to answer the returns of {invitation.agency.name} now.",
    ):
        return redirect("reports:home", invitation.board.slug)
    return render(request, "agencies/account/invitation_offer.html", {"invitation": invitation})


def signed_in(request, invitation):
    """Sign the person in by the usual steps, so that whatever sign-in asks for is asked for here too."""
    invitation.person.refresh_from_db()
    messages.success(request, f"Welcome to the portal of {invitation.board.name}.")
    return perform_login(request, invitation.person, email=invitation.person.email)


@login_not_required
def by_invitation_only(request):
    """Where a person who looks for a way to sign up learns how one gets in."""
    return render(request, "agencies/account/by_invitation_only.html")
