"""Searching the register of decisions, and deciding by e-mail."""

import re

from django import forms
from django.db.models import Q
from django.utils import timezone

from agencies.models import Agency, Group
from lscb_portal.lib.forms import DayField, inside_form_tag, seg
from lscb_portal.lib.periods import add_working_days
from workplan.forms.fields import ChoiceByUid, choice_field, text_field, through_field, uid_field, words_field
from workplan.models import EmailAnswer, Meeting, Outcome
from workplan.models.meeting import groups_read_by

A_REFERENCE = re.compile(r"^(d-?)?0*(\d{1,9})$", re.IGNORECASE)
DAYS_TO_ANSWER = 5
MOST_ANSWERS = 30_000
NOT_A_DAY = "Give the date, for example 18 December 2026."


class RegisterFilter(forms.Form):
    """Which decisions to list. What cannot be read is as if it were not asked for."""

    q = forms.CharField(label="Words or number", required=False, max_length=100)
    group = ChoiceByUid(label="Group", required=False, empty_label="All groups")
    meeting = ChoiceByUid(label="Meeting", required=False, empty_label="All meetings")
    outcome = forms.ChoiceField(label="Outcome", choices=[("", "All"), *Outcome.choices], required=False)
    how = forms.ChoiceField(
        label="How", choices=[("", "All"), ("meeting", "At a meeting"), ("email", "By e-mail")], required=False
    )
    since = DayField(label="From", required=False, error_messages={"invalid": NOT_A_DAY})
    until = DayField(label="To", required=False, error_messages={"invalid": NOT_A_DAY})
    agency = ChoiceByUid(label="Agency with an action from it", required=False, empty_label="All agencies")

    def __init__(self, *args, user, board, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["group"].queryset = Group.objects.visible_to(user).filter(board=board, pk__in=groups_read_by(user))
        meetings = Meeting.objects.visible_to(user).of_board(board).filter(opened_at__isnull=False)
        self.fields["meeting"].queryset = meetings.select_related("group").order_by("-date")
        self.fields["agency"].queryset = Agency.objects.visible_to(user).of_board(board)

    @property
    def asked(self):
        """What is asked for, as far as it can be read."""
        self.is_valid()
        return {name: value for name, value in getattr(self, "cleaned_data", {}).items() if value}

    def chosen(self, decisions):
        """Return those of `decisions` that are asked for."""
        asked = self.asked
        ways = {
            "group": lambda group: decisions.of_group(group),
            "meeting": lambda meeting: decisions.filter(meeting=meeting),
            "outcome": lambda outcome: decisions.filter(outcome=outcome),
            "how": lambda how: decisions.filter(by_email__isnull=how == "meeting"),
            "since": lambda day: decisions.filter(decided_at__date__gte=day),
            "until": lambda day: decisions.filter(decided_at__date__lte=day),
            "agency": lambda agency: decisions.filter(action_sources__action__agency=agency).distinct(),
            "q": lambda words: decisions.filter(_saying(words)),
        }
        for name, value in asked.items():
            decisions = ways[name](value)
        return decisions


def _saying(words):
    """The condition that a decision has this number, or every one of these words in its wording or its title."""
    found = A_REFERENCE.match(words.strip())
    if found and found[1]:
        return Q(number=int(found[2]))
    condition = Q()
    for word in words.split():
        condition &= Q(wording__icontains=word) | Q(item__title__icontains=word) | Q(by_email__title__icontains=word)
    return condition | Q(number=int(found[2])) if found else condition


class EmailDecisionForm(forms.Form):
    """A question to the members of a group between two meetings."""

    uid = uid_field()
    title = text_field("Title", 140, "Give it a title.")
    wording = words_field(
        "The decision, word for word",
        2000,
        "Write the words that are to be decided.",
        help_text="Members agree or disagree with exactly this.",
    )
    background = words_field("Background", 8000, "Say what members need to know.", rows=8)
    closes_on = DayField(
        label="Closes at the end of",
        help_text="A working day.",
        initial=lambda: add_working_days(timezone.localdate(), DAYS_TO_ANSWER),
        error_messages={"required": "Give the day on which it closes.", "invalid": NOT_A_DAY},
    )


class EmailAnswerForm(forms.Form):
    """A member's own answer."""

    seen = forms.IntegerField(min_value=0, max_value=MOST_ANSWERS, widget=forms.HiddenInput)
    answer = choice_field("Your answer", EmailAnswer.Answer.choices, "Choose agree, disagree or abstain.")
    words = words_field("Anything you want to add", 2000, help_text="Read by the members and kept with the decision.")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = inside_form_tag("seen", seg("answer"), "words")


class EmailAnswerForAnother(EmailAnswerForm):
    """An answer that came by telephone, letter or e-mail."""

    through = through_field()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["answer"].label = "Their answer"
        self.fields["words"].label = "What they added"
        self.helper = inside_form_tag("seen", seg("answer"), "words", seg("through"))


class CloseForm(forms.Form):
    """The outcome of a decision by e-mail; `seen` is the mark of the replies that the chair read."""

    uid = uid_field()
    seen = forms.CharField(max_length=16, widget=forms.HiddenInput)
    outcome = choice_field("Outcome", Outcome.choices, "Choose an outcome.")

    def __init__(self, *args, offered, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["outcome"].widget.choices = offered
        self.helper = inside_form_tag("uid", "seen", "outcome")


class CorrectByEmailForm(forms.Form):
    """The words of a closed decision by e-mail, put right; what was decided is not asked for."""

    uid = uid_field()
    wording = words_field("What the decision should say", 2000, "Write down what was decided.", rows=5)
    dissent = text_field("Anybody who did not agree", 500)
    reason = text_field(
        "Why is it put right?", 500, "Say why it is put right.", help_text="The members read it, and it is kept."
    )
    helper = inside_form_tag()


class WithdrawForm(forms.Form):
    reason = text_field("Why is it withdrawn?", 300, "Say why it is withdrawn.", help_text="The members read it.")
