"""Choosing what a redacted edition shows."""

from django import forms

from workplan.forms.fields import Words
from workplan.lines import full_key
from workplan.operations.edition import LONGEST

MOST_CHANGES = 2_000_000_000


class SeenForm(forms.Form):
    """How many changes of the choices a page knew of."""

    seen = forms.IntegerField(min_value=0, max_value=MOST_CHANGES, widget=forms.HiddenInput)


class PartForm(SeenForm):
    """One part of the minutes: each line with a box to show it, and other words for it if wished."""

    def __init__(self, *args, part, chosen, **kwargs):
        super().__init__(*args, **kwargs)
        self.part = part
        for line in part.lines:
            key = full_key(part, line)
            self.fields[f"show-{line.key}"] = forms.BooleanField(
                label=line.words, required=False, initial=key in chosen
            )
            self.fields[f"words-{line.key}"] = Words(
                label="Other words instead",
                required=False,
                max_length=LONGEST,
                initial=chosen.get(key, ""),
                widget=forms.Textarea(attrs={"rows": 2}),
                error_messages={"max_length": f"Write at most {LONGEST:,} characters for one line."},
            )

    @property
    def rows(self):
        """(line, its box, its words) in order."""
        return [(line, self[f"show-{line.key}"], self[f"words-{line.key}"]) for line in self.part.lines]

    @property
    def chosen(self) -> dict[str, str]:
        """The lines to be shown, each with the words that stand for it."""
        shown = (line.key for line in self.part.lines if self.cleaned_data[f"show-{line.key}"])
        return {key: self.cleaned_data[f"words-{key}"] for key in shown}

    def clean(self):
        cleaned = super().clean()
        for line in self.part.lines:
            if cleaned.get(f"words-{line.key}") and not cleaned.get(f"show-{line.key}"):
                self.add_error(f"words-{line.key}", "Tick the line to show these words, or take them out.")
        return cleaned
