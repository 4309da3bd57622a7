"""The agenda's template as a page: a row for each standing item, and who agreed it."""

from django import forms
from django.forms.utils import ErrorDict, ErrorList

from agencies.forms.group import DAY
from agencies.models import TermsOfReference
from agencies.standing import (
    LONGEST,
    LONGEST_LEAD,
    LONGEST_TITLE,
    MOST_ITEMS,
    NTH,
    PURPOSES,
    RAREST,
    SHORTEST,
    Standing,
    months_in,
    quarter_of,
)
from lscb_portal.lib.forms import DayField, inside_form_tag, rows_after

ITEMS = "items"
MONTHS, QUARTERS = "months", "quarters"
COMES = [
    ("1", "Every meeting"),
    *[(str(number), f"Every {NTH[number]} meeting") for number in range(2, RAREST + 1)],
    (MONTHS, "The first meeting in these months"),
    (QUARTERS, "The first meeting in the quarters of these months"),
]
MINUTES = f"Give between {SHORTEST} and {LONGEST} minutes."


class ItemForm(forms.Form):
    """One standing item."""

    position = forms.IntegerField(
        label="Place", min_value=1, max_value=99, error_messages={"required": "Say in which place it comes."}
    )
    title = forms.CharField(
        label="Title", max_length=LONGEST_TITLE, error_messages={"required": "Give the item a title."}
    )
    closing = forms.ChoiceField(
        label="Where", choices=[("no", "Before what members propose"), ("yes", "At the end")], initial="no"
    )
    purpose = forms.ChoiceField(label="What the meeting is to do", choices=list(PURPOSES.items()), initial="assure")
    minutes = forms.IntegerField(
        label="Minutes",
        min_value=SHORTEST,
        max_value=LONGEST,
        initial=10,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), MINUTES),
    )
    lead = forms.CharField(label="Who leads it", max_length=LONGEST_LEAD, required=False, help_text="A role or a name.")
    comes = forms.ChoiceField(label="How often", choices=COMES, initial="1")
    since = DayField(label="Counted from", required=False, help_text="For every second, third or later meeting.")
    months = forms.CharField(
        label="Months", max_length=120, required=False, help_text="For example “March, September”."
    )

    def clean_months(self):
        try:
            return months_in(self.cleaned_data["months"])
        except ValueError as problem:
            raise forms.ValidationError(str(problem)) from problem

    def clean(self):
        data = super().clean()
        comes = data.get("comes")
        if comes in (MONTHS, QUARTERS) and not data.get("months") and "months" not in self.errors:
            self.add_error("months", "Name at least one month.")
        if comes in map(str, range(2, RAREST + 1)) and not data.get("since") and "since" not in self.errors:
            self.add_error("since", "Enter the day from which meetings are counted.")
        return data

    @property
    def item(self) -> Standing:
        """The row as an item of the template; what belongs to another way to come is left out."""
        asked = self.cleaned_data
        comes, months = asked["comes"], asked["months"]
        return Standing(
            title=asked["title"],
            purpose=asked["purpose"],
            minutes=asked["minutes"],
            lead=asked["lead"],
            closing=asked["closing"] == "yes",
            every=int(comes) if comes.isdecimal() else 1,
            since=asked["since"] if comes not in ("1", MONTHS, QUARTERS) else None,
            months=months if comes == MONTHS else (),
            quarters=tuple(sorted({quarter_of(month) for month in months})) if comes == QUARTERS else (),
        )


def answers_of(item, position) -> dict:
    """What a row begins with: an item of the template in force."""
    months = item.months or tuple(3 * quarter for quarter in item.quarters)
    comes = MONTHS if item.months else QUARTERS if item.quarters else str(item.every)
    facts = {name: getattr(item, name) for name in ("title", "purpose", "minutes", "lead", "since")}
    names = ", ".join(NAMES[month] for month in months)
    return facts | {"position": position, "closing": "yes" if item.closing else "no", "comes": comes, "months": names}


NAMES = (
    *("", "January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


class Rows(forms.BaseFormSet):
    """Rows that all count: none may be left empty."""

    def _construct_form(self, i, **kwargs):
        form = super()._construct_form(i, **kwargs)
        form.empty_permitted = False
        return form


ItemRows = forms.formset_factory(ItemForm, formset=Rows, extra=0, max_num=MOST_ITEMS, absolute_max=MOST_ITEMS + 1)


class AgreedForm(forms.ModelForm):
    """Who agreed the template, and when. `following` is the version of the terms that the person has seen."""

    following = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    agreed_on = DayField(label="Agreed on", error_messages=DAY | {"required": "Enter the day it was agreed."})
    review_on = DayField(
        label="Terms to be reviewed by",
        error_messages=DAY | {"required": "Enter the day by which the terms are reviewed."},
    )
    helper = inside_form_tag()
    field_order = ["following", "agreed_by", "agreed_on", "agreed_meeting", "minute_reference", "review_on"]

    class Meta:
        model = TermsOfReference
        fields = ["agreed_by", "agreed_on", "agreed_meeting", "minute_reference", "review_on"]
        labels = {"agreed_meeting": "At which meeting", "minute_reference": "Minute"}
        error_messages = {"agreed_by": {"required": "Say who agreed it, for example the sub-group."}}

    def clean(self):
        data = super().clean()
        agreed, review = data.get("agreed_on"), data.get("review_on")
        if agreed and review and review <= agreed:
            self.add_error("review_on", "The review must come after the day it was agreed.")
        return data


class TemplateForms:
    """The whole page: the rows, and who agreed them. `terms` are those in force, or None; `data` what was posted."""

    def __init__(self, data=None, *, terms):
        rows = [answers_of(item, place) for place, item in enumerate(terms.template if terms else (), 1)]
        self.rows = ItemRows(data, prefix=ITEMS, initial=rows)
        initial = {"following": terms.version, "review_on": terms.review_on} if terms else {"following": 0}
        self.agreed = AgreedForm(data, initial=initial)

    @property
    def all(self) -> list:
        return [self.rows, self.agreed]

    @property
    def has_errors(self) -> bool:
        return self.rows.is_bound and not self.is_valid()

    def is_valid(self) -> bool:
        rows, agreed = self.rows.is_valid(), self.agreed.is_valid()
        return rows and agreed

    @property
    def items(self) -> list[Standing]:
        """The items in the order of their places; two in one place stay as they stood on the page."""
        return [form.item for form in sorted(self.rows, key=lambda form: form.cleaned_data["position"])]

    def hush(self):
        """Show what was typed and say nothing yet of what is missing: somebody added or removed a row."""
        for form in [*self.rows.forms, self.agreed]:
            form._errors = ErrorDict()
        self.rows._errors, self.rows._non_form_errors = [], ErrorList()
        return self


def redrawn(data):
    """Return the posted data after "Add an item" or "Remove"; None when neither was pressed."""
    after = rows_after(data, ITEMS)
    if after is not None and f"add_{ITEMS}" in data:
        row = int(after[f"{ITEMS}-TOTAL_FORMS"]) - 1
        for name, value in {
            "position": str(row + 1),
            "closing": "no",
            "purpose": "assure",
            "minutes": "10",
            "comes": "1",
        }.items():
            after[f"{ITEMS}-{row}-{name}"] = value
    return after
