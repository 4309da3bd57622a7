"""The two ways through a moderation: one standard across all agencies, or one agency down its standards."""

from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse

from audits.agreement import Agreement, agreement_of
from audits.models import Review, Standard
from audits.workspace import Place, Workspace


@dataclass(frozen=True)
class Row:
    """A place of the list beside the open answer. `is_open` where it is the answer that is open."""

    place: Place
    label: str
    address: str
    is_open: bool


@dataclass(frozen=True)
class Link:
    label: str
    address: str


class Way:
    """What both ways share. A way knows its places and where saving leads; templates know it by its `name`.

    It lists what `listed` says, in a column headed `column`, and leads on `around`. `standard` is the one it stays at.
    """

    name: str
    template: str
    listed: str
    column: str
    around: str
    standard: Standard | None = None
    not_returned: list[Review] = []

    def __init__(self, workspace: Workspace):
        self.workspace = workspace

    def url(self, view, *args) -> str:
        return reverse(f"audits:{view}", args=[self.workspace.part.board.slug, self.workspace.part.round.uid, *args])

    def next_to_judge(self, after: Place | None = None) -> Place | None:
        """The next place on this way that the person has still to judge: those after `after`, then from the first."""
        places = self.places
        at = next((number for number, place in enumerate(places, 1) if place == after), 0)
        return next((place for place in [*places[at:], *places[:at]] if place.is_for_me), None)

    def opened_first(self) -> Place | None:
        """What to show when nobody has chosen: the next to judge, else the first that may be read."""
        return self.next_to_judge() or next((place for place in self.places if place.is_readable), None)

    def place_of(self, review, standard) -> Place | None:
        """The place of this way with that return and standard."""
        return next((place for place in self.places if (place.review, place.standard) == (review, standard)), None)

    def rows(self, opened: Place | None) -> list[Row]:
        return [Row(place, self.label(place), self.address(place), place == opened) for place in self.places]

    @cached_property
    def agreement(self) -> Agreement:
        return agreement_of([place.cell for place in self.places])


class ByStandard(Way):
    """One standard across all agencies."""

    name, around = "standard", "standards"
    listed, column = "agencies", "Agency"
    template = "audits/moderation/answer.html"

    def __init__(self, workspace, standard: Standard):
        super().__init__(workspace)
        self.standard = standard
        self.places = workspace.places(standard)
        self.not_returned = workspace.not_returned

    def again(self):
        """The way as it is after something was saved."""
        return ByStandard(self.workspace.again(), self.standard)

    def label(self, place) -> str:
        return place.agency.short_name

    def address(self, place) -> str:
        return self.url("moderation_answer", self.standard.code, place.review.uid)

    def other_way(self, place) -> Link:
        address = self.url("moderation_agency_answer", place.review.uid, self.standard.code)
        return Link(f"All standards of {place.agency.short_name}", address)

    def neighbours(self) -> tuple[Link | None, Link | None]:
        """The standards before and after this one, None at the ends."""
        return tuple(
            one and Link(f"standard {one.position}", self.url("moderation_standard", one.code))
            for one in beside(self.workspace.standards, self.standard)
        )

    def goes_on(self, place) -> tuple[str, str]:
        """Where a saved rating leads, and what is said there: the next agency, the next standard, the overview."""
        saved = f"{place.agency.short_name} is saved."
        if following := self.next_to_judge(after=place):
            return f"{self.address(following)}#answer", saved
        if ahead := self.workspace.standard_to_judge(after=self.standard):
            said = f"{saved} Standard {self.standard.position} is done. Next is standard {ahead.position}."
            return self.url("moderation_standard", ahead.code), said
        return self.url("moderation"), f"{saved} Every return is judged."


class ByAgency(Way):
    """One agency's return, standard after standard."""

    name, around = "agency", "agencies"
    listed, column = "standards", "Standard"
    template = "audits/moderation/agency_answer.html"

    def __init__(self, workspace, review: Review):
        super().__init__(workspace)
        self.review = review
        self.places = workspace.standards_of(review)
        self.row = workspace.agency_row(review)

    def again(self):
        """The way as it is after something was saved."""
        return ByAgency(self.workspace.again(), self.review)

    def label(self, place) -> str:
        return f"{place.standard.position}. {place.standard.title}"

    def address(self, place) -> str:
        return self.url("moderation_agency_answer", self.review.uid, place.standard.code)

    def other_way(self, place) -> Link:
        address = self.url("moderation_answer", place.standard.code, self.review.uid)
        return Link(f"Standard {place.standard.position} across all agencies", address)

    def neighbours(self) -> tuple[Link | None, Link | None]:
        """The agencies before and after this one, of those open to the person; None at the ends."""
        return tuple(
            one and Link(one.evaluation.agency.short_name, self.url("moderation_agency", one.uid))
            for one in beside(self.workspace.readable, self.review)
        )

    def goes_on(self, place) -> tuple[str, str]:
        """Where a saved rating leads, and what is said there: the next standard, else how the whole return stands."""
        saved = f"Standard {place.standard.position} is saved."
        if following := self.next_to_judge(after=place):
            return f"{self.address(following)}#answer", saved
        whole = "Every standard of it is judged." if self.row.may_finish else "There is nothing else for you to judge."
        return self.url("moderation_agency", self.review.uid), f"{saved} {whole}"


def beside(row: list, one) -> tuple:
    """What stands before and after `one` in a row, None at the ends."""
    at = row.index(one)
    return row[at - 1] if at else None, next(iter(row[at + 1 :]), None)
