"""Bringing a paper, its front sheet, taking it back; a note on it; and who is cleared for an item."""

from django import forms

from lscb_portal.lib.forms import inside_form_tag
from workplan.forms.fields import may_stay_field, text_field, uid_field, where_needed, words_field
from workplan.operations.note import LONGEST as LONGEST_NOTE
from workplan.operations.paper_content import LONGEST

MOST_VERSIONS = 2_000_000_000
FILE_HELP = "A PDF, a Word document (.docx) or a text file, up to 20 MB."


def file_field(label):
    errors = {"empty": "The file is empty.", "max_length": "The file’s name is too long."}
    return forms.FileField(label=label, required=False, max_length=255, help_text=FILE_HELP, error_messages=errors)


def paper_words_field():
    return where_needed(
        words_field("Or write it here", LONGEST, rows=10, help_text="A blank line begins a new paragraph.")
    )


def late_field():
    return text_field(
        "Why does it come late?", 300, "Say why it comes late.", help_text="Printed on the agenda and the front sheet."
    )


class WithReason(forms.Form):
    """Asks why words may stay that look as if they told who somebody is; `looks` are those words, if any."""

    may_stay = may_stay_field()

    def __init__(self, *args, late=False, looks=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.looks = looks
        if late:
            self.fields["late_reason"] = late_field()
        self.helper = inside_form_tag()

    def warn(self, looks):
        """Ask for the reason: the words are shown with it."""
        self.looks = looks

    @property
    def shown(self):
        """The fields to show, in their order: the one for the reason only where words were found."""
        wanted = [name for name in self.fields if name != "may_stay" or self.looks or self["may_stay"].value()]
        return [self[name] for name in wanted if not self[name].is_hidden]


class FrontForm(WithReason):
    """The front sheet. `seen` is the version of it that the page showed."""

    seen = forms.IntegerField(min_value=0, max_value=MOST_VERSIONS, widget=forms.HiddenInput, required=False)
    title = text_field("Title", 160, "Give the paper a title.")
    presented_by = text_field(
        "Presented by", 120, "Say who presents it.", help_text="Name and agency, for example Joy Okafor, Police."
    )
    asked = words_field(
        "What is the group asked to do?",
        1000,
        "Say what the group is asked to do.",
        rows=2,
        help_text="For example: agree the three actions on page 4.",
    )
    summary = words_field("Summary", 3000, rows=5)
    children = words_field("What it means for children", 2000, rows=3)
    consulted = words_field("Who was consulted", 1000, rows=2, help_text="Children and families too, where they were.")
    field_order = ("title", "presented_by", "asked", "summary", "children", "consulted")


class NewPaperForm(FrontForm):
    """A paper with its front sheet."""

    uid = uid_field()
    upload = where_needed(file_field("The paper"))
    words = paper_words_field()
    field_order = (*FrontForm.field_order, "upload", "words", "late_reason", "may_stay")


class ReplaceForm(WithReason):
    """New content for a paper. `seen` is the number of the version that it replaces.

    A file is uploaded beside the words of the version before, which stand in the form to begin with.
    """

    seen = forms.IntegerField(min_value=1, max_value=MOST_VERSIONS, widget=forms.HiddenInput)
    upload = where_needed(file_field("The new version"))
    words = paper_words_field()
    field_order = ("upload", "words", "late_reason", "may_stay")

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("upload") and cleaned.get("words") == self.initial["words"].strip():
            cleaned["words"] = ""
        return cleaned


class WithdrawForm(forms.Form):
    reason = text_field(
        "Why is it withdrawn?", 300, "Say why the paper is withdrawn.", help_text="Shown in the paper’s place."
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = inside_form_tag()


class NoteForm(forms.Form):
    """One's own words on a paper, and the page they are about."""

    words = words_field("Your note", LONGEST_NOTE, rows=3)
    page = forms.IntegerField(
        label="Page (if it is about one)",
        required=False,
        min_value=1,
        max_value=2000,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "govuk-input--width-4"}),
        error_messages={
            "invalid": "Write the page as a whole number.",
            "min_value": "Write the page as a whole number.",
            "max_value": "Write the page as a whole number up to 2,000.",
        },
    )
    version = forms.IntegerField(min_value=0, max_value=MOST_VERSIONS, widget=forms.HiddenInput)
    # After a conflict: the version of the other words that the person has seen.
    their_version = forms.IntegerField(min_value=0, max_value=MOST_VERSIONS, required=False, widget=forms.HiddenInput)


class PeopleByUid(forms.ModelMultipleChoiceField):
    """People of a list, by their uids."""

    def label_from_instance(self, person):
        return person.name


class ClearanceForm(forms.Form):
    """Who reads a restricted item."""

    people = PeopleByUid(
        None,
        label="Who is cleared for this item?",
        to_field_name="uid",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Choose who is cleared.",
            "invalid_choice": "Choose people from the list.",
            "invalid_pk_value": "Choose people from the list.",
        },
    )

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["people"].queryset = people.order_by("name")
        self.helper = inside_form_tag()
