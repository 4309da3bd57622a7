"""The author's words of one part of a report."""

import uuid

from django import forms

from reports.models import Part

# What helps a tired author to begin.
HINTS = {
    Part.SUMMARY: "What must the Board decide, agree or note? Begin a line with “- ” for a point of a list.",
    Part.JUDGEMENT: "In three lines: how safe is the system, how do we know, what worries us?",
    Part.PERFORMANCE: "What: what the figures show. So what: what it means for children. Now what: what we do next.",
    Part.RETURNS: "What agencies said of themselves, what moderation made of it, and what follows.",
    Part.MEETINGS: "Only what the Board must know of attendance and quorum.",
    Part.ACTIONS: "What has moved, what is stuck, and what would free it.",
    Part.NEXT: "What the group will do next quarter, and what it needs from the Board.",
}


class WordsForm(forms.Form):
    """One part's words, with the version they were opened as and the key of the opened page."""

    text = forms.CharField(required=False, strip=True)
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    page = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, part, page=None, **kwargs):
        super().__init__(*args, auto_id=f"{part}-%s", use_required_attribute=False, **kwargs)
        self.part = Part(part)
        field = forms.CharField(
            label=self.part.label,
            required=False,
            max_length=self.part.longest,
            widget=forms.Textarea(attrs={"rows": 4 if self.part.longest < 1000 else 7}),
            help_text=HINTS[self.part],
            error_messages={"max_length": f"“{self.part.label}” may have {self.part.longest} characters at most."},
        )
        self.fields["text"] = field
        self.fields["page"].initial = page or uuid.uuid4

    @classmethod
    def of(cls, narrative, page):
        """The form as the page opens it."""
        initial = {"text": narrative.text, "version": narrative.version, "page": page}
        return cls(part=narrative.part, initial=initial)
