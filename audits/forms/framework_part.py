"""A standard or a criterion of a draft: all it says, on one page."""

from crispy_forms.layout import HTML, Div, Field, Layout
from django import forms

from agencies.models import Kind
from audits.forms.framework import coded, long_text, short_text
from audits.framework_columns import lines, pairs, pairs_written
from audits.framework_content import AUDIENCES, CriterionFile, StandardFile, problems_of_count
from audits.framework_file import HEAVIEST, shortened
from audits.framework_record import criterion_content, mark_of, standard_content
from audits.models.framework import CountPeriod, CriterionKind, Tier
from audits.scoring import LOCAL
from lscb_portal.lib.forms import Hinted, inside_form_tag

CODE_HINT = "Letters, digits, dots and hyphens."
DESCRIPTOR, ADVICE = "descriptor_", "advice_"
HEADING = '<h2 class="govuk-heading-m sec">{}</h2>'


class Described(forms.Form):
    """A form with a box for what each rating of the draft's scale means here."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    code = short_text("Code", 20, "Enter a code.", CODE_HINT)

    def __init__(self, *args, version, before=None, suggested_code="", **kwargs):
        self.before, self.points = before, list(version.default_scale.points.all())
        first = {"code": suggested_code} if before is None else {"seen": mark_of(before), **self.values_of(before)}
        super().__init__(*args, initial=first, **kwargs)
        for point in self.points:
            self.fields[f"{DESCRIPTOR}{point.code}"] = long_text(
                3, required=False, max_length=2000, label=f"{point.label}: what it means here"
            )
        self.helper = inside_form_tag()

    def clean_code(self):
        return coded(self.cleaned_data["code"])

    def descriptor_fields(self):
        return [f"{DESCRIPTOR}{point.code}" for point in self.points]

    @property
    def descriptors(self) -> dict:
        """{rating's code: its words}, best first, of those that say anything."""
        texts = {point.code: self.cleaned_data[f"{DESCRIPTOR}{point.code}"] for point in self.points}
        return {code: plain(text) for code, text in texts.items() if text}

    @staticmethod
    def described(part):
        return {f"{DESCRIPTOR}{code}": text for code, text in part.descriptors.items()}


def plain(text):
    """Words with one kind of line end, as they are kept."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


class StandardForm(Described):
    """A standard without its criteria: a new one, or a change of `standard`."""

    title = short_text("Title", 120, "Enter a title.")
    short_title = short_text(
        "Short title", 30, help_text="For the head of a column. Leave it empty to take it from the title."
    )
    description = long_text(
        3,
        max_length=2000,
        label="Description",
        help_text="What an agency that meets the standard can show.",
        error_messages={"required": "Enter a description."},
    )
    guidance = long_text(3, required=False, max_length=3000, label="What good looks like")
    basis = long_text(
        3,
        required=False,
        max_length=1000,
        label="What it rests on",
        help_text="One source a line, with its place, for example “wt2018: item 3”.",
    )

    def __init__(self, *args, standard=None, **kwargs):
        super().__init__(*args, before=standard and standard_content(standard), **kwargs)
        meaning = [HTML(HEADING.format("What the ratings mean")), *self.descriptor_fields()]
        head = ["seen", Div("code", "short_title", css_class="pair"), "title"]
        self.helper.layout = Layout(*head, "description", "guidance", "basis", *meaning)

    @classmethod
    def values_of(cls, part):
        names = ("code", "title", "short_title", "description", "guidance")
        values = {name: getattr(part, name) for name in names}
        return values | {"basis": pairs_written(part.basis)} | cls.described(part)

    @property
    def values(self) -> StandardFile:
        """The standard as the operation takes it."""
        said = self.cleaned_data
        return StandardFile(
            code=said["code"],
            title=said["title"],
            short_title=said["short_title"] or shortened(said["title"]),
            description=plain(said["description"]),
            guidance=plain(said["guidance"]),
            descriptors=self.descriptors,
            criteria=(),
            basis=pairs(plain(said["basis"])) if said["basis"] else {},
        )


class CriterionForm(Described):
    """A criterion: a new one, or a change of `criterion`."""

    statement = long_text(
        3,
        max_length=2000,
        label="Statement",
        help_text="What an agency rates, or the number it gives.",
        error_messages={"required": "Enter what is asked."},
    )
    kind = forms.ChoiceField(
        label="How it is answered",
        widget=forms.RadioSelect,
        choices=[
            (CriterionKind.RATING, Hinted("Rated", hint="With the round’s scale, in words and with evidence.")),
            (CriterionKind.COUNT, Hinted("Counted", hint="A whole number. It is never rated and enters no score.")),
        ],
        initial=CriterionKind.RATING,
        error_messages={"required": "Choose how it is answered.", "invalid_choice": "Choose how it is answered."},
    )
    weight = forms.IntegerField(
        min_value=1,
        max_value=HEAVIEST,
        initial=1,
        required=False,
        label="Weight",
        help_text="How much it counts beside the others, where the scale takes the weighted mean.",
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"), f"Enter a whole number from 1 to {HEAVIEST}."
        ),
    )
    unit = short_text("What is counted", 40, help_text="For a count, for example referrals.")
    period = forms.ChoiceField(
        label="When",
        required=False,
        choices=[("", "Not a count"), *((one.value, one.label.capitalize()) for one in CountPeriod)],
        error_messages={"invalid_choice": "Choose when from the list."},
    )
    with_total = forms.BooleanField(required=False, label="It also asks what the number is out of")
    tier = forms.ChoiceField(
        label="Who is asked",
        widget=forms.RadioSelect,
        choices=[
            (
                Tier.CORE,
                Hinted("Everybody", hint="Part of the short set of small organisations: 15 at most in a framework."),
            ),
            (Tier.FULL, Hinted("Every organisation that is not marked small")),
        ],
        initial=Tier.FULL,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose who is asked."),
    )
    kinds = forms.MultipleChoiceField(
        label="Kinds of agency",
        required=False,
        choices=Kind.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text="Tick none to ask all of them.",
        error_messages={"invalid_choice": "Choose kinds from the list."},
    )
    since = forms.ChoiceField(
        label="Asked since",
        help_text="A round of an earlier edition leaves it out; “local” stays in every round.",
        error_messages={"required": "Choose an edition.", "invalid_choice": "Choose an edition from the list."},
    )
    na_allowed = forms.BooleanField(required=False, label="It may be not applicable, with a reason")
    na_when = short_text("When that answer is honest", 300)
    example_evidence = long_text(
        4, required=False, max_length=2000, label="Examples of evidence", help_text="One a line."
    )
    linked_policy = short_text(
        "Linked policy", 120, help_text="A current review of the policy of this title is evidence."
    )

    def __init__(self, *args, version, criterion=None, **kwargs):
        super().__init__(*args, version=version, before=criterion and criterion_content(criterion), **kwargs)
        years = [(str(year), f"{version.edition_of} {year}") for year in version.editions]
        self.fields["since"].choices = [*years, (LOCAL, "Local: on no statutory list")]
        for audience, words in AUDIENCES.items():
            self.fields[f"{ADVICE}{audience}"] = long_text(
                2, required=False, max_length=1000, label=f"Advice: {words.lower()}"
            )
        self.helper.layout = self._layout()

    def _layout(self):
        return Layout(
            "seen",
            "code",
            "statement",
            "kind",
            Div("unit", "period", css_class="pair"),
            "with_total",
            HTML(HEADING.format("Who is asked")),
            "tier",
            Field("kinds", wrapper_class="kinds"),
            "since",
            "na_allowed",
            "na_when",
            HTML(HEADING.format("Help for who answers")),
            "example_evidence",
            *(f"{ADVICE}{audience}" for audience in AUDIENCES),
            "linked_policy",
            HTML(HEADING.format("How it counts")),
            "weight",
            *self.descriptor_fields(),
        )

    @classmethod
    def values_of(cls, part):
        names = ("code", "statement", "kind", "weight", "unit", "period", "with_total", "tier", "since")
        names += ("na_allowed", "na_when", "linked_policy")
        values = {name: getattr(part, name) for name in names}
        values |= {"kinds": part.kinds or [], "example_evidence": "\n".join(part.example_evidence)}
        return values | {f"{ADVICE}{one['audience']}": one["text"] for one in part.guidance} | cls.described(part)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("na_when") and not cleaned.get("na_allowed"):
            self.add_error("na_when", "Tick that it may be not applicable, or leave this empty.")
        if not self.errors:
            self._check_count()
        return cleaned

    def _check_count(self):
        values = self.values  # a field that has an error is no longer there to be read
        for column, sentence in problems_of_count(values).items():
            field = self.descriptor_fields()[0] if column == "descriptors" else column
            self.add_error(field, SENTENCES.get((column, values.kind), f"This {sentence}"))

    @property
    def values(self) -> CriterionFile:
        """The criterion as the operation takes it."""
        said = self.cleaned_data
        advice = {audience: said[f"{ADVICE}{audience}"] for audience in AUDIENCES}
        names = (
            "code",
            "kind",
            "unit",
            "period",
            "with_total",
            "tier",
            "since",
            "na_allowed",
            "na_when",
            "linked_policy",
        )
        return CriterionFile(
            statement=plain(said["statement"]),
            weight=said["weight"] or 1,
            kinds=tuple(said["kinds"]) or None,
            example_evidence=tuple(lines(plain(said["example_evidence"]))) if said["example_evidence"] else (),
            guidance=tuple({"audience": name, "text": plain(text)} for name, text in advice.items() if text),
            descriptors=self.descriptors,
            **{name: said[name] for name in names},
        )


RATING, COUNT = CriterionKind.RATING, CriterionKind.COUNT
# What the page says where what is said of counting does not fit.
SENTENCES = {
    ("unit", RATING): "Leave this empty: only counts have it.",
    ("period", RATING): "Choose “Not a count”: only counts have a time.",
    ("with_total", RATING): "Only a count can be out of something.",
    ("unit", COUNT): "Enter what is counted, for example referrals.",
    ("period", COUNT): "Choose when it is counted.",
    ("weight", COUNT): "A count enters no score: leave the weight at 1.",
    ("descriptors", COUNT): "A count is never rated: leave what the ratings mean empty.",
}
