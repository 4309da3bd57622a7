"""An agency's service update, for its author and for whoever enters it; reminding; and a group's settings."""

from django import forms

from agencies.forms.on_behalf import OnBehalfForm
from lscb_portal.lib.forms import Hinted, inside_form_tag
from workplan.forms.fields import choice_field, may_stay_field, uid_field, words_field
from workplan.forms.paper import MOST_VERSIONS
from workplan.one_page import BOXES, LONGEST
from workplan.operations.update_round import FEWEST_DAYS, MOST_DAYS

HINTS = {
    "changed": "Staff, sites, waiting times, law: what is different for children since last quarter.",
    "worries": "What could go wrong for children, said without naming a child or a family.",
    "doing": "And by when.",
    "asks": "Leave it empty if you ask nothing.",
}
WITHIN = f"Give between {FEWEST_DAYS} and {MOST_DAYS} working days."


def _box(name):
    return words_field(BOXES[name], LONGEST, rows=5, help_text=HINTS[name])


class UpdateForm(forms.Form):
    """The boxes of one page. `version` is the one that the page showed; `their_version` one seen after a conflict."""

    version = forms.IntegerField(min_value=0, max_value=MOST_VERSIONS, widget=forms.HiddenInput)
    their_version = forms.IntegerField(min_value=0, max_value=MOST_VERSIONS, required=False, widget=forms.HiddenInput)
    changed = _box("changed")
    worries = _box("worries")
    doing = _box("doing")
    asks = _box("asks")
    may_stay = may_stay_field()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.looks = ()
        for name in BOXES:
            self.fields[name].widget.attrs["maxlength"] = LONGEST
        self.helper = inside_form_tag()

    def warn(self, looks):
        """Ask why the words may stay: they are shown with it."""
        self.looks = looks

    @property
    def shown(self):
        """The fields to show: the one for the reason only where words were found."""
        names = [*BOXES, *(["may_stay"] if self.looks or self["may_stay"].value() else [])]
        return [self[name] for name in names]

    @property
    def boxes(self) -> dict[str, str]:
        """The words of a valid form."""
        return {name: self.cleaned_data[name] for name in BOXES}

    @property
    def seen(self) -> int:
        """The version that the person has seen: after a conflict the other's."""
        return self.cleaned_data["their_version"] or self.cleaned_data["version"]


class UpdateOnBehalfForm(OnBehalfForm, UpdateForm):
    """An update that came by telephone, letter or e-mail. `people` are those who may speak for the agency."""

    field_order = ("person", "through", *BOXES, "may_stay")

    @property
    def shown(self):
        return [self["person"], self["through"], *super().shown]


class UpdateChoices(forms.ModelMultipleChoiceField):
    """Updates by their agency, with how far they are as the hint."""

    def label_from_instance(self, update):
        return Hinted(update.agency.name, hint="Has begun a draft." if update.saved_at else "")


class NudgeForm(forms.Form):
    """Which agencies are reminded, of those that have not sent (`updates`)."""

    uid = uid_field()
    to = UpdateChoices(
        None,
        label="Agencies",
        to_field_name="uid",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Choose at least one agency.",
            "invalid_choice": "One of them has sent its update meanwhile. Choose again.",
            "invalid_pk_value": "One of them has sent its update meanwhile. Choose again.",
        },
    )

    def __init__(self, *args, updates, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = updates
        self.helper = inside_form_tag()


class SettingsForm(forms.Form):
    """Whether a group asks by itself, and when the updates are due."""

    asks = choice_field(
        "Ask each agency for a service update when an agenda opens?",
        [
            ("yes", Hinted("Yes, by itself", "Once a quarter. “Service updates” becomes an item of the agenda.")),
            ("no", Hinted("No", "You can still ask by hand for a meeting.")),
        ],
        "Choose yes or no.",
    )
    days_before = forms.IntegerField(
        label="Due how many working days before the papers go out?",
        min_value=FEWEST_DAYS,
        max_value=MOST_DAYS,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "govuk-input--width-4"}),
        error_messages={
            "invalid": "Write the days as a whole number.",
            "required": "Say how many working days.",
            "min_value": WITHIN,
            "max_value": WITHIN,
        },
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = inside_form_tag()
