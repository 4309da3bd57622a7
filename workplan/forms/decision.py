"""Recording a decision."""

from django import forms

from lscb_portal.lib.forms import inside_form_tag, seg
from workplan.forms.fields import choice_field, text_field, uid_field, words_field
from workplan.models import Outcome
from workplan.models.decision import BINDING

SHORT = {Outcome.RECOMMENDED: "Recommend to Board"}


def outcomes(quorate):
    """Return the outcomes a meeting may record: without a quorum it cannot bind anybody."""
    return [(one.value, SHORT.get(one, one.label)) for one in Outcome if quorate or one not in BINDING]


class DecisionForm(forms.Form):
    """What was decided. All outcomes are valid here: the quorum may come or go while the page is open, and the
    operation judges by the moment of recording."""

    uid = uid_field()
    wording = words_field("Wording, read it back before you record it", 2000, "Write down what was decided.")
    outcome = choice_field("Outcome", Outcome.choices, "Choose an outcome.")
    dissent = text_field("Anybody who did not agree", 500)

    def __init__(self, *args, quorate=True, **kwargs):
        super().__init__(*args, **kwargs)
        self.offered = outcomes(quorate)
        self.fields["outcome"].widget.choices = self.offered
        self.helper = inside_form_tag("uid", "wording", seg("outcome"), "dissent")
