"""The rule of quorum as a page: a row for each condition, a row below it for each place, and the settings.

    asked = RuleForms(data, before=rule, agencies=choices)
    asked.is_valid(); asked.rule          # the rule as data, read by `agencies.quorum`

Which fields a condition has follows from its kind. What a rule may hold is asked of `agencies.quorum` alone.
"""

from django import forms
from django.forms.utils import ErrorDict, ErrorList
from django.utils import timezone

from agencies.forms.group import DAY
from agencies.models import Kind
from agencies.quorum import AGENCY, CANCEL, CHOSEN_ITEMS, LEGAL_BODY, NOTE_ONLY, RATIFY_LATER, validate
from agencies.quorum.rule import AT_LEAST, FRACTION, MOST_SLOTS, SLOTS
from lscb_portal.lib.forms import DayField, Hinted, inside_form_tag, rows_after

MOST_CLAUSES, MOST_AGENCIES = 10, 50
CLAUSES, PLACES, TOTAL = "clauses", "places", "-TOTAL_FORMS"
CLAUSE_KINDS = {
    AT_LEAST: Hinted("A number of agencies", "For example at least three, or at least three statutory partners."),
    SLOTS: Hinted("Named places", "For example police, council and health, each filled by any of several agencies."),
    FRACTION: Hinted("A share of the seats", "For example half of the agencies with a seat."),
}
# What a new row begins with.
BEGINNINGS = {
    AT_LEAST: {"number": "3", "among": "all"},
    SLOTS: {f"{PLACES}{TOTAL}": "2", f"{PLACES}-INITIAL_FORMS": "0"},
    FRACTION: {"numerator": "1", "denominator": "2", "among": "all"},
}
WHOLE = {"required": "Enter a number.", "invalid": "Enter a whole number.", "min_value": "Enter 1 or more."}


def number_field(label, **more):
    return forms.IntegerField(label=label, min_value=1, max_value=MOST_AGENCIES, error_messages=WHOLE, **more)


class AmongForm(forms.Form):
    """The agencies that a condition or a place speaks of. `agencies` are choices of (id, name)."""

    among = forms.ChoiceField(
        label="Which agencies",
        widget=forms.RadioSelect,
        choices=[
            ("all", "Any"),
            ("statutory", "Statutory partners"),
            ("kinds", "Kinds of agency"),
            ("agencies", "Named agencies"),
        ],
        initial="all",
        error_messages={"required": "Choose which agencies."},
    )
    kinds = forms.MultipleChoiceField(
        label="Kinds of agency", required=False, widget=forms.CheckboxSelectMultiple, choices=Kind.choices
    )
    agencies = forms.MultipleChoiceField(
        label="Agencies",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose agencies from the list."},
    )

    def __init__(self, *args, agencies, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["agencies"].choices = agencies
        self.helper = inside_form_tag()

    def clean(self):
        data = super().clean()
        if data.get("among") == "kinds" and not data.get("kinds") and "kinds" not in self.errors:
            self.add_error("kinds", "Choose at least one kind of agency.")
        if data.get("among") == "agencies" and not data.get("agencies") and "agencies" not in self.errors:
            self.add_error("agencies", "Choose at least one agency.")
        return data

    @property
    def of(self) -> dict:
        among = self.cleaned_data["among"]
        return {among: True if among in ("all", "statutory") else self.cleaned_data[among]}


class PlaceForm(AmongForm):
    """One place that must be filled."""

    name = forms.CharField(
        label="Name of the place", max_length=60, error_messages={"required": "Name the place, for example “Health”."}
    )
    field_order = ["name", "among", "kinds", "agencies"]

    @property
    def slot(self) -> dict:
        return {"name": self.cleaned_data["name"], "of": self.of}


class Rows(forms.BaseFormSet):
    """Rows that all count: none may be left empty."""

    def _construct_form(self, i, **kwargs):
        form = super()._construct_form(i, **kwargs)
        form.empty_permitted = False
        return form


PlaceRows = forms.formset_factory(PlaceForm, formset=Rows, extra=0, max_num=MOST_SLOTS, absolute_max=MOST_SLOTS + 1)


class ClauseForm(AmongForm):
    """One condition. Its kind, which stays as it was added, says which fields there are."""

    OF_KIND = {
        AT_LEAST: ("number", "among", "kinds", "agencies"),
        SLOTS: (),
        FRACTION: ("numerator", "denominator", "more_than", "among", "kinds", "agencies"),
    }
    kind = forms.ChoiceField(widget=forms.HiddenInput, choices=list(CLAUSE_KINDS.items()))
    number = number_field("How many, at least")
    numerator = number_field("This many")
    denominator = number_field("of every", help_text="1 of every 2 is half, 2 of every 3 are two thirds.")
    more_than = forms.BooleanField(label="More than that share is needed, not just that share", required=False)
    field_order = ["kind", "number", "numerator", "denominator", "more_than", "among", "kinds", "agencies"]

    def __init__(self, *args, agencies, **kwargs):
        super().__init__(*args, agencies=agencies, **kwargs)
        asked = self["kind"].value()
        self.clause_kind = asked if asked in CLAUSE_KINDS else AT_LEAST
        for name in set(self.fields) - {"kind", *self.OF_KIND[self.clause_kind]}:
            del self.fields[name]
        self.places = self._places(agencies) if self.clause_kind == SLOTS else None

    def _places(self, agencies):
        data = self.data if self.is_bound else None
        return PlaceRows(
            data,
            prefix=f"{self.prefix}-{PLACES}",
            initial=self.initial.get(PLACES, ()),
            form_kwargs={"agencies": agencies},
        )

    @property
    def title(self) -> str:
        return CLAUSE_KINDS[self.clause_kind]

    def is_valid(self):
        places_are = self.places is None or self.places.is_valid()
        return super().is_valid() and places_are

    def clean(self):
        data = super().clean()
        if not self.errors and (self.places is None or self.places.is_valid()):
            try:
                validate({"clauses": [self.clause]})
            except ValueError as fault:
                self.add_error(None if self.places is not None else self.OF_KIND[self.clause_kind][0], str(fault))
        return data

    @property
    def clause(self) -> dict:
        """The condition as data."""
        asked, kind = self.cleaned_data, self.clause_kind
        if kind == SLOTS:
            return {"kind": kind, "slots": [place.slot for place in self.places]}
        if kind == AT_LEAST:
            return {"kind": kind, "number": asked["number"], "of": self.of}
        share = {"numerator": asked["numerator"], "denominator": asked["denominator"]}
        more = {"more_than": True} if asked["more_than"] else {}
        return {"kind": kind, **share, **more, "of": self.of}


class BaseClauseRows(Rows):
    def clean(self):
        if not self.forms:
            raise forms.ValidationError("Add at least one condition.")


ClauseRows = forms.formset_factory(
    ClauseForm, formset=BaseClauseRows, extra=0, max_num=MOST_CLAUSES, absolute_max=MOST_CLAUSES + 1
)


class SettingsForm(forms.Form):
    """How agencies are counted, what a meeting without a quorum may do, and from when. `following` is the version
    that the person has seen."""

    following = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    count_by = forms.ChoiceField(
        label="What counts once",
        initial=LEGAL_BODY,
        widget=forms.RadioSelect,
        choices=[
            (LEGAL_BODY, Hinted("A legal body", "Three departments of one council count once. The usual rule.")),
            (AGENCY, Hinted("An agency", "Each department counts.")),
        ],
        error_messages={"required": "Choose what counts once."},
    )
    one_person_many_agencies = forms.BooleanField(
        label="One person may carry several agencies",
        required=False,
        help_text="Otherwise somebody who sits for two counts for one of them.",
    )
    if_inquorate = forms.ChoiceField(
        label="Without a quorum",
        initial=NOTE_ONLY,
        widget=forms.RadioSelect,
        choices=[
            (NOTE_ONLY, Hinted("Note and defer only", "The meeting decides nothing. The usual rule.")),
            (CANCEL, Hinted("Call the meeting off", "It is held another day.")),
            (CHOSEN_ITEMS, Hinted("Decide chosen items", "Only items that the agenda marks for it are decided.")),
            (RATIFY_LATER, Hinted("Decide, and ratify later", "Decisions hold once a quorate meeting ratifies them.")),
        ],
        error_messages={"required": "Choose what happens without a quorum."},
    )
    chair_discretion = forms.BooleanField(
        label="The chair may let an item be decided without a quorum",
        required=False,
        help_text="Item by item, with a reason that the minutes keep.",
    )
    in_force_from = DayField(
        label="In force from",
        initial=timezone.localdate,
        help_text="Meetings opened before that day keep the rule they had.",
        error_messages=DAY,
    )
    helper = inside_form_tag()


SETTINGS = ("count_by", "one_person_many_agencies", "if_inquorate", "chair_discretion")


class RuleForms:
    """The whole page: the settings and the rows. `before` is the newest `QuorumRule`, or None; `data` what was posted.

    `agencies` are choices of (id, name).
    """

    def __init__(self, data=None, *, before, agencies):
        rule = before.rule if before else {}
        known = {name: rule[name] for name in SETTINGS if name in rule}
        self.settings = SettingsForm(data, initial={"following": before.version if before else 0} | known)
        rows = [answers_of(clause) for clause in rule.get("clauses", [{"kind": AT_LEAST, "number": 3, "of": ALL}])]
        self.clauses = ClauseRows(data, prefix=CLAUSES, initial=rows, form_kwargs={"agencies": agencies})

    @property
    def all(self) -> list:
        """Every form and list of rows of the page."""
        return [self.clauses, *(form.places for form in self.clauses if form.places is not None), self.settings]

    @property
    def kinds(self) -> dict:
        """The kinds of condition that may be added, in words."""
        return CLAUSE_KINDS

    @property
    def has_errors(self) -> bool:
        return self.clauses.is_bound and not self.is_valid()

    def is_valid(self) -> bool:
        settings, clauses = self.settings.is_valid(), self.clauses.is_valid()
        return settings and clauses

    @property
    def rule(self) -> dict:
        asked = {name: self.settings.cleaned_data[name] for name in SETTINGS}
        return {"clauses": [form.clause for form in self.clauses]} | asked

    def hush(self):
        """Show what was typed and say nothing yet of what is missing: somebody added or removed a row."""
        for part in self.all:
            rows = part.forms if isinstance(part, forms.BaseFormSet) else [part]
            for form in rows:
                form._errors = ErrorDict()
            if isinstance(part, forms.BaseFormSet):
                part._errors, part._non_form_errors = [], ErrorList()
        return self


ALL = {"all": True}


def answers_of(clause) -> dict:
    """What a row begins with: a condition of the rule in force."""
    if clause["kind"] == SLOTS:
        return {"kind": SLOTS, PLACES: [{"name": slot["name"], **_among(slot["of"])} for slot in clause["slots"]]}
    numbers = {name: clause[name] for name in ("number", "numerator", "denominator", "more_than") if name in clause}
    return {"kind": clause["kind"], **numbers, **_among(clause["of"])}


def _among(of):
    ((name, value),) = of.items()
    return {"among": name} | ({} if value is True else {name: value})


def redrawn(data):
    """Return the posted data after "Add" or "Remove" of a condition or a place; None when neither was pressed."""
    for prefix in [key.removesuffix(TOTAL) for key in data if key.endswith(TOTAL)]:
        after = rows_after(data, prefix)
        if after is not None:
            return _begun(after, data.get(f"add_{CLAUSES}")) if prefix == CLAUSES else after
    return None


def _begun(data, kind):
    """The data with what a row that was just added begins with."""
    if kind in BEGINNINGS:
        row = int(data[f"{CLAUSES}{TOTAL}"]) - 1
        for name, value in {"kind": kind, **BEGINNINGS[kind]}.items():
            data[f"{CLAUSES}-{row}-{name}"] = value
    return data
