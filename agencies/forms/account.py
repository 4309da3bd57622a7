"""Sign-in, in our words and without hints that vanish when one types: django-allauth's forms, relabelled."""

from allauth.account import forms as allauth
from django import forms

from agencies.forms.invitation import PASSWORD_HELP
from agencies.models import User
from lscb_portal.lib.forms import inside_form_tag

ADDRESS = {"required": "Enter your e-mail address.", "invalid": "Enter an e-mail address, like name@example.org."}


def reword(form, **words):
    """Give each named field its (label, help, message when empty), and no field a placeholder."""
    form.helper = inside_form_tag()
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)
        field.help_text = ""
    for name, (label, help_text, required) in words.items():
        field = form.fields[name]
        field.label, field.help_text = label, help_text
        field.error_messages = field.error_messages | {"required": required}


class SignInForm(allauth.LoginForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        reword(
            self, login=("E-mail address", "", ADDRESS["required"]), password=("Password", "", "Enter your password.")
        )
        self.fields["login"].error_messages |= ADDRESS
        self.fields["login"].widget.attrs["autocomplete"] = "username"


class ReauthenticateForm(allauth.ReauthenticateForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        reword(self, password=("Password", "", "Enter your password."))


class ResetPasswordForm(allauth.ResetPasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        reword(self, email=("E-mail address", "", ADDRESS["required"]))
        self.fields["email"].error_messages |= ADDRESS

    def clean_email(self):
        """Leave out whoever was invited and has not answered: their way in is the invitation."""
        email = super().clean_email()
        self.users = [user for user in self.users if user.has_usable_password()]
        return email


class TypedTwice:
    """The two fields of a new password."""

    def reword_new(self, **words):
        new = {
            "password1": ("New password", PASSWORD_HELP, "Choose a new password."),
            "password2": ("The same password again", "", "Type the new password a second time."),
        }
        reword(self, **new, **words)

    def clean(self):
        data = forms.Form.clean(self)
        first, second = self.cleaned_data.get("password1"), self.cleaned_data.get("password2")
        if first and second and first != second:
            self.add_error("password2", "The two passwords are not the same.")
        return data


class ResetPasswordKeyForm(TypedTwice, allauth.ResetPasswordKeyForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.reword_new()


class ChangePasswordForm(TypedTwice, allauth.ChangePasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.reword_new(oldpassword=("Your password now", "", "Enter the password you have now."))


class OwnDetailsForm(forms.ModelForm):
    """What people may change of themselves."""

    helper = inside_form_tag()

    class Meta:
        model = User
        fields = ["job_title", "telephone"]
        help_texts = {"telephone": "Shown to the board’s business unit, who may ring you about a meeting or a return."}
        widgets = {"telephone": forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"})}
