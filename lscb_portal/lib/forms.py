"""Small helpers for forms, free of models: hinted choices, layouts of the `board` template pack."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout
from django import forms

from lscb_portal.lib.periods import EARLIEST, LATEST


class Hinted(str):
    """A choice's label that carries a hint and a rating's letter, shown under and before it.

    It is a `str`, so it passes through Django's choices untouched; the radios and checkboxes of the template pack look
    for `.hint` (a sentence), `.letter` and `.colour` (b, g, a, r or n; the letter's own when left out).
    """

    __slots__ = ("colour", "hint", "letter")

    def __new__(cls, label, hint="", letter="", colour=""):
        hinted = super().__new__(cls, label)
        hinted.hint = hint
        hinted.letter = letter
        hinted.colour = colour or letter.lower()
        return hinted


# Of the number of a row, in figures.
LONGEST_NUMBER = 6


class DateInput(forms.DateInput):
    """A date as the browser's own control, which reads and writes 2026-11-18."""

    input_type = "date"

    def __init__(self, attrs=None):
        super().__init__(attrs=attrs, format="%Y-%m-%d")


class DayField(forms.DateField):
    """A day typed by hand. A year that nobody can mean, such as 0026 for 26, is said at once and goes no further."""

    widget = DateInput
    default_error_messages = {
        "year": f"Enter a day with its year in four figures, from {EARLIEST} to {LATEST}, for example 30 November 2026."
    }

    def to_python(self, value):
        day = super().to_python(value)
        if day is not None and not EARLIEST <= day.year <= LATEST:
            raise forms.ValidationError(self.error_messages["year"], code="year")
        return day


class TimeInput(forms.TimeInput):
    """A time of day as the browser's own control, to the minute."""

    input_type = "time"

    def __init__(self, attrs=None):
        super().__init__(attrs=attrs, format="%H:%M")


def seg(name, **attributes):
    """Radios in one row, for two to five short choices: {% crispy form %} with `Layout(seg("outcome"))`."""
    return Field(name, template="board/seg.html", **attributes)


def inside_form_tag(*fields):
    """A helper for a form whose <form> tag and CSRF token the page itself writes, around several forms."""
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    if fields:
        helper.layout = Layout(*fields)
    return helper


def rows_of(singular, article="a"):
    """A helper for a formset shown as numbered rows with "Add another" and "Remove", which work without script.

    `singular` is the row's noun. A page posts `add_<prefix>` or `remove_<prefix>` (the row's index); the view gives the
    posted data to `rows_after` and shows the form again. Rows that are already records are removed by the view too.
    """
    helper = inside_form_tag()
    helper.template = "board/rows.html"
    helper.singular = singular
    helper.article = article
    return helper


def rows_after(data, prefix):
    """The posted data of a formset after its "Add another" or "Remove" button; None when neither was pressed.

    The rows after a removed one move up, so that indexes stay without gaps.
    """
    total = _whole(data.get(f"{prefix}-TOTAL_FORMS"))
    if f"add_{prefix}" in data:
        return _with_total(data.copy(), prefix, total + 1)
    if f"remove_{prefix}" in data:
        gone = _whole(data[f"remove_{prefix}"], otherwise=total)
        return _without_row(data, prefix, gone, total) if gone < total else data.copy()
    return None


def _whole(text, otherwise=0):
    """The number that stands in a text; `otherwise` where none does, or one that counts no rows of any page."""
    text = str(text)
    return int(text) if text.isdecimal() and len(text) <= LONGEST_NUMBER else otherwise


def _with_total(data, prefix, total):
    data[f"{prefix}-TOTAL_FORMS"] = str(total)
    return data


def _without_row(data, prefix, gone, total):
    kept = data.copy()
    from_here = [key for key in kept if _row_of(key, prefix) >= gone]
    rows = {key: kept.pop(key) for key in from_here}
    for key, values in rows.items():
        index = _row_of(key, prefix)
        if index > gone:
            field = key.removeprefix(f"{prefix}-{index}-")
            kept.setlist(f"{prefix}-{index - 1}-{field}", values)
    return _with_total(kept, prefix, total - 1)


def _row_of(key, prefix):
    """The row's number in a key such as `improvements-2-what`; -1 for any other key."""
    number = key.removeprefix(f"{prefix}-").partition("-")[0] if key.startswith(f"{prefix}-") else ""
    return _whole(number, otherwise=-1)
