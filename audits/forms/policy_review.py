"""What an agency makes of a policy: its review of a version, and an adherence check."""

import uuid

from crispy_forms.layout import HTML, Div, Layout
from django import forms
from django.utils import timezone

from agencies.forms.on_behalf import OnBehalfForm
from agencies.models import Through, User
from audits.forms.policy import day_field
from audits.forms.screening import Screened
from audits.models import EvidenceItem, PolicyReview
from audits.permissions import reviews_for_own
from audits.policy_rules import LARGEST_SAMPLE, audit_faults, review_faults
from audits.policy_state import months_after
from lscb_portal.lib.charts.words import plural
from lscb_portal.lib.forms import Hinted, inside_form_tag

Outcome = PolicyReview.Outcome
HINTS = {
    Outcome.NO_CHANGE: "Your own procedure fits already.",
    Outcome.AMENDED: "Say what was amended.",
    Outcome.ADOPTED: "Your agency follows the policy as it stands.",
    Outcome.NOT_APPLICABLE: "Say why.",
    Outcome.GAP: "Say what is missing and what will be done.",
}
ITEM = {"item_title": "title", "item_relates_to": "relates_to", "item_upload": "upload", "item_link": "link"}


class EvidenceChoices(forms.ModelMultipleChoiceField):
    """Items of the agency's library by title, with the day they relate to."""

    def label_from_instance(self, item):
        return Hinted(item.title, hint=f"relates to {item.relates_to:%-d %b %Y}")

    def clean(self, value):
        """The items; a value that is no uid at all is as little in the list as any other."""
        try:
            return super().clean(value)
        except forms.ValidationError:
            raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice") from None


class BehalfForm(OnBehalfForm):
    """For the business unit alone: who of the agency said it, and how it came."""

    def __init__(self, *args, user, board, agency, **kwargs):
        super().__init__(*args, user=user, board=board, people=User.objects.visible_to(user).at(agency), **kwargs)

    @classmethod
    def for_whom(cls, data, user, board, agency):
        """The form, or None for who reviews policies for the agency themselves."""
        return None if reviews_for_own(user, agency) else cls(data, user=user, board=board, agency=agency)


def behalf_of(form) -> dict:
    """On whose behalf, and how it came, as the operations take it."""
    if form is None:
        return {}
    return {"on_behalf_of": form.cleaned_data["person"], "through": Through(form.cleaned_data["through"])}


class PolicyReviewForm(Screened):
    """An agency's review of the version of a policy that is the newest when the page is opened."""

    uid = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    version = forms.UUIDField(widget=forms.HiddenInput)
    outcome = forms.ChoiceField(
        choices=[(outcome.value, Hinted(outcome.label, hint=HINTS[outcome])) for outcome in Outcome],
        widget=forms.RadioSelect,
        label="What came of it",
        error_messages={"required": "Choose what came of it.", "invalid_choice": "Choose an outcome from the list."},
    )
    words = forms.CharField(
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        label="In words",
        help_text="What was amended, why it does not apply, or what the gap is. Name no person.",
        error_messages={"max_length": "Use 2,000 characters or fewer."},
    )
    action = forms.CharField(
        required=False,
        max_length=500,
        label="What will be done about the gap",
        error_messages={"max_length": "Use 500 characters or fewer."},
    )
    action_lead = forms.CharField(
        required=False,
        max_length=120,
        label="Who leads it",
        help_text="A post, for example “Head of Custody”.",
        error_messages={"max_length": "Use 120 characters or fewer."},
    )
    action_due_on = day_field("When it is due", "", required=False)
    reviewed_on = day_field("Reviewed on", "Enter the day of the review.")
    dissemination = forms.CharField(
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        label="How staff were told",
        help_text="For example “Team briefing, intranet, 10-minute session at hand-over”.",
        error_messages={"max_length": "Use 1,000 characters or fewer."},
    )
    disseminated_on = day_field("When staff were told", "", required=False)
    evidence = EvidenceChoices(
        None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label="Evidence your agency already holds",
        to_field_name="uid",
        error_messages={"invalid_choice": "Choose items from the list."},
    )
    item_title = forms.CharField(
        required=False,
        max_length=160,
        label="Title of new evidence",
        help_text="It goes into your agency’s evidence. Leave it empty when there is nothing new.",
        error_messages={"max_length": "Use 160 characters or fewer."},
    )
    item_relates_to = day_field("Date it relates to", "", required=False)
    item_upload = forms.FileField(
        required=False,
        max_length=255,
        label="File",
        help_text="PDF, Word, Excel, PowerPoint, OpenDocument, text or picture, up to 20 MB. Remove personal details.",
        error_messages={"empty": "The file is empty.", "max_length": "The file’s name is too long."},
    )
    item_link = forms.URLField(
        required=False,
        max_length=500,
        assume_scheme="https",
        label="Or a link",
        error_messages={"invalid": "Enter a link, for example https://www.example.org/report."},
    )

    def __init__(self, *args, user, standing, **kwargs):
        self.standing = standing
        kwargs["initial"] = {"version": standing.version.uid, "reviewed_on": timezone.localdate()}
        super().__init__(*args, **kwargs)
        held = EvidenceItem.objects.visible_to(user).current().filter(agency=standing.agency)
        self.fields["evidence"].queryset = held
        months = plural(standing.policy.review_every, "month")
        self.fields["reviewed_on"].help_text = f"The next review is due {months} later."
        if not held:
            del self.fields["evidence"]
        self.helper = inside_form_tag()
        self.helper.layout = Layout(
            "uid",
            "version",
            "outcome",
            "words",
            Div(Div("action", "action_lead", "action_due_on"), css_class="polgap"),
            "reviewed_on",
            HTML('<h2 class="govuk-heading-m sec">Telling staff</h2>'),
            "dissemination",
            "disseminated_on",
            HTML('<h2 class="govuk-heading-m sec">Evidence</h2>'),
            *([Div("evidence", css_class="polheld")] if held else []),
            "item_title",
            "item_relates_to",
            Div("item_upload", "item_link", css_class="one-of"),
            "may_stay",
        )

    def clean(self):
        cleaned = super().clean()
        for name, sentence in review_faults(cleaned, self.standing.version.approved_on, timezone.localdate()).items():
            if name not in self.errors:
                self.add_error(name, sentence)
        self._check_item(cleaned)
        return cleaned

    def _check_item(self, cleaned):
        """New evidence is a title, a day, and a file or a link; or nothing at all."""
        given = {name for name in ITEM if cleaned.get(name) or name in self.errors}
        if not given:
            return
        faults = {
            "item_title": "Enter a title for the new evidence.",
            "item_relates_to": "Enter the date it relates to.",
        }
        for name, sentence in faults.items():
            if name not in given:
                self.add_error(name, sentence)
        if not given & {"item_upload", "item_link"}:
            self.add_error("item_upload", "Choose a file, or enter a link.")
        elif {"item_upload", "item_link"} <= given:
            self.add_error("item_link", "Give a file or a link, not both.")
        if (day := cleaned.get("item_relates_to")) and day > timezone.localdate():
            self.add_error("item_relates_to", "The date it relates to cannot be in the future.")

    @property
    def details(self) -> dict:
        """The review's columns, its evidence and what is new, as the operation takes them."""
        columns = (
            "outcome", "words", "action", "action_lead", "action_due_on", "reviewed_on", "dissemination",
            "disseminated_on",
        )  # fmt: skip
        item = {column: self.cleaned_data.get(name) or "" for name, column in ITEM.items()}
        return {name: self.cleaned_data[name] for name in columns} | {
            "uid": self.cleaned_data["uid"],
            "may_stay": self.cleaned_data["may_stay"],
            "evidence": list(self.cleaned_data.get("evidence", ())),
            "new_item": item if item["title"] else None,
        }


class PolicyAuditForm(Screened):
    """A check that a policy is kept to."""

    uid = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    audited_on = day_field("Checked on", "Enter the day of the check.")
    sample = forms.IntegerField(
        min_value=1,
        max_value=LARGEST_SAMPLE,
        label="How many were looked at",
        help_text="Files, records, interviews or people.",
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"),
            f"Enter how many were looked at, a whole number from 1 to {LARGEST_SAMPLE:,}.",
        ),
    )
    complied = forms.IntegerField(
        min_value=0,
        label="How many of them complied",
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value"), "Enter how many complied, a whole number; 0 when none did."
        ),
    )
    findings = forms.CharField(
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        label="What was found",
        help_text="Name no person.",
        error_messages={"max_length": "Use 2,000 characters or fewer."},
    )
    next_due_on = day_field("The next check is due on", "Enter the day of the next check.")

    def __init__(self, *args, policy, **kwargs):
        today = timezone.localdate()
        kwargs["initial"] = {"audited_on": today, "next_due_on": months_after(today, policy.review_every)}
        super().__init__(*args, **kwargs)
        for name in ("sample", "complied"):
            self.fields[name].widget.attrs["class"] = "govuk-input--width-5"
        self.helper = inside_form_tag()

    def clean(self):
        cleaned = super().clean()
        for name, sentence in audit_faults(cleaned, timezone.localdate()).items():
            if name not in self.errors:
                self.add_error(name, sentence)
        return cleaned
