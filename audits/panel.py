"""What a moderation panel talks about: first where people see it differently, then agency by agency."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from audits.models import AnswerChallenge, Moderation, Review, Standard
from audits.second_desk import compared, moved, pairs_of
from audits.workspace import Place, Workspace
from lscb_portal.lib.charts.words import plural

FAR = 2  # steps between the agency's own rating and the moderated one that a panel looks at


@dataclass(frozen=True)
class Matter:
    """One standard of one return that the panel should talk about, and why, the weightiest reason first."""

    place: Place
    standard: Standard
    reasons: tuple[str, ...]
    moderation: Moderation | None
    second: object | None
    challenge: AnswerChallenge | None

    @property
    def review(self) -> Review:
        return self.place.review


@dataclass(frozen=True)
class AgencyRow:
    """One return: each standard's place, and how far it is."""

    review: Review
    places: tuple[tuple[Standard, Place], ...]
    judged: int
    of: int

    @property
    def progress(self) -> str:
        return f"{self.judged} of {plural(self.of, 'standard')} judged"


class Panel:
    """One board's part in a round as a panel sees it; for each person without what they may not see."""

    def __init__(self, part, user):
        self.part = part
        self.workspace = Workspace(part, user)
        self.reviews = [one for one in self.workspace.returned if one.pk not in self.workspace.facts.withheld]

    @cached_property
    def _reasons(self):
        """{(review, standard): the reasons}, in the order in which they weigh."""
        reasons = defaultdict(list)
        for at, second in self.seconds.items():
            if second.first_rating and moved(second):
                reasons[at].append(f"Two moderators differ: the second is {compared(second)}")
        for at, challenge in self.challenges.items():
            reasons[at].append(f"Challenge open: {challenge.get_status_display().lower()}")
        for review in self.reviews:
            for standard in self.workspace.standards:
                steps = self.workspace.place(review, standard).cell.moved or 0
                if abs(steps) >= FAR:
                    way = "Raised" if steps > 0 else "Lowered"
                    reasons[review.pk, standard.pk].append(f"{way} by {plural(abs(steps), 'step')}")
        return reasons

    @cached_property
    def seconds(self):
        """{(review, standard): the second judgement}, of those the person may see."""
        return {
            (one.review_id, one.standard_id): one
            for one in pairs_of(self.part)
            if (one.review_id, one.standard_id) not in self.workspace.unseen
        }

    @cached_property
    def challenges(self):
        """{(review, standard): a challenge that is not concluded}."""
        unfinished = AnswerChallenge.objects.of_board(self.part.board).filter(review__round_board=self.part)
        unfinished = unfinished.exclude(status=AnswerChallenge.Status.CONCLUDED)
        return {(one.review_id, one.standard_id): one for one in unfinished.order_by("-pk")}

    @cached_property
    def matters(self) -> list[Matter]:
        """What to talk about, those with most reasons first, then by standard."""
        by_review = {review.pk: review for review in self.reviews}
        by_standard = {standard.pk: standard for standard in self.workspace.standards}
        moderations = Moderation.objects.filter(round_board=self.part, is_stale=False).select_related("rating")
        moderations = {(one.review_id, one.standard_id): one for one in moderations}
        found = [
            Matter(
                self.workspace.place(by_review[review], by_standard[standard]),
                by_standard[standard],
                tuple(reasons),
                None if (review, standard) in self.workspace.unseen else moderations.get((review, standard)),
                self.seconds.get((review, standard)),
                self.challenges.get((review, standard)),
            )
            for (review, standard), reasons in self._reasons.items()
            if review in by_review
        ]
        return sorted(
            found, key=lambda one: (-len(one.reasons), one.standard.position, one.review.evaluation.agency.name)
        )

    @cached_property
    def agencies(self) -> list[AgencyRow]:
        """Agency by agency, each with its standards in order."""
        return [self._agency(review) for review in self.reviews]

    def _agency(self, review):
        places = tuple((standard, self.workspace.place(review, standard)) for standard in self.workspace.standards)
        cells = [place.cell for _, place in places if place.cell.is_to_judge]
        return AgencyRow(review, places, sum(cell.moderated is not None for cell in cells), len(cells))

    @property
    def progress(self) -> str:
        """ "41 of 96 standards judged; 3 of 8 returns finished." """
        judged, of = (sum(getattr(row, name) for row in self.agencies) for name in ("judged", "of"))
        finished = sum(row.review.status in Review.JUDGED for row in self.agencies)
        returns = plural(len(self.agencies), "return")
        return f"{judged} of {plural(of, 'standard')} judged; {finished} of {returns} finished."
