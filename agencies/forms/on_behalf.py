"""Entering what somebody said by telephone, letter or e-mail, in their name: both names are kept."""

from django import forms

from agencies.models import Through, User
from lscb_portal.lib.forms import inside_form_tag

HOW = "Choose how it came."
WAYS = [(way.value, way.label) for way in Through if way != Through.PORTAL]


class OnBehalfForm(forms.Form):
    """Who said it and how it came. Give `people` to narrow the choice (a queryset of User); else all of the board.

    A view passes `on_behalf_of=form.cleaned_data["person"], through=form.cleaned_data["through"]` to its operation.
    """

    person = forms.ModelChoiceField(
        None,
        label="Who said it",
        empty_label="Choose a person",
        error_messages={"required": "Choose who said it.", "invalid_choice": "Choose somebody from the list."},
    )
    through = forms.ChoiceField(
        label="How it came",
        choices=WAYS,
        widget=forms.RadioSelect,
        error_messages={"required": HOW, "invalid_choice": HOW},
    )

    def __init__(self, *args, user, board, people=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = inside_form_tag()
        everybody = User.objects.visible_to(user).of_board(board).active().exclude(pk=user.pk)
        self.fields["person"].queryset = everybody if people is None else everybody.filter(pk__in=people)
