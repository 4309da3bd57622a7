"""What of the matrix is shown: standards or criteria, whose ratings, which kind of agency, which standard."""

from urllib.parse import urlencode

from django import forms
from django.db import models

from agencies.models import Kind
from audits.heat import BY_CRITERION, BY_STANDARD, Shown


class By(models.TextChoices):
    """What stands in the columns."""

    STANDARD = "standard", "By standard"
    CRITERION = "criterion", "By criterion"


class MatrixForm(forms.Form):
    """The choice as a GET form. Words that are no choice count as none, so that an old link still opens."""

    by = forms.ChoiceField(choices=By, required=False, widget=forms.HiddenInput)
    show = forms.ChoiceField(choices=Shown, required=False, widget=forms.HiddenInput)
    standard = forms.ChoiceField(label="Standard", required=False)
    kind = forms.ChoiceField(label="Kind of agency", choices=[("", "All kinds"), *Kind.choices], required=False)

    def __init__(self, data, standards=()):
        super().__init__(data)
        named = [(one.code, f"{one.position}. {one.short_title}") for one in standards]
        self.fields["standard"].choices = [("", "All standards"), *named]
        self.standards = {one.code: one for one in standards}
        self.is_valid()

    def offer(self, kinds):
        """Offer only the kinds of agency there are."""
        present = [(value, label) for value, label in Kind.choices if value in kinds]
        self.fields["kind"].choices = [("", "All kinds"), *present]

    @property
    def columns(self) -> By:
        return By(self.cleaned_data.get("by") or By.STANDARD)

    @property
    def by_criterion(self) -> bool:
        return self.columns == By.CRITERION

    @property
    def offered(self) -> list[tuple[str, str]]:
        """What may be shown of these columns."""
        return [(one.value, one.label) for one in (BY_CRITERION if self.by_criterion else BY_STANDARD)]

    @property
    def shown(self) -> Shown:
        asked = Shown(self.cleaned_data.get("show") or Shown.SELF)
        return asked if asked in dict(self.offered) else Shown.SELF

    @property
    def is_difference(self) -> bool:
        return self.shown == Shown.DIFFERENCE

    @property
    def shows_judging(self) -> bool:
        """Whether what the board found is in the cells."""
        return self.shown in (Shown.MODERATED, Shown.DIFFERENCE, Shown.TESTED)

    @property
    def only_kind(self) -> str:
        """The kind of agency shown; nothing for all."""
        return self.cleaned_data.get("kind", "")

    @property
    def only_standard(self):
        """The standard whose criteria alone are shown; None for all, and by standard."""
        return self.standards.get(self.cleaned_data.get("standard")) if self.by_criterion else None

    @property
    def query(self) -> str:
        """What was chosen, as the addresses of the files say it."""
        standard = self.only_standard
        chosen = {
            "by": self.columns,
            "show": self.shown,
            "kind": self.only_kind,
            "standard": standard and standard.code,
        }
        return urlencode({name: str(value) for name, value in chosen.items() if value})


class OthersForm(MatrixForm):
    """What an agency sees of itself beside the others: ratings alone, and those of a kind only where they are many."""

    @property
    def offered(self) -> list[tuple[str, str]]:
        """Its own and the others' self ratings; moderated ones by standard."""
        shown = [Shown.SELF] if self.by_criterion else [Shown.SELF, Shown.MODERATED]
        return [(one.value, one.label) for one in shown]
