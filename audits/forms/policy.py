"""Policies: what is kept of one, a new version of it, and what the register shows."""

import uuid

from crispy_forms.layout import HTML, Div, Field, Layout
from django import forms
from django.utils import timezone

from agencies.models import Agency, Kind
from audits.forms.agencies import AgencyChoices
from audits.models import FrameworkVersion, Policy
from audits.operations.policy import mark_of
from audits.policy_register import newest_version
from audits.policy_rules import MOST_MONTHS, version_faults
from audits.policy_state import LOOKS, TO_RESPOND, State, months_after
from lscb_portal.lib.forms import DayField, Hinted, inside_form_tag

FIRST_MONTHS = 12
DAY_WRONG = "Enter a day, for example 30 November 2026."
TIERS = {
    Policy.Tier.STATUTORY: "Law or statutory guidance asks for it.",
    Policy.Tier.REGIONAL: "Shared with neighbouring boards.",
    Policy.Tier.LOCAL: "Your own.",
}


def day_field(label, missing, help_text="", **more):
    """A day that must be given unless `required=False` is among `more`."""
    errors = {"required": missing, "invalid": DAY_WRONG}
    return DayField(label=label, help_text=help_text, error_messages=errors, **more)


def renew(form, **marks):
    """Let a refused form carry the newest marks: what is shown beside it now is what the next press decides on."""
    form.data = form.data.copy()
    for name, value in marks.items():
        form.data[name] = value


class PolicyForm(forms.Form):
    """A policy of `board` or, with `agency`, one of that agency's own; `instance` is the one to be changed."""

    uid = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(
        max_length=160,
        label="Title",
        error_messages={"required": "Enter a title.", "max_length": "Use 160 characters or fewer."},
    )
    code = forms.CharField(
        max_length=20,
        label="Code",
        help_text="A short one for tables, for example P07.",
        error_messages={"required": "Enter a code.", "max_length": "Use 20 characters or fewer."},
    )
    tier = forms.ChoiceField(
        choices=[(tier.value, Hinted(tier.label, hint=hint)) for tier, hint in TIERS.items()],
        widget=forms.RadioSelect,
        label="Tier",
        error_messages={"required": "Choose a tier.", "invalid_choice": "Choose a tier from the list."},
    )
    review_every = forms.IntegerField(
        min_value=1,
        max_value=MOST_MONTHS,
        initial=FIRST_MONTHS,
        label="Months between two reviews",
        help_text="The next review is due so many months after each one.",
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"),
            f"Enter a whole number of months, from 1 to {MOST_MONTHS}.",
        ),
    )
    asked = AgencyChoices(
        None,
        label="Agencies that review it",
        widget=forms.CheckboxSelectMultiple,
        help_text="Their leads are told of each version.",
        error_messages={"required": "Choose at least one agency.", "invalid_choice": "Choose agencies from the list."},
    )

    def __init__(self, *args, user, board, agency=None, instance=None, **kwargs):
        self.user, self.instance = user, instance
        members = Agency.objects.visible_to(user).of_board(board).in_force().order_by("kind", "name")
        kwargs["initial"] = self._first_values(members)
        super().__init__(*args, **kwargs)
        self.fields["asked"].queryset = members
        if agency or (instance and instance.agency):
            del self.fields["asked"]
        self.helper = inside_form_tag()
        asked = [Field("asked", template="audits/agencies.html")] if "asked" in self.fields else []
        self.helper.layout = Layout("uid", "seen", "title", "code", "tier", "review_every", *asked)

    def _first_values(self, members):
        if self.instance is None:
            return {"uid": uuid.uuid4, "asked": [agency.pk for agency in members]}
        values = {name: getattr(self.instance, name) for name in ("uid", "title", "code", "tier", "review_every")}
        return values | {"seen": mark_of(self.instance), "asked": self.instance.applies_to.all()}

    @property
    def linked_names(self) -> list[str]:
        """The names by which criteria point to policies: under one of them, reviews count as evidence in a return."""
        versions = FrameworkVersion.objects.visible_to(self.user).filter(published_at__isnull=False)
        names = versions.values_list("standards__criteria__linked_policy", flat=True).order_by().distinct()
        return sorted(filter(None, names))

    @property
    def details(self) -> dict:
        """The policy's columns and whom it is asked of, as the operations take them."""
        names = ("title", "code", "tier", "review_every")
        return {name: self.cleaned_data[name] for name in names} | {"asked": self.cleaned_data.get("asked", ())}


class VersionForm(forms.Form):
    """A version of `policy` with the notice of what changed."""

    uid = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    after = forms.CharField(widget=forms.HiddenInput, required=False)
    number = forms.CharField(
        max_length=20,
        label="Version",
        error_messages={"required": "Enter the version.", "max_length": "Use 20 characters or fewer."},
    )
    what_changed = forms.CharField(
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        label="What changed",
        help_text="Everybody who reviews it reads this first.",
        error_messages={"required": "Say what changed.", "max_length": "Use 2,000 characters or fewer."},
    )
    upload = forms.FileField(
        required=False,
        label="File",
        help_text="PDF, Word, OpenDocument or text, up to 20 MB.",
        max_length=255,
        error_messages={"empty": "The file is empty.", "max_length": "The file’s name is too long."},
    )
    link = forms.URLField(
        required=False,
        max_length=500,
        assume_scheme="https",
        label="Or a link",
        help_text="To the page where the policy can be read.",
        error_messages={"invalid": "Enter a link, for example https://www.example.org/policy."},
    )
    approved_on = day_field("Approved on", "Enter the day it was approved.")
    in_force_on = day_field("In force on", "Enter the day it comes into force.")
    respond_by = day_field("Agencies review it by", "Enter the day reviews are due.")
    review_due_on = day_field("The policy itself is looked at again on", "Enter the day the policy is looked at again.")

    def __init__(self, *args, policy, **kwargs):
        newest, today = newest_version(policy), timezone.localdate()
        kwargs["initial"] = {
            "after": newest.number if newest else "",
            "number": following(newest.number) if newest else "1",
            "what_changed": "" if newest else "First version in the portal.",
            "approved_on": today,
            "in_force_on": today,
            "respond_by": today + TO_RESPOND,
            "review_due_on": months_after(today, 2 * FIRST_MONTHS),
        }
        super().__init__(*args, **kwargs)
        if policy.agency:
            self.fields["respond_by"].label = "Your agency reviews it by"
        self.helper = inside_form_tag()
        self.helper.layout = Layout(
            "uid",
            "after",
            Field("number", css_class="govuk-input--width-5"),
            "what_changed",
            Div("upload", "link", css_class="one-of"),
            HTML('<h2 class="govuk-heading-m sec">Days</h2>'),
            Div("approved_on", "in_force_on", css_class="dates"),
            Div("respond_by", "review_due_on", css_class="dates"),
        )

    def clean(self):
        cleaned = super().clean()
        for name, sentence in version_faults(cleaned, timezone.localdate()).items():
            if name not in self.errors and not (name == "upload" and "link" in self.errors):
                self.add_error(name, sentence)
        return cleaned


def following(number: str) -> str:
    """The number after a version's: "4" after "3", "2.2" after "2.1"; nothing after what does not end in a number."""
    head, dot, last = number.rpartition(".")
    return f"{head}{dot}{int(last) + 1}" if last.isascii() and last.isdecimal() else ""


class RegisterForm(forms.Form):
    """What of the register is shown, as a GET form. Words that are no choice count as none: an old link still opens."""

    state = forms.ChoiceField(
        required=False,
        label="State",
        choices=[("", "All states"), *((state.value, LOOKS[state].label) for state in State)],
    )
    tier = forms.ChoiceField(required=False, label="Tier", choices=[("", "All tiers"), *Policy.Tier.choices])
    kind = forms.ChoiceField(required=False, label="Kind of agency", choices=[("", "All kinds"), *Kind.choices])

    def __init__(self, data):
        super().__init__(data)
        self.is_valid()
        self.helper = inside_form_tag()

    @property
    def chosen(self) -> dict:
        """The filters as `matrix_of` takes them."""
        return {name: self.cleaned_data.get(name, "") for name in ("state", "tier", "kind")}

    def keeps(self, standing) -> bool:
        """Whether a standing is among what is chosen."""
        found = {"state": standing.state, "tier": standing.policy.tier, "kind": standing.agency.kind}
        return all(value in ("", found[name]) for name, value in self.chosen.items())

    def offer(self, kinds):
        """Offer only the kinds of agency there are."""
        present = [(value, label) for value, label in Kind.choices if value in kinds]
        self.fields["kind"].choices = [("", "All kinds"), *present]
