"""The steps in which a round is planned. Each form is one page and knows what the steps before it said."""

import uuid

from crispy_forms.layout import Field, Layout
from django import forms
from django.db.models import QuerySet
from django.utils.text import slugify

from agencies.models import Agency, Board, User
from agencies.roles import Role
from audits.forms.agencies import AgencyChoices
from audits.mapping import criteria_of
from audits.models import FrameworkVersion, RatingScale, Round
from audits.operations.round import LONGEST_CODE, free_code
from audits.permissions import can_run_rounds
from audits.tracking import leads_of
from lscb_portal.lib.charts.words import listed, plural
from lscb_portal.lib.forms import Hinted, inside_form_tag

LONGEST_MESSAGE = Round._meta.get_field("launch_message").max_length
UNIT = (Role.BUSINESS_MANAGER, Role.ADMINISTRATOR, Role.QA_OFFICER)


class StartForm(forms.Form):
    """Where a plan begins: with nothing, or with an earlier round of the board."""

    uid = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    copied_from = forms.ModelChoiceField(
        None,
        required=False,
        blank=True,
        label="Begin with",
        empty_label="Nothing: a new round",
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Choose a round from the list."},
    )

    def __init__(self, *args, user, board, **kwargs):
        super().__init__(*args, **kwargs)
        rounds = Round.objects.visible_to(user).of_board(board)
        self.fields["copied_from"].queryset = rounds
        self.fields["copied_from"].label_from_instance = lambda round_: Hinted(
            f"A copy of {round_.title}", hint="A year later: every step filled in, to be looked through."
        )
        newest = rounds.filter(kind=Round.Kind.STATUTORY).first()
        self.initial["copied_from"] = newest and newest.pk
        self.helper = inside_form_tag()


class StepForm(forms.Form):
    """One step of a plan. `steps` (`audits.views.plan_steps.Steps`) has the board, the person and what was said."""

    heading = ""
    intro = ""
    wants_to_warn = False  # whether the page has something to say before it lets a valid step pass

    def __init__(self, *args, steps, **kwargs):
        self.steps = steps
        super().__init__(*args, **kwargs)
        self.helper = inside_form_tag()
        self.prepare()
        self.helper.layout = self.layout()

    def prepare(self):
        """Set what depends on the board, the person and the steps before."""

    def layout(self):
        return Layout(*self.fields)

    @property
    def details(self) -> dict:
        """The keyword arguments of `plan_round` that this step gives."""
        return dict(self.cleaned_data)

    @property
    def summary(self) -> list[tuple[str, str]]:
        """What was said, as the check of the whole shows it: (label, words), without what was left out."""
        said = [(field.label, self.cleaned_data.get(field.name)) for field in self.visible_fields()]
        return [(label, _words(value)) for label, value in said if value or value == 0]


def _words(value):
    """A value in words: rows as a list of them."""
    return ", ".join(map(str, value)) if isinstance(value, QuerySet | list) else str(value)


class WhatForm(StepForm):
    """What is asked, and by which scale."""

    heading = "What is asked"

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
    kind = forms.ChoiceField(
        label="Kind of round",
        choices=[
            (Round.Kind.STATUTORY, Hinted(Round.Kind.STATUTORY.label, hint="Every criterion that applies is asked.")),
            (
                Round.Kind.TOPIC,
                Hinted(Round.Kind.TOPIC.label, hint="The whole round that follows can begin with these answers."),
            ),
        ],
        initial=Round.Kind.STATUTORY,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose the kind of round."),
    )
    framework_version = forms.ModelChoiceField(
        None,
        label="Framework",
        empty_label=None,
        error_messages={"required": "Choose a framework.", "invalid_choice": "Choose a framework from the list."},
    )
    edition = forms.TypedChoiceField(
        coerce=int,
        label="Edition",
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

    def prepare(self):
        user, board = self.steps.user, self.steps.board
        versions = FrameworkVersion.objects.visible_to(user).published().statutory().order_by("-published_at", "-pk")
        opened = Round.objects.visible_to(user).of_board(board).exclude(status=Round.Status.PLANNED)
        opened = opened.filter(kind=Round.Kind.STATUTORY)
        editions = {(year, version.edition_of) for version in versions for year in version.editions}
        self.fields["framework_version"].queryset = versions
        self.fields["scale"].queryset = RatingScale.objects.visible_to(user)
        self.fields["previous"].queryset = opened
        self.fields["edition"].choices = _by_year(editions)
        self.initial.setdefault("previous", opened.first() and opened.first().pk)

    def clean(self):
        cleaned = super().clean()
        self._settle_code(cleaned)
        version, edition = cleaned.get("framework_version"), cleaned.get("edition")
        if version and edition and edition not in version.editions:
            self.add_error("edition", f"This framework is not written for {version.edition_of} {edition}.")
        if version and not cleaned.get("scale"):
            cleaned["scale"] = version.default_scale
        return cleaned

    @property
    def summary(self):
        kind = Round.Kind(self.cleaned_data["kind"]).label
        return [(label, kind if label == self.fields["kind"].label else words) for label, words in super().summary]

    def _settle_code(self, cleaned):
        """Refuse a typed short name that another round has; one taken from the title gets the board's name instead."""
        if not {"title", "code"} <= cleaned.keys():
            return
        typed = cleaned["code"]
        wish = typed or slugify(cleaned["title"])[:LONGEST_CODE].strip("-")
        free = wish and free_code(wish, self.steps.board, uid=self.steps.round_uid)
        if not wish:
            self.add_error("code", "Enter a short name: none can be taken from this title.")
        elif typed and free != typed:
            self.add_error("code", f"Another round, perhaps another board’s, has this short name. “{free}” is free.")
        else:
            cleaned["code"] = free


def _by_year(editions):
    """Choices of a year, the newest first, with the guidance that was published in it."""
    years = sorted({year for year, _ in editions}, reverse=True)
    return [(year, f"{year}: {listed(sorted(of for each, of in editions if each == year))}") for year in years]


class BoardsForm(StepForm):
    """Which boards share the round."""

    heading = "Boards that share the round"
    intro = "An agency of several boards answers once; each board judges the return and gives its feedback by itself."

    sharing = forms.ModelMultipleChoiceField(
        None,
        required=False,
        label="Shared with",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose boards from the list."},
    )

    def prepare(self):
        others = [each.pk for each in self.steps.other_boards]
        self.fields["sharing"].queryset = Board.objects.visible_to(self.steps.user).filter(pk__in=others)


class AgenciesForm(StepForm):
    """Who is asked, with who would be told there."""

    heading = "Agencies asked"
    intro = "The lead is told when the round opens. Where there is none, name one first: nobody would be told."

    asked = AgencyChoices(
        None,
        label="Agencies",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one agency.", "invalid_choice": "Choose agencies from the list."},
    )

    def prepare(self):
        self.boards = [self.steps.board, *self.steps.said("boards").get("sharing", ()), *self.steps.kept_boards]
        everywhere = [self.steps.board, *self.steps.other_boards, *self.steps.kept_boards]
        agencies = Agency.objects.visible_to(self.steps.user).of_boards(everywhere).in_force().order_by("kind", "name")
        self.agencies = agencies
        self.fields["asked"].queryset = agencies if self.is_bound else agencies.of_boards(self.boards)
        self.initial.setdefault("asked", [agency.pk for agency in agencies.of_boards(self.boards)])
        self.leads = leads_of([agency.pk for agency in agencies])

    def layout(self):
        return Layout(Field("asked", template="audits/agencies.html"))

    def clean_asked(self):
        """Each agency belongs to one of the round's boards, of which too few may have been ticked."""
        asked = self.cleaned_data["asked"]
        outside = sorted(set(asked) - set(self.agencies.of_boards(self.boards)), key=str)
        if outside:
            sentence = "{} belongs to no board of this round. Share the round or leave it out."
            raise forms.ValidationError([sentence.format(agency.name) for agency in outside])
        return asked

    @property
    def summary(self):
        asked = list(self.cleaned_data["asked"])
        without = [agency.name for agency in asked if not self.leads.get(agency.pk)]
        rows = [(plural(len(asked), "agency", "agencies"), ", ".join(agency.name for agency in asked))]
        return rows + ([("Without a lead", ", ".join(without))] if without else [])


class CriterionChoices(forms.ModelMultipleChoiceField):
    """Criteria by code and statement; the hint is their standard, by which the page groups them."""

    def label_from_instance(self, criterion):
        standard = criterion.standard
        return Hinted(f"{criterion.code} {criterion.statement}", hint=f"{standard.position}. {standard.title}")


class FocusForm(StepForm):
    """The criteria that a topic round asks or a whole round marks, and which round begins with which."""

    heading = "Focus"

    focus = CriterionChoices(
        None,
        required=False,
        label="Criteria",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose criteria from the list."},
    )
    fed_by = forms.ModelMultipleChoiceField(
        None,
        required=False,
        label="Topic rounds it begins with",
        widget=forms.CheckboxSelectMultiple,
        help_text="What agencies signed there begins their answers here, unconfirmed.",
        error_messages={"invalid_choice": "Choose rounds from the list."},
    )
    feeds = forms.ModelChoiceField(
        None,
        required=False,
        label="Whole round that begins with these answers",
        empty_label="None, or not planned yet",
        error_messages={"invalid_choice": "Choose a round from the list."},
    )

    def prepare(self):
        what = self.steps.said("what")
        self.is_topic = what.get("kind") == Round.Kind.TOPIC
        self.intro = (
            "Only these criteria are asked. Keep to one topic."
            if self.is_topic
            else "Agencies see these criteria marked as this year’s focus. You may choose none."
        )
        self.fields["focus"].queryset = criteria_of(what.get("framework_version"))
        rounds = Round.objects.visible_to(self.steps.user).of_board(self.steps.board)
        rounds = rounds.exclude(uid=self.steps.round_uid)
        framework = what["framework_version"].framework_id if what else None
        rounds = rounds.filter(framework_version__framework=framework)
        whole = rounds.filter(kind=Round.Kind.STATUTORY, status=Round.Status.PLANNED)
        topics = rounds.filter(kind=Round.Kind.TOPIC).exclude(feeds__opened_at__isnull=False)
        self._choose_from("feeds", whole if self.is_topic else whole.none())
        self._choose_from("fed_by", topics.none() if self.is_topic else topics)
        self.initial.setdefault("fed_by", [topic.pk for topic in topics if topic.feeds_id is None])

    def _choose_from(self, name, rounds):
        """Offer these rounds; without any the field is left out."""
        self.fields[name].queryset = rounds
        if not rounds.exists():
            del self.fields[name]

    def layout(self):
        others = [name for name in self.fields if name != "focus"]
        return Layout(*others, Field("focus", template="audits/round_plan/criteria.html"))

    def clean_focus(self):
        focus = self.cleaned_data["focus"]
        if self.is_topic and not focus:
            raise forms.ValidationError("Choose at least one criterion for the topic round to ask.")
        return focus

    @property
    def details(self):
        return {"fed_by": (), "feeds": None} | super().details

    @property
    def summary(self):
        codes = ", ".join(criterion.code for criterion in self.cleaned_data["focus"])
        label = self.fields["focus"].label
        return [(each, codes if each == label else words) for each, words in super().summary]


class MessageForm(StepForm):
    """What agencies read when the round opens, and whom they ask."""

    heading = "Contact and message"
    intro = "Agencies read this on their return’s page. The e-mail holds only neutral words and a link."

    contact = forms.ModelChoiceField(
        None,
        required=False,
        label="Whom agencies ask",
        empty_label="Nobody in particular",
        help_text="Name, e-mail address and telephone stand beside the message.",
        error_messages={"invalid_choice": "Choose somebody from the list."},
    )
    launch_message = forms.CharField(
        required=False,
        max_length=LONGEST_MESSAGE,
        label="Message",
        help_text="What is different this year, where to get help, when agencies meet.",
        widget=forms.Textarea(attrs={"rows": 10}),
        error_messages={"max_length": f"Use {LONGEST_MESSAGE:,} characters or fewer."},
    )

    def prepare(self):
        self.fields["contact"].queryset = contacts_of(self.steps.user, self.steps.board)
        self.fields["launch_message"].widget.attrs.pop("maxlength", None)
        self.initial.setdefault("contact", self.steps.user.pk)


def contacts_of(user, board):
    """The people of the board's office whom agencies may be told to ask."""
    people = User.objects.visible_to(user).with_board_role(board, *UNIT)
    return people.order_by("name")


def boards_run_by(user, but):
    """The other boards whose rounds the person runs."""
    boards = Board.objects.visible_to(user).exclude(pk=but.pk)
    return [each for each in boards if can_run_rounds(user, each)]
