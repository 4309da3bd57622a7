"""The signature."""

from django import forms

from lscb_portal.lib.forms import inside_form_tag


class SignForm(forms.Form):
    """The declaration, ticked; and which hand-over the page showed."""

    seen = forms.CharField(widget=forms.HiddenInput, error_messages={"required": "Open this page again and sign."})
    declared = forms.BooleanField(
        label="I have read this return and I sign the declaration",
        error_messages={"required": "Tick the box to sign the declaration."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = inside_form_tag()
