"""Asking for an extra meeting, and saying no to it."""

from django import forms

from lscb_portal.lib.forms import DayField, inside_form_tag
from workplan.forms.fields import ForMember, uid_field, words_field
from workplan.forms.meeting import NO_DATE, possible_day


class ExtraMeetingForm(ForMember):
    uid = uid_field()
    reason = words_field(
        "Why should the group meet?",
        1000,
        "Say why the group should meet.",
        rows=4,
        help_text="The chair and the board’s office read it. Leave out names and cases.",
    )
    wished_by = DayField(
        label="By when?",
        validators=[possible_day],
        error_messages={"required": NO_DATE, "invalid": NO_DATE},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = inside_form_tag()


class DeclineMeetingForm(forms.Form):
    reason = words_field("Reason", 500, "Give a reason.", rows=3, help_text="The member who asked will read it.")
