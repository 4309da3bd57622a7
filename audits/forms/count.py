"""The answer to a criterion that counts: a number, perhaps out of another, or that it does not apply."""

from crispy_forms.layout import Div, Field
from django import forms

from audits.draft import Counted, count_part, narrative_part
from audits.forms.prose import Prose
from audits.models import Answer
from audits.models.framework import CountPeriod
from audits.operations.answer import LARGEST
from audits.scoring import NOT_APPLICABLE
from lscb_portal.lib.forms import inside_form_tag


class Number(forms.IntegerField):
    """A whole number from 0, typed into a short box; thousands may be set apart by a comma or a space."""

    def __init__(self, **kwargs):
        whole = "Enter a whole number, for example 12. None is 0."
        super().__init__(
            required=False,
            min_value=0,
            max_value=LARGEST,
            widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-5"}),
            error_messages={
                "invalid": whole,
                "min_value": whole,
                "max_value": f"Enter a number up to {LARGEST:,}.",
            },
            **kwargs,
        )

    def to_python(self, value):
        return super().to_python(value.replace(",", "").replace(" ", "") if isinstance(value, str) else value)


class CountForm(forms.Form):
    """The answer to one criterion that counts. 0 is an answer; an empty box is none."""

    count = Number(label="Number")
    total = Number(label="Out of")
    not_applicable = forms.BooleanField(
        required=False, label="This does not apply to us", widget=forms.CheckboxInput(attrs={"value": NOT_APPLICABLE})
    )
    na_reason = Prose(model=Answer, name="na_reason", rows=2, label="Why does it not apply to your agency?")
    narrative = Prose(
        model=Answer,
        name="narrative",
        rows=3,
        label="What lies behind the number",
        help_text="If you wish: where it comes from, and what you make of it. Do not name any person.",
    )

    def __init__(self, *args, answer, stored, **kwargs):
        self.answer, self.criterion = answer, answer.criterion
        counted = stored[count_part(self.criterion)]
        initial = {
            "count": counted.count,
            "total": counted.total,
            "not_applicable": counted.not_applicable,
            "na_reason": counted.reason,
            "narrative": answer.narrative,
        }
        super().__init__(*args, prefix=f"c{self.criterion.position}", initial=initial, **kwargs)
        self._speak(self.criterion.may_not_apply(answer.evaluation.round.scale))
        self.helper = inside_form_tag(*self._layout())

    def _speak(self, may_not_apply):
        """Say what is counted and when; leave out what is not asked."""
        criterion, code = self.criterion, self.criterion.code
        self.fields["count"].label = f"Number of {criterion.unit}" if criterion.unit else "Number"
        self.fields["count"].help_text = f"{period_of(self.answer)} None is 0; leave it empty until you know."
        self.fields["narrative"].called(f"{code}, what lies behind the number")
        if not criterion.with_total:
            del self.fields["total"]
        if may_not_apply:
            self.fields["na_reason"].help_text = criterion.na_when
            self.fields["na_reason"].called(f"{code}, reason")
        else:
            del self.fields["not_applicable"], self.fields["na_reason"]

    @property
    def advice(self) -> list[str]:
        """Plain advice for an agency of this kind."""
        return self.criterion.advice_for(self.answer.agency)

    def _layout(self):
        yield Div(*(name for name in ("count", "total") if name in self.fields), css_class="criterion__count")
        if "na_reason" in self.fields:
            yield "not_applicable"
            yield Field("na_reason", wrapper_class="criterion__na")
        yield "narrative"

    def clean(self):
        cleaned = super().clean()
        count, total = cleaned.get("count"), cleaned.get("total")
        if cleaned.get("not_applicable") and (count is not None or total is not None):
            self.add_error("not_applicable", "Give a number or say that it does not apply, not both.")
        elif total is not None and count is None and "count" not in self.errors:
            self.add_error("count", f"Enter how many of the {total}.")
        elif total is not None and count is not None and count > total:
            self.add_error("total", f"{count} cannot be out of {total}. Enter the whole number of {self._unit}.")
        return cleaned

    @property
    def _unit(self):
        return self.criterion.unit or "them"

    def draft(self):
        """The parts that are valid."""
        if not self.errors.keys() - {"narrative"}:
            said = self.cleaned_data
            yield (
                count_part(self.criterion),
                Counted.of(said["count"], said.get("total"), said.get("not_applicable"), said.get("na_reason", "")),
            )
        if "narrative" not in self.errors:
            yield narrative_part(self.criterion), self.cleaned_data["narrative"]


def period_of(answer) -> str:
    """When the number is counted, as a sentence: "In the last academic year, September to August."."""
    period, day = answer.criterion.period, answer.evaluation.round.count_date
    if period == CountPeriod.COUNT_DATE and day:
        return f"On {day.day} {day:%B %Y}."
    return f"{CountPeriod(period).label.capitalize()}." if period else ""
