"""An interest a moderator declares."""

from django import forms

from agencies.models import Agency
from audits.models import Interest
from lscb_portal.lib.forms import inside_form_tag

LONGEST = Interest._meta.get_field("nature").max_length


class InterestForm(forms.Form):
    """In which agency of the round, and what it is."""

    agency = forms.ModelChoiceField(
        None,
        label="Agency",
        empty_label="Choose an agency",
        error_messages={"required": "Choose an agency.", "invalid_choice": "Choose an agency of the round."},
    )
    nature = forms.CharField(
        label="What the interest is",
        help_text="For example: I worked there until last spring. Everybody at the board can read it.",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={
            "required": "Say what the interest is.",
            "max_length": f"Use {LONGEST} characters or fewer.",
        },
    )
    use_required_attribute = False

    def __init__(self, *args, user, part, **kwargs):
        super().__init__(*args, **kwargs)
        agencies = Agency.objects.visible_to(user).filter(pk__in=part.reviews.values("evaluation__agency"))
        self.fields["agency"].queryset = agencies.order_by("name")
        self.fields["agency"].label_from_instance = lambda agency: agency.name
        self.helper = inside_form_tag()
