"""Beginning a report, signing it, and taking one back to draft."""

import uuid

from django import forms
from django.db.models import F
from django.utils import timezone

from agencies.models import Group
from agencies.models.group import GroupKind
from lscb_portal.lib.forms import inside_form_tag
from lscb_portal.lib.periods import Quarter
from reports import permissions

QUARTERS_OFFERED = 8


class BuildForm(forms.Form):
    """Which group's report, on which quarter. The hidden uid makes a double click begin one report."""

    uid = forms.UUIDField(widget=forms.HiddenInput)
    group = forms.ModelChoiceField(
        queryset=None,  # the person's own, below
        label="Whose report",
        empty_label=None,
        error_messages={"required": "Choose the group that reports.", "invalid_choice": "Choose a group of the list."},
    )
    quarter = forms.ChoiceField(
        label="Quarter",
        help_text="The latest quarter that has ended comes first.",
        error_messages={"required": "Choose a quarter.", "invalid_choice": "Choose a quarter of the list."},
    )

    def __init__(self, *args, user, board, **kwargs):
        super().__init__(*args, use_required_attribute=False, **kwargs)
        self.fields["uid"].initial = uuid.uuid4
        groups = groups_reported_by(user, board)
        self.fields["group"].queryset = groups
        self.fields["group"].initial = groups.order_by(F("reports__built_at").desc(nulls_last=True)).first()
        self.fields["quarter"].choices = [(quarter.code, quarter.label) for quarter in quarters_offered()]

    def clean_quarter(self):
        return Quarter(self.cleaned_data["quarter"])


def groups_reported_by(user, board):
    """Return the groups whose reports the person prepares: all but the Strategic Board, which receives them."""
    groups = Group.objects.visible_to(user).of_board(board).exclude(kind=GroupKind.STRATEGIC)
    return groups.filter(
        pk__in=[group.pk for group in groups.select_related("board") if permissions.can_prepare(user, group)]
    )


def quarters_offered():
    """Return the last quarters, the latest that has ended first, and the running one after it."""
    running = Quarter.of(timezone.localdate())
    quarters = [running.previous, running]
    while len(quarters) < QUARTERS_OFFERED:
        last = quarters[-1] if len(quarters) > 2 else quarters[0]
        quarters.append(last.previous)
    return quarters


class SignForm(forms.Form):
    """The declaration, ticked; and which file the page showed."""

    seen = forms.CharField(widget=forms.HiddenInput, error_messages={"required": "Open this page again and sign."})
    declared = forms.BooleanField(
        label="I have read the report and its figures, and I sign the declaration",
        error_messages={"required": "Tick the box to sign the declaration."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, use_required_attribute=False, **kwargs)
        self.helper = inside_form_tag()


class ReopenForm(forms.Form):
    """Why a finished report goes back to draft."""

    reason = forms.CharField(
        label="Why does it go back to draft?",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Kept with the report. Say what must change, not who said so.",
        error_messages={"required": "Say why the report goes back to draft."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, use_required_attribute=False, **kwargs)
