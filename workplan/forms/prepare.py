"""Preparing for a meeting: the reply with its deputy, and a line on an action."""

from crispy_forms.layout import Layout
from django import forms

from agencies.models import User
from lscb_portal.lib.forms import inside_form_tag, seg
from workplan.forms.fields import ChoiceByUid, choice_field, text_field, words_field
from workplan.forms.reply import ReplyForm
from workplan.models import Delivery, Reply
from workplan.operations.deputy import LONGEST_BRIEF, colleagues, seated_beside

NAME_ONE = "Choose a colleague or give the deputy’s name."


class PrepareReplyForm(ReplyForm):
    """One's own answer, with a deputy chosen among the colleagues with an account or named, and words for them.

    `seats` are those the person holds in the group.
    """

    deputy = ChoiceByUid(
        label="Who comes for you?",
        empty_label="Somebody without an account",
        required=False,
        help_text="A colleague with an account is told. They may open this meeting until its minutes are approved, for "
        "30 days after it at most.",
        error_messages={"invalid_choice": "Choose somebody from the list."},
    )
    brief = words_field(
        "What should they know?",
        LONGEST_BRIEF,
        rows=4,
        help_text="Your words for the deputy; nobody else reads them. Leave out names and cases.",
    )

    def __init__(self, *args, user, seats, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["deputy"].queryset = _colleagues_of_all(user, seats)
        self.fields["deputy_name"].label = "Their name"
        self.fields["deputy_name"].help_text = "Only for somebody without an account. They carry your agency."
        self.helper.layout = Layout(seg("answer"), "deputy", "deputy_name", "brief", "reason")

    def clean_brief(self):
        return self.cleaned_data["brief"].strip()

    def clean(self):
        cleaned = forms.Form.clean(self)
        if cleaned.get("answer") == Reply.Answer.DEPUTY and not (cleaned.get("deputy") or cleaned.get("deputy_name")):
            self.add_error("deputy_name", NAME_ONE)
        if cleaned.get("answer") != Reply.Answer.DEPUTY:
            cleaned |= {"deputy": None, "deputy_name": "", "brief": ""}
        return cleaned


def _colleagues_of_all(user, seats):
    """Those who can stand in for every one of the seats: with one seat, the colleagues of its agency."""
    found = User.objects.visible_to(user)
    for seat in seats:
        found = found.filter(pk__in=colleagues(seat.agency, but=user).values("pk"))
        found = found.exclude(pk__in=seated_beside(seat))
    return found.order_by("name")


class ProgressForm(forms.Form):
    """One line on an action: how it goes, and what has been done."""

    delivery = choice_field("How does it go?", Delivery.choices, "Choose how it goes.")
    note = text_field("What has been done since?", 300, "Say in a sentence what has been done.")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = inside_form_tag(seg("delivery"), "note")
