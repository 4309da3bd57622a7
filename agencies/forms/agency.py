"""Forms for the board's agencies."""

import uuid

from django import forms
from django.utils import timezone

from agencies.models import Agency
from lscb_portal.lib.forms import DayField, inside_form_tag

FIRST_DAY = {"required": "Enter the first day.", "invalid": "Enter the first day as a date."}


def first_day():
    return DayField(label="Member of the board from", initial=timezone.localdate, error_messages=FIRST_DAY)


class AgencyForm(forms.ModelForm):
    """What the board keeps about an agency. `cleaned_data` holds the keyword arguments of the operation."""

    legal_body = forms.CharField(
        max_length=120,
        required=False,
        help_text="What it is part of in law. Three departments of one council name the council, and count once in a "
        "quorum. Leave empty when the agency is a body of its own.",
    )
    commissioned_by = forms.ModelMultipleChoiceField(None, required=False, widget=forms.CheckboxSelectMultiple)
    helper = inside_form_tag()
    field_order = [
        "name",
        "short_name",
        "initials",
        "kind",
        "legal_body",
        "is_statutory_partner",
        "is_small",
        "is_commissioned",
        "commissioned_by",
        "starts_on",
    ]

    class Meta:
        model = Agency
        fields = [
            "name",
            "short_name",
            "initials",
            "kind",
            "is_statutory_partner",
            "is_small",
            "is_commissioned",
            "commissioned_by",
        ]
        error_messages = {
            "name": {"required": "Enter the agency’s name."},
            "short_name": {"required": "Enter a short name."},
            "initials": {"required": "Enter two or three letters."},
            "kind": {"required": "Choose the kind of agency."},
        }
        help_texts = {"kind": "It decides which criteria of a self-evaluation apply."}

    def __init__(self, *args, user, board, **kwargs):
        super().__init__(*args, **kwargs)
        others = Agency.objects.visible_to(user).of_board(board).exclude(pk=self.instance.pk)
        self.fields["commissioned_by"].queryset = others
        self.fields["kind"].choices = [("", "Choose a kind"), *self.fields["kind"].choices[1:]]
        if self.instance.pk and self.instance.legal_body.name != self.instance.name:
            self.initial["legal_body"] = self.instance.legal_body.name


class NewAgencyForm(AgencyForm):
    uid = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    starts_on = first_day()


class JoinForm(forms.Form):
    """An agency that another board keeps already, named by its code."""

    code = forms.CharField(
        label="The agency’s code",
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text="Twelve letters and digits. The other board’s business manager finds them on the agency’s page.",
        error_messages={"required": "Enter the agency’s code."},
    )
    starts_on = first_day()
    helper = inside_form_tag()


class LeaveForm(forms.Form):
    """The end of an agency's membership; and, of its last board, whether the agency itself has come to an end."""

    ends_on = DayField(
        label="Last day at the board",
        initial=timezone.localdate,
        error_messages={"required": "Enter the last day.", "invalid": "Enter the last day as a date."},
    )
    closed = forms.BooleanField(label="The agency itself has closed or become part of another", required=False)
    successor = forms.ModelChoiceField(None, label="What it became part of", required=False, empty_label="Nothing")
    helper = inside_form_tag()

    def __init__(self, *args, user, board, agency, **kwargs):
        super().__init__(*args, **kwargs)
        others = Agency.objects.visible_to(user).of_board(board).exclude(pk=agency.pk)
        self.fields["successor"].queryset = others
        self.elsewhere = list(agency.boards_on().exclude(pk=board.pk))
        if self.elsewhere:
            del self.fields["closed"], self.fields["successor"]

    def clean(self):
        data = super().clean()
        if data.get("successor") and not data.get("closed"):
            self.add_error("closed", "Tick this too when the agency has become part of another.")
        return data
