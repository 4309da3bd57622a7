"""How far the returns of a round have come, agency by agency, as one board follows it."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from agencies.models import Agency, Post
from agencies.roles import Role
from audits.models import Nudge, Reminder, Review, Round, SelfEvaluation
from audits.wording import back_words, in_days

Status = SelfEvaluation.Status
LOOKS = {
    Status.NOT_STARTED: "none",
    Status.IN_PROGRESS: "part",
    Status.AWAITING_SIGN_OFF: "line",
    Status.SUBMITTED: "good",
}


@dataclass(frozen=True)
class Line:
    """One agency's return (`evaluation` with its progress) and the board's review of it."""

    evaluation: SelfEvaluation
    review: Review
    leads: list[str]

    @property
    def agency(self):
        return self.evaluation.agency

    @property
    def look(self):
        """How the state's tag looks."""
        return LOOKS[self.evaluation.status]

    @property
    def is_in(self) -> bool:
        """Whether the board has it, a nil return too; not one that it sent back."""
        has_it = self.review.submission_id is not None or self.evaluation.status == Status.SUBMITTED
        return has_it and not self.is_returned

    @property
    def is_nil(self) -> bool:
        """Whether what the board has is a nil return."""
        return self.is_in and self.review.submission is not None and self.review.submission.is_nil

    @property
    def is_returned(self) -> bool:
        """Whether the board sent it back for changes."""
        return self.review.status == Review.Status.RETURNED

    @property
    def came_back_too_late(self) -> bool:
        """Whether the board sent it back when its day had passed, and no more time was given since."""
        came_back_at = self.review.returned_at if self.is_returned else None
        return came_back_at is not None and timezone.localdate(came_back_at) > self.evaluation.due_on

    @property
    def may_have_time(self) -> bool:
        """Whether it is out at any of the boards that share the round."""
        return self.evaluation.status != Status.SUBMITTED

    @property
    def is_late(self) -> bool:
        """Whether its day (end of day, London) has passed. What was sent back after its day has none."""
        due_on = self.evaluation.due_on
        return not self.is_in and not self.came_back_too_late and timezone.localdate() > due_on

    @property
    def is_too_late(self) -> bool:
        """Whether the final day, or its own later one, has passed too."""
        last = self.evaluation.round.final_due_on
        return self.is_late and (last is None or timezone.localdate() > last)

    @property
    def is_unopened(self) -> bool:
        """Whether nobody of the agency has looked at it yet: what has been answered has been, noted or not."""
        nobody_did = self.evaluation.first_opened_at is None and self.evaluation.status == Status.NOT_STARTED
        return nobody_did and not self.is_in and not self.is_returned

    @property
    def due(self) -> str:
        """How far off its own day is, in words."""
        return in_days(self.evaluation.due_on)

    @property
    def per_cent(self):
        """Answered criteria in whole per cent, for a bar; the words beside it say the numbers."""
        return 100 * self.evaluation.answered // self.evaluation.asked if self.evaluation.asked else 0


def _out(status):
    """Whether a line's return is not in, and has come to this state."""
    return lambda line: not line.is_in and line.evaluation.status == status


# What the page may be narrowed to: (key, words, whether a line belongs), in the order of the page.
SHOWN = (
    ("all", "All", lambda line: True),
    ("late", "Late", lambda line: line.is_late),
    ("back", "Back with the agency", lambda line: line.is_returned),
    ("unopened", "Not opened", lambda line: line.is_unopened),
    ("not-started", "Not started", _out(Status.NOT_STARTED)),
    ("in-progress", "In progress", _out(Status.IN_PROGRESS)),
    ("to-sign", "Awaiting sign-off", _out(Status.AWAITING_SIGN_OFF)),
    ("extended", "Given more time", lambda line: not line.is_in and line.evaluation.more_time_until is not None),
    ("no-lead", "Without a lead", lambda line: not line.is_in and not line.leads),
    ("in", "Submitted", lambda line: line.is_in and not line.is_nil),
    ("nil", "Nil return", lambda line: line.is_in and line.is_nil),
)
# Who of each way to narrow the page would be written to: of one, and of more.
WHO = {
    "all": ("whose return is not in", "whose return is not in"),
    "late": ("who is late", "who are late"),
    "back": ("who has it back", "who have it back"),
    "unopened": ("who has not opened it", "who have not opened it"),
    "not-started": ("who has not started", "who have not started"),
    "in-progress": ("who has begun", "who have begun"),
    "to-sign": ("who has yet to sign", "who have yet to sign"),
    "extended": ("who has more time", "who have more time"),
    "no-lead": ("who has no lead", "who have no lead"),
}
BELONGS = {key: belongs for key, _, belongs in SHOWN}


@dataclass(frozen=True)
class Choice:
    """A way to narrow the page, and how many agencies it leaves."""

    key: str
    label: str
    number: int


@dataclass(frozen=True)
class Tracking:
    """The lines of a round, or, before it opens, the agencies that will be asked and those that have left since."""

    every_line: list[Line]
    to_ask: list[Agency]
    left: list[Agency]
    leads: dict[int, list[str]]
    show: str = "all"

    @cached_property
    def lines(self) -> list[Line]:
        """Those that the page shows."""
        return [line for line in self.every_line if BELONGS[self.show](line)]

    @property
    def to_write_to(self) -> list[Line]:
        """Those shown to whom a word may be sent."""
        return [line for line in self.lines if not line.is_in]

    @property
    def write_to_all(self) -> str:
        """What the button says that writes to each of them: "Write to all 7 who are late"."""
        number, (one, more) = len(self.to_write_to), WHO[self.show]
        return f"Write to the one {one}" if number == 1 else f"Write to all {number} {more}"

    @property
    def choices(self) -> list[Choice]:
        """The ways to narrow the page that leave anybody, and the one chosen."""
        choices = [Choice(key, label, sum(map(belongs, self.every_line))) for key, label, belongs in SHOWN]
        return [choice for choice in choices if choice.number or choice.key in ("all", self.show)]

    @property
    def kpis(self):
        """The four figures at the head of the page. A nil return is in none of their denominators."""
        answering = [line for line in self.every_line if not line.is_nil]
        states = Counter(Status.SUBMITTED if line.is_in else line.evaluation.status for line in answering)
        notes = dict.fromkeys(Status, f"of {len(answering)}")
        if back := sum(line.is_returned for line in answering):
            notes[Status.SUBMITTED] += f", and {back_words(back)}"
        if nil := len(self.every_line) - len(answering):
            notes[Status.SUBMITTED] += f", and {nil} nil"
        if unopened := sum(line.is_unopened for line in answering):
            notes[Status.NOT_STARTED] = f"{unopened} not opened"
        return [{"label": status.label, "value": states[status], "note": notes[status]} for status in reversed(Status)]


def track(part, show="all") -> Tracking:
    """Read a board's part in a round (a RoundBoard) in a fixed number of queries, narrowed to `show`."""
    if part.round.status == Round.Status.PLANNED:
        return _planned(part)
    taken = (
        part.reviews.with_begun().select_related("submission").defer("submission__content", "submission__declaration")
    )
    reviews = {review.evaluation_id: review for review in taken}
    evaluations = list(_evaluations(part))
    leads = leads_of([evaluation.agency_id for evaluation in evaluations])
    for evaluation in evaluations:
        evaluation.round = part.round  # at hand already: no query for each
    lines = [Line(each, reviews[each.pk], leads[each.agency_id]) for each in evaluations]
    return Tracking(lines, [], [], leads, show if show in BELONGS else "all")


def _evaluations(part):
    """The returns with their progress, and when each was last written to by somebody and by itself."""
    reminders = Reminder.objects.filter(evaluation=OuterRef("pk")).exclude(stage=Reminder.Stage.ESCALATED)
    nudges = Nudge.objects.filter(evaluation=OuterRef("pk"), round_board=part)
    evaluations = part.evaluations.with_progress().annotate(
        last_reminder=Subquery(reminders.order_by("-pk").values("made_at")[:1]),
        last_nudge=Subquery(nudges.order_by("-pk").values("sent_at")[:1]),
    )
    return evaluations.select_related("agency").order_by("agency__name")


def _planned(part):
    members = set(Agency.objects.of_boards(part.round.boards.all()).in_force().values_list("pk", flat=True))
    asked = list(part.round.asked.all())
    to_ask = [agency for agency in asked if agency.pk in members]
    left = [agency for agency in asked if agency.pk not in members]
    return Tracking([], to_ask, left, leads_of([agency.pk for agency in to_ask]))


def leads_of(agency_ids) -> dict[int, list[str]]:
    """{agency's key: the names of its leads}."""
    names = defaultdict(list)
    posts = Post.objects.current().filter(agency__in=agency_ids, role=Role.LEAD, person__is_active=True)
    for agency, name in posts.order_by("person__name").values_list("agency", "person__name"):
        names[agency].append(name)
    return names
