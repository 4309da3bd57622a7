"""A declaration signed on paper."""

from django import forms
from django.utils import timezone

from lscb_portal.lib.forms import DayField, inside_form_tag


class PaperForm(forms.Form):
    """Who signed, on which day, and the paper itself. `signatories` may be chosen."""

    seen = forms.CharField(widget=forms.HiddenInput, error_messages={"required": "Open this page again."})
    signatory = forms.ModelChoiceField(
        None,
        label="Who signed",
        empty_label="Choose the signatory",
        to_field_name="uid",
        error_messages={"required": "Choose who signed.", "invalid_choice": "Choose a signatory from the list."},
    )
    signed_on = DayField(
        label="Date beside the signature",
        error_messages={"required": "Enter the date.", "invalid": "Enter a date, for example 31 March 2026."},
    )
    upload = forms.FileField(
        label="The signed paper",
        help_text="Scanned or photographed: a PDF or a picture, up to 20 MB.",
        max_length=255,
        error_messages={
            "required": "Choose the file.",
            "empty": "The file is empty.",
            "max_length": "The file’s name is too long.",
        },
    )
    vouched = forms.BooleanField(
        label="The paper is the declaration for this return, and the person named signed it",
        error_messages={"required": "Tick the box to say that the paper is what it should be."},
    )

    def __init__(self, *args, signatories, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["signatory"].queryset = signatories
        self.helper = inside_form_tag()

    def clean_signed_on(self):
        day = self.cleaned_data["signed_on"]
        if day > timezone.localdate():
            raise forms.ValidationError("The date cannot be in the future.")
        return day
