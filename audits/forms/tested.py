"""What a test showed; a survey of an agency's staff; and the answers that one of them gives."""

import uuid

from crispy_forms.layout import Layout
from django import forms
from django.utils import timezone

from audits.forms.moderation import MOST_IN_A_ROW
from audits.forms.screening import Screened
from audits.models import Survey, Tested
from audits.operations.survey import PAST, statements_of, teams_of
from audits.operations.tested import AHEAD, LARGEST, NO_SIZE, NO_SURVEY, people_who_answered
from audits.survey import ANSWERS
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.forms import DayField, Hinted, inside_form_tag, seg

LONGEST = Tested._meta.get_field("findings").max_length
HOW = "Choose how it was tested."
NO_TEAM = ("", "I would rather not say")


class ThirdGradeForm(Screened):
    """A visit, a dip sample or a closed survey, and the rating it leads to."""

    uid = forms.UUIDField(initial=uuid.uuid4, widget=forms.HiddenInput)
    method = forms.ChoiceField(
        label="How it was tested",
        choices=Tested.Method,
        widget=forms.RadioSelect,
        error_messages={"required": HOW, "invalid_choice": HOW},
    )
    survey = forms.ChoiceField(label="Which survey", required=False, error_messages={"invalid_choice": NO_SURVEY})
    tested_on = DayField(
        label="When",
        error_messages={"required": "Say when it was tested.", "invalid": "Give a real date."},
    )
    size = forms.IntegerField(
        label="Files looked at, or people spoken to",
        help_text="For a survey it is filled in by itself.",
        required=False,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-4", "inputmode": "numeric"}),
        error_messages={"invalid": "Give a whole number."},
    )
    rating = forms.ChoiceField(
        label="Tested rating",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a rating.", "invalid_choice": "Choose a rating of the scale."},
    )
    findings = forms.CharField(
        label="What it showed",
        help_text="The agency reads this with its moderated ratings. Do not name any child or member of staff.",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": "Write what the test showed.",
            "max_length": f"Use {LONGEST:,} characters or fewer.",
        },
    )
    use_required_attribute = False

    def __init__(self, *args, ratings, surveys, **kwargs):
        """`ratings` are the points of the round's scale, best first; `surveys` those of this standard and agency."""
        super().__init__(*args, **kwargs)
        self.points = {rating.code: rating for rating in ratings}
        self.surveys = {str(survey.uid): survey for survey in surveys}
        self.fields["rating"].choices = [
            (one.code, Hinted(one.label, letter=one.letter, colour=one.colour)) for one in ratings
        ]
        if self.surveys:
            named = [(uid, survey.title) for uid, survey in self.surveys.items()]
            self.fields["survey"].choices = [("", "No survey"), *named]
        else:
            del self.fields["survey"]
            methods = [(value, label) for value, label in Tested.Method.choices if value != Tested.Method.SURVEY]
            self.fields["method"].choices = methods
            self.fields["size"].help_text = ""
        self.helper = inside_form_tag()
        rating = seg("rating") if len(self.points) <= MOST_IN_A_ROW else "rating"
        last = ("findings", "may_stay")
        names = [name for name in self.fields if name not in ("rating", *last)]
        self.helper.layout = Layout(*names, rating, *last)

    def clean_tested_on(self):
        day = self.cleaned_data["tested_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(AHEAD)
        return day

    def clean(self):
        given = super().clean()
        if given.get("method") == Tested.Method.SURVEY:
            if fault := self._fault_of_survey():
                self.add_error("survey", fault)
        elif "method" in given and "size" not in self.errors and not 1 <= (given["size"] or 0) <= LARGEST:
            self.add_error("size", NO_SIZE)
        return given

    def _fault_of_survey(self):
        """Why the test cannot rest on the survey chosen, where that is not said yet."""
        chosen = self.cleaned_data.get("survey")
        if not chosen:
            return "" if "survey" in self.errors else NO_SURVEY
        try:
            people_who_answered(self.surveys[chosen])
        except Refused as refusal:
            return str(refusal)
        return ""

    @property
    def test(self) -> dict:
        """As the operation takes it."""
        given = self.cleaned_data
        return given | {
            "rating": self.points[given["rating"]],
            "size": given["size"] or 0,
            "survey": self.surveys.get(given.get("survey", "")),
        }


class SurveyForm(Screened):
    """A survey to open: statements, teams to choose from, and its last day."""

    uid = forms.UUIDField(initial=uuid.uuid4, widget=forms.HiddenInput)
    title = forms.CharField(
        label="What the survey is called",
        max_length=Survey._meta.get_field("title").max_length,
        error_messages={"required": "Give it a name.", "max_length": "Use 120 characters or fewer."},
    )
    questions = forms.CharField(
        label="Statements",
        help_text="One a line, ten at most. Each is answered yes, partly, no or do not know.",
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "Write at least one statement."},
    )
    teams = forms.CharField(
        label="Parts of the agency to choose from",
        help_text="One a line. Nobody has to choose, and those with fewer than five answers are not shown.",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    closes_on = DayField(
        label="Last day",
        help_text="Results are shown when it is over.",
        error_messages={"required": "Say when it closes.", "invalid": "Give a real date."},
    )
    use_required_attribute = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = inside_form_tag()

    def clean_questions(self):
        return _said_beside(statements_of, self.cleaned_data["questions"])

    def clean_teams(self):
        return _said_beside(teams_of, self.cleaned_data["teams"])

    def clean_closes_on(self):
        day = self.cleaned_data["closes_on"]
        if day < timezone.localdate():
            raise forms.ValidationError(PAST)
        return day

    @property
    def survey(self) -> dict:
        """As the operation takes it."""
        return dict(self.cleaned_data)


def _said_beside(lines_of, text):
    """The lines in a text, or why they will not do, beside the field they were typed in."""
    try:
        return lines_of(text.splitlines())
    except Refused as refusal:
        raise forms.ValidationError(str(refusal)) from refusal


class AnswersForm(forms.Form):
    """One person's answers. The page carries a key of its own, so that a form sent twice counts once."""

    uid = forms.UUIDField(initial=uuid.uuid4, widget=forms.HiddenInput)
    use_required_attribute = False

    def __init__(self, *args, survey, **kwargs):
        super().__init__(*args, **kwargs)
        self.names = [f"q{number}" for number in range(1, len(survey.questions) + 1)]
        for number, (name, question) in enumerate(zip(self.names, survey.questions, strict=True), 1):
            self.fields[name] = forms.ChoiceField(
                label=question,
                choices=list(ANSWERS.items()),
                widget=forms.RadioSelect,
                error_messages=dict.fromkeys(("required", "invalid_choice"), f"Answer statement {number}."),
            )
        if survey.teams:
            self.fields["team"] = forms.ChoiceField(
                label="Where you work",
                required=False,
                choices=[NO_TEAM, *((team, team) for team in survey.teams)],
                widget=forms.RadioSelect,
                initial="",
                error_messages={"invalid_choice": "Choose from the list, or do not say."},
            )
        self.helper = inside_form_tag()
        self.helper.layout = Layout("uid", *(seg(name) for name in self.names), *(["team"] if survey.teams else []))

    @property
    def given(self) -> dict:
        """As the operation takes it."""
        answers = [self.cleaned_data[name] for name in self.names]
        return {"uid": self.cleaned_data["uid"], "answers": answers, "team": self.cleaned_data.get("team", "")}
