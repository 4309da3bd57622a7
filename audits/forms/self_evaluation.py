"""Small forms on a return's way to the signatory and back."""

from django import forms

from audits.forms.screening import Screened
from audits.models import SelfEvaluation
from lscb_portal.lib.forms import inside_form_tag

LONGEST_REASON = SelfEvaluation._meta.get_field("sent_back_reason").max_length


class SendBackForm(Screened):
    """Why the signatory does not sign."""

    reason = forms.CharField(
        max_length=LONGEST_REASON,
        label="What has to change",
        help_text="The agency’s lead will read this. Do not name any child.",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": "Say what has to change.",
            "max_length": f"Use {LONGEST_REASON} characters or fewer.",
        },
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].widget.attrs.pop("maxlength", None)
        self.helper = inside_form_tag()
