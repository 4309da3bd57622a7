"""Proposing an item, and answering a proposal."""

from django import forms

from lscb_portal.lib.forms import Hinted, inside_form_tag
from workplan.forms.fields import ChoiceByUid, choice_field, minutes_field, text_field, uid_field, words_field
from workplan.models import Meeting, Purpose
from workplan.operations.agenda_adding import LONGEST, SHORTEST

PURPOSES = [
    (Purpose.DECIDE, Hinted("Decide", "The meeting is to agree something, word for word.")),
    (Purpose.DISCUSS, Hinted("Discuss", "The meeting is to think, and may give actions.")),
    (Purpose.ASSURE, Hinted("Assure", "The meeting is to test whether children are safer for it.")),
    (Purpose.NOTE, Hinted("Note", "The meeting is to know. Could it be circulated instead?")),
]


def purpose_field():
    return choice_field("What is the meeting to do?", PURPOSES, "Choose what the meeting is to do.")


class ProposalForm(forms.Form):
    uid = uid_field()
    title = text_field("Title", 160, "Give the item a title.")
    why = words_field("Why now?", 1000, "Say why it should be taken now.")
    purpose = purpose_field()
    minutes = minutes_field("Minutes wanted", SHORTEST, LONGEST, initial=15)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = inside_form_tag()


class DeferForm(forms.Form):
    """To which later meeting of the group a proposal is put off."""

    to = ChoiceByUid(
        label="To which meeting?",
        empty_label="Choose a meeting",
        error_messages={"required": "Choose a meeting.", "invalid_choice": "Choose one of the meetings in the list."},
    )
    reason = text_field("Reason", 500, help_text="The member who proposed it will read it.")

    def __init__(self, *args, user, meeting, **kwargs):
        super().__init__(*args, **kwargs)
        later = Meeting.objects.visible_to(user).coming().filter(group=meeting.group, date__gt=meeting.date)
        self.fields["to"].queryset = later.exclude(status=Meeting.Status.IN_SESSION)
        self.fields["to"].label_from_instance = lambda meeting: (
            f"{meeting.date:%A %-d %B %Y}, {meeting.starts_at:%H:%M}"
        )


class DeclineForm(forms.Form):
    reason = words_field("Reason", 500, "Give a reason.", rows=3, help_text="The member who proposed it will read it.")


class AcceptLateForm(forms.Form):
    late_reason = text_field(
        "Why does it come late?", 300, "Say why this item comes late.", help_text="Printed on the agenda."
    )
