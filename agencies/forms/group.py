"""Forms for a group, its terms of reference and its quorum."""

import uuid

from django import forms

from agencies.models import Group, TermsOfReference
from agencies.standing import kept
from lscb_portal.lib.forms import DayField, inside_form_tag

DAY = {"required": "Enter the day.", "invalid": "Enter the day as a date."}
MOST_NOTICE = 60


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


def words_field(label, rows, asks="", help_text=""):
    """A long text; one that must be given says so with `asks`."""
    return forms.CharField(
        label=label,
        required=bool(asks),
        widget=forms.Textarea(attrs={"rows": rows}),
        help_text=help_text,
        error_messages={"required": asks},
    )


def notice_field(label, what):
    return forms.IntegerField(
        label=label,
        min_value=0,
        max_value=MOST_NOTICE,
        initial=5,
        help_text=f"Working days before the meeting by which members have {what}.",
        error_messages={
            "required": "Enter how many working days, or 0.",
            "invalid": "Enter a whole number of working days.",
            "min_value": "Enter 0 or more.",
            "max_value": f"Enter {MOST_NOTICE} at most.",
        },
    )


class TermsForm(forms.ModelForm):
    """A new version; it begins with the words of the one in force. `following` is the version the person has seen."""

    following = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    purpose = words_field("Purpose", 5, "Say what the group is for.")
    membership = words_field("Membership", 4, "Say who belongs to it.")
    seniority = words_field("Seniority expected", 2, help_text="For example “Head of service or designated lead”.")
    authority = words_field(
        "Authority to commit",
        2,
        help_text="What a member must be able to promise for the agency without asking first.",
    )
    attendance = forms.IntegerField(
        label="Attendance expected",
        required=False,
        min_value=1,
        max_value=100,
        help_text="In per cent of the meetings, for example 80. Leave it empty where none is agreed.",
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), "Enter a whole number from 1 to 100."),
    )
    delegated_authority = words_field("What it may decide by itself", 4, "Say what it may decide by itself.")
    agenda_notice = notice_field("Notice of the agenda", "the agenda")
    papers_notice = notice_field("Notice of the papers", "the papers")
    standing_items = titles_field(
        "Standing items", 4, "One item a line. How often each comes is entered on the page of the agenda’s template."
    )
    closing_items = titles_field("At the end of the agenda", 2, "One item a line. What comes later goes before them.")
    agreed_on = DayField(label="Agreed on", error_messages=DAY | {"required": "Enter the day they were agreed."})
    review_on = DayField(
        label="To be reviewed by", error_messages=DAY | {"required": "Enter the day by which they are reviewed."}
    )
    helper = inside_form_tag()

    class Meta:
        model = TermsOfReference
        fields = [
            *("purpose", "membership", "seniority", "authority", "attendance", "delegated_authority"),
            *("agenda_notice", "papers_notice", "agreed_by", "agreed_on", "agreed_meeting", "minute_reference"),
            "review_on",
        ]
        labels = {"agreed_meeting": "At which meeting", "minute_reference": "Minute"}
        help_texts = {
            "agreed_meeting": "For example “Extraordinary meeting of the Strategic Board”.",
            "minute_reference": "Its reference in the minutes, for example SB/2026/31.",
        }
        error_messages = {"agreed_by": {"required": "Say who agreed the terms, for example the Strategic Board."}}

    field_order = [
        *("following", "purpose", "membership", "seniority", "authority", "attendance", "delegated_authority"),
        *("agenda_notice", "papers_notice", "standing_items", "closing_items"),
        *("agreed_by", "agreed_on", "agreed_meeting", "minute_reference", "review_on"),
    ]

    def __init__(self, *args, terms=None, **kwargs):
        """`terms` are those in force: an item that keeps its title keeps its turns, minutes and lead."""
        super().__init__(*args, **kwargs)
        self.terms = terms

    def clean_standing_items(self):
        return kept(self.cleaned_data["standing_items"], self.terms.standing_items if self.terms else ())

    def clean_closing_items(self):
        return kept(self.cleaned_data["closing_items"], self.terms.closing_items if self.terms else ())

    def clean(self):
        data = super().clean()
        agreed, review = data.get("agreed_on"), data.get("review_on")
        if agreed and review and review <= agreed:
            self.add_error("review_on", "The review must come after the day they were agreed.")
        return data


CARRIED_ON = (
    *("purpose", "membership", "seniority", "authority", "attendance", "delegated_authority"),
    *("agenda_notice", "papers_notice"),
)


def words_of(terms) -> dict:
    """What the form begins with: the words of the terms in force, without who agreed them and when."""
    if terms is None:
        return {"following": 0}
    return {
        "following": terms.version,
        **{name: getattr(terms, name) for name in CARRIED_ON},
        "standing_items": "\n".join(item.title for item in terms.template if not item.closing),
        "closing_items": "\n".join(item.title for item in terms.template if item.closing),
    }
