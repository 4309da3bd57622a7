"""Forms for giving somebody a post, a seat or a role, and for ending it."""

import uuid

from django import forms
from django.utils import timezone

from agencies.models import Agency, Group, Seat, SeatRole, User
from agencies.roles import BOARD_ROLES, GRANTS, POST_ROLES
from lscb_portal.lib.forms import DayField, Hinted, inside_form_tag


def explained(roles):
    """The roles as choices, each with its sentence of the roles table."""
    return [(role.value, Hinted(role.label, GRANTS[role].prose)) for role in roles]


class AppointmentForm(forms.Form):
    """What every appointment has: a uid, so that a second click finds the first one's row, and a first day.

    `cleaned_data` holds exactly the keyword arguments of the operation.
    """

    uid = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    starts_on = DayField(
        label="From",
        initial=timezone.localdate,
        error_messages={"required": "Enter the first day.", "invalid": "Enter the first day as a date."},
    )

    def __init__(self, *args, user, board, **kwargs):
        super().__init__(*args, **kwargs)
        self.user, self.board = user, board
        self.helper = inside_form_tag()


class PostForm(AppointmentForm):
    agency = forms.ModelChoiceField(
        None,
        to_field_name="uid",
        empty_label="Choose an agency",
        error_messages={"required": "Choose the agency."},
    )
    role = forms.ChoiceField(
        label="Post",
        choices=explained(POST_ROLES),
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the post."},
    )
    field_order = ["uid", "agency", "role", "starts_on"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = Agency.objects.visible_to(self.user).of_board(self.board)


class BoardRoleForm(AppointmentForm):
    role = forms.ChoiceField(
        choices=explained(BOARD_ROLES), widget=forms.RadioSelect, error_messages={"required": "Choose the role."}
    )
    field_order = ["uid", "role", "starts_on"]


class SeatForm(AppointmentForm):
    group = forms.ModelChoiceField(
        None,
        to_field_name="uid",
        empty_label="Choose a group",
        error_messages={"required": "Choose the group."},
    )
    role = forms.ChoiceField(
        label="Seat as", choices=SeatRole, initial=SeatRole.MEMBER, error_messages={"required": "Choose the seat."}
    )
    deputy_for = forms.ModelChoiceField(
        None,
        label="Whose deputy",
        required=False,
        empty_label="Nobody’s",
        help_text="Only for a deputy. A deputy carries the agency when the member cannot come.",
    )
    agency = forms.ModelChoiceField(
        None,
        to_field_name="uid",
        label="For the agency",
        required=False,
        empty_label="No agency",
        help_text="Agencies make the quorum. Somebody who speaks for no agency is not counted.",
    )
    chair_of = forms.ModelChoiceField(
        None,
        label="As chair of another group",
        required=False,
        empty_label="No",
        help_text="For a seat that comes with chairing another sub-group.",
    )
    job_title = forms.CharField(label="Job title in this seat", max_length=120, required=False)
    authority_confirmed_on = DayField(
        label="Authority to commit the agency confirmed on",
        required=False,
        help_text="Members speak for their agency. Leave empty until the agency has confirmed it.",
        error_messages={"invalid": "Enter the day as a date."},
    )
    field_order = [
        "uid",
        "group",
        "role",
        "deputy_for",
        "agency",
        "job_title",
        "authority_confirmed_on",
        "chair_of",
        "starts_on",
    ]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        groups = Group.objects.visible_to(self.user).of_board(self.board)
        seats = Seat.objects.visible_to(self.user).of_board(self.board).current().exclude(role=SeatRole.DEPUTY)
        self.fields["group"].queryset = self.fields["chair_of"].queryset = groups
        self.fields["agency"].queryset = Agency.objects.visible_to(self.user).of_board(self.board)
        self.fields["deputy_for"].queryset = seats.select_related("person", "group").order_by("group", "person__name")

    def clean_authority_confirmed_on(self):
        day = self.cleaned_data["authority_confirmed_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError("The day must not be in the future.")
        return day

    def clean(self):
        data = super().clean()
        stands_in_for, group = data.get("deputy_for"), data.get("group")
        if data.get("role") == SeatRole.DEPUTY and stands_in_for is None:
            self.add_error("deputy_for", "Say whose deputy this is.")
        if stands_in_for and group and stands_in_for.group_id != group.pk:
            self.add_error("deputy_for", f"{stands_in_for.person} has no seat in {group.short_name}.")
        return data


class SeatOfPersonForm(SeatForm):
    """A seat in a group that the page names, for somebody who has an account."""

    person = forms.ModelChoiceField(
        None, empty_label="Choose a person", error_messages={"required": "Choose the person."}
    )
    field_order = ["uid", "person", *SeatForm.field_order[2:]]

    def __init__(self, *args, group, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["group"]
        self.fields["person"].queryset = User.objects.visible_to(self.user).of_board(self.board).active()
        self.fields["deputy_for"].queryset = self.fields["deputy_for"].queryset.filter(group=group)
        self.fields["chair_of"].queryset = self.fields["chair_of"].queryset.exclude(pk=group.pk)


class EndForm(forms.Form):
    ends_on = DayField(
        label="Last day",
        initial=timezone.localdate,
        help_text="They keep what it lets them do until the end of that day.",
        error_messages={"required": "Enter the last day.", "invalid": "Enter the last day as a date."},
    )
    helper = inside_form_tag()
