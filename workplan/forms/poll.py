"""Asking for days, and answering."""

import datetime as dt

from crispy_forms.layout import Div, Layout
from django import forms

from agencies.models import Seat
from lscb_portal.lib.forms import DayField, Hinted, TimeInput, inside_form_tag, rows_of, seg
from workplan.forms.fields import choice_field, minutes_field, text_field, through_field, uid_field
from workplan.forms.meeting import NO_TIME, possible_day
from workplan.models import PollAnswer
from workplan.operations.meeting import LONGEST, SHORTEST
from workplan.operations.poll import FEWEST, MOST

OPTIONS = "options"
AT_FIRST = 3


class PollForm(forms.Form):
    """What is asked, but for the days."""

    uid = uid_field()
    title = text_field("Title", 80, "Give the poll a title.", help_text="Neutral words: no names and no case.")
    minutes = minutes_field("Length in minutes", SHORTEST, LONGEST, initial=120)
    closes_on = DayField(
        label="Answers until",
        help_text="The end of this day.",
        error_messages={
            "required": "Say until when people may answer.",
            "invalid": "Give the day, for example 18 June 2027.",
        },
    )
    place = text_field("Place", 160)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = inside_form_tag("uid", "title", Div("closes_on", "minutes", css_class="when"), "place")


class OptionForm(forms.Form):
    """One day and time; a row left empty is none."""

    date = DayField(
        label="Day",
        required=False,
        validators=[possible_day],
        error_messages={"invalid": "Give the day, for example 18 November 2026."},
    )
    starts_at = forms.TimeField(
        label="Starts at",
        initial=dt.time(9, 30),
        widget=TimeInput,
        required=False,
        error_messages={"invalid": NO_TIME},
    )

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("date") and not cleaned.get("starts_at") and "starts_at" not in self.errors:
            self.add_error("starts_at", NO_TIME)
        return cleaned


class OptionRows(forms.BaseFormSet):
    """The days that are offered."""

    def __init__(self, *args, **kwargs):
        too_many = {"too_many_forms": f"Offer {MOST} days at most."}
        super().__init__(*args, prefix=OPTIONS, error_messages=too_many, **kwargs)
        self.helper = rows_of("day")

    def get_form_kwargs(self, index):
        return super().get_form_kwargs(index) | {"use_required_attribute": False}

    def clean(self):
        if not any(self.errors) and len(set(self.chosen)) < FEWEST:
            raise forms.ValidationError(f"Offer at least {FEWEST} different days or times.")

    @property
    def chosen(self):
        """(day, time) of every row that is filled in."""
        given = (form.cleaned_data for form in self.forms if form.cleaned_data.get("date"))
        return [(row["date"], row["starts_at"]) for row in given]


OptionFormSet = forms.formset_factory(
    OptionForm, formset=OptionRows, extra=AT_FIRST, max_num=MOST, absolute_max=50, validate_max=True
)


class PollAnswerForm(forms.Form):
    """One's answer for each of the `options`; `given` is {uid of an option: answer} of what was said before."""

    # A field is named by its option, and no name of a field may begin with a digit.
    PREFIX = "option-"

    def __init__(self, *args, options, given=None, **kwargs):
        super().__init__(*args, **kwargs)
        for option in options:
            field = choice_field(str(option), PollAnswer.Answer.choices, f"Answer for {option.date:%-d %B}.")
            field.initial = (given or {}).get(option.uid)
            self.fields[f"{self.PREFIX}{option.uid}"] = field
        self.uids = {f"{self.PREFIX}{option.uid}": option.uid for option in options}
        self.helper = inside_form_tag(*(seg(name) for name in self.uids))

    @property
    def answers(self):
        """{uid of an option: answer}, of a valid form."""
        return {uid: self.cleaned_data[name] for name, uid in self.uids.items()}


class PollAnswerForAnother(PollAnswerForm):
    """Answers that somebody gave by telephone, letter or e-mail."""

    through = through_field()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper.layout = Layout(*(seg(name) for name in self.uids), seg("through"))


class SeatChoices(forms.ModelMultipleChoiceField):
    """Seats by their holder's name, with the agency as the hint."""

    def label_from_instance(self, seat):
        return Hinted(seat.person.name, hint=seat.agency.short_name if seat.agency else "")


class RemindForm(forms.Form):
    """Who is reminded, of those who have not answered (`seats`)."""

    uid = uid_field()
    to = SeatChoices(
        None,
        label="To",
        to_field_name="uid",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Choose at least one person.",
            "invalid_choice": "One of them has answered meanwhile. Choose again.",
            "invalid_pk_value": "One of them has answered meanwhile. Choose again.",
        },
    )

    def __init__(self, *args, user, seats, **kwargs):
        super().__init__(*args, **kwargs)
        found = Seat.objects.visible_to(user).filter(pk__in=[seat.pk for seat in seats])
        self.fields["to"].queryset = found.select_related("person", "agency")
        self.helper = inside_form_tag()
