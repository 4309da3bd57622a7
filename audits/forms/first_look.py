"""Comments on a submission, and the reasons why it goes back, is taken back again or is withdrawn by its agency."""

from django import forms

from audits.forms.screening import Screened
from audits.models import Review, ReviewComment, SelfEvaluation
from lscb_portal.lib.forms import inside_form_tag

LONGEST = ReviewComment._meta.get_field("text").max_length
PREFIX = "c-"
WHOLE = f"{PREFIX}whole"


class CommentsForm(Screened):
    """A box for each answer of a standard, and one for the whole standard; an empty one takes a comment away."""

    use_required_attribute = False

    def __init__(self, *args, answers, texts=None, **kwargs):
        """`answers` are the standard's as they were frozen; `texts` {criterion's code, or "": what stands}."""
        super().__init__(*args, **kwargs)
        self.codes = {f"{PREFIX}{answer['code']}": answer["code"] for answer in answers} | {WHOLE: ""}
        for name, code in self.codes.items():
            label = f"Comment on {code}" if code else "Comment on the whole standard"
            self.fields[name] = forms.CharField(
                label=label,
                required=False,
                max_length=LONGEST,
                initial=(texts or {}).get(code, ""),
                widget=forms.Textarea(attrs={"rows": 2}),
                error_messages={"max_length": f"{label}: use {LONGEST:,} characters or fewer."},
            )
        self.helper = inside_form_tag()

    def box(self, code):
        """The field of one criterion, or of the whole standard under no code."""
        return self[f"{PREFIX}{code}" if code else WHOLE]

    @property
    def boxes(self):
        """{criterion's code: its field}."""
        return {code: self[name] for name, code in self.codes.items()}

    @property
    def texts(self) -> dict:
        """{criterion's code, or "": words}, as the operation takes them."""
        return {code: self.cleaned_data[name] for name, code in self.codes.items()}


def reason_field(label, hint, longest, missing):
    """A reason in the writer's own words."""
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=longest,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": missing, "max_length": f"Use {longest:,} characters or fewer."},
    )


class ReturnForm(Screened):
    """Why a return goes back to its agency."""

    reason = reason_field(
        "What has to change",
        "The agency’s people read this above your comments. Do not name any child.",
        Review._meta.get_field("return_reason").max_length,
        "Say what has to change.",
    )
    use_required_attribute = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = inside_form_tag()


class RecallForm(Screened):
    """Why a board takes a return back from its agency."""

    reason = reason_field(
        "Why you take it back",
        "The agency’s people read this. Do not name any child.",
        Review._meta.get_field("recall_reason").max_length,
        "Say why you take it back.",
    )
    use_required_attribute = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = inside_form_tag()


class WithdrawForm(Screened):
    """Why an agency takes its return back."""

    reason = reason_field(
        "Why you withdraw it",
        "The boards read this. Do not name any child.",
        SelfEvaluation._meta.get_field("withdrawn_reason").max_length,
        "Say why you withdraw the return.",
    )
    use_required_attribute = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = inside_form_tag()
