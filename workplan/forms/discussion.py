"""What was said on an item."""

from django import forms

from workplan.forms.fields import Words
from workplan.operations.discussion import LONGEST

MOST_VERSIONS = 2_000_000_000


class Unheard(forms.Field):
    """The texts that a page has sent and heard no answer of, each in a hidden field of its own."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value):
        return [text.replace("\r\n", "\n") for text in value or ()]


class DiscussionForm(forms.Form):
    text = Words(
        label="What was said",
        required=False,
        strip=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"max_length": f"Write at most {LONGEST:,} characters for one item."},
    )
    version = forms.IntegerField(min_value=0, max_value=MOST_VERSIONS)
    # After a conflict: the version of the other words that the person has seen.
    their_version = forms.IntegerField(min_value=0, max_value=MOST_VERSIONS, required=False)
    unheard = Unheard(required=False)
