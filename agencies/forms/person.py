"""Forms for people: their details, and finding them in a list."""

from django import forms

from agencies.models import User
from agencies.roles import Role
from lscb_portal.lib.forms import inside_form_tag

HERE, LEFT, DEACTIVATED = "", "left", "deactivated"


class PersonForm(forms.ModelForm):
    helper = inside_form_tag()

    class Meta:
        model = User
        fields = ["name", "job_title", "telephone"]
        error_messages = {"name": {"required": "Enter their name."}}


class PeopleFilter(forms.Form):
    q = forms.CharField(label="Name or e-mail", required=False)
    role = forms.ChoiceField(choices=[("", "Any role"), *Role.choices], required=False)
    state = forms.ChoiceField(
        label="Show",
        choices=[(HERE, "Here now"), (LEFT, "Have left"), (DEACTIVATED, "Deactivated")],
        required=False,
    )
    helper = inside_form_tag()
