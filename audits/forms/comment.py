"""A comment to the agency's own people, written on a standard's page."""

import uuid

from django import forms

from audits.forms.screening import Screened
from audits.models import ReturnComment
from lscb_portal.lib.forms import inside_form_tag

LONGEST = ReturnComment._meta.get_field("text").max_length
WHOLE = ""


class CommentForm(Screened):
    """What is said, and about which criterion; about the whole standard where none is chosen."""

    uid = forms.UUIDField(widget=forms.HiddenInput, error_messages={"invalid": "Write the comment once more."})
    about = forms.ChoiceField(
        required=False, label="About", error_messages={"invalid_choice": "Choose a criterion from the list."}
    )
    text = forms.CharField(
        required=False,
        max_length=LONGEST,
        label="Comment",
        help_text="Your agency’s people on this standard read it, and no board does. Do not name any child.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": f"A comment may have {LONGEST} characters at most."},
    )

    def __init__(self, data=None, *, answers):
        super().__init__(data, prefix="comment", initial={"uid": uuid.uuid4()})
        self.criteria = {answer.criterion.code: answer.criterion for answer in answers}
        self.fields["about"].choices = [(WHOLE, "The whole standard"), *((code, code) for code in self.criteria)]
        self.fields["text"].widget.attrs.pop("maxlength", None)
        self.helper = inside_form_tag()

    @property
    def says_anything(self) -> bool:
        """Whether somebody has begun to write one."""
        return self.is_bound and bool(self.data.get(self.add_prefix("text"), "").strip())

    @property
    def criterion(self):
        """The criterion it is about; None for the whole standard."""
        return self.criteria.get(self.cleaned_data["about"])
