"""Signing in and out, passwords, invitations and one's own account. Of django-allauth's pages only those we need:
nobody signs themselves up, and an address is changed by nobody but the board."""

from allauth.account import views as allauth
from django.contrib.auth.decorators import login_not_required
from django.urls import path, re_path

from agencies.views import account, session

urlpatterns = [
    path("", account.account, name="account"),
    path("sign-out-everywhere/", account.sign_out_everywhere, name="sign_out_everywhere"),
    path("invitation/<uuid:uid>/<slug:key>/", account.accept_invitation, name="accept_invitation"),
    path("signup/", account.by_invitation_only, name="account_signup"),
    path("session/", session.session, name="session"),
    path("login/", allauth.login, name="account_login"),
    path("logout/", login_not_required(allauth.logout), name="account_logout"),
    path("inactive/", login_not_required(allauth.account_inactive), name="account_inactive"),
    path("reauthenticate/", allauth.reauthenticate, name="account_reauthenticate"),
    path("password/change/", allauth.password_change, name="account_change_password"),
    path("password/reset/", allauth.password_reset, name="account_reset_password"),
    path("password/reset/done/", allauth.password_reset_done, name="account_reset_password_done"),
    path("password/reset/key/done/", allauth.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        allauth.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("confirm-email/", allauth.email_verification_sent, name="account_email_verification_sent"),
    re_path(r"^confirm-email/(?P<key>[-:\w]+)/$", allauth.confirm_email, name="account_confirm_email"),
]
