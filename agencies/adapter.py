"""How django-allauth behaves here: nobody signs themselves up, and a mail server that is down is not a fault page."""

import structlog
from allauth.account.adapter import DefaultAccountAdapter
from django.urls import reverse

log = structlog.get_logger(__name__)


class InvitationOnly(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "The e-mail address or the password is not right.",
        "incorrect_password": "The password is not right.",
        "enter_current_password": "This is not the password you have now.",
        "too_many_login_attempts": "Too many attempts. Wait five minutes, then try again.",
    }

    def is_open_for_signup(self, request):
        """Accounts are made by invitation of the business manager, or of an agency's lead."""
        return False

    def get_password_change_redirect_url(self, request):
        return reverse("account")

    def send_mail(self, template_prefix, email, context):
        """Send one of sign-in's mails. When it cannot be sent, the page says the same as ever, and the log why."""
        try:
            super().send_mail(template_prefix, email, context)
        except OSError:
            log.exception("sign_in_mail_not_sent", mail=template_prefix)
