"""What if these come? The rule of quorum tried on people who might be at a meeting, with nothing written down."""

import datetime as dt
from dataclasses import dataclass

from agencies import quorum
from agencies.models import Group, Seat, SeatRole
from agencies.quorum.saying import EXPECTED
from agencies.seated import member_of, members_of, seats_on
from workplan.forecast import Invited, accounts_of, reply_of
from workplan.models import Meeting, Reply

IN_PERSON = (Reply.Answer.ATTENDING, Reply.Answer.REMOTE)


@dataclass(frozen=True)
class Line:
    """A seat, what was replied for it, and whether its person comes or a deputy does."""

    seat: Seat
    reply: Reply | None
    comes: bool
    deputy: bool

    @property
    def may_send(self) -> bool:
        """Whether somebody could come in the person's place and be counted."""
        return self.seat.counts and self.seat.role != SeatRole.DEPUTY


@dataclass(frozen=True)
class Trial:
    """Who would be there on a day, and whether they could decide; `rule` and `quorum` are None without a rule."""

    group: Group
    day: dt.date
    meeting: Meeting | None
    lines: tuple[Line, ...]
    rule: dict | None
    quorum: quorum.Quorum | None

    @property
    def represented(self) -> set[int]:
        """The ids of the agencies for which somebody comes."""
        return {line.seat.agency_id for line in self.lines if line.seat.counts and (line.comes or line.deputy)}


def trial(group, day, *, meeting=None, chosen=None) -> Trial:
    """Try a group's rule of `day`. `chosen` is (uids of the seats whose people come, uids of those that send a deputy).

    Where nothing is chosen yet it begins with the replies to `meeting` or, without one, with every member coming. The
    same facts as in the forecast count: a deputy who has a seat too is one person.
    """
    replies = {reply.seat_id: reply for reply in meeting.replies.select_related("seat")} if meeting else {}
    seats = sorted(seats_on(group, day), key=lambda seat: (SeatRole.values.index(seat.role), seat.pk))
    lines = tuple(_line(seat, replies.get(seat.pk), meeting, chosen) for seat in seats)
    version = group.quorum_rule_on(day)
    rule = version and version.rule
    return Trial(group, day, meeting, lines, rule, _judged(rule, lines) if rule else None)


def _line(seat, reply, meeting, chosen):
    if chosen is not None:
        here, deputies = chosen
        return Line(seat, reply, str(seat.uid) in here, str(seat.uid) in deputies)
    if meeting is None:
        return Line(seat, reply, seat.role != SeatRole.DEPUTY, False)
    answer = reply and reply.answer
    return Line(seat, reply, answer in IN_PERSON, answer == Reply.Answer.DEPUTY)


def _judged(rule, lines):
    counting = [line for line in lines if line.seat.counts]
    asked = [line.seat for line in counting if line.seat.role != SeatRole.DEPUTY or line.comes or line.reply]
    accounts = accounts_of(line.seat for line in lines if line.seat.role != SeatRole.DEPUTY or line.reply)
    present = [member_of(line.seat).carried_by(line.seat.person_id) for line in counting if line.comes]
    present += [_deputy(line, accounts) for line in counting if line.deputy]
    return quorum.assess(rule, present, members_of(asked), EXPECTED)


def _deputy(line, accounts):
    """Whoever was named in the reply; before anybody was, somebody who is nobody else."""
    if line.reply and line.reply.answer == Reply.Answer.DEPUTY:
        return reply_of(Invited(line.seat, line.reply), accounts).present
    return member_of(line.seat).carried_by(None)
