"""How far the returns of a round have come, agency by agency, as one board follows it."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from agencies.models import Agency, Post
from agencies.roles import Role
from audits.models import Review, Round, SelfEvaluation

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
    def is_late(self):
        return self.evaluation.status != Status.SUBMITTED and self.evaluation.round.is_overdue

    @property
    def per_cent(self):
        """Answered criteria in whole per cent, for a bar; the words beside it say the numbers."""
        return 100 * self.evaluation.answered // self.evaluation.asked if self.evaluation.asked else 0


@dataclass(frozen=True)
class Tracking:
    """The lines of a round, or, before it opens, the agencies that will be asked and those that have left since."""

    lines: list[Line]
    to_ask: list[Agency]
    left: list[Agency]
    leads: dict[int, list[str]]

    @property
    def kpis(self):
        """The four figures at the head of the page."""
        states = Counter(line.evaluation.status for line in self.lines)
        return [
            {"label": status.label, "value": states[status], "note": f"of {len(self.lines)}"}
            for status in reversed(Status)
        ]


def track(part) -> Tracking:
    """Read a board's part in a round (a RoundBoard) in a fixed number of queries."""
    if part.round.status == Round.Status.PLANNED:
        return _planned(part)
    reviews = {review.evaluation_id: review for review in part.reviews.select_related("submission")}
    evaluations = part.evaluations.with_progress().select_related("agency", "round").order_by("agency__name")
    leads = _leads([evaluation.agency_id for evaluation in evaluations])
    lines = [Line(each, reviews[each.pk], leads[each.agency_id]) for each in evaluations]
    return Tracking(lines, [], [], leads)


def _planned(part):
    members = set(Agency.objects.of_boards(part.round.boards.all()).in_force().values_list("pk", flat=True))
    asked = list(part.round.asked.all())
    to_ask = [agency for agency in asked if agency.pk in members]
    left = [agency for agency in asked if agency.pk not in members]
    return Tracking([], to_ask, left, _leads([agency.pk for agency in to_ask]))


def _leads(agency_ids):
    """{agency's key: the names of its leads}."""
    names = defaultdict(list)
    posts = Post.objects.current().filter(agency__in=agency_ids, role=Role.LEAD, person__is_active=True)
    for agency, name in posts.order_by("person__name").values_list("agency", "person__name"):
        names[agency].append(name)
    return names
