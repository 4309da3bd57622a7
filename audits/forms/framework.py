"""Frameworks: a file to be read, the head of a draft, a copy under a new number."""

import uuid

from crispy_forms.layout import Div, Layout
from django import forms

from agencies.models import Kind
from audits.framework_content import FrameworkFile
from audits.framework_file import CODE, MOST_SIGNATORIES
from audits.framework_record import mark_of_head, scale_content
from audits.models import FrameworkVersion, RatingScale
from audits.models.framework import WORKING_TOGETHER
from lscb_portal.lib.forms import inside_form_tag
from lscb_portal.lib.workbook import MOST_BYTES

MOST_EDITIONS = 40
EDITIONS_WRONG = "Enter the years of the editions, for example 2015, 2018, 2023."


def long_text(rows, **kwargs):
    """Words in a box."""
    return forms.CharField(widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


def short_text(label, longest, missing="", help_text=""):
    """Words on a line, of so many characters at most; `missing` is said where they are needed and not given."""
    return forms.CharField(
        label=label,
        max_length=longest,
        required=bool(missing),
        help_text=help_text,
        error_messages={"required": missing, "max_length": f"Use {longest} characters or fewer."},
    )


class UploadForm(forms.Form):
    """The file to be read: a workbook or YAML."""

    file = forms.FileField(
        label="Workbook (.xlsx) or YAML file",
        help_text=f"A workbook of {MOST_BYTES // 1_000_000} MB at most, or YAML of a million characters. It is read "
        "and shown to you; nothing is saved yet.",
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.yaml,.yml"}),
        error_messages={"required": "Choose a file.", "invalid": "Choose a file."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = inside_form_tag()


class KeyForm(forms.Form):
    """The key of a draft that is begun by one press."""

    uid = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)


class SaveForm(KeyForm):
    """What was shown of a file, to be saved as it was shown: the framework as YAML."""

    text = forms.CharField(widget=forms.HiddenInput, strip=False)


class Editions(forms.CharField):
    """Years with commas or spaces between them, as a tuple of whole numbers from the earliest."""

    def __init__(self, **kwargs):
        super().__init__(max_length=300, error_messages={"required": EDITIONS_WRONG}, **kwargs)

    def prepare_value(self, value):
        return ", ".join(map(str, value)) if isinstance(value, list | tuple) else value

    def to_python(self, value):
        return super().to_python(value).replace(",", " ").split()

    def clean(self, value):
        years = self.to_python(value or "")
        if not years or not all(year.isdecimal() and len(year) == 4 for year in years) or len(years) > MOST_EDITIONS:
            raise forms.ValidationError(EDITIONS_WRONG)
        return tuple(sorted({int(year) for year in years}))


class HeadForm(forms.Form):
    """What a draft says of itself: a new one's, or that of `instance`."""

    uid = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    code = short_text(
        "Code",
        20,
        "Enter a code.",
        "For all versions of the framework, for example S11-CORE. Letters, digits, dots, hyphens.",
    )
    number = short_text("Version", 20, "Enter a version number.", "A number no version of it has yet, for example 2.1.")
    title = short_text("Title", 120, "Enter a title.", "As agencies will read it.")
    legal_basis = short_text("Legal basis", 300, "Enter the duty it rests on.", "For example Children Act 2004 s.11.")
    edition_of = short_text(
        "Editions of", 80, "Enter the guidance.", f"The guidance it follows, for example {WORKING_TOGETHER}."
    )
    editions = Editions(
        label="Editions", help_text="Their years. A round is pinned to one, and leaves later criteria out."
    )
    default_scale = forms.ModelChoiceField(
        None,
        label="Rating scale",
        empty_label=None,
        help_text="Its descriptors are written for this scale. A round may take another.",
        error_messages={"required": "Choose a scale.", "invalid_choice": "Choose a scale from the list."},
    )
    signatories = forms.TypedChoiceField(
        coerce=int,
        choices=[(1, "One: a senior officer"), (2, "Two: in schools, the head and the chair of governors")],
        widget=forms.RadioSelect,
        label="Who signs a return",
        error_messages={"required": "Choose how many sign.", "invalid_choice": f"Choose 1 or {MOST_SIGNATORIES}."},
    )

    def __init__(self, *args, user, instance=None, **kwargs):
        self.instance = instance
        super().__init__(*args, initial=self._first_values(), **kwargs)
        scales = RatingScale.objects.visible_to(user)
        self.fields["default_scale"].queryset = scales.and_that_of(instance) if instance else scales
        if instance:
            del self.fields["code"]
        self.helper = inside_form_tag()
        self.helper.layout = self._layout()

    def _first_values(self):
        if self.instance is None:
            return {"uid": uuid.uuid4, "edition_of": WORKING_TOGETHER, "editions": (2015, 2018, 2023), "signatories": 1}
        names = ("uid", "number", "title", "legal_basis", "edition_of", "editions", "default_scale", "signatories")
        return {name: getattr(self.instance, name) for name in names} | {"seen": mark_of_head(self.instance)}

    def _layout(self):
        first = ["number"] if self.instance else [Div("code", "number", css_class="pair")]
        return Layout(
            "uid",
            "seen",
            *first,
            "title",
            "legal_basis",
            Div("edition_of", "editions", css_class="pair"),
            "default_scale",
            "signatories",
        )

    def clean_code(self):
        return coded(self.cleaned_data["code"])

    @property
    def details(self) -> dict:
        """The draft's columns, as `change_head` takes them."""
        names = ("number", "title", "legal_basis", "edition_of", "default_scale", "signatories")
        return {name: self.cleaned_data[name] for name in names} | {"editions": list(self.cleaned_data["editions"])}

    @property
    def file(self) -> FrameworkFile:
        """The empty framework, as `save_draft` takes it."""
        names = ("code", "number", "title", "legal_basis", "edition_of", "editions", "signatories")
        said = {name: self.cleaned_data[name] for name in names}
        return FrameworkFile(scale=scale_content(self.cleaned_data["default_scale"]), standards=(), **said)


def coded(code):
    """The code, if it may stand in an address."""
    if not CODE.fullmatch(code):
        raise forms.ValidationError("Use letters, digits, dots and hyphens only, and begin with a letter or digit.")
    return code


class CopyForm(forms.Form):
    """The number and title of a draft that begins with all of another version."""

    uid = forms.UUIDField(widget=forms.HiddenInput)
    number = short_text("Version", 20, "Enter a version number.", "A number no version of it has yet, for example 2.1.")
    title = short_text("Title", 120, "Enter a title.")

    def __init__(self, *args, version: FrameworkVersion, **kwargs):
        super().__init__(*args, initial={"uid": uuid.uuid4, "title": version.title}, **kwargs)
        self.helper = inside_form_tag()


class AudienceForm(forms.Form):
    """As whom to look at a framework: a kind of agency, small or not."""

    kind = forms.ChoiceField(label="Kind of agency", choices=Kind.choices)
    edition = forms.TypedChoiceField(label="Edition", coerce=int)
    small = forms.BooleanField(label="A small organisation", required=False)

    def __init__(self, data, *, version):
        newest = max(version.editions)
        chosen = {"kind": Kind.POLICE.value, "edition": newest}
        super().__init__({**chosen, **{name: data[name] for name in ("kind", "edition", "small") if data.get(name)}})
        self.fields["edition"].choices = [(year, f"{version.edition_of} {year}") for year in version.editions]
        self.helper = inside_form_tag(Div("kind", "edition", "small", css_class="fwaudience"))

    @property
    def audience(self) -> dict:
        """What was chosen; the usual agency where it cannot be."""
        return self.cleaned_data if self.is_valid() else {"kind": Kind.POLICE, "edition": None, "small": False}
