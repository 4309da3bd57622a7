"""What the Strategic Board answered."""

from django import forms

from lscb_portal.lib.forms import DayField, inside_form_tag
from workplan.forms.fields import choice_field, text_field, uid_field, words_field
from workplan.models import BoardAnswer


class BoardAnswerForm(forms.Form):
    uid = uid_field()
    answer = choice_field("What did the Board answer?", BoardAnswer.Answer.choices, "Choose what the Board answered.")
    words = words_field("In its words", 2000, "Write down what the Board said.")
    answered_on = DayField(label="On which day?", error_messages={"required": "Give the day of the answer."})
    minute_reference = text_field("Minute", 40, help_text="For example “SB 14/26”. May stay empty.")
    helper = inside_form_tag()
