"""Planning a round: what is asked, of whom, and until when."""

import uuid
from datetime import timedelta

from crispy_forms.layout import HTML, Div, Field, Layout
from django import forms
from django.utils import timezone
from django.utils.text import slugify

from agencies.models import Agency, Board
from audits.models import FrameworkVersion, RatingScale, Round
from audits.operations.round import LONGEST_CODE, free_code
from audits.permissions import can_run_rounds
from lscb_portal.lib.forms import DateInput, Hinted, inside_form_tag

COLUMNS = (
    "title",
    "code",
    "framework_version",
    "scale",
    "edition",
    "opens_on",
    "due_on",
    "final_due_on",
    "previous",
)
USUAL_WINDOW = timedelta(weeks=6)
DAY_WRONG = {"invalid": "Enter a day, for example 30 November 2026."}


class AgencyChoices(forms.ModelMultipleChoiceField):
    """Agencies by name; the hint is their kind, by which the page groups them."""

    def label_from_instance(self, agency):
        short_set = " (asked the short set)" if agency.is_small else ""
        return Hinted(f"{agency.name}{short_set}", hint=agency.get_kind_display())


class RoundForm(forms.Form):
    """A new round of `board`, or the change of one that has not opened (`instance`)."""

    uid = forms.UUIDField(widget=forms.HiddenInput)
    title = forms.CharField(
        max_length=120,
        label="Title",
        help_text="As agencies will read it, for example “Section 11 self-evaluation 2026”.",
        error_messages={"required": "Enter a title."},
    )
    code = forms.SlugField(
        max_length=LONGEST_CODE,
        required=False,
        label="Short name",
        help_text="For files and commands, in letters, digits and hyphens. Leave it empty to take it from the title.",
        error_messages={"invalid": "Use letters, digits and hyphens only."},
    )
    framework_version = forms.ModelChoiceField(
        None,
        label="Framework",
        empty_label=None,
        error_messages={"required": "Choose a framework.", "invalid_choice": "Choose a framework from the list."},
    )
    edition = forms.TypedChoiceField(
        coerce=int,
        label="Edition of Working Together",
        help_text="The round keeps to it for ever: criteria that came later are left out.",
        error_messages={"required": "Choose an edition.", "invalid_choice": "Choose an edition from the list."},
    )
    scale = forms.ModelChoiceField(
        None,
        required=False,
        label="Rating scale",
        empty_label="The framework’s own",
        error_messages={"invalid_choice": "Choose a scale from the list."},
    )
    previous = forms.ModelChoiceField(
        None,
        required=False,
        label="Round before this one",
        empty_label="None",
        help_text="Agencies see what they said then beside each criterion.",
        error_messages={"invalid_choice": "Choose a round from the list."},
    )
    opens_on = forms.DateField(
        label="Opens",
        widget=DateInput,
        help_text="It opens by itself that morning; you can also open it by hand.",
        error_messages=DAY_WRONG | {"required": "Enter the day the round opens."},
    )
    due_on = forms.DateField(
        label="Due",
        widget=DateInput,
        help_text="The end of this day.",
        error_messages=DAY_WRONG | {"required": "Enter the day returns are due."},
    )
    final_due_on = forms.DateField(
        label="Final date",
        required=False,
        widget=DateInput,
        help_text="A second date for those who are late.",
        error_messages=DAY_WRONG,
    )
    sharing = forms.ModelMultipleChoiceField(
        None,
        required=False,
        label="Boards that share the round",
        widget=forms.CheckboxSelectMultiple,
        help_text="An agency of several boards answers once; each board judges the return by itself.",
        error_messages={"invalid_choice": "Choose boards from the list."},
    )
    asked = AgencyChoices(
        None,
        label="Agencies asked",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one agency.", "invalid_choice": "Choose agencies from the list."},
    )

    def __init__(self, *args, user, board, instance=None, **kwargs):
        self.board, self.instance = board, instance
        boards = [each for each in Board.objects.visible_to(user) if can_run_rounds(user, each)]
        others = [each.pk for each in boards if each != board]
        self.agencies = Agency.objects.visible_to(user).of_boards(boards).in_force().order_by("kind", "name")
        self.versions = FrameworkVersion.objects.visible_to(user).published().statutory().order_by("-published_at")
        opened = Round.objects.visible_to(user).of_board(board).exclude(status=Round.Status.PLANNED)
        self.rounds = opened.exclude(pk=instance and instance.pk)
        kwargs["initial"] = self._first_values() | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.fields["framework_version"].queryset = self.versions
        self.fields["scale"].queryset = RatingScale.objects.visible_to(user)
        self.fields["previous"].queryset = self.rounds
        self.fields["asked"].queryset = self.agencies
        self.fields["sharing"].queryset = Board.objects.visible_to(user).filter(pk__in=others)
        self.fields["edition"].choices = [(year, f"Working Together {year}") for year in self._editions()]
        if not others:
            del self.fields["sharing"]
        self.helper = inside_form_tag()
        self.helper.layout = self._layout()

    def _editions(self):
        return sorted({year for version in self.versions for year in version.editions}, reverse=True)

    def _first_values(self):
        """What stands in the form before anybody types: the round as planned, or a round much like the last."""
        if self.instance:
            values = {name: getattr(self.instance, name) for name in COLUMNS}
            sharing = self.instance.boards.exclude(pk=self.board.pk)
            return values | {"uid": self.instance.uid, "asked": self.instance.asked.all(), "sharing": sharing}
        return {
            "uid": uuid.uuid4,
            "opens_on": timezone.localdate,
            "due_on": timezone.localdate() + USUAL_WINDOW,
            "asked": [agency.pk for agency in self.agencies.of_board(self.board)],
            "previous": self.rounds.first(),
        }

    def _layout(self):
        sharing = ["sharing"] if "sharing" in self.fields else []
        return Layout(
            "uid",
            "title",
            "code",
            HTML('<h2 class="govuk-heading-m sec">What is asked</h2>'),
            "framework_version",
            "edition",
            "scale",
            "previous",
            HTML('<h2 class="govuk-heading-m sec">Dates</h2>'),
            Div("opens_on", "due_on", "final_due_on", css_class="dates"),
            HTML('<h2 class="govuk-heading-m sec">Who is asked</h2>'),
            *sharing,
            Field("asked", template="audits/round/asked.html"),
        )

    def clean(self):
        cleaned = super().clean()
        self._settle_code(cleaned)
        self._check_edition(cleaned)
        self._check_dates(cleaned)
        self._check_boards(cleaned)
        return cleaned

    def _settle_code(self, cleaned):
        """Refuse a typed short name that another round has; one taken from the title gets the board's name instead."""
        if not {"title", "code", "uid"} <= cleaned.keys():
            return
        typed = cleaned["code"]
        wish = typed or slugify(cleaned["title"])[:LONGEST_CODE].strip("-")
        free = wish and free_code(wish, self.board, uid=self.instance.uid if self.instance else cleaned["uid"])
        if not wish:
            self.add_error("code", "Enter a short name: none can be taken from this title.")
        elif typed and free != typed:
            self.add_error("code", f"Another round, perhaps another board’s, has this short name. “{free}” is free.")
        else:
            cleaned["code"] = free

    def _check_edition(self, cleaned):
        version, edition = cleaned.get("framework_version"), cleaned.get("edition")
        if version and edition and edition not in version.editions:
            self.add_error("edition", f"This framework is not written for Working Together {edition}.")

    def _check_dates(self, cleaned):
        opens, due, final = (cleaned.get(name) for name in ("opens_on", "due_on", "final_due_on"))
        if due and due < timezone.localdate():
            self.add_error("due_on", "The day returns are due is past.")
        elif opens and due and due < opens:
            self.add_error("due_on", "Returns cannot be due before the round opens.")
        if due and final and final < due:
            self.add_error("final_due_on", "The final date cannot be before the day returns are due.")

    def _check_boards(self, cleaned):
        """Each agency belongs to one of the round's boards, of which a manager of several may have ticked too few."""
        boards = [self.board, *cleaned.get("sharing", ())]
        outside = set(cleaned.get("asked", ())) - set(self.agencies.of_boards(boards))
        for agency in sorted(outside, key=str):
            self.add_error(
                "asked", f"{agency.name} belongs to no board of this round. Share the round or leave it out."
            )

    @property
    def details(self) -> dict:
        """The round's columns, as the operations take them."""
        details = {name: self.cleaned_data[name] for name in COLUMNS}
        details["scale"] = details["scale"] or details["framework_version"].default_scale
        return details

    @property
    def people(self) -> dict:
        """Who is asked, and the boards that share."""
        return {"asked": self.cleaned_data["asked"], "sharing": self.cleaned_data.get("sharing", ())}
