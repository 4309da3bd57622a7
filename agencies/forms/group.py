"""Forms for a group, its terms of reference and its quorum."""

import uuid

from django import forms
from django.utils import timezone

from agencies.models import Group, TermsOfReference
from agencies.quorum import AGENCY, LEGAL_BODY
from lscb_portal.lib.forms import DayField, Hinted, inside_form_tag

DAY = {"required": "Enter the day.", "invalid": "Enter the day as a date."}
COUNTED_BY_A_FORM = ("all", "statutory")


class GroupForm(forms.ModelForm):
    uid = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    helper = inside_form_tag()
    field_order = ["uid", "name", "short_name", "kind", "meetings_a_year"]

    class Meta:
        model = Group
        fields = ["name", "short_name", "kind", "meetings_a_year"]
        widgets = {"kind": forms.RadioSelect}
        help_texts = {
            "short_name": "For tables and e-mails, for example “QAPM”.",
            "kind": "Seats on the Strategic Board are membership of the Board.",
        }
        error_messages = {
            "name": {"required": "Enter the group’s name."},
            "short_name": {"required": "Enter a short name."},
            "kind": {"required": "Choose the kind of group."},
            "meetings_a_year": {"required": "Enter how often it meets."},
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = self.fields["kind"].choices[1:]
        self.fields["meetings_a_year"].min_value = 1


class TitlesField(forms.CharField):
    """Titles, one a line; a list in Python."""

    def clean(self, value):
        return [line.strip() for line in super().clean(value).splitlines() if line.strip()]


def titles_field(label, rows, help_text):
    return TitlesField(label=label, required=False, widget=forms.Textarea(attrs={"rows": rows}), help_text=help_text)


class TermsForm(forms.ModelForm):
    """A new version; it begins with the words of the one in force. `following` is the version the person has seen."""

    following = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    standing_items = titles_field("On every agenda", 4, "One item a line.")
    closing_items = titles_field("At the end of every agenda", 2, "One item a line. What comes later goes before them.")
    helper = inside_form_tag()
    field_order = [
        "following",
        "purpose",
        "membership",
        "delegated_authority",
        "standing_items",
        "closing_items",
        "agreed_by",
        "agreed_on",
        "minute_reference",
        "review_on",
    ]

    class Meta:
        model = TermsOfReference
        fields = [
            "purpose",
            "membership",
            "delegated_authority",
            "agreed_by",
            "agreed_on",
            "minute_reference",
            "review_on",
        ]
        labels = {
            "delegated_authority": "What it may decide by itself",
            "agreed_on": "Agreed on",
            "review_on": "To be reviewed by",
        }
        widgets = {
            "purpose": forms.Textarea(attrs={"rows": 5}),
            "membership": forms.Textarea(attrs={"rows": 4}),
            "delegated_authority": forms.Textarea(attrs={"rows": 4}),
        }
        field_classes = {"agreed_on": DayField, "review_on": DayField}
        error_messages = {
            "purpose": {"required": "Say what the group is for."},
            "membership": {"required": "Say who belongs to it."},
            "delegated_authority": {"required": "Say what it may decide by itself."},
            "agreed_by": {"required": "Say who agreed the terms, for example the Strategic Board."},
            "agreed_on": DAY,
            "review_on": DAY,
        }

    def clean(self):
        data = super().clean()
        agreed, review = data.get("agreed_on"), data.get("review_on")
        if agreed and review and review <= agreed:
            self.add_error("review_on", "The review must come after the day they were agreed.")
        return data


def words_of(terms) -> dict:
    """What the form begins with: the words of the terms in force, without who agreed them and when."""
    if terms is None:
        return {"following": 0}
    return {
        "following": terms.version,
        "purpose": terms.purpose,
        "membership": terms.membership,
        "delegated_authority": terms.delegated_authority,
        "standing_items": "\n".join(terms.standing_items),
        "closing_items": "\n".join(terms.closing_items),
    }


class QuorumForm(forms.Form):
    """The rule as people say it. `rule()` gives it as data; clauses that the form does not show are kept."""

    following = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    agencies = forms.IntegerField(
        label="How many agencies must be there",
        min_value=1,
        max_value=50,
        initial=3,
        error_messages={"required": "Enter a number.", "min_value": "Enter 1 or more."},
    )
    statutory = forms.IntegerField(
        label="How many of them statutory partners",
        min_value=0,
        max_value=50,
        initial=0,
        error_messages={"required": "Enter a number, or 0."},
    )
    count_by = forms.ChoiceField(
        label="What counts once",
        initial=LEGAL_BODY,
        widget=forms.RadioSelect,
        choices=[
            (LEGAL_BODY, Hinted("A legal body", "Three departments of one council count once. The usual rule.")),
            (AGENCY, Hinted("An agency", "Each department counts.")),
        ],
    )
    one_person_many_agencies = forms.BooleanField(label="One person may carry several agencies", required=False)
    in_force_from = DayField(label="In force from", initial=timezone.localdate, error_messages=DAY)
    helper = inside_form_tag()

    def rule(self, before) -> dict:
        """Return the rule; `before` is the rule so far (a dict), or None."""
        asked = self.cleaned_data
        clauses = [clause("all", asked["agencies"])]
        if asked["statutory"]:
            clauses.append(clause("statutory", asked["statutory"]))
        kept = [each for each in (before or {}).get("clauses", []) if not set(each["of"]) & set(COUNTED_BY_A_FORM)]
        return {
            "clauses": clauses + kept,
            "count_by": asked["count_by"],
            "one_person_many_agencies": asked["one_person_many_agencies"],
        }


def clause(of, number):
    return {"kind": "at_least", "number": number, "of": {of: True}}


def answers_of(quorum_rule) -> dict:
    """What the form begins with: the rule in force."""
    if quorum_rule is None:
        return {"following": 0}
    rule = quorum_rule.rule
    numbers = {of: each["number"] for each in rule["clauses"] for of in each["of"]}
    return {
        "following": quorum_rule.version,
        "agencies": numbers.get("all", 1),
        "statutory": numbers.get("statutory", 0),
        "count_by": rule.get("count_by", LEGAL_BODY),
        "one_person_many_agencies": rule.get("one_person_many_agencies", False),
    }
