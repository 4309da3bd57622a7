"""Objecting to taking an item by consent: before the meeting by the member, at it by whoever takes the minutes."""

from django import forms

from lscb_portal.lib.forms import inside_form_tag
from workplan.forms.fields import ChoiceByUid, text_field, uid_field, words_field
from workplan.models import Attendee


class ObjectionForm(forms.Form):
    uid = uid_field()
    reason = words_field(
        "Why should the meeting take it in full?", 300, "Say why, in a sentence.", help_text="The members read it."
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = inside_form_tag()


class ObjectionAtMeetingForm(forms.Form):
    """Which member here objects; those who carry no agency do not."""

    uid = uid_field()
    attendee = ChoiceByUid(
        label="Who objects?",
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose who objects.", "invalid_choice": "Choose one of those who are here."},
    )
    reason = text_field("Reason", 300, help_text="If one is given.")

    def __init__(self, *args, user, lines, **kwargs):
        super().__init__(*args, **kwargs)
        here = [line.attendee.pk for line in lines]
        found = Attendee.objects.visible_to(user).filter(pk__in=here).select_related("agency")
        self.fields["attendee"].queryset = found
        self.fields["attendee"].label_from_instance = lambda one: (
            f"{one.name}, {one.agency.short_name}" if one.agency else one.name
        )
        self.helper = inside_form_tag()
