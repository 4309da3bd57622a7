"""Meetings of the QAPM group, as they are between planned and minuted."""

import datetime as dt
import uuid

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from agencies.models import Event, Seat, SeatRole
from agencies.tests.factories import GroupFactory, SeatFactory, UserFactory
from workplan.models import Action, AgendaItem, Attendee, Meeting, Movement, Proposal, Purpose
from workplan.models.meeting import LONDON


def in_days(days):
    """Return the working day that many days from today, or the next one after it."""
    day = timezone.localdate() + dt.timedelta(days=days)
    return day + dt.timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)


class MeetingFactory(DjangoModelFactory):
    """A planned meeting in three weeks."""

    class Meta:
        model = Meeting

    group = factory.SubFactory(GroupFactory)
    date = factory.Sequence(lambda n: in_days(21 + 7 * (n % 20)))
    starts_at = factory.Sequence(lambda n: dt.time(8 + n % 10, n % 60))
    place = "Mere House, room 2"


class ItemFactory(DjangoModelFactory):
    class Meta:
        model = AgendaItem

    meeting = factory.SubFactory(MeetingFactory)
    position = factory.Sequence(lambda n: n % 1000 + 1)
    # Without a figure: who searches for the number of a decision finds no item by chance.
    title = factory.Sequence(lambda n: f"Item {chr(97 + n // 26 % 26)}{chr(97 + n % 26)}")


class ProposalFactory(DjangoModelFactory):
    class Meta:
        model = Proposal

    meeting = factory.SubFactory(MeetingFactory)
    group = factory.SelfAttribute("meeting.group")
    title = factory.Sequence(lambda n: f"Proposal {n}")
    why = "Because of what we saw in the audit."
    purpose = Purpose.DISCUSS
    minutes = 15
    proposed_by = factory.SubFactory(UserFactory)


class AttendeeFactory(DjangoModelFactory):
    """A line of the register for a seat of `agency`; pass `seat=None` for a guest."""

    class Meta:
        model = Attendee

    meeting = factory.SubFactory(MeetingFactory)
    seat = factory.SubFactory(
        SeatFactory, group=factory.SelfAttribute("..meeting.group"), agency=factory.SelfAttribute("..agency")
    )
    person = factory.LazyAttribute(lambda line: line.seat and line.seat.person)
    name = factory.LazyAttribute(lambda line: line.person.name if line.person else "A guest")
    role = SeatRole.MEMBER
    agency = None
    legal_body = factory.LazyAttribute(lambda line: line.agency and line.agency.legal_body)
    kind = factory.LazyAttribute(lambda line: line.agency.kind if line.agency else "")
    is_statutory_partner = factory.LazyAttribute(lambda line: bool(line.agency and line.agency.is_statutory_partner))
    counts = factory.LazyAttribute(lambda line: line.agency is not None)


class MovementFactory(DjangoModelFactory):
    class Meta:
        model = Movement

    attendee = factory.SubFactory(AttendeeFactory)
    kind = Movement.Kind.ARRIVED
    at = factory.LazyFunction(timezone.now)
    recorded_by = factory.SubFactory(UserFactory)


class ActionFactory(DjangoModelFactory):
    class Meta:
        model = Action

    board = factory.LazyAttribute(lambda action: action.owner.seats.first().group.board)
    number = factory.Sequence(lambda n: n + 1)
    title = factory.Sequence(lambda n: f"Action {n}")
    owner = factory.SubFactory(UserFactory)
    due_on = factory.LazyFunction(lambda: in_days(30))
    original_due_on = factory.SelfAttribute("due_on")
    created_by = factory.SelfAttribute("owner")


def in_session(group, by, **fields) -> Meeting:
    """A meeting opened today by `by`, with two items and the register of the group's seats, nobody here yet."""
    from workplan.operations.session import open_meeting

    meeting = MeetingFactory(group=group, date=timezone.localdate(), **fields)
    for position in (1, 2):
        ItemFactory(meeting=meeting, position=position, minutes=10)
    agreed(meeting, by)
    return open_meeting(meeting, by=by)


def agreed(meeting, by) -> Meeting:
    """Set the meeting to "agenda agreed"."""
    Meeting.objects.filter(pk=meeting.pk).update(
        status=Meeting.Status.AGENDA_AGREED, agreed_at=timezone.now(), agreed_by=by
    )
    meeting.refresh_from_db()
    return meeting


def here(meeting, *people, by=None):
    """Note the arrival of each of `people` (or seats) on the meeting's register."""
    from workplan.operations.register import arrive

    for person in people:
        arrive(line(meeting, person), by=by or meeting.opened_by)


def line(meeting, person) -> Attendee:
    """Return the line of the register for a person or a seat."""
    return meeting.attendees.get(seat=person) if isinstance(person, Seat) else meeting.attendees.get(person=person)


def london(*parts) -> dt.datetime:
    """A moment by the clock of the meeting room: london(2026, 11, 18, 9, 30)."""
    return dt.datetime(*parts, tzinfo=LONDON)


def new_uid():
    return uuid.uuid4()


def told(person) -> list[str]:
    """Return the kinds of notification written for `person`, oldest first."""
    return list(person.notifications.order_by("pk").values_list("kind", flat=True))


def verbs(record) -> list[str]:
    """Return what the ledger says of `record`, oldest first."""
    return [event.verb for event in Event.objects.about(record)]
