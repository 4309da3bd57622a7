"""The agency's library of evidence: finding in it, adding to it, changing it, and using an item for many answers."""

from crispy_forms.layout import HTML, Field
from django import forms
from django.utils.html import format_html

from audits.forms.evidence import EvidenceForm
from audits.library import ORDERS, SHOWN, Show
from lscb_portal.lib.forms import DateInput, inside_form_tag

REVIEW_HELP = "When somebody should look at it again. Whoever keeps it is reminded 30 days before. It may stay empty."
SENSITIVE_HELP = "The board’s moderators see it; those who only read returns do not."


class LibraryFilter(forms.Form):
    q = forms.CharField(label="Title or file name", required=False)
    show = forms.ChoiceField(choices=[(str(key), words) for key, words in SHOWN.items()], required=False)
    order = forms.ChoiceField(
        label="Sort by", choices=[(key, words) for key, (words, _) in ORDERS.items()], required=False
    )
    helper = inside_form_tag()

    @property
    def chosen(self) -> dict:
        """What to look for, as `audits.library.listed` takes it; what cannot be chosen counts as nothing."""
        asked = self.cleaned_data if self.is_valid() else {}
        return {"show": asked.get("show", Show.ALL), "words": asked.get("q", ""), "order": asked.get("order", "")}


def review_due_on():
    return forms.DateField(
        required=False,
        label="Review due",
        widget=DateInput,
        help_text=REVIEW_HELP,
        error_messages={"invalid": "Enter the day it is to be looked at again, for example 31 January 2027."},
    )


def is_sensitive():
    return forms.BooleanField(required=False, label="It is sensitive", help_text=SENSITIVE_HELP)


class ItemForm(EvidenceForm):
    """A file or a link for the library itself. `agencies` are those whose library the person may add to."""

    review_due_on = review_due_on()
    is_sensitive = is_sensitive()

    def __init__(self, *args, agencies=None, **kwargs):
        super().__init__(*args, **kwargs)
        if agencies is not None and agencies.count() > 1:
            self.fields["agency"] = forms.ModelChoiceField(
                agencies,
                to_field_name="uid",
                empty_label="Choose an agency",
                error_messages={"required": "Choose an agency.", "invalid_choice": "Choose an agency from the list."},
            )
            self.order_fields(["uid", "agency"])
        self.only_agency = agencies.first() if agencies is not None else None

    def what(self) -> dict:
        """The item's columns and source, as the operations take them."""
        return {name: value for name, value in self.cleaned_data.items() if name != "agency"}

    @property
    def agency(self):
        """The agency whose library it goes into."""
        return self.cleaned_data.get("agency", self.only_agency)


class ChangeForm(forms.Form):
    """What the library says of an item; of one that a submitted return names, what is no part of that."""

    title = EvidenceForm.base_fields["title"]
    relates_to = EvidenceForm.base_fields["relates_to"]
    review_due_on = review_due_on()
    is_sensitive = is_sensitive()

    clean_relates_to = EvidenceForm.clean_relates_to

    def __init__(self, *args, item, signed, **kwargs):
        names = ("title", "relates_to", "review_due_on", "is_sensitive")
        super().__init__(*args, initial={name: getattr(item, name) for name in names}, **kwargs)
        for name in ("title", "relates_to") if signed else ():
            self.fields[name].disabled = True
            self.fields[name].help_text = "A submitted return names it so."
        self.helper = inside_form_tag()


class UseForm(forms.Form):
    """The answers that an item is to be attached to. `readings` are the open returns as the person reads them."""

    def __init__(self, *args, readings, item, **kwargs):
        super().__init__(*args, **kwargs)
        self.answers, held = {}, set(item.attachments.values_list("answer", flat=True))
        layout = []
        for number, reading in enumerate(readings):
            layout.append(HTML(heading_of(reading)) if len(readings) > 1 else HTML(""))
            for each in reading.standards:
                if each.standard.pk in reading.answerable:
                    layout.append(self._add(f"r{number}-{each.standard.code}", each, held))
        self.helper = inside_form_tag(*layout)

    def _add(self, name, each, held):
        """The criteria of one standard, but for those that have the item already."""
        choices = []
        for answer in each.answers:
            if answer.pk not in held:
                self.answers[str(answer.pk)] = answer
                choices.append((str(answer.pk), f"{answer.criterion.code} {answer.criterion.statement}"))
        there = [answer.criterion.code for answer in each.answers if answer.pk in held]
        if not choices:
            return HTML("")
        self.fields[name] = forms.MultipleChoiceField(
            required=False,
            label=f"{each.number}. {each.standard.title}",
            help_text=f"Already there: {', '.join(there)}" if there else "",
            choices=choices,
            widget=forms.CheckboxSelectMultiple,
            error_messages={"invalid_choice": "Choose criteria from the list."},
        )
        return Field(name)

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not self.chosen:
            raise forms.ValidationError("Choose at least one criterion.")
        return cleaned

    @property
    def chosen(self) -> list:
        """The answers that were chosen."""
        return [self.answers[key] for keys in self.cleaned_data.values() for key in keys]


def heading_of(reading):
    """The name of a return's round, where there are several returns."""
    return format_html('<h2 class="govuk-heading-m sec">{}</h2>', reading.evaluation.round.title)
