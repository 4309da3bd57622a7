"""What an agency says to a board: by its own people, or entered by the business unit, which says whose it is."""

from django import forms

from agencies.forms.on_behalf import HOW, WAYS
from agencies.models import User
from audits.operations.speaking import speakers
from lscb_portal.lib.forms import inside_form_tag

NOT_OWN = ("person", "through")


class SpokenForm(forms.Form):
    """Begins a form with who said it and how it came, for a person who has no part at the agency themselves."""

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
    use_required_attribute = False

    def __init__(self, *args, user, review, roles, **kwargs):
        """`roles` are those at the agency whose part it is."""
        super().__init__(*args, **kwargs)
        own = speakers(review, roles)
        self.is_own = own.contains(user)
        if self.is_own:
            for name in NOT_OWN:
                del self.fields[name]
        else:
            self.fields["person"].queryset = User.objects.visible_to(user).filter(pk__in=own.values("pk"))
        self.helper = inside_form_tag()

    @property
    def spoken(self) -> dict:
        """As the operations take it."""
        return {} if self.is_own else {name: self.cleaned_data[name] for name in NOT_OWN}


class AcknowledgeForm(SpokenForm):
    """Who has read the letter."""
