"""A challenge: the question with its day, the agency's response, and what came of it."""

import uuid

from django import forms

from audits.forms.screening import Screened
from audits.forms.speaking import SpokenForm
from audits.models import AnswerChallenge
from lscb_portal.lib.forms import DayField, inside_form_tag

Outcome = AnswerChallenge.Outcome
WHOLE_STANDARD = ("", "The whole standard")


def words_field(column, label, missing, hint="", rows=4):
    """The words of one column of a challenge."""
    longest = AnswerChallenge._meta.get_field(column).max_length
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=longest,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": missing, "max_length": f"Use {longest:,} characters or fewer."},
    )


class AskForm(Screened):
    """What the board asks, of which answer, and by when."""

    uid = forms.UUIDField(initial=uuid.uuid4, widget=forms.HiddenInput)
    criterion = forms.ChoiceField(
        label="About", required=False, error_messages={"invalid_choice": "Choose one of the answers."}
    )
    question = words_field(
        "question", "Your question", "Write the question.", "The agency’s people read this. Do not name any child."
    )
    due_on = DayField(
        label="Please answer by",
        help_text="A working day. The agency’s leads are told.",
        error_messages={"required": "Say by when.", "invalid": "Give a real date."},
    )
    use_required_attribute = False

    def __init__(self, *args, answers, **kwargs):
        """`answers` are the standard's as they were frozen."""
        super().__init__(*args, **kwargs)
        asked = [(answer["code"], f"{answer['code']} {answer['statement']}") for answer in answers]
        self.fields["criterion"].choices = [WHOLE_STANDARD, *asked]
        self.helper = inside_form_tag()


class RespondForm(SpokenForm, Screened):
    """The agency's response."""

    response = words_field("response", "Your response", "Write your response.", "Do not name any child.", rows=5)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.is_own:
            self.fields["response"].label = "What they responded"


class ConcludeForm(Screened):
    """What came of it."""

    outcome = forms.ChoiceField(
        label="Outcome",
        choices=Outcome,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose an outcome.", "invalid_choice": "Choose an outcome."},
    )
    conclusion = words_field(
        "conclusion",
        "What came of it",
        "Write what came of it.",
        "The agency reads this with its moderated ratings, when the moderation is finished.",
    )
    use_required_attribute = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = inside_form_tag()
