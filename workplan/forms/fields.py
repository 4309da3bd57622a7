"""Fields that several forms of the work plan share."""

import uuid

from django import forms
from django.core.exceptions import ValidationError

from agencies.models.event import Through

NOT_A_NUMBER = "Write the minutes as a whole number."


def uid_field():
    """A hidden id that the page makes, so that a double click makes one record."""
    return forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)


def uid_or_none(text):
    """The uid that stands in a text, None where there is none."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def minutes_field(label, shortest, longest, **more):
    """Whole minutes between two limits."""
    between = f"Give between {shortest} and {longest} minutes."
    errors = {"invalid": NOT_A_NUMBER, "required": "Say how many minutes.", "min_value": between, "max_value": between}
    box = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "govuk-input--width-4"})
    return forms.IntegerField(
        label=label, min_value=shortest, max_value=longest, error_messages=errors, widget=box, **more
    )


def text_field(label, longest, required="", kind=forms.CharField, **more):
    """A line of text; `required` is the sentence for an empty one, without which it may be empty."""
    errors = {"required": required, "max_length": f"Write at most {longest:,} characters."}
    return kind(label=label, max_length=longest, required=bool(required), error_messages=errors, **more)


def where_needed(field):
    """The field as one that its form asks for in some cases by itself: no page calls it optional."""
    field.asked_where_needed = True
    return field


class Words(forms.CharField):
    """Several lines. Browsers post a line break as two characters and count it as one; it is kept as one."""

    widget = forms.Textarea

    def to_python(self, value):
        text = super().to_python(value)
        return text.replace("\r\n", "\n") if text else text


def words_field(label, longest, required="", rows=3, **more):
    """Several lines of text."""
    return text_field(label, longest, required, kind=Words, widget=forms.Textarea(attrs={"rows": rows}), **more)


def choice_field(label, choices, required, **more):
    """One of a few choices, shown side by side."""
    errors = {"required": required, "invalid_choice": required}
    return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect, error_messages=errors, **more)


class ChoiceByUid(forms.ModelChoiceField):
    """One of a form's own records, named by its uid. What is no uid is no choice either."""

    def __init__(self, **more):
        super().__init__(queryset=None, to_field_name="uid", **more)

    def to_python(self, value):
        try:
            return super().to_python(value)
        except ValidationError as fault:
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice") from fault


class ForMember(forms.Form):
    """What a member writes for themselves, and whoever enters what came otherwise for a member: who, and how it came.

    `members` are those it may be entered for; None for a member's own page.
    """

    member = ChoiceByUid(
        label="Who said it?",
        empty_label="Choose a person",
        error_messages={"required": "Choose who said it.", "invalid_choice": "Choose a person from the list."},
    )
    through = forms.ChoiceField()

    def __init__(self, *args, members=None, **kwargs):
        super().__init__(*args, **kwargs)
        if members is None:
            del self.fields["member"], self.fields["through"]
        else:
            self.fields["member"].queryset = members.order_by("name")
            self.fields["through"] = through_field()


def through_field():
    """How it came to whoever enters it for somebody else."""
    choices = [choice for choice in Through.choices if choice[0]]
    return choice_field("How did it come?", choices, "Say how it came.")


def may_stay_field():
    """Why words may stay that look as if they told who somebody is."""
    hint = "For example: it names somebody at work. Do not repeat the words themselves."
    return where_needed(text_field("Why may it stay?", 300, help_text=hint))
