"""How many standards of each return are drawn."""

from django import forms

from audits.operations.sample import fault_of_size
from lscb_portal.lib.forms import inside_form_tag


class SampleForm(forms.Form):
    """The size of the sample, of so many `standards` of each return."""

    size = forms.IntegerField(
        label="Standards of each return",
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-3", "inputmode": "numeric"}),
        error_messages={"required": "Say how many.", "invalid": "Give a whole number."},
    )
    use_required_attribute = False

    def __init__(self, *args, standards, **kwargs):
        super().__init__(*args, **kwargs)
        self.standards = standards
        self.helper = inside_form_tag()

    def clean_size(self):
        size = self.cleaned_data["size"]
        if fault := fault_of_size(size, self.standards):
            raise forms.ValidationError(fault)
        return size
