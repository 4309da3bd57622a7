"""One board's moderation of a round as one person sees it: what is judged, to judge, and closed."""

from dataclasses import dataclass
from functools import cached_property, partial

from audits import permissions
from audits.agreement import Agreement, agreement_of
from audits.left_out import left_out
from audits.matrix import NOT_SAMPLED, WITHHELD, Cell, Facts, Source
from audits.models import AnswerChallenge, Feedback, Review, Standard, Submission
from audits.scoring import State
from audits.submitted import rating_of
from audits.unseen import unseen_by
from audits.wording import back_words
from lscb_portal.lib.charts.track import Track


@dataclass(frozen=True)
class Place:
    """One agency's return at one standard: a row of the workspace's lists.

    `is_closed` where the person has declared an interest in the agency, `is_unseen` where they judge it a second time
    and may not see the first rating yet.
    """

    review: Review
    standard: Standard
    cell: Cell
    track: Track | None
    is_closed: bool = False
    is_unseen: bool = False
    is_challenged: bool = False
    is_own: bool = False

    @property
    def agency(self):
        return self.review.evaluation.agency

    @property
    def is_readable(self) -> bool:
        """Whether the person may open the answer here."""
        return self.cell.state not in (WITHHELD, State.NOT_ASKED)

    @property
    def is_open(self) -> bool:
        """Whether the answer has no rating yet that this person sees."""
        return self.cell.is_to_judge and not self.cell.moderated

    @property
    def is_to_judge(self) -> bool:
        """Whether a rating is still owed, by this person or another of those who judge first."""
        return self.is_open and self.review.status in Review.TO_JUDGE and not self.is_unseen

    @property
    def is_with_agency(self) -> bool:
        """Whether it cannot be judged yet, because its agency has the return for changes."""
        return self.is_open and self.review.status == Review.Status.RETURNED and not self.is_unseen

    @property
    def is_for_me(self) -> bool:
        """Whether the person may judge it next."""
        return self.is_to_judge and not self.is_closed

    @property
    def note(self) -> str:
        """What is special about it, if anything."""
        if self.cell.state == WITHHELD:
            return "Your own agency" if self.is_own else self.cell.words
        if self.cell.state in (State.NOT_ASKED, State.NOT_APPLICABLE):
            return self.cell.words
        if self.review.status == Review.Status.RETURNED:
            return "With the agency for changes"
        if self.is_closed:
            return "You declared an interest"
        return "Challenge open" if self.is_challenged else ""

    @property
    def difference(self) -> str:
        """What moderation made of it: "Lowered 1", "Agreed", "To do"; nothing where nothing is owed."""
        if self.is_unseen:
            return "Yours to judge unseen"
        if self.cell.moderated:
            return self.track.summary if self.track else "Judged"
        if self.cell.state == NOT_SAMPLED:
            return self.cell.words
        return "To do" if self.is_to_judge else ""


@dataclass(frozen=True)
class StandardRow:
    """A standard and how far its moderation has come: what is judged (`agreement`), and why the rest is not."""

    standard: Standard
    agreement: Agreement
    to_judge: int
    with_agency: int = 0
    unseen: int = 0

    @property
    def left(self) -> list[str]:
        """What is not judged: "6 to judge", "1 back with its agency"; nothing when all of it is."""
        counts = (
            (self.to_judge, f"{self.to_judge} to judge"),
            (self.unseen, f"{self.unseen} yours to judge unseen"),
            (self.with_agency, back_words(self.with_agency)),
        )
        return [words for count, words in counts if count]


@dataclass(frozen=True)
class AgencyRow:
    """A return and how far its moderation has come. `may_finish`: by this person, with nothing left to judge.

    `letter` is the state of its feedback letter, nothing while there is none.
    """

    review: Review
    agreement: Agreement
    is_own: bool
    is_closed: bool
    may_finish: bool
    may_judge: bool = False
    letter: str = ""

    @property
    def is_finished(self) -> bool:
        return self.review.status in Review.JUDGED


class Workspace:
    """The returns of a board's part in a round, for `user` to judge or to read."""

    def __init__(self, part, user):
        self.part = part
        self.user = user
        self.unseen = unseen_by(user, part)
        self.closed = permissions.interests_of(user, part)
        self.facts = Facts([part], withheld=partial(permissions.is_withheld, user), unseen=self.unseen)
        self.returned = self.facts.returned(part)
        self.not_returned = self.facts.not_returned(part)
        self.nil = self.facts.nil(part)

    def again(self):
        """The same workspace with what has been saved since."""
        return Workspace(self.part, self.user)

    @property
    def standards(self):
        return self.facts.standards

    @cached_property
    def challenged(self) -> frozenset:
        """{(review, standard)} with a challenge that is not concluded."""
        unfinished = AnswerChallenge.objects.of_board(self.part.board).filter(review__round_board=self.part)
        unfinished = unfinished.exclude(status=AnswerChallenge.Status.CONCLUDED)
        return frozenset(unfinished.values_list("review", "standard"))

    @cached_property
    def unseen_standards(self) -> list[Standard]:
        """The standards of which the person has something to judge a second time, unseen."""
        unseen = {standard for _, standard in self.unseen}
        return [standard for standard in self.standards if standard.pk in unseen]

    def may_judge(self, review) -> bool:
        """As `permissions.can_moderate`, without asking the database for each return."""
        agency = review.evaluation.agency
        may = permissions.can_judge(self.user, self.part.board) and not self.user.belongs_to(agency)
        return may and agency.pk not in self.closed

    @property
    def own_left_out(self) -> bool:
        """Whether a return of the person's own agency is in no count."""
        return any(self._is_own(review) for review in self.returned)

    @property
    def others_left_out(self) -> str:
        """How many other agencies' moderation is not open to the person yet, and until when, as a sentence."""
        closed = [one for one in self.returned if one.pk in self.facts.withheld and not self._is_own(one)]
        return " ".join(left_out(self.user, closed))

    def _is_own(self, review):
        return review.pk in self.facts.withheld and self.user.belongs_to(review.evaluation.agency)

    @property
    def points(self):
        """The points of the round's scale, best first."""
        return self.facts.points[::-1]

    def standard(self, code) -> Standard | None:
        return next((one for one in self.standards if one.code == code), None)

    def place(self, review, standard) -> Place:
        cell = self.facts.cell(review, standard, Source.MODERATED)
        at = (review.pk, standard.pk)
        return Place(
            review,
            standard,
            cell,
            self._track(cell),
            is_closed=review.evaluation.agency_id in self.closed,
            is_unseen=at in self.unseen,
            is_challenged=at in self.challenged,
            is_own=self._is_own(review),
        )

    def places(self, standard) -> list[Place]:
        """Every return at one standard."""
        return [self.place(review, standard) for review in self.returned]

    def standards_of(self, review) -> list[Place]:
        """One return at every standard that its agency was asked."""
        places = (self.place(review, standard) for standard in self.standards)
        return [place for place in places if place.cell.state != State.NOT_ASKED]

    @property
    def readable(self) -> list[Review]:
        """The returns with something to judge or to read that are open to the person."""
        return [review for review in self.returned if review.pk not in self.facts.withheld]

    def _track(self, cell):
        if not cell.own or not cell.is_to_judge:
            return None
        moderated = cell.moderated.code if cell.moderated else None
        return Track(list(self.facts.by_code), cell.own.code, moderated)

    def standard_to_judge(self, after=None) -> Standard | None:
        """The next standard at which something is still to judge: those after `after`, then the first."""
        at = self.standards.index(after) + 1 if after else 0
        ahead = [*self.standards[at:], *self.standards[:at]]
        return next((standard for standard in ahead if any(place.is_for_me for place in self.places(standard))), None)

    def earlier(self, review, standard) -> str:
        """The agency's own rating of the standard in the round before: "Section 11, 2024: Amber"; else nothing."""
        round_ = self.part.round
        signed = Submission.objects.filter(
            evaluation__round=round_.previous_id,
            evaluation__agency=review.evaluation.agency_id,
            evaluation__reviews__round_board__board=self.part.board_id,
            redacted_at=None,
        )
        last = signed.select_related("evaluation__round").order_by("number").last() if round_.previous_id else None
        found = rating_of(last, standard.code) if last else None
        if not found:
            return ""
        point, scale = found
        same = (scale["code"], scale["version"]) == (round_.scale.code, round_.scale.version)
        return f"{last.evaluation.round.title}: {point['label']}{'' if same else ', on another scale'}"

    def standard_rows(self) -> list[StandardRow]:
        return [self._standard_row(standard, self.places(standard)) for standard in self.standards]

    def _standard_row(self, standard, places):
        return StandardRow(
            standard,
            agreement_of([place.cell for place in places]),
            to_judge=sum(place.is_to_judge for place in places),
            with_agency=sum(place.is_with_agency for place in places),
            unseen=sum(place.is_open and place.is_unseen for place in places),
        )

    def agency_rows(self) -> list[AgencyRow]:
        """Every return; a nil one too, which may be accepted or sent back."""
        return [self.agency_row(review) for review in [*self.returned, *self.nil]]

    def agency_row(self, review) -> AgencyRow:
        agreement = agreement_of(self.facts.cells(review, Source.MODERATED))
        done = review.status in Review.TO_JUDGE and not agreement.to_judge
        may_judge = self.may_judge(review)
        return AgencyRow(
            review=review,
            agreement=agreement,
            is_own=self._is_own(review),
            is_closed=review.pk in self.facts.withheld,
            may_finish=done and may_judge,
            may_judge=may_judge,
            letter=self.letters.get(review.pk, ""),
        )

    @cached_property
    def letters(self) -> dict:
        """{review: the state of its letter}."""
        written = Feedback.objects.of_board(self.part.board).filter(review__round_board=self.part)
        return dict(written.values_list("review", "status"))
