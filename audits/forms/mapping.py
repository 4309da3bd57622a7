"""What an old criterion became: chosen by a person, or confirmed above a likeness."""

from django import forms

from audits.likeness import LEAST
from audits.mapping import criteria_of
from audits.models.mapping import Relation
from lscb_portal.lib.forms import Hinted, inside_form_tag

# No code begins with a hyphen.
NOTHING = "-"
HINTS = {
    Relation.EQUAL: "The answer carries over as it stands.",
    Relation.SUBSET: "Something is added: the answer carries over and is to be completed.",
    Relation.SUPERSET: "Something is left out: the answer carries over and says more than is asked.",
    Relation.PARTIAL: "The answer carries over to be looked at closely.",
    Relation.NONE: "The answer is not carried over.",
}


class MapForm(forms.Form):
    """What one old criterion became in `new_version`, and why; `mapping` is what is said of it so far."""

    new = forms.ChoiceField(
        label="In the new version",
        error_messages={
            "required": "Choose a criterion of the new version, or nothing.",
            "invalid_choice": "Choose a criterion from the list.",
        },
    )
    relation = forms.ChoiceField(
        label="The old to the new",
        widget=forms.RadioSelect,
        choices=[
            (
                one.value,
                Hinted(one.label.partition(":")[0], hint=f"{one.label.partition(': ')[2].capitalize()}. {hint}"),
            )
            for one, hint in HINTS.items()
        ],
        error_messages={"required": "Choose how they are related.", "invalid_choice": "Choose how they are related."},
    )
    rationale = forms.CharField(
        label="Why",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="For whoever carries answers over, or asks later. Needed unless they are equal.",
        error_messages={"max_length": "Use 500 characters or fewer."},
    )

    def __init__(self, *args, new_version, mapping=None, suggested=None, **kwargs):
        super().__init__(*args, initial=self._first_values(mapping, suggested), **kwargs)
        self.criteria = {one.code: one for one in criteria_of(new_version)}
        named = [(code, f"{code} {one.statement}") for code, one in self.criteria.items()]
        self.fields["new"].choices = [("", "Choose"), (NOTHING, "Nothing: no criterion takes it up"), *named]
        self.helper = inside_form_tag()

    @staticmethod
    def _first_values(mapping, suggested):
        if mapping:
            new = mapping.new.code if mapping.new else NOTHING
            return {"new": new, "relation": mapping.relation, "rationale": mapping.rationale}
        return {"new": suggested.new.code, "relation": suggested.relation} if suggested else {}

    def clean(self):
        cleaned = super().clean()
        new, relation = cleaned.get("new"), cleaned.get("relation")
        if new == NOTHING and relation and relation != Relation.NONE:
            self.add_error("relation", "Choose “None”, or a criterion of the new version.")
        if new and new != NOTHING and relation == Relation.NONE:
            self.add_error("relation", "Choose how they are related, or nothing above.")
        if relation and relation != Relation.EQUAL and not cleaned.get("rationale", "").strip():
            self.add_error("rationale", "Say why, in a few words.")
        return cleaned

    @property
    def said(self) -> dict:
        """What the operation takes."""
        cleaned = self.cleaned_data
        return {
            "new": self.criteria.get(cleaned["new"]),
            "relation": cleaned["relation"],
            "rationale": cleaned["rationale"],
        }


class AlikeForm(forms.Form):
    """From which likeness on suggestions are confirmed all at once."""

    least = forms.IntegerField(
        min_value=LEAST,
        max_value=100,
        initial=95,
        label="Likeness, at least",
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-3"}),
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), f"Enter a whole number from {LEAST} to 100."
        ),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = inside_form_tag()
