"""The words of a feedback letter."""

import uuid

from django import forms

from audits.forms.screening import Screened
from audits.operations.feedback import CLOSING, LONGEST, OPENING

PREFIX = "part-"
BROKEN = "This page cannot be saved as it is. Copy your words, open the letter anew and put them in."


class SendForm(Screened):
    """The version of the letter that was read; its words are looked through when it is sent."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class LetterForm(forms.Form):
    """The opening, each standard and the closing; the version they were opened as, and the key of the opened page."""

    version = forms.IntegerField(
        min_value=0,
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(("required", "invalid", "min_value"), BROKEN),
    )
    page = forms.UUIDField(required=False, widget=forms.HiddenInput)
    use_required_attribute = False

    def __init__(self, *args, parts, **kwargs):
        """`parts` are the letter's standards (`audits.letter.Part`)."""
        super().__init__(*args, **kwargs)
        self.parts = parts
        self.keys = {OPENING: "How the letter begins"}
        self.keys |= {part.code: f"Standard {part.position}: {part.title}" for part in parts}
        self.keys[CLOSING] = "How the letter ends"
        for key, label in self.keys.items():
            self.fields[f"{PREFIX}{key}"] = forms.CharField(
                label=label,
                required=False,
                max_length=LONGEST,
                widget=forms.Textarea(attrs={"rows": 5}),
                error_messages={"max_length": f"“{label}” may have {LONGEST:,} characters at most."},
            )

    @classmethod
    def of(cls, feedback, texts, parts):
        """The form as the page opens it."""
        initial = {f"{PREFIX}{key}": text for key, text in texts.items()}
        return cls(parts=parts, initial=initial | {"version": feedback.version, "page": uuid.uuid4()})

    @property
    def boxes(self):
        """{part: its field}."""
        return {key: self[f"{PREFIX}{key}"] for key in self.keys}

    @property
    def texts(self) -> dict:
        """{part: words}, of those that were posted."""
        names = {key: f"{PREFIX}{key}" for key in self.keys}
        return {key: self.cleaned_data[name] for key, name in names.items() if name in self.data}

    def after(self, version):
        """The same words on top of what somebody else saved, so that saving again replaces it."""
        data = self.data.copy()
        data["version"] = version
        again = type(self)(data, parts=self.parts)
        again.is_valid()
        return again
