"""Answering the invitation."""

from crispy_forms.layout import Layout
from django import forms

from lscb_portal.lib.forms import inside_form_tag, seg
from workplan.forms.fields import choice_field, text_field, through_field, where_needed
from workplan.models import Reply

ANSWERS = [
    (Reply.Answer.ATTENDING, "I will attend"),
    (Reply.Answer.REMOTE, "Online"),
    (Reply.Answer.DEPUTY, "Send a deputy"),
    (Reply.Answer.APOLOGIES, "Apologies"),
]


class ReplyForm(forms.Form):
    """A member's own answer."""

    answer = choice_field("Are you coming?", ANSWERS, "Choose one of the answers.")
    deputy_name = where_needed(
        text_field("Name of the deputy", 120, help_text="Only when you send one. They carry your agency.")
    )
    reason = text_field("Reason", 300, help_text="Only with apologies. It is kept with the register.")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = inside_form_tag(seg("answer"), "deputy_name", "reason")

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("answer") == Reply.Answer.DEPUTY and not cleaned.get("deputy_name"):
            self.add_error("deputy_name", "Give the name of the deputy.")
        return cleaned


class ReplyForAnother(ReplyForm):
    """An answer that somebody took by telephone, letter or e-mail."""

    through = through_field()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["answer"].label = "What did they say?"
        self.fields["answer"].choices = Reply.Answer.choices
        self.fields["deputy_name"].help_text = "Only when they send one. The deputy carries the agency."
        self.helper.layout = Layout(seg("answer"), "deputy_name", "reason", seg("through"))
