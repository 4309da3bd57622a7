"""The days of a round and its reminders, as steps of a plan."""

from crispy_forms.layout import Div, Field, Layout
from django import forms
from django.utils import timezone

from audits.forms.round_plan import StepForm
from audits.mapping import criteria_of
from audits.models.framework import CountPeriod
from audits.models.round import default_reminder_days
from audits.planning import DAYS, in_full, suggested, warning
from audits.wording import reminder_words
from lscb_portal.lib.forms import DayField, Hinted
from lscb_portal.lib.periods import add_working_days

DAY_WRONG = {"invalid": "Enter a day, for example 30 November 2026."}
OFFERED = (30, 20, 15, 10, 5, 3, 2, 1, 0)


def day_field(label, help_text="", required=""):
    """A day; `required` is what is said when it is missing."""
    return DayField(
        label=label,
        required=bool(required),
        help_text=help_text,
        error_messages=DAY_WRONG | ({"required": required} if required else {}),
    )


class DatesForm(StepForm):
    """Every day of the round. A day that is none for work is warned of once and then taken."""

    heading = "Dates"
    intro = "Suggested by working days. Change the first one and press “Suggest the others” to count them anew."
    # In the order in which one day follows another, with what is said where it does not.
    ORDER = (
        ("opens_on", "due_on", "Returns cannot be due before the round opens."),
        ("due_on", "final_due_on", "The final date cannot be before the day returns are due."),
        ("due_on", "moderation_due_on", "Moderation cannot be finished before returns are due."),
        ("due_on", "event_on", "Agencies cannot go through the results before returns are due."),
        ("due_on", "report_due_on", "The Board cannot read the results before returns are due."),
    )

    opens_on = day_field(
        "Opens",
        "It opens by itself that morning; you can also open it by hand.",
        required="Enter the day the round opens.",
    )
    due_on = day_field("Due", "The end of this day.", required="Enter the day returns are due.")
    final_due_on = day_field("Final date", "A second date for those who are late. The chair is told after it.")
    moderation_due_on = day_field("Moderation finished by")
    event_on = day_field("Agencies go through the results")
    report_due_on = day_field("The Board reads the results")
    count_date = day_field("Count date", "For criteria that count something on one day.")
    warned = forms.CharField(required=False, widget=forms.HiddenInput)

    def prepare(self):
        version = self.steps.said("what").get("framework_version")
        if not criteria_of(version).filter(period=CountPeriod.COUNT_DATE).exists():
            del self.fields["count_date"]
        for name, day in suggested(timezone.localdate()).items():
            self.initial.setdefault(name, day)

    def layout(self):
        days = [name for name in self.fields if name != "warned"]
        dates = [Field(name, template="audits/round_plan/day.html") for name in days]
        return Layout("warned", Div(*dates, css_class="days"))

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("due_on") and cleaned["due_on"] < timezone.localdate():
            self.add_error("due_on", "The day returns are due is past.")
        for before, after, sentence in self.ORDER:
            first, second = cleaned.get(before), cleaned.get(after)
            if first and second and second < first and after not in self.errors:
                self.add_error(after, sentence)
        self._note_warnings(cleaned)
        return cleaned

    @property
    def in_words(self) -> dict[str, tuple[str, str]]:
        """{name: (the day in full, why it is a bad one)} of the days that stand in the fields now."""
        days = {field.name: _day(field) for field in self.visible_fields()}
        return {name: (in_full(day), warning(day)) for name, day in days.items() if day}

    def _note_warnings(self, cleaned):
        """Let the page say each warning once: it carries what it has said, and is shown again for what is new."""
        said = " ".join(filter(None, (warning(cleaned.get(name)) for name in DAYS)))
        self.wants_to_warn = bool(said) and cleaned.get("warned") != said
        self.data = self.data.copy()
        self.data["warned"] = said

    def counted_anew(self):
        """The same page with every day counted from the first; what does not follow from it stays as it was typed.

        A first day that is none is said, and nothing is counted from it.
        """
        if self["opens_on"].value() and "opens_on" in self.errors:
            return self
        typed = {name: self[name].value() for name in self.fields if name not in DAYS and name != "warned"}
        return DatesForm(steps=self.steps, initial=typed | suggested(timezone.localdate(), _day(self["opens_on"])))

    @property
    def details(self):
        return {name: self.cleaned_data.get(name) for name in (*DAYS, "count_date")}

    @property
    def summary(self):
        days = [(field.label, self.cleaned_data.get(field.name)) for field in self.visible_fields()]
        return [(label, warning(day) or in_full(day)) for label, day in days if day]


def _day(field):
    """The day that stands in a field, typed or suggested; None for anything else."""
    try:
        return field.field.to_python(field.value())
    except forms.ValidationError:
        return None


class RemindersForm(StepForm):
    """How many working days before the due day agencies are reminded."""

    heading = "Reminders"
    intro = (
        "An agency that has not submitted is reminded on these days, then on the first working day it is late and on "
        "the final date. After that the chair and you are told. An agency with more time is reminded by its own day."
    )

    reminder_days = forms.TypedMultipleChoiceField(
        coerce=int,
        required=False,
        label="Reminders before the due day",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose days from the list."},
    )

    def prepare(self):
        due_on = self.steps.said("dates").get("due_on")
        self.fields["reminder_days"].choices = [(days, _words(days, due_on)) for days in OFFERED]
        self.initial.setdefault("reminder_days", default_reminder_days())

    @property
    def summary(self):
        return [("Reminders", reminder_words(self.details["reminder_days"]))]

    @property
    def details(self):
        return {"reminder_days": sorted(self.cleaned_data["reminder_days"], reverse=True)}


def _words(days, due_on):
    """ "5 working days before", with the day itself where the due day is known."""
    words = {0: "On the due day", 1: "1 working day before"}.get(days, f"{days} working days before")
    if due_on is None:
        return words
    return Hinted(words, hint=in_full(add_working_days(due_on, -days) if days else due_on))
