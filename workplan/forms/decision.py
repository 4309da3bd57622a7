"""Recording a decision."""

from django import forms

from lscb_portal.lib.forms import inside_form_tag, seg
from workplan.forms.fields import ChoiceByUid, choice_field, text_field, uid_field, words_field
from workplan.models import Decision, Outcome

SHORT = {Outcome.RECOMMENDED: "Recommend to Board"}


def offered(mandate):
    """Return the outcomes that a meeting may record by its mandate, as choices."""
    return [(one.value, SHORT.get(one, one.label)) for one in mandate.outcomes]


class DecisionForm(forms.Form):
    """What was decided. All outcomes are valid here: the quorum may come or go while the page is open, and the
    operation judges by the moment of recording."""

    uid = uid_field()
    wording = words_field("Wording, read it back before you record it", 2000, "Write down what was decided.")
    outcome = choice_field("Outcome", Outcome.choices, "Choose an outcome.")
    ratifies = ChoiceByUid(
        label="Does it ratify an earlier decision?",
        required=False,
        empty_label="No",
        help_text="“Agreed” makes the earlier decision hold; “Not agreed” says that it never did.",
        error_messages={"invalid_choice": "Choose a decision from the list."},
    )
    dissent = text_field("Anybody who did not agree", 500)

    def __init__(self, *args, user, mandate, group=None, **kwargs):
        """`mandate` is what the meeting may do now; `group` the one whose unratified decisions may be taken up."""
        super().__init__(*args, **kwargs)
        self.offered = offered(mandate)
        self.fields["outcome"].widget.choices = self.offered
        waiting = Decision.objects.visible_to(user).to_ratify().filter(meeting__group=group)
        if group and waiting:
            self.fields["ratifies"].queryset = waiting
        else:
            del self.fields["ratifies"]
        self.helper = inside_form_tag("uid", "wording", seg("outcome"), *self._ratifies, "dissent")

    @property
    def _ratifies(self):
        return ["ratifies"] if "ratifies" in self.fields else []
