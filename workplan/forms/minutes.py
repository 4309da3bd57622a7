"""Clearing, circulating, amending, approving and correcting minutes."""

from django import forms
from django.utils import timezone

from lscb_portal.lib.forms import DayField, inside_form_tag, seg
from lscb_portal.lib.periods import add_working_days
from workplan.forms.fields import ChoiceByUid, ForMember, Words, choice_field, text_field, uid_field, words_field
from workplan.models import AgendaItem, Meeting
from workplan.operations.discussion import LONGEST
from workplan.operations.suggestion import LONGEST as LONGEST_SUGGESTION

MOST_VERSIONS = 2_000_000_000
DAYS_TO_READ = 10
TRUE_RECORD, AMENDED = "true", "amended"


class ClearForm(forms.Form):
    """The mark of the minutes that the chair read."""

    seen = forms.CharField(max_length=64)


class TakeBackForm(forms.Form):
    reason = text_field("Why are they written again?", 300, "Say why the minutes are written again.")


class CirculateForm(forms.Form):
    """Until when members may suggest amendments."""

    until = DayField(
        label="Amendments can be suggested until",
        initial=lambda: add_working_days(timezone.localdate(), DAYS_TO_READ),
        error_messages={"required": "Give the last day.", "invalid": "Give the date, for example 18 December 2026."},
    )


class SuggestForm(ForMember):
    """What a member would have the minutes say."""

    uid = uid_field()
    words = words_field(
        "What should the minutes say?", LONGEST_SUGGESTION, "Write what the minutes should say.", rows=6
    )


class AnswerForm(forms.Form):
    """The answer to a suggestion."""

    YES, NO = "yes", "no"

    taken = choice_field("Your answer", [(YES, "Put it to the meeting"), (NO, "Not taken")], "Choose an answer.")
    reply = text_field("Reply", 500, help_text="The member reads it. Needed when it is not taken.")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = inside_form_tag(seg("taken"), "reply")

    def clean_taken(self):
        return self.cleaned_data["taken"] == self.YES


class WordsForm(forms.Form):
    """The words of every item of a version that the person may read, to be changed where they are wrong.

    `seen` is the version's number.
    """

    uid = uid_field()
    seen = forms.IntegerField(min_value=1, max_value=MOST_VERSIONS, widget=forms.HiddenInput)

    def __init__(self, *args, content, **kwargs):
        super().__init__(*args, **kwargs)
        self.items = [item for item in content["items"] if not item.get("concealed")]
        for item in self.items:
            self.fields[self.name_of(item)] = Words(
                label=f"What was said on item {item['number']}",
                required=False,
                strip=False,
                max_length=LONGEST,
                initial=item["discussion"],
                widget=forms.Textarea(attrs={"rows": 6}),
                error_messages={"max_length": f"Write at most {LONGEST:,} characters for one item."},
            )

    @staticmethod
    def name_of(item):
        return f"words-{item['uid']}"

    @property
    def words(self) -> dict[str, str]:
        """The words as they were sent, by the item's uid; those of items that the page did not have stay out."""
        names = ((item["uid"], self.name_of(item)) for item in self.items)
        return {uid: self.cleaned_data[name] for uid, name in names if name in self.data and name in self.cleaned_data}

    @property
    def changed(self) -> dict[str, str]:
        """The words that differ from the version's."""
        before = {item["uid"]: item["discussion"] for item in self.items}
        return {uid: text for uid, text in self.words.items() if text != before[uid]}

    @property
    def rows(self):
        """(item, its field, whether its words were changed) of every item."""
        changed = self.changed if self.is_bound and hasattr(self, "cleaned_data") else {}
        return [(item, self[self.name_of(item)], item["uid"] in changed) for item in self.items]


class ApproveForm(WordsForm):
    """Approving minutes at the meeting in session: as they stand, or with amendments."""

    item = ChoiceByUid(
        label="On which item of today’s meeting?",
        empty_label=None,
        error_messages={"required": "Choose the item.", "invalid_choice": "Choose an item of the meeting in session."},
    )
    how = choice_field(
        "The group approves the minutes",
        [(TRUE_RECORD, "As a true record"), (AMENDED, "Subject to the amendments below")],
        "Choose how the group approves them.",
    )
    field_order = ("uid", "seen", "item", "how")

    def __init__(self, *args, user, sitting, **kwargs):
        super().__init__(*args, **kwargs)
        meetings = Meeting.objects.visible_to(user).filter(pk=sitting.pk)
        self.fields["item"].queryset = AgendaItem.objects.visible_to(user).filter(meeting__in=meetings)

    def clean(self):
        cleaned = super().clean()
        if self.errors:
            return cleaned
        changed = bool(self.changed)
        if cleaned["how"] == TRUE_RECORD and changed:
            self.add_error("how", "You changed words below. Choose “Subject to the amendments”, or put them back.")
        elif cleaned["how"] == AMENDED and not changed:
            self.add_error("how", "Nothing is amended yet. Change the words of an item below.")
        return cleaned


class CorrectForm(WordsForm):
    """Putting approved minutes right."""

    reason = text_field(
        "Why are the minutes corrected?",
        500,
        "Say why the minutes are corrected.",
        help_text="Printed with the minutes.",
    )
    field_order = ("uid", "seen", "reason")
