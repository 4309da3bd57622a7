"""A letter about missed meetings."""

from django import forms

from lscb_portal.lib.forms import inside_form_tag
from workplan.forms.fields import uid_field, words_field


class AttendanceLetterForm(forms.Form):
    uid = uid_field()
    words = words_field("What you write", 2000, "Write what you want to say.", rows=10)
    helper = inside_form_tag()
