"""Leaving off what was carried forward."""

from django import forms

from workplan.forms.fields import words_field


class LeaveOffForm(forms.Form):
    reason = words_field(
        "Why is it left off?",
        300,
        "Say why it is left off.",
        rows=3,
        help_text="The members read it, and whoever proposed the item is told.",
    )
