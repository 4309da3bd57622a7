"""Declaring an interest, and saying how one was handled on an item."""

from crispy_forms.layout import Layout
from django import forms

from agencies.models import User
from lscb_portal.lib.forms import Hinted, inside_form_tag
from workplan.forms.fields import ChoiceByUid, choice_field, text_field, through_field, uid_field
from workplan.models import Attendee, Handling

SAY_WHAT = "Say what the interest is."


class InterestForm(forms.Form):
    """An interest that lasts: of oneself or, for whoever enters what came otherwise, of somebody else."""

    uid = uid_field()
    person = ChoiceByUid(
        label="Whose interest?",
        empty_label="Choose a person",
        error_messages={"required": "Choose whose interest it is.", "invalid_choice": "Choose a person from the list."},
    )
    nature = text_field(
        "What is the interest?",
        300,
        SAY_WHAT,
        help_text="For example “Trustee of the Mere Youth Trust”. No names of others.",
    )
    through = through_field()

    def __init__(self, *args, user, board, for_others, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = inside_form_tag()
        if for_others:
            people = User.objects.visible_to(user).active().filter(seats__group__board=board).distinct()
            self.fields["person"].queryset = people.order_by("name")
            self.helper.layout = Layout("uid", "person", "nature", "through")
        else:
            del self.fields["person"], self.fields["through"]
            self.helper.layout = Layout("uid", "nature")


class ItemInterestForm(forms.Form):
    """Who on the register has an interest in this item, what it is, and whether they stay."""

    uid = uid_field()
    attendee = ChoiceByUid(
        label="Who has the interest?",
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose who it is.", "invalid_choice": "Choose somebody on the register."},
    )
    nature = text_field("What is the interest?", 300, SAY_WHAT)
    handling = choice_field("How is it handled?", Handling.choices, "Say how it is handled.")

    def __init__(self, *args, user, lines, effects, **kwargs):
        """`lines` are those here, `effects` what the quorum for the item would be without each, in words, by key."""
        super().__init__(*args, **kwargs)
        people = Attendee.objects.visible_to(user).filter(pk__in=[line.attendee.pk for line in lines])
        field = self.fields["attendee"]
        field.queryset = people.select_related("agency")
        field.label_from_instance = lambda one: Hinted(_named(one), effects[one.pk])
        self.helper = inside_form_tag("uid", "attendee", "nature", "handling")


def _named(attendee):
    return f"{attendee.name}, {attendee.agency.short_name}" if attendee.agency else attendee.name


class DiscretionForm(forms.Form):
    """Why the chair lets an item be decided without a quorum."""

    reason = text_field("Why?", 500, "Give the reason: it stands in the minutes.")
    helper = inside_form_tag()
