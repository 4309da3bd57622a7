"""What of the matrix is shown: whose ratings, and which kind of agency."""

from django import forms
from django.db import models

from agencies.models import Kind


class Shown(models.TextChoices):
    """Whose ratings the matrix shows."""

    SELF = "self", "Self rating"
    MODERATED = "moderated", "Moderated"
    DIFFERENCE = "difference", "Difference"
    TESTED = "tested", "Tested"


class MatrixForm(forms.Form):
    """The choice as a GET form. Words that are no choice count as none, so that an old link still opens."""

    show = forms.ChoiceField(choices=Shown, required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(label="Kind of agency", choices=[("", "All kinds"), *Kind.choices], required=False)

    def __init__(self, data):
        super().__init__(data)
        self.is_valid()

    def offer(self, kinds):
        """Offer only the kinds of agency there are."""
        present = [(value, label) for value, label in Kind.choices if value in kinds]
        self.fields["kind"].choices = [("", "All kinds"), *present]

    @property
    def shown(self) -> Shown:
        return Shown(self.cleaned_data.get("show") or Shown.SELF)

    @property
    def is_difference(self) -> bool:
        return self.shown == Shown.DIFFERENCE

    @property
    def only_kind(self) -> str:
        """The kind of agency shown; nothing for all."""
        return self.cleaned_data.get("kind", "")
