"""Where people ring when a child may be unsafe."""

from django import forms

from agencies.models import Board
from lscb_portal.lib.forms import inside_form_tag

TELEPHONE = forms.TextInput(attrs={"type": "tel", "autocomplete": "off"})


class ContactsForm(forms.ModelForm):
    helper = inside_form_tag()

    class Meta:
        model = Board
        fields = ["social_care_phone", "out_of_hours_phone", "lado_phone"]
        labels = {
            "social_care_phone": "Children’s social care",
            "out_of_hours_phone": "The out-of-hours team",
            "lado_phone": "The LADO, about somebody who works with children",
        }
        widgets = dict.fromkeys(fields, TELEPHONE)
        error_messages = dict.fromkeys(fields, {"required": "Enter a telephone number."})
