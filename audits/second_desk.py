"""A second moderator's desk: one standard in all returns, with their own ratings and never the first before theirs."""

from dataclasses import dataclass

from audits import permissions
from audits.agreement import Agreement
from audits.matrix import WITHHELD, Cell, Facts, Source
from audits.models import Moderation, Review, ScalePoint, SecondModeration
from audits.scoring import State
from lscb_portal.lib.charts.words import plural

OWN, INTEREST = "Your own agency", "You declared an interest"


@dataclass(frozen=True)
class Seat:
    """One return on the desk. `cell` is the agency's own rating; `first` is None until `mine` is there."""

    review: Review
    cell: Cell
    mine: SecondModeration | None
    first: Moderation | None
    why_not: str

    @property
    def is_barred(self) -> bool:
        """Whether nothing of the answer is shown to them, for who they are."""
        return self.why_not in (OWN, INTEREST)

    @property
    def agency(self):
        return self.review.evaluation.agency

    @property
    def is_to_judge(self) -> bool:
        return not self.why_not and self.mine is None

    @property
    def is_readable(self) -> bool:
        """Whether the person may open the answer here."""
        return not self.why_not or self.mine is not None

    @property
    def words(self) -> str:
        """How it stands: "To do", "Saved, same as first", "Saved, 1 step above the first"."""
        if self.mine is None:
            return self.why_not or "To do"
        return f"Saved, {compared(self.mine)}"


def compared(second) -> str:
    """How a second judgement lies to the first: both are there, or the first is not in yet."""
    if second.first_rating is None:
        return "the first is not in yet"
    steps = moved(second)
    if not steps:
        return "same as first"
    return f"{plural(abs(steps), 'step')} {'above' if steps > 0 else 'below'} the first"


def moved(second) -> int:
    """The steps of the scale from the first rating to the second."""
    ranks = [point.points for point in second.rating.scale.points.all()][::-1]
    return ranks.index(second.rating.points) - ranks.index(second.first_rating.points)


class Desk:
    """What one person judges a second time at one standard of a board's part in a round."""

    def __init__(self, part, standard, user):
        self.part, self.standard, self.user = part, standard, user
        self.facts = Facts([part], withheld=lambda review: user.belongs_to(review.evaluation.agency))
        self.closed = permissions.interests_of(user, part)
        here = {"review__round_board": part, "standard": standard}
        seconds = SecondModeration.objects.filter(**here).select_related(
            "rating__scale", "first_rating", "moderated_by"
        )
        self.seconds = {one.review_id: one for one in seconds.prefetch_related("rating__scale__points")}
        firsts = Moderation.objects.filter(**here, is_stale=False).select_related("rating", "moderated_by")
        self.firsts = {one.review_id: one for one in firsts}

    @property
    def points(self) -> list[ScalePoint]:
        """The points of the round's scale, best first."""
        return self.facts.points[::-1]

    def seats(self) -> list[Seat]:
        """Every return, in the order of their agencies."""
        return [self.seat(review) for review in self.facts.returned(self.part)]

    def seat(self, review) -> Seat:
        second, first = self.seconds.get(review.pk), self.firsts.get(review.pk)
        mine = second if second and second.moderated_by == self.user else None
        cell = self.facts.cell(review, self.standard, Source.SELF)
        why_not = self._why_not(review, cell, second, first)
        return Seat(review, cell, mine, first if mine else None, why_not)

    def _why_not(self, review, cell, second, first):
        agency = review.evaluation.agency
        reasons = {
            OWN: self.user.belongs_to(agency),
            INTEREST: agency.pk in self.closed,
            cell.words: cell.state in (State.NOT_ASKED, State.NOT_APPLICABLE, WITHHELD),
            "With the agency for changes": review.status == Review.Status.RETURNED,
            "You judged it first": first is not None and first.moderated_by == self.user,
            "Judged by another second moderator": second is not None and second.moderated_by != self.user,
            "Its moderation is finished": review.status in Review.JUDGED,
        }
        return next((words for words, holds in reasons.items() if holds), "")

    def next_after(self, review) -> Review | None:
        """The next return to judge: those after `review`, then the first."""
        seats = self.seats()
        at = next((number for number, seat in enumerate(seats, 1) if seat.review == review), 0)
        return next((seat.review for seat in [*seats[at:], *seats[:at]] if seat.is_to_judge), None)

    @property
    def progress(self) -> str:
        """ "2 of 7 done"."""
        seats = self.seats()
        mine = sum(seat.mine is not None for seat in seats)
        return f"{mine} of {mine + sum(seat.is_to_judge for seat in seats)} done"


def agreement_of_pairs(seconds) -> Agreement:
    """How close first and second moderators were, over the judgements (with their scale's points) that have both."""
    moves = tuple(moved(second) for second in seconds if second.first_rating is not None)
    return Agreement(returned=len(moves), judged=len(moves), moves=moves)


def pairs_of(part) -> list[SecondModeration]:
    """The second judgements of a board's part in a round, with all that their figures need."""
    related = ("rating__scale", "first_rating", "standard", "moderated_by", "review__evaluation__agency")
    made = SecondModeration.objects.filter(review__round_board=part).select_related(*related)
    return list(made.prefetch_related("rating__scale__points"))
