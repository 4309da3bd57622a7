"""What the answers to a poll promise: each agency's for each day, and what the rule of quorum says of that day."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from agencies import quorum
from agencies.models import Seat
from workplan.forecast import member_of
from workplan.models import Poll, PollAnswer, PollOption

Answer = PollAnswer.Answer
# What an agency with several seats can promise is the best of what its people say.
BEST_FIRST = (Answer.YES, Answer.IF_NEED_BE, Answer.NO, None)


@dataclass(frozen=True)
class Cell:
    """What an agency, or a person without one, says of one option: the best answer, and each person's."""

    best: str | None
    people: tuple[tuple[str, str], ...]

    @property
    def label(self) -> str:
        return Answer(self.best).label if self.best else "No answer"

    @property
    def differ(self) -> bool:
        """Whether the people of the agency say different things."""
        return len({said for _, said in self.people}) > 1


@dataclass(frozen=True)
class Row:
    """One agency of the grid, or one person who represents none."""

    name: str
    people: tuple[str, ...]
    counts: bool
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Prospect:
    """One option judged by the group's rule: as people said, with those who could if need be, and with the silent."""

    option: PollOption
    yes: int
    if_need_be: int
    no: int
    silent: int
    surely: quorum.Quorum | None
    if_need_be_come: quorum.Quorum | None
    if_silent_come: quorum.Quorum | None

    @property
    def state(self) -> str:
        """In one word: sure, likely (if need be), open (the silent decide), short, or unknown without a rule."""
        if self.surely is None:
            return "unknown"
        if self.surely.quorate:
            return "sure"
        if self.if_need_be_come.quorate:
            return "likely"
        return "open" if self.if_silent_come.quorate else "short"

    @property
    def words(self) -> str:
        """What the rule says of this day, in a sentence."""
        return {
            "unknown": "The group has no quorum rule on that day.",
            "sure": "Those who said yes are enough to decide.",
            "likely": "Enough to decide only if those come who could if need be.",
            "open": "Not enough yet: it depends on those who have not answered.",
            "short": "Not enough to decide, even if everybody else came.",
        }[self.state]

    @property
    def why(self) -> str:
        """The rule's own sentence on those who said yes."""
        return self.surely.sentence if self.surely else ""

    @property
    def rank(self):
        """What sorts the best day first."""
        states = ("sure", "likely", "open", "short", "unknown")
        return states.index(self.state), -self.yes, -self.if_need_be, self.option.date, self.option.starts_at


class Grid:
    """A poll as whoever organises it reads it. Reads the seats, the answers and the rule once."""

    def __init__(self, poll: Poll):
        self.poll = poll
        self.options = list(poll.options.all())
        self.seats = poll.seats
        answers = PollAnswer.objects.filter(option__poll=poll)
        self._said = {(answer.option_id, answer.seat_id): answer for answer in answers}

    def said(self, option, seat) -> str | None:
        """What the holder of a seat says of an option; None where they have said nothing."""
        answer = self._said.get((option.pk, seat.pk))
        return answer.answer if answer else None

    @property
    def silent(self) -> list[Seat]:
        """The seats that have answered for no option."""
        answered = {seat for _, seat in self._said}
        return [seat for seat in self.seats if seat.pk not in answered]

    @property
    def answered(self) -> list[Seat]:
        silent = self.silent
        return [seat for seat in self.seats if seat not in silent]

    @property
    def rows(self) -> list[Row]:
        """The agencies by name, those without a vote in the quorum last."""
        seats = defaultdict(list)
        for seat in self.seats:
            seats[(not seat.counts, self._name(seat))].append(seat)
        return [self._row(name, not last, held) for (last, name), held in sorted(seats.items(), key=lambda row: row[0])]

    @staticmethod
    def _name(seat):
        return seat.agency.short_name if seat.agency else seat.person.name

    def _row(self, name, counts, seats):
        people = tuple(seat.person.name for seat in seats if seat.agency)
        return Row(name, people, counts, tuple(self._cell(option, seats) for option in self.options))

    def _cell(self, option, seats):
        said = {seat.person.name: self.said(option, seat) for seat in seats}
        people = tuple((name, Answer(each).label if each else "No answer") for name, each in said.items())
        return Cell(min(said.values(), key=BEST_FIRST.index), people)

    @cached_property
    def prospects(self) -> list[Prospect]:
        """Each option in the order of the poll, judged."""
        return [self._prospect(option) for option in self.options]

    @property
    def best(self) -> PollOption | None:
        """The option that promises most; None without options."""
        return min(self.prospects, key=lambda prospect: prospect.rank).option if self.options else None

    def _prospect(self, option):
        said = [self.said(option, seat) for seat in self.seats]
        counts = (said.count(each) for each in BEST_FIRST)
        return Prospect(option, *counts, *self._judged(option))

    def _judged(self, option):
        """The rule's word three times: on yes alone, with if need be, and with the silent too."""
        version = self.poll.group.quorum_rule_on(option.date)
        seats = [seat for seat in self.seats if seat.counts and (seat.ends_on is None or seat.ends_on >= option.date)]
        members = tuple({seat.agency_id: member_of(seat) for seat in seats}.values())
        if version is None:
            return None, None, None
        strict = self._forecast(version.rule, option, seats, members, also=())
        willing = self._forecast(version.rule, option, seats, members, also=(Answer.IF_NEED_BE,))
        return strict.as_replied, willing.as_replied, willing.if_all_come

    def _forecast(self, rule, option, seats, members, also):
        comes = {Answer.YES: True, Answer.NO: False, Answer.IF_NEED_BE: Answer.IF_NEED_BE in also}
        replies = [
            quorum.Reply(member_of(seat).carried_by(seat.person_id), comes.get(self.said(option, seat)))
            for seat in seats
        ]
        return quorum.forecast(rule, replies, members)
