"""Giving an action, saying how it goes, and filtering the list."""

import datetime as dt

from crispy_forms.layout import Layout
from django import forms
from django.utils import timezone

from agencies.models import Agency, User
from lscb_portal.lib.forms import DayField, inside_form_tag, seg
from workplan.forms.fields import ChoiceByUid, choice_field, text_field, through_field, uid_field, words_field
from workplan.models import Delivery, Meeting

OTHER_DAY = "other"
A_MONTH = dt.timedelta(weeks=4)
FURTHEST = dt.timedelta(days=3 * 366)


class ActionForm(forms.Form):
    """An action from an item of a meeting, for somebody of the group or on its register."""

    uid = uid_field()
    title = text_field("What will be done", 300, "Say what will be done.")
    owner = ChoiceByUid(
        label="Who",
        empty_label="Choose a person",
        error_messages={"required": "Choose who will do it.", "invalid_choice": "Choose somebody from the list."},
    )
    due = forms.ChoiceField(label="Due", error_messages={"required": "Choose when it is due."})
    due_on = DayField(
        label="Another date",
        required=False,
        error_messages={"invalid": "Give the date, for example 18 December 2026."},
    )

    def __init__(self, *args, user, meeting, **kwargs):
        super().__init__(*args, **kwargs)
        owners = meeting.possible_owners.values("pk")
        self.fields["owner"].queryset = User.objects.visible_to(user).filter(pk__in=owners)
        self.fields["due"].choices = _days(user, meeting)
        self.helper = inside_form_tag()

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("due") == OTHER_DAY:
            self._check_other(cleaned.get("due_on"))
        elif cleaned.get("due"):
            cleaned["due_on"] = dt.date.fromisoformat(cleaned["due"])
        return cleaned

    def _check_other(self, day):
        today = timezone.localdate()
        if day is None and "due_on" not in self.errors:
            self.add_error("due_on", "Give the date when it is due.")
        elif day and not today <= day <= today + FURTHEST:
            self.add_error("due_on", "Choose a date from today on, within three years.")


def _days(user, meeting):
    """The days offered: the group's next meeting if one is planned, four weeks from today, or another."""
    today = timezone.localdate()
    later = Meeting.objects.visible_to(user).coming().filter(group=meeting.group, date__gt=max(today, meeting.date))
    following = later.first()
    days = [(following.date, "next meeting")] if following else []
    days.append((today + A_MONTH, "in four weeks"))
    return [*((day.isoformat(), f"{day:%-d %b}, {words}") for day, words in days), (OTHER_DAY, "Another date")]


class UpdateForm(forms.Form):
    """The one-minute update of an action, by its owner."""

    delivery = choice_field("How does it go?", Delivery.choices, "Choose how it goes.")
    note = words_field("What has been done since?", 2000, "Say in a sentence what has been done.", rows=3)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = inside_form_tag(seg("delivery"), "note")


class UpdateForAnother(UpdateForm):
    """An update that came to the office by telephone, letter or e-mail."""

    through = through_field()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper.layout = Layout(seg("delivery"), "note", seg("through"))


class ActionFilter(forms.Form):
    """Which actions to list. What cannot be read is as if it were not asked for."""

    STATES = [
        ("open", "All open"),
        ("overdue", "Overdue"),
        ("slipping", "Slipping"),
        ("delivered", "Delivered"),
        ("all", "All"),
    ]

    WHOSE = [("", "Everybody's"), ("mine", "Mine"), ("ours", "Our agency's")]

    whose = forms.ChoiceField(label="Whose", choices=WHOSE, required=False)
    state = forms.ChoiceField(label="State", choices=STATES, required=False, initial="open")
    agency = ChoiceByUid(label="Agency", required=False, empty_label="All agencies")

    def __init__(self, *args, user, board, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = Agency.objects.visible_to(user).of_board(board)

    @property
    def asked(self):
        """What is asked for, as far as it can be read."""
        self.is_valid()
        return getattr(self, "cleaned_data", {})

    @property
    def in_state(self):
        return self.asked.get("state") or "open"

    @property
    def heading(self):
        """What the list holds, in words: "All open actions", "My overdue actions"."""
        words = f"{dict(self.STATES)[self.in_state].lower()} actions"
        whose = {"mine": "My", "ours": "Our agency’s"}.get(self.asked.get("whose"))
        return f"{whose} {words.removeprefix('all ')}" if whose else words.capitalize()

    def chosen(self, actions, user):
        """Return those of `actions` that are asked for."""
        asked = self.asked
        if asked.get("whose") == "mine":
            actions = actions.filter(owner=user)
        if asked.get("whose") == "ours":
            actions = actions.filter(agency__in=user.posts.current().values("agency"))
        if asked.get("agency"):
            actions = actions.filter(agency=asked["agency"])
        return self._in_state(actions, self.in_state)

    @staticmethod
    def _in_state(actions, state):
        return {
            "open": actions.open,
            "overdue": actions.overdue,
            "slipping": lambda: actions.open().filter(delivery=Delivery.SLIPPING),
            "delivered": lambda: actions.filter(delivery=Delivery.DELIVERED),
            "all": actions.all,
        }[state]()
