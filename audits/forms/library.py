"""The agency's library of evidence: finding in it, adding to it, changing it, and using an item for many answers."""

from django import forms

from audits.forms.evidence import EvidenceForm
from audits.library import ORDERS, SHOWN, Show
from lscb_portal.lib.forms import DayField, inside_form_tag

REVIEW_HELP = "When somebody should look at it again. Whoever keeps it is reminded 30 days before. It may stay empty."
SENSITIVE_HELP = "The board’s moderators can open it. Those who only read returns are not told what it is called."


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
    return DayField(
        required=False,
        label="Review due",
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
        self.helper = inside_form_tag()
        # [(the return's round, where there are several, [(standard, the name of its field)])]
        self._rounds = [
            (reading.evaluation.round.title if len(readings) > 1 else "", self._fields_of(number, reading, held))
            for number, reading in enumerate(readings)
        ]

    @property
    def rounds(self) -> list:
        """The fields to be shown: [(the round's title or nothing, [(standard, field, whether it is unfolded)])]."""
        return [
            (title, [(each, self[name], bool(self.data.get(name))) for each, name in fields])
            for title, fields in self._rounds
        ]

    def _fields_of(self, number, reading, held):
        own = [each for each in reading.standards if each.standard.pk in reading.answerable]
        named = [(each, f"r{number}-{each.standard.code}") for each in own]
        return [(each, name) for each, name in named if self._add(name, each, held)]

    def _add(self, name, each, held):
        """Add a field with the criteria of one standard that do not have the item yet; whether there are any."""
        free = [answer for answer in each.answers if answer.pk not in held]
        there = [answer.criterion.code for answer in each.answers if answer.pk in held]
        if not free:
            return False
        self.answers |= {str(answer.pk): answer for answer in free}
        self.fields[name] = forms.MultipleChoiceField(
            required=False,
            label=f"Criteria of standard {each.number}",
            help_text=f"Already there: {', '.join(there)}" if there else "",
            choices=[(str(one.pk), f"{one.criterion.code} {one.criterion.statement}") for one in free],
            widget=forms.CheckboxSelectMultiple,
            error_messages={"invalid_choice": "Choose criteria from the list."},
        )
        return True

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not self.chosen:
            raise forms.ValidationError("Choose at least one criterion.")
        return cleaned

    @property
    def chosen(self) -> list:
        """The answers that were chosen."""
        return [self.answers[key] for keys in self.cleaned_data.values() for key in keys]
