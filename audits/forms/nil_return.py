"""A nil return."""

from django import forms

from audits.forms.screening import Screened
from audits.models import SelfEvaluation
from lscb_portal.lib.forms import inside_form_tag

LONGEST = SelfEvaluation._meta.get_field("nil_reason").max_length


class NilReturnForm(Screened):
    """Why an agency has nothing to answer, and that this is said for good."""

    reason = forms.CharField(
        max_length=LONGEST,
        label="Why there is nothing to answer",
        help_text="Every board that asked reads it. Do not name any child.",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": "Say why the agency has nothing to answer.",
            "max_length": f"Use {LONGEST} characters or fewer.",
        },
    )
    declared = forms.BooleanField(
        label="This agency makes a nil return",
        error_messages={"required": "Tick the box to make a nil return."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].widget.attrs.pop("maxlength", None)
        self.helper = inside_form_tag()
