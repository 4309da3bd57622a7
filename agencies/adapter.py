"""How django-allauth behaves here: nobody signs themselves up; mail has our words."""

from allauth.account.adapter import DefaultAccountAdapter


class InvitationOnly(DefaultAccountAdapter):
    def is_open_for_signup(self, request):
        """Accounts are made by invitation of the business manager, or of an agency's lead."""
        return False
