"""Forms for inviting people, and for choosing a password."""

from allauth.account.adapter import get_adapter
from django import forms

from agencies.forms.appointment import AppointmentForm
from lscb_portal.lib.forms import inside_form_tag

PASSWORD_HELP = "At least 15 characters. Three or four words that do not belong together are easy to keep in mind."


class InviteeForm(forms.Form):
    """Who is invited. `cleaned_data` holds the keyword arguments of the operation."""

    email = forms.EmailField(
        label="E-mail address at work",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text="They sign in with it.",
        error_messages={
            "required": "Enter their e-mail address.",
            "invalid": "Enter an e-mail address, like name@example.org.",
        },
    )
    name = forms.CharField(max_length=120, error_messages={"required": "Enter their name."})
    job_title = forms.CharField(max_length=120, required=False)
    helper = inside_form_tag()

    def clean_email(self):
        return self.cleaned_data["email"].lower()


class ContributorForm(AppointmentForm):
    """A post as contributor at an agency that the page names: only its first day is asked."""


class ChoosePasswordForm(forms.Form):
    """The invited person's first password, typed twice because nobody sees it."""

    password1 = forms.CharField(
        label="Password",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=PASSWORD_HELP,
        error_messages={"required": "Choose a password."},
    )
    password2 = forms.CharField(
        label="The same password again",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": "Type the password a second time."},
    )
    helper = inside_form_tag()

    def __init__(self, *args, person, **kwargs):
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_password1(self):
        return get_adapter().clean_password(self.cleaned_data["password1"], user=self.person)

    def clean(self):
        data = super().clean()
        first, second = data.get("password1"), data.get("password2")
        if first and second and first != second:
            self.add_error("password2", "The two passwords are not the same.")
        return data
