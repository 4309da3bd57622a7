import datetime as dt

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from agencies.models import Group, QuorumRule, SeatRole
from agencies.tests.factories import AgencyFactory, QuorumRuleFactory, SeatFactory
from lscb_portal.lib.errors import Refused
from workplan.models import Meeting, Reply
from workplan.operations.reply import reply
from workplan.operations.session import close_item, close_meeting, open_meeting, start_item
from workplan.room import room
from workplan.tests.factories import ItemFactory, MeetingFactory, agreed, in_session, line, london, verbs
from workplan.timetable import used

Status = Meeting.Status
ONE_AGENCY = {"clauses": [{"kind": "at_least", "number": 1, "of": {"all": True}}]}
TEN = london(2026, 11, 18, 10)


@pytest.fixture
def ready(group, chair, member, constable, adviser):
    """A meeting of today whose agenda is agreed."""
    meeting = MeetingFactory(group=group, date=timezone.localdate())
    ItemFactory(meeting=meeting, position=1)
    return agreed(meeting, chair)


def after(minutes):
    return time_machine.travel(TEN + dt.timedelta(minutes=minutes), tick=False)


def test_opening_copies_the_rule_and_is_recorded(ready, chair):
    meeting = open_meeting(ready, by=chair)

    ready.refresh_from_db()
    assert (ready.status, ready.opened_by) == (Status.IN_SESSION, chair)
    assert ready.quorum_rule == QuorumRule.objects.get().rule
    assert verbs(meeting) == ["meeting.opened"]


def test_opening_copies_the_seats_the_chair_first(ready, chair, member, constable, adviser, hospital):
    open_meeting(ready, by=chair)

    assert [(one.person, one.role, one.counts) for one in ready.attendees.all()] == [
        (chair, "chair", True),
        (member, "member", True),
        (constable, "member", True),
        (adviser, "adviser", False),
    ]
    copied = line(ready, member)
    assert (copied.agency, copied.legal_body, copied.kind) == (hospital, hospital.legal_body, hospital.kind)
    assert line(ready, constable).is_statutory_partner is True


def test_a_later_change_of_rule_seat_or_agency_changes_nothing(ready, group, chair, member, hospital, council):
    open_meeting(ready, by=chair)
    before = room(Meeting.objects.get(pk=ready.pk)).quorum
    QuorumRuleFactory(group=group, version=2, rule=ONE_AGENCY)
    SeatFactory(group=group, agency=AgencyFactory())
    member.seats.update(agency=council)
    type(hospital).objects.filter(pk=hospital.pk).update(legal_body=council.legal_body, is_statutory_partner=True)

    assert room(Meeting.objects.get(pk=ready.pk)).quorum == before


def test_seats_that_have_ended_are_not_copied(ready, chair, member):
    member.seats.update(ends_on=timezone.localdate() - dt.timedelta(days=1))

    open_meeting(ready, by=chair)

    assert member.pk not in ready.attendees.values_list("person", flat=True)


def test_seats_and_rule_are_those_of_the_day_it_opens_and_not_of_the_planned_one(group, chair, member, constable):
    today = timezone.localdate()
    meeting = MeetingFactory(group=group, date=today - dt.timedelta(days=3))
    ItemFactory(meeting=meeting)
    reply(meeting, member.seats.get(), answer=Reply.Answer.DEPUTY, deputy_name="Ruth Adeyemi", by=member)
    member.seats.update(ends_on=today - dt.timedelta(days=1))
    joined = SeatFactory(group=group, agency=AgencyFactory(), starts_on=today)
    rule = QuorumRuleFactory(group=group, version=2, rule=ONE_AGENCY, in_force_from=today)

    opened = open_meeting(agreed(meeting, chair), by=chair)

    assert opened.quorum_rule == rule.rule
    assert [one.person for one in opened.attendees.all()] == [chair, constable, joined.person]
    assert [seat.person for seat in Meeting.objects.get().seats] == [chair, constable, joined.person]


def test_apologies_come_from_the_replies(ready, chair, member, constable):
    reply(ready, member.seats.get(), answer=Reply.Answer.APOLOGIES, by=member)
    reply(ready, constable.seats.get(), answer=Reply.Answer.ATTENDING, by=constable)

    open_meeting(ready, by=chair)

    assert (line(ready, member).apologies, line(ready, constable).apologies) == (True, False)


def test_a_named_deputy_carries_the_agency_on_a_line_of_their_own(ready, chair, member, hospital):
    reply(ready, member.seats.get(), answer=Reply.Answer.DEPUTY, deputy_name="Ruth Adeyemi", by=member)

    open_meeting(ready, by=chair)

    deputy = ready.attendees.get(name="Ruth Adeyemi")
    assert (deputy.role, deputy.deputy_for, deputy.counts) == (SeatRole.DEPUTY, line(ready, member), True)
    assert (deputy.agency, deputy.legal_body, deputy.person) == (hospital, hospital.legal_body, None)
    assert line(ready, member).apologies is True


def test_an_advisers_deputy_does_not_count(ready, chair, adviser):
    reply(ready, adviser.seats.get(), answer=Reply.Answer.DEPUTY, deputy_name="Ruth Adeyemi", by=adviser)

    open_meeting(ready, by=chair)

    assert ready.attendees.get(name="Ruth Adeyemi").counts is False


def test_a_standing_deputy_named_in_the_reply_has_one_line(ready, group, chair, member, hospital):
    seat = SeatFactory(group=group, agency=hospital, role=SeatRole.DEPUTY, deputy_for=member.seats.get())
    reply(ready, member.seats.get(), answer=Reply.Answer.DEPUTY, deputy_name=seat.person.name.lower(), by=member)

    open_meeting(ready, by=chair)

    assert [one.person for one in ready.attendees.filter(deputy_for=line(ready, member))] == [seat.person]


def test_a_deputy_who_has_a_seat_elsewhere_keeps_their_account(ready, chair, member, constable):
    reply(ready, member.seats.get(), answer=Reply.Answer.DEPUTY, deputy_name=constable.name, by=member)

    open_meeting(ready, by=chair)

    assert ready.attendees.get(deputy_for=line(ready, member)).person == constable


def test_opening_twice_is_refused_and_copies_once(ready, chair):
    open_meeting(ready, by=chair)

    with pytest.raises(Refused):
        open_meeting(ready, by=chair)
    assert ready.attendees.count() == 4


def test_a_meeting_without_an_agreed_agenda_is_not_opened(meeting, chair):
    with pytest.raises(Refused, match="This is planned; it cannot become in session."):
        open_meeting(meeting, by=chair)


def test_a_group_without_a_rule_cannot_open(ready, chair, monkeypatch):
    monkeypatch.setattr(Group, "quorum_rule_on", lambda group, day: None)

    with pytest.raises(Refused, match="This group has no quorum rule yet"):
        open_meeting(ready, by=chair)


def test_a_rule_that_cannot_be_read_is_said_before_the_meeting(ready, chair):
    QuorumRuleFactory(group=ready.group, version=2, rule={"clauses": []})

    with pytest.raises(Refused, match="The group's quorum rule cannot be read. A quorum rule needs a list of clauses"):
        open_meeting(ready, by=chair)


@pytest.mark.parametrize(
    "who", ["business_manager", "administrator", "member", "adviser", "moderator", "board_member", "stranger"]
)
def test_only_the_chair_opens_and_closes(request, ready, who):
    user = request.getfixturevalue(who)
    for act in (open_meeting, close_meeting):
        with pytest.raises(PermissionDenied):
            act(ready, by=user)


def test_the_vice_chair_may(ready, constable):
    constable.seats.update(role=SeatRole.VICE_CHAIR)

    assert open_meeting(ready, by=constable).opened_by == constable


def test_taking_an_item_up_closes_the_one_before(session, business_manager):
    one, two = session.items.all()
    with after(0):
        start_item(one, by=business_manager)
    with after(12):
        start_item(two, by=business_manager)

    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.closed_at, two.started_at, two.closed_at) == (TEN + dt.timedelta(minutes=12),) * 2 + (None,)
    assert (verbs(one), verbs(two)) == (["item.started"], ["item.started"])


def test_starting_twice_does_not_start_the_clock_again(session, chair):
    item = session.items.first()
    with after(0):
        start_item(item, by=chair)
    with after(5):
        start_item(item, by=chair)

    item.refresh_from_db()
    assert (item.started_at, verbs(item)) == (TEN, ["item.started"])


def test_an_item_taken_up_again_goes_on_from_what_it_had_used(session, chair):
    one, two = session.items.all()
    for minutes, item in ((0, one), (10, two), (30, one)):
        with after(minutes):
            start_item(item, by=chair)

    one.refresh_from_db()
    assert used(one, TEN + dt.timedelta(minutes=33)) == 13


def test_an_item_is_closed_once(session, chair):
    item = session.items.first()
    with pytest.raises(Refused, match="This item has not been begun."):
        close_item(item, by=chair)
    with after(0):
        start_item(item, by=chair)
    for minutes in (4, 9):
        with after(minutes):
            close_item(item, by=chair)

    item.refresh_from_db()
    assert (used(item, TEN), verbs(item)) == (4, ["item.started", "item.closed"])


def test_items_are_taken_only_in_session(ready, chair):
    with pytest.raises(Refused, match="This meeting is agenda agreed, not in session."):
        start_item(ready.items.first(), by=chair)


@pytest.mark.parametrize("who", ["member", "adviser", "moderator", "analyst", "board_member", "stranger"])
def test_items_are_led_by_the_chair_and_the_minute_taker(request, session, who):
    for act in (start_item, close_item):
        with pytest.raises(PermissionDenied):
            act(session.items.first(), by=request.getfixturevalue(who))


def test_closing_ends_the_running_item_and_makes_draft_minutes(session, chair):
    item = session.items.first()
    with after(0):
        start_item(item, by=chair)
    with after(8):
        close_meeting(session, by=chair)

    session.refresh_from_db()
    item.refresh_from_db()
    assert (session.status, session.closed_at, item.closed_at) == (
        Status.DRAFT_MINUTES,
        TEN + dt.timedelta(minutes=8),
        TEN + dt.timedelta(minutes=8),
    )
    assert verbs(session)[-1] == "meeting.closed"


def test_a_meeting_is_closed_once(session, chair):
    close_meeting(session, by=chair)

    with pytest.raises(Refused):
        close_meeting(session, by=chair)


def test_a_rule_agreed_for_later_does_not_rule_this_meeting(group, chair):
    four = {"clauses": [{"kind": "at_least", "number": 4, "of": {"all": True}}]}
    QuorumRuleFactory(group=group, version=2, rule=four, in_force_from=timezone.localdate() + dt.timedelta(days=60))

    meeting = in_session(group, chair)

    assert meeting.quorum_rule["clauses"][0]["number"] == 3
