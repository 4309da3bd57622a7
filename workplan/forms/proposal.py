"""Proposing an item, and answering a proposal."""

from django import forms

from audits.models import AnswerChallenge
from lscb_portal.lib.forms import Hinted, inside_form_tag
from workplan.forms.fields import ChoiceByUid, choice_field, minutes_field, text_field, uid_field, words_field
from workplan.models import Action, AgendaItem, Meeting, Proposal, Purpose
from workplan.operations.placing import LONGEST, SHORTEST

PURPOSES = [
    (Purpose.DECIDE, Hinted("Decide", "The meeting is to agree something, word for word.")),
    (Purpose.DISCUSS, Hinted("Discuss", "The meeting is to think, and may give actions.")),
    (Purpose.ASSURE, Hinted("Assure", "The meeting is to test whether children are safer for it.")),
    (Purpose.NOTE, Hinted("Note", "The meeting is to know. Could it be circulated instead?")),
]


def purpose_field():
    return choice_field("What is the meeting to do?", PURPOSES, "Choose what the meeting is to do.")


def words_of_challenge(challenge):
    """A challenge in a line: the agency, the standard and the round."""
    agency = challenge.review.evaluation.agency.short_name
    return f"{agency}, standard {challenge.standard.position}, {challenge.review.round_board.round.title}"


class ProposalsByUid(forms.ModelMultipleChoiceField):
    """Proposals, each with who made it as the hint."""

    def label_from_instance(self, proposal):
        agency = f", {proposal.agency.short_name}" if proposal.agency else ""
        return Hinted(proposal.title, hint=f"{proposal.proposed_by.name}{agency}")


class ProposalForm(forms.Form):
    uid = uid_field()
    title = text_field("Title", 160, "Give the item a title.")
    why = words_field("Why now?", 1000, "Say why it should be taken now.")
    purpose = purpose_field()
    minutes = minutes_field("Minutes wanted", SHORTEST, LONGEST, initial=15)
    action = ChoiceByUid(
        label="Is it about an action?",
        required=False,
        empty_label="No",
        error_messages={"invalid_choice": "Choose one of the actions in the list."},
    )
    challenge = ChoiceByUid(
        label="Is it about a challenge to an answer?",
        required=False,
        empty_label="No",
        error_messages={"invalid_choice": "Choose one of the challenges in the list."},
    )

    def __init__(self, *args, user, board, **kwargs):
        super().__init__(*args, **kwargs)
        actions = Action.objects.visible_to(user).of_board(board).open()
        self.fields["action"].queryset = actions.order_by("number")
        challenges = AnswerChallenge.objects.visible_to(user).of_board(board)
        self.fields["challenge"].queryset = challenges.select_related(
            "standard", "review__evaluation__agency", "review__round_board__round"
        )
        self.fields["challenge"].label_from_instance = words_of_challenge
        for name in ("action", "challenge"):
            if not self.fields[name].queryset.exists():
                del self.fields[name]
        self.helper = inside_form_tag()


class MergeForm(forms.Form):
    """Which of a meeting's waiting proposals are taken together, and with what: a proposal or an item, by its uid."""

    which = ProposalsByUid(
        None,
        label="Which proposals?",
        to_field_name="uid",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Choose at least one proposal.",
            "invalid_choice": "One of them was answered meanwhile. Choose again.",
            "invalid_pk_value": "One of them was answered meanwhile. Choose again.",
        },
    )
    into = forms.ChoiceField(
        label="Into what are they merged?",
        error_messages={"required": "Choose a proposal or an item.", "invalid_choice": "Choose one from the list."},
    )
    reason = text_field("A word to whoever proposed it", 500, help_text="They read it. It may stay empty.")

    def __init__(self, *args, user, meeting, **kwargs):
        super().__init__(*args, **kwargs)
        waiting = Proposal.objects.visible_to(user).filter(meeting=meeting).waiting()
        self.fields["which"].queryset = waiting.select_related("proposed_by", "agency")
        items = AgendaItem.objects.visible_to(user).filter(meeting=meeting, closed_at=None)
        self.targets = {str(one.uid): one for one in [*waiting, *items]}
        self.fields["into"].choices = [
            ("", "Choose"),
            ("Proposals", [(str(one.uid), one.title) for one in waiting]),
            ("Items of the agenda", [(str(one.uid), one.title) for one in items]),
        ]
        self.helper = inside_form_tag()

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("into") in [str(one.uid) for one in cleaned.get("which") or ()]:
            self.add_error("into", "A proposal is not merged into itself.")
        return cleaned

    @property
    def target(self):
        """The proposal or item that was chosen, of a valid form."""
        return self.targets[self.cleaned_data["into"]]


class DeferForm(forms.Form):
    """To which later meeting of the group a proposal is put off."""

    to = ChoiceByUid(
        label="To which meeting?",
        empty_label="Choose a meeting",
        error_messages={"required": "Choose a meeting.", "invalid_choice": "Choose one of the meetings in the list."},
    )
    reason = text_field("Reason", 500, help_text="The member who proposed it will read it.")

    def __init__(self, *args, user, meeting, **kwargs):
        super().__init__(*args, **kwargs)
        later = Meeting.objects.visible_to(user).coming().filter(group=meeting.group, date__gt=meeting.date)
        self.fields["to"].queryset = later.exclude(status=Meeting.Status.IN_SESSION)
        self.fields["to"].label_from_instance = lambda meeting: (
            f"{meeting.date:%A %-d %B %Y}, {meeting.starts_at:%H:%M}"
        )


class DeclineForm(forms.Form):
    reason = words_field("Reason", 500, "Give a reason.", rows=3, help_text="The member who proposed it will read it.")


class AcceptLateForm(forms.Form):
    late_reason = text_field(
        "Why does it come late?", 300, "Say why this item comes late.", help_text="Printed on the agenda."
    )
