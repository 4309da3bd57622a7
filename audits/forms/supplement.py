"""Which of its own questions a board asks in a round."""

from django import forms

from audits.models import FrameworkVersion
from lscb_portal.lib.forms import inside_form_tag


class SupplementForm(forms.Form):
    """The board's published questions beside the round's framework, or none."""

    supplement = forms.ModelChoiceField(
        None,
        required=False,
        label="Your board’s own questions",
        empty_label="None",
        error_messages={"invalid_choice": "Choose from the list."},
    )

    def __init__(self, *args, user, part, **kwargs):
        super().__init__(*args, initial={"supplement": part.supplement_id}, **kwargs)
        own = FrameworkVersion.objects.visible_to(user).published().filter(board=part.board)
        self.fields["supplement"].queryset = own.filter(supplements=part.round.framework_version_id)
        self.helper = inside_form_tag()
