"""What the replies promise: the agencies that are coming, those that have not said, and whether they make a quorum."""

from dataclasses import dataclass

from agencies import quorum
from agencies.models import Seat, SeatRole
from agencies.seated import agency_key, member_of, members_of
from workplan.models import Reply
from workplan.room import who


@dataclass(frozen=True)
class Invited:
    """A seat that is asked to the meeting, and its answer if there is one."""

    seat: Seat
    reply: Reply | None

    @property
    def coming(self) -> bool | None:
        return None if self.reply is None else self.reply.comes


@dataclass(frozen=True)
class Outlook:
    """Before a meeting: everybody asked, and what their answers mean for the quorum (None without a rule)."""

    invited: tuple[Invited, ...]
    members: tuple[quorum.Member, ...]
    forecast: quorum.Forecast | None

    @property
    def silent(self) -> list[Seat]:
        """The seats that have not answered."""
        return [one.seat for one in self.invited if one.reply is None]

    @property
    def coming(self) -> list[str]:
        """The agencies that will be represented, by name."""
        return self._names(lambda answers: True in answers)

    @property
    def unanswered(self) -> list[str]:
        """The agencies of which nobody is coming and somebody has yet to answer."""
        return self._names(lambda answers: True not in answers and None in answers)

    @property
    def away(self) -> list[str]:
        """The agencies that will not be represented."""
        return self._names(lambda answers: set(answers) == {False})

    def _names(self, wanted):
        answers = {member.agency: [] for member in self.members}
        for one in self.invited:
            if one.seat.counts:
                answers[agency_key(one.seat.agency)].append(one.coming)
        return [member.name for member in self.members if wanted(answers[member.agency])]


def outlook(meeting) -> Outlook:
    """Read the replies to a meeting of a group. Standing deputies are asked by their member, so only count once they
    have answered themselves."""
    replies = {reply.seat_id: reply for reply in meeting.replies.select_related("seat")}
    seats = [seat for seat in meeting.seats if seat.role != SeatRole.DEPUTY or seat.pk in replies]
    invited = tuple(Invited(seat, replies.get(seat.pk)) for seat in seats)
    members = tuple(members_of(seats))
    return Outlook(invited, members, _forecast(meeting, invited, members))


def _forecast(meeting, invited, members):
    rule = meeting.group.quorum_rule_on(meeting.date)
    if rule is None:
        return None
    accounts = accounts_of(one.seat for one in invited)
    chosen = dict(meeting.deputies.standing().exclude(person=None).values_list("seat", "person"))
    replies = [reply_of(one, accounts, chosen) for one in invited if one.seat.counts]
    return quorum.forecast(rule.rule, replies, members)


def accounts_of(seats) -> dict:
    """Return the accounts of those who have a seat, by what tells people without an account apart: their name."""
    return {who(None, seat.person.name): seat.person_id for seat in seats}


def reply_of(invited, accounts, chosen=None) -> quorum.Reply:
    """Return an answer as the rule of quorum counts it: a deputy, in their own person, carries the agency.

    `accounts` gives the account of a deputy who has a seat too, by name; `chosen` the account that a member chose as
    deputy, by the seat.
    """
    seat, reply = invited.seat, invited.reply
    person = seat.person_id
    if reply is not None and reply.answer == Reply.Answer.DEPUTY:
        deputy = who(None, reply.deputy_name)
        # Somebody who is not named yet is nobody else: each seat has one of its own.
        person = (chosen or {}).get(seat.pk) or accounts.get(deputy, deputy) or f"deputy of seat {seat.pk}"
    return quorum.Reply(member_of(seat).carried_by(person), invited.coming)
