"""Giving standards to contributors, and naming who stands in for the lead."""

from django import forms

from audits.models import Assignment
from lscb_portal.lib.forms import inside_form_tag

LONGEST_NOTE = Assignment._meta.get_field("note").max_length


class ShareForm(forms.Form):
    """Which standards go to whom. `people` may be chosen, and `standards`, those of the return as it is read."""

    person = forms.ModelChoiceField(
        None,
        label="Contributor",
        empty_label="Choose a contributor",
        to_field_name="uid",
        error_messages={"required": "Choose a contributor.", "invalid_choice": "Choose a contributor from the list."},
    )
    standards = forms.MultipleChoiceField(
        label="Standards",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Choose at least one standard.",
            "invalid_choice": "Choose standards from the list.",
            "invalid_list": "Choose standards from the list.",
        },
    )
    note = forms.CharField(
        required=False,
        max_length=LONGEST_NOTE,
        label="What you would like of them",
        help_text="They read it beside the standard. Do not name any child.",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"max_length": f"Use {LONGEST_NOTE} characters or fewer."},
    )

    def __init__(self, *args, people, standards, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people
        self.fields["standards"].choices = [
            (each.standard.code, f"{each.number}. {each.standard.title}") for each in standards
        ]
        self.fields["note"].widget.attrs.pop("maxlength", None)
        self.helper = inside_form_tag()


class SubstituteForm(forms.Form):
    """Who stands in for the lead on this return; nobody, where it is left empty."""

    substitute = forms.ModelChoiceField(
        None,
        required=False,
        label="Who stands in for you",
        help_text="They may do all that you may on this return: answer, give standards and hand it to the signatory.",
        empty_label="Nobody",
        to_field_name="uid",
        error_messages={"invalid_choice": "Choose somebody from the list."},
    )

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["substitute"].queryset = people
        self.helper = inside_form_tag()
