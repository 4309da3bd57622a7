"""The register: how each agency stands with each policy it is asked to review, and the matrix policy × agency.

However many policies and agencies there are, `standings` takes four queries and `matrix_of` two more. Only agencies
that are members of the board today are in it, and only policies that nobody has retired.
"""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Max
from django.utils import timezone

from agencies.models import Agency, Post
from agencies.roles import Permission, roles_with
from audits.models import Policy, PolicyAsk, PolicyAudit, PolicyReview, PolicyVersion
from audits.policy_state import LOOKS, RANKS, LatestReview, Look, State, due_on, is_soon, state_of

# The states by which lines and columns are sorted: those that need somebody to do something.
WORST = (State.OVERDUE, State.DUE_SOON, State.NEW_VERSION)


@dataclass(frozen=True)
class Standing:
    """One agency and one policy: what is asked, the newest version, the latest review and the latest check."""

    ask: PolicyAsk
    version: PolicyVersion | None
    review: PolicyReview | None
    audit: PolicyAudit | None
    today: dt.date

    @property
    def policy(self) -> Policy:
        return self.ask.policy

    @property
    def agency(self) -> Agency:
        return self.ask.agency

    @cached_property
    def latest(self) -> LatestReview | None:
        """What counts of the latest review."""
        review = self.review
        if review is None or self.version is None:
            return None
        of_newest = review.version_id == self.version.pk
        return LatestReview(review.outcome, review.next_due_on, review.action_due_on, of_newest)

    @cached_property
    def due(self) -> dt.date | None:
        """By when the agency must review it; None while no version is published."""
        return due_on(self.version.respond_by, self.ask.asked_on, self.latest) if self.version else None

    @cached_property
    def state(self) -> State:
        return state_of(self.due, self.latest, self.today) if self.version else State.NO_VERSION

    @property
    def look(self) -> Look:
        return LOOKS[self.state]

    @property
    def is_to_do(self) -> bool:
        """Whether the agency has something to do now: it is late, it is near, or a version waits."""
        return self.state in (State.OVERDUE, State.DUE_SOON, State.NEW_VERSION) or self.is_soon

    @property
    def is_soon(self) -> bool:
        return self.due is not None and is_soon(self.due, self.today)

    @property
    def is_current(self) -> bool:
        """Whether the latest review is of the newest version and not late: what a return may point to."""
        return bool(self.latest and self.latest.is_of_newest and self.state != State.OVERDUE)

    @property
    def awaits_version(self) -> bool:
        """Whether a version waits that the agency has not reviewed."""
        return self.version is not None and not (self.latest and self.latest.is_of_newest)

    @property
    def words(self) -> str:
        """The state in words, with its day: "Overdue since 3 November 2026"."""
        if self.due is None:
            return self.look.label
        return f"{self.look.label}, {'was ' if self.due < self.today else ''}due {long_day(self.due)}"

    @property
    def audit_due(self) -> dt.date | None:
        """When the next adherence check is due; None where none was ever made."""
        return self.audit.next_due_on if self.audit else None

    @property
    def audit_is_late(self) -> bool:
        return self.audit is not None and self.audit.next_due_on < self.today

    @property
    def audit_is_soon(self) -> bool:
        return self.audit is not None and is_soon(self.audit.next_due_on, self.today)

    @property
    def rank(self):
        """What sorts worst first, and what is due first before the rest."""
        return RANKS[self.state], self.due or dt.date.max, self.policy.code, self.agency.name


def long_day(day) -> str:
    """ "3 November 2026"."""
    return f"{day.day} {day:%B %Y}"


# Reading --------------------------------------------------------------------------------------------------------------


def asks_of_board(board):
    """What the members of the board are asked today, of its own policies and theirs."""
    members = Agency.objects.of_board(board).in_force()
    return PolicyAsk.objects.filter(policy__board=board, policy__retired_on__isnull=True, agency__in=members)


def standings(asks, today=None) -> list[Standing]:
    """How things stand with each of `asks` (a queryset), the worst first."""
    asks = list(asks.select_related("policy__board", "policy__agency", "agency"))
    today = today or timezone.localdate()
    newest = newest_versions({ask.policy_id for ask in asks})
    reviews = _latest_reviews(asks)
    audits = _latest_audits(asks)
    found = (
        Standing(
            ask,
            newest.get(ask.policy_id),
            reviews.get((ask.policy_id, ask.agency_id)),
            audits.get((ask.policy_id, ask.agency_id)),
            today,
        )
        for ask in asks
    )
    return sorted(found, key=lambda standing: standing.rank)


def standing_of(policy, agency) -> Standing | None:
    """How one agency stands with one policy; None when it is not asked."""
    return next(iter(standings(policy.asks.filter(agency=agency))), None)


def newest_versions(policy_ids) -> dict[int, PolicyVersion]:
    """{policy's id: the version published last}."""
    newest = PolicyVersion.objects.filter(policy__in=policy_ids).values("policy").annotate(last=Max("pk"))
    versions = PolicyVersion.objects.filter(pk__in=newest.values("last")).select_related("file")
    return {version.policy_id: version for version in versions}


def newest_version(policy) -> PolicyVersion | None:
    """The version published last."""
    return policy.versions.select_related("file").order_by("pk").last()


def _latest_reviews(asks):
    """{(policy, agency): the review recorded last}."""
    about = _about(PolicyReview.objects, asks, "version__policy")
    last = about.values("version__policy", "agency").annotate(last=Max("pk")).values("last")
    reviews = PolicyReview.objects.filter(pk__in=last.order_by()).select_related("version")
    return {(review.version.policy_id, review.agency_id): review for review in reviews}


def _latest_audits(asks):
    """{(policy, agency): the check recorded last}."""
    last = _about(PolicyAudit.objects, asks, "policy").values("policy", "agency").annotate(last=Max("pk"))
    audits = PolicyAudit.objects.filter(pk__in=last.values("last").order_by())
    return {(audit.policy_id, audit.agency_id): audit for audit in audits}


def _about(rows, asks, policy):
    return rows.filter(
        **{f"{policy}__in": {ask.policy_id for ask in asks}, "agency__in": {ask.agency_id for ask in asks}}
    ).order_by()


# The matrix -----------------------------------------------------------------------------------------------------------


@dataclass
class Line:
    """A policy of the board: its newest version, and how each agency asked stands with it."""

    policy: Policy
    version: PolicyVersion | None
    today: dt.date
    standings: dict[int, Standing] = field(default_factory=dict)

    @property
    def is_due_itself(self) -> bool:
        """Whether the day has passed by which the policy was to be looked at again."""
        return self.version is not None and self.version.review_due_on < self.today

    @property
    def rank(self):
        return *_counts(self.standings.values()), self.policy.code


@dataclass
class Matrix:
    """Policies down, agencies across, overdue first both ways. `all` is every standing, whatever state is chosen."""

    agencies: list[Agency]
    lines: list[Line]
    all: list[Standing]

    @property
    def counts(self) -> Counter:
        return Counter(standing.state for standing in self.all)


def matrix_of(board, *, tier="", kind="", state="", today=None) -> Matrix:
    """The board's own policies by agency, of one tier and one kind of agency if wished.

    With a `state`, only policies and agencies that have it somewhere.
    """
    policies = Policy.objects.of_board(board).in_force().filter(agency__isnull=True)
    policies = list(policies.filter(tier=tier) if tier else policies)
    asks = asks_of_board(board).filter(policy__in=policies)
    found = standings(asks.filter(agency__kind=kind) if kind else asks, today)
    newest, today = newest_versions([policy.pk for policy in policies]), today or timezone.localdate()
    lines = {policy.pk: Line(policy, newest.get(policy.pk), today) for policy in policies}
    for standing in found:
        lines[standing.policy.pk].standings[standing.agency.pk] = standing
    shown = [line for line in lines.values() if line.standings or not kind]
    return _sorted(shown, found, state)


def _sorted(lines, found, state):
    """The matrix, sorted, of the lines and agencies that have `state` somewhere."""
    by_agency = {}
    for standing in found:
        by_agency.setdefault(standing.agency, []).append(standing)
    agencies = sorted(by_agency, key=lambda agency: (*_counts(by_agency[agency]), agency.name))
    lines = sorted(lines, key=lambda line: line.rank)
    if state:
        lines = [line for line in lines if _has(line.standings.values(), state)]
        agencies = [agency for agency in agencies if _has(by_agency[agency], state)]
        kept = {agency.pk for agency in agencies}
        for line in lines:
            line.standings = {pk: standing for pk, standing in line.standings.items() if pk in kept}
    return Matrix(agencies, lines, found)


def _counts(found):
    """How many are in each state, worst first, as what sorts the most of them before the rest."""
    counts = Counter(standing.state for standing in found)
    return tuple(-counts[state] for state in WORST)


def _has(found, state):
    return any(standing.state == state for standing in found)


def own_policies_of(board, today=None) -> list[Standing]:
    """How agencies stand with policies of their own, the worst first."""
    return standings(asks_of_board(board).filter(policy__agency__isnull=False), today)


def people_reviewing(agencies) -> dict[int, list]:
    """{agency's id: its people who review policies}, each agency asked having an entry."""
    posts = Post.objects.current().filter(agency__in=agencies, role__in=roles_with(Permission.REVIEW_POLICIES))
    found = {agency.pk: [] for agency in agencies}
    for post in posts.filter(person__is_active=True).select_related("person").order_by("person__name"):
        if post.person not in found[post.agency_id]:
            found[post.agency_id].append(post.person)
    return found
