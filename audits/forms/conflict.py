"""Two people wrote on one standard's page: each part that differs, theirs and mine, for the late one to choose."""

from django import forms

from audits.draft import IMPROVEMENTS, WORDS, count_part, narrative_part, rating_part
from audits.models import StandardResponse

MINE, THEIRS = "mine", "theirs"
KEEP = "keep-"


class ConflictForm(forms.Form):
    """A choice for each of the `differences` (see `audits.draft`).

    Where only one of the two changed a part, that one's is chosen already; where both did, the person has to say.
    `my_name` and `their_name` are what "Keep …" goes on with, for example "mine" and "Mina Farrow’s".
    """

    def __init__(self, *args, differences, answers, my_name, their_name, **kwargs):
        super().__init__(*args, **kwargs)
        self.differences = differences
        labels = labels_of(answers)
        for difference in differences:
            self.fields[f"{KEEP}{difference.part}"] = forms.ChoiceField(
                label=labels[difference.part],
                choices=[(MINE, f"Keep {my_name}"), (THEIRS, f"Keep {their_name}")],
                widget=forms.RadioSelect,
                initial=first_choice(difference),
                error_messages={"required": f"Choose whose to keep: {labels[difference.part]}."},
            )

    @property
    def parts(self):
        """(field, difference) of each part, in the order of the page."""
        return [(self[f"{KEEP}{difference.part}"], difference) for difference in self.differences]

    def settled(self, draft) -> dict:
        """The draft without the parts where the other's words stay."""
        theirs = {difference.part for field, difference in self.parts if self.cleaned_data[field.name] == THEIRS}
        return {part: value for part, value in draft.items() if part not in theirs}


def first_choice(difference):
    if difference.changed_by_me and difference.changed_by_them:
        return None
    return MINE if difference.changed_by_me else THEIRS


def labels_of(answers) -> dict[str, str]:
    """What a person calls each part of the page."""
    labels = {name: StandardResponse._meta.get_field(name).verbose_name.capitalize() for name in WORDS}
    labels[IMPROVEMENTS] = "Planned improvements"
    for answer in answers:
        labels[rating_part(answer.criterion)] = f"{answer.criterion.code}, rating"
        labels[count_part(answer.criterion)] = f"{answer.criterion.code}, number"
        labels[narrative_part(answer.criterion)] = f"{answer.criterion.code}, evidence"
    return labels
