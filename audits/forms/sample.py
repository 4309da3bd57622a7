"""How many standards of each return are drawn."""

from django import forms

from lscb_portal.lib.forms import inside_form_tag


class SampleForm(forms.Form):
    """The size of the sample."""

    size = forms.IntegerField(
        label="Standards of each return",
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-3", "inputmode": "numeric"}),
        error_messages={"required": "Say how many.", "invalid": "Give a whole number."},
    )
    use_required_attribute = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = inside_form_tag()
