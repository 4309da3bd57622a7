"""The replies to a decision by e-mail: who answered what, and whether they make a quorum."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from agencies import quorum as rules
from agencies.models import Through
from lscb_portal.lib.charts.words import listed, plural
from lscb_portal.lib.hashing import canonical, sha256_of
from workplan.models import Asked, EmailAnswer
from workplan.room import member_of

Answer = EmailAnswer.Answer
LONGEST_DISSENT = 500
VERBS = {
    Answer.AGREE: ("agrees", "agree"),
    Answer.DISAGREE: ("disagrees", "disagree"),
    Answer.ABSTAIN: ("abstains", "abstain"),
}


@dataclass(frozen=True)
class Replied:
    """A seat that was asked, and every answer it gave, oldest first."""

    asked: Asked
    answers: tuple[EmailAnswer, ...]

    @property
    def latest(self) -> EmailAnswer | None:
        return self.answers[-1] if self.answers else None

    @property
    def present(self) -> rules.Present:
        """The agency as whoever answered carries it: a deputy of two members is one person, as in the room. What the
        office entered was said by the member."""
        in_person = self.latest.through == Through.PORTAL
        return member_of(self.asked).carried_by(self.latest.by_id if in_person else self.asked.person_id)

    @property
    def earlier(self) -> tuple[EmailAnswer, ...]:
        return self.answers[:-1]


@dataclass(frozen=True)
class Replies:
    """All seats asked, in the order of the group, with the rule of the day the question was opened."""

    rule: dict
    lines: tuple[Replied, ...]

    @property
    def silent(self) -> list[Asked]:
        """The seats that have not answered and still could."""
        return [line.asked for line in self.lines if line.latest is None and line.asked.is_held]

    @cached_property
    def quorum(self) -> rules.Quorum:
        """The quorum of those who replied, an abstention being a reply."""
        present = [line.present for line in self.lines if line.latest]
        members = list({line.asked.agency_id: member_of(line.asked) for line in self.lines}.values())
        return rules.assess(self.rule, present, members, rules.IN_WRITING)

    @property
    def tally(self) -> dict[str, int]:
        """How many seats gave each answer."""
        counted = Counter(line.latest.answer for line in self.lines if line.latest)
        return {answer: counted[answer] for answer in Answer.values}

    @property
    def in_words(self) -> str:
        """Who gave each answer, as people and as agencies: "3 people of 2 agencies agree; 1 person of 1 agency
        disagrees". The tally counts seats, of which one person or one agency may hold several."""
        said = []
        for answer, (one, more) in VERBS.items():
            given = [line.asked for line in self.lines if line.latest and line.latest.answer == answer]
            people, agencies = len({asked.person_id for asked in given}), len({asked.agency_id for asked in given})
            if people:
                of = f"{plural(people, 'person', 'people')} of {plural(agencies, 'agency', 'agencies')}"
                said.append(f"{of} {one if people == 1 else more}")
        return f"{'; '.join(said)}." if said else "Nobody has answered."

    @property
    def dissent(self) -> str:
        """Who did not agree, as a decision keeps it."""
        names = [str(line.asked) for line in self.lines if line.latest and line.latest.answer == Answer.DISAGREE]
        words = listed([f"{name}" for name in names]) if names else ""
        return words if len(words) <= LONGEST_DISSENT else f"{len(names)} of those asked; see the answers"

    @property
    def mark(self) -> str:
        """A short mark of the answers as they stand: a page that carries another one is out of date."""
        return sha256_of(canonical([[line.asked.pk, len(line.answers)] for line in self.lines]))[:16]


def replies_to(question) -> Replies:
    """Read the answers to a decision by e-mail, in three queries."""
    asked = question.asked.select_related("agency", "person", "seat").prefetch_related("answers__by")
    lines = tuple(Replied(one, tuple(one.answers.all())) for one in asked)
    return Replies(question.quorum_rule, lines)
