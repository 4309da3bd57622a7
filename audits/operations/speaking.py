"""What an agency says to a board about its judging: by the person whose part it is, or entered for them."""

from dataclasses import dataclass

from agencies.models import User
from agencies.models.event import Through
from agencies.operations.notification import notify
from agencies.roles import Role
from lscb_portal.lib.errors import Refused


@dataclass(frozen=True)
class Said:
    """Whose words they are, and who entered them `through` what, where it was somebody else."""

    person: User
    entered_by: User | None = None
    through: str = Through.PORTAL

    @property
    def event(self) -> dict:
        """As `Event.record` takes it: both names are kept."""
        return {"on_behalf_of": self.person, "through": self.through} if self.entered_by else {}


def speakers(review, roles):
    """Whose part it is to say something: who holds one of `roles` at the agency, and who stands in for its lead."""
    evaluation = review.evaluation
    people = User.objects.at(evaluation.agency, *roles)
    if Role.LEAD in roles:
        people |= User.objects.at(evaluation.agency).filter(pk=evaluation.substitute_id)
    return people


def said(by, review, roles, person=None, through="") -> Said:
    """Say whose words these are: `by`'s own where it is their part (`speakers`), else those of `person`."""
    own = speakers(review, roles)
    if own.contains(by):
        return Said(by)
    if person is None or not own.contains(person):
        raise Refused("Choose who at the agency said it.")
    if through not in Through.values or through == Through.PORTAL:
        raise Refused("Say how it came.")
    return Said(person, by, through)


def tell_who_said_it(words: Said, review, link, key):
    """Tell the person that something was entered for them, if it was, with a `link` to it."""
    if words.entered_by:
        board = review.round_board.board
        notify("audits/said_entered", [words.person], about=review, board=board, link=link, key=key)
