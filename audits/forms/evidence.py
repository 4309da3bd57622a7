"""Evidence for an answer: something new, or something the agency's library already holds."""

import uuid

from django import forms
from django.utils import timezone

from audits.models import EvidenceItem
from lscb_portal.lib.forms import DayField, inside_form_tag


class EvidenceForm(forms.Form):
    """A file or a link, one of the two, with its title and the day it relates to."""

    uid = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    title = forms.CharField(
        max_length=160,
        label="Title",
        help_text="So that others know what it is, for example “Supervision audit, quarter 1”. Do not name any person.",
        error_messages={"required": "Enter a title.", "max_length": "Use 160 characters or fewer."},
    )
    relates_to = DayField(
        label="Date it relates to",
        help_text="When the work was done, not when you upload it.",
        error_messages={
            "required": "Enter the date it relates to.",
            "invalid": "Enter a date, for example 31 March 2026.",
        },
    )
    upload = forms.FileField(
        required=False,
        label="File",
        help_text=(
            "PDF, Word, Excel, PowerPoint, OpenDocument, text or picture, up to 20 MB. Remove personal details first: "
            "we look for names and numbers in documents, but we cannot read PDF files and pictures."
        ),
        max_length=255,
        error_messages={"empty": "The file is empty.", "max_length": "The file’s name is too long."},
    )
    link = forms.URLField(
        required=False,
        max_length=500,
        assume_scheme="https",
        label="Or a link",
        help_text="To a page that the board can open.",
        error_messages={"invalid": "Enter a link, for example https://www.example.org/report."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = inside_form_tag()

    def clean_relates_to(self):
        day = self.cleaned_data["relates_to"]
        if day > timezone.localdate():
            raise forms.ValidationError("The date it relates to cannot be in the future.")
        return day

    def clean(self):
        cleaned = super().clean()
        if {"upload", "link"} & self.errors.keys():
            return cleaned
        if not cleaned.get("upload") and not cleaned.get("link"):
            self.add_error("upload", "Choose a file, or enter a link.")
        elif cleaned.get("upload") and cleaned.get("link"):
            self.add_error("link", "Give a file or a link, not both.")
        return cleaned


class LibraryChoices(forms.ModelChoiceField):
    """Items by title and the day they relate to."""

    def label_from_instance(self, item):
        return f"{item.title} ({item.relates_to:%-d %b %Y})"

    def to_python(self, value):
        """The item; a value that is no uid at all is as little in the list as any other."""
        try:
            return super().to_python(value)
        except forms.ValidationError:
            raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice") from None


class LibraryForm(forms.Form):
    """An item of the agency's library that is not attached to this answer yet."""

    item = LibraryChoices(
        None,
        label="Evidence your agency already holds",
        empty_label="Choose",
        to_field_name="uid",
        error_messages={
            "required": "Choose an item of evidence.",
            "invalid_choice": "Choose an item from the list.",
        },
    )

    def __init__(self, *args, user, answer, **kwargs):
        super().__init__(*args, **kwargs)
        own = EvidenceItem.objects.visible_to(user).current().filter(agency=answer.agency)
        self.fields["item"].queryset = own.exclude(attachments__answer=answer)
        self.helper = inside_form_tag()
