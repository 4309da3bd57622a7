"""One standard's page: an answer to each criterion, what is said once, and planned improvements.

Nothing is required here: a draft may be incomplete, and the check before hand-over says what is missing. What is valid
can be saved though something else is not, so `StandardPage.draft` leaves out only the parts that are wrong.
"""

import uuid
from functools import cached_property

from crispy_forms.layout import Field
from django import forms

from audits.contents import MOST_SIDE_BY_SIDE
from audits.draft import IMPROVEMENTS, WORDS, Improvement, Judgement, narrative_part, rating_part, stored_draft
from audits.forms.count import CountForm
from audits.forms.prose import Prose, longest
from audits.models import Answer, PlannedImprovement, StandardResponse
from audits.scoring import NOT_APPLICABLE
from lscb_portal.lib.forms import DayField, Hinted, inside_form_tag, rows_of, seg

MOST_IMPROVEMENTS = 20
HOW_YOU_KNOW = "What you do, how you know that it works, what children told you. Do not name any person."


class AnswerForm(forms.Form):
    """The answer to one criterion: a rating of the round's scale or N/A, and the evidence in words."""

    rating = forms.ChoiceField(
        required=False,
        label="Your rating",
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Choose a rating from the list."},
    )
    na_reason = Prose(model=Answer, name="na_reason", rows=2, label="Why does it not apply to your agency?")
    narrative = Prose(
        model=Answer,
        name="narrative",
        rows=5,
        label="Evidence",
        help_text=HOW_YOU_KNOW,
    )

    def __init__(self, *args, answer, points, **kwargs):
        self.answer, self.criterion = answer, answer.criterion
        kwargs["prefix"] = f"c{self.criterion.position}"
        super().__init__(*args, **kwargs)
        choices = [(point.code, Hinted(point.label, letter=point.letter, colour=point.colour)) for point in points]
        self.is_list = len(points) > MOST_SIDE_BY_SIDE
        if self.is_list:
            self.fields["rating"].widget = forms.Select()
            choices.insert(0, ("", "No rating yet"))
        if self.criterion.may_not_apply(answer.evaluation.round.scale):
            choices.append((NOT_APPLICABLE, Hinted("Not applicable", letter="N/A", colour="n")))
            self.fields["na_reason"].help_text = (
                f"For example: {self.criterion.na_when}" if self.criterion.na_when else ""
            )
            self.fields["na_reason"].called(f"{self.criterion.code}, reason")
        else:
            del self.fields["na_reason"]
        self.fields["rating"].choices = choices
        self.fields["narrative"].called(f"{self.criterion.code}, evidence")
        self.helper = inside_form_tag(*self._layout())

    @property
    def advice(self) -> list[str]:
        """Plain advice for an agency of this kind."""
        return self.criterion.advice_for(self.answer.agency)

    def _layout(self):
        yield "rating" if self.is_list else seg("rating")
        if "na_reason" in self.fields:
            yield Field("na_reason", wrapper_class="criterion__na")
        yield "narrative"

    def draft(self):
        """The parts that are valid."""
        if not {"rating", "na_reason"} & self.errors.keys():
            cleaned = self.cleaned_data
            yield rating_part(self.criterion), Judgement.of(cleaned["rating"], cleaned.get("na_reason", ""))
        if "narrative" not in self.errors:
            yield narrative_part(self.criterion), self.cleaned_data["narrative"]


class ResponseForm(forms.Form):
    """What is said once for the whole standard."""

    impact = Prose(
        model=StandardResponse,
        name="impact",
        rows=4,
        label="Impact on children",
        help_text="What is different for children because of what you do.",
    )
    strengths = Prose(model=StandardResponse, name="strengths", rows=3, label="Strengths")
    gaps = Prose(model=StandardResponse, name="gaps", rows=3, label="Gaps")

    def __init__(self, *args, best, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["gaps"].help_text = f"Needed when a rating is below {best}."
        self.helper = inside_form_tag()

    def draft(self):
        """The parts that are valid."""
        return {name: self.cleaned_data[name] for name in WORDS if name not in self.errors}


class ImprovementForm(forms.Form):
    """One planned improvement; a row that says nothing is no improvement."""

    uid = forms.CharField(required=False, widget=forms.HiddenInput)
    what = Prose(model=PlannedImprovement, name="what", rows=2, label="What will change")
    lead = forms.CharField(
        required=False, max_length=longest(PlannedImprovement, "lead"), label="Who leads it (job title)"
    )
    due_on = DayField(
        required=False,
        label="Due",
        error_messages={"invalid": "Enter the day it is due, for example 31 January 2027."},
    )
    success_measure = forms.CharField(
        required=False,
        max_length=longest(PlannedImprovement, "success_measure"),
        label="How you will know that it worked",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("lead", "success_measure"):
            label = self.fields[name].label
            self.fields[name].error_messages["max_length"] = f"{label}: use %(limit_value)d characters or fewer."

    def clean_uid(self):
        """The row's own key; a new one where the page sent none that can be read."""
        try:
            return uuid.UUID(self.cleaned_data["uid"])
        except ValueError:
            return uuid.uuid4()

    def draft(self, stored) -> Improvement:
        """The row as typed; a part that is wrong stays as it was `stored` ({uid: Improvement})."""
        uid = self.cleaned_data.get("uid") or uuid.uuid4()
        before = stored.get(uid, Improvement(uid))
        return before._replace(uid=uid, **{name: self.cleaned_data[name] for name in self._valid_parts()})

    def _valid_parts(self):
        return [name for name in Improvement._fields[1:] if name in self.cleaned_data]


class ImprovementRows(forms.BaseFormSet):
    """The planned improvements, in the order they were written."""

    def __init__(self, *args, **kwargs):
        too_many = {"too_many_forms": f"Plan {MOST_IMPROVEMENTS} improvements at most for one standard."}
        super().__init__(*args, prefix=IMPROVEMENTS, error_messages=too_many, **kwargs)
        self.helper = rows_of("planned improvement")

    def get_form_kwargs(self, index):
        return super().get_form_kwargs(index) | {"use_required_attribute": False}


ImprovementFormSet = forms.formset_factory(
    ImprovementForm, formset=ImprovementRows, extra=0, max_num=MOST_IMPROVEMENTS, absolute_max=50, validate_max=True
)


class StandardPage:
    """All the forms of one standard's page, from `contents` (a `StandardContents`) or from what was posted.

    `another` asks for an empty improvement after those that are stored.
    """

    def __init__(self, contents, points, data=None, another=False):
        self.contents, self.data = contents, data
        self.stored = stored_draft(contents.response, contents.answers, contents.improvements)
        self.answers = [self._answer_form(answer, points) for answer in contents.answers]
        self.words = ResponseForm(
            data, best=contents.scale.best.label, initial={name: self.stored[name] for name in WORDS}
        )
        self.improvements = ImprovementFormSet(data, initial=self._rows(another))

    def _answer_form(self, answer, points):
        """The form of one criterion: to rate it, or to give its number."""
        if answer.criterion.is_count:
            return CountForm(self.data, answer=answer, stored=self.stored)
        return AnswerForm(self.data, answer=answer, points=points, initial=self._initial(answer))

    def _initial(self, answer):
        judgement = self.stored[rating_part(answer.criterion)]
        return {"rating": judgement.code, "na_reason": judgement.reason, "narrative": answer.narrative}

    def _rows(self, another):
        rows = [row._asdict() for row in self.stored[IMPROVEMENTS]]
        if another or (self.contents.below_best and not rows):
            rows.append({"uid": uuid.uuid4()})
        return rows

    @property
    def forms(self):
        """Every form and formset, in the order of the page."""
        return [*self.answers, self.words, self.improvements]

    @cached_property
    def is_valid(self) -> bool:
        return all(form.is_valid() for form in self.forms)

    def draft(self) -> dict:
        """What was posted, as `audits.draft` has it, without the parts that are not valid."""
        draft = {part: value for form in self.answers for part, value in form.draft()}
        draft |= self.words.draft()
        if not self.improvements.non_form_errors():
            draft[IMPROVEMENTS] = self._posted_rows()
        return draft

    def _posted_rows(self):
        stored = {row.uid: row for row in self.stored[IMPROVEMENTS]}
        rows = [form.draft(stored) for form in self.improvements.forms]
        return tuple(row for row in rows if row.says_anything)

    def written(self):
        """What was posted in words, as (what it is about, text), in the order of the page."""
        for form in [*self.answers, self.words, *self.improvements.forms]:
            about = f"{form.criterion.code}, " if hasattr(form, "criterion") else ""
            for field in form:
                if isinstance(field.field, forms.CharField) and not field.is_hidden and field.data:
                    yield f"{about}{field.label}", field.data

    def problems(self):
        """What is not valid, sentence by sentence, for the line that says what was saved."""
        for form in [*self.answers, self.words]:
            yield from _sentences(form)
        yield from self.improvements.non_form_errors()
        for number, form in enumerate(self.improvements.forms, 1):
            yield from (f"Planned improvement {number}. {sentence}" for sentence in _sentences(form))


def _sentences(form):
    return [sentence for sentences in form.errors.values() for sentence in sentences]
