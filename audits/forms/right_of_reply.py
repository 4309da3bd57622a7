"""An agency's reply to how it was judged."""

from django import forms

from audits.forms.screening import Screened
from audits.forms.speaking import SpokenForm
from audits.models import RightOfReply

LONGEST = RightOfReply._meta.get_field("text").max_length
WORDS, NOTHING = "words", "nothing"


class ReplyForm(SpokenForm, Screened):
    """In its own words, or nothing to add."""

    kind = forms.ChoiceField(
        label="Reply",
        choices=[(WORDS, "In our own words"), (NOTHING, "We have nothing to add")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one.", "invalid_choice": "Choose one."},
    )
    text = forms.CharField(
        label="Your own words",
        help_text="They print beside the board’s judgement as you write them. Do not name any child.",
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"max_length": f"Use {LONGEST:,} characters or fewer."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.is_own:
            self.fields["kind"].choices = [
                (WORDS, "In the agency’s own words"),
                (NOTHING, "The agency has nothing to add"),
            ]
            self.fields["text"].label = "The agency’s words"

    def clean(self):
        given = super().clean()
        if given.get("kind") == WORDS and not given.get("text", "").strip() and "text" not in self.errors:
            self.add_error("text", "Write the reply, or say that there is nothing to add.")
        return given

    @property
    def reply(self) -> dict:
        """As the operation takes it."""
        said = {name: self.cleaned_data[name] for name in ("text", "may_stay")}
        return {"has_comment": self.cleaned_data["kind"] == WORDS, **said, **self.spoken}
