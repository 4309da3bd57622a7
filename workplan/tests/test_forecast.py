import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from agencies.models import Group, SeatRole
from agencies.tests.factories import SeatFactory
from workplan.forecast import outlook
from workplan.models import Meeting, Reply
from workplan.operations.forecast import look_ahead
from workplan.operations.reply import reply
from workplan.tasks import forecast_quorum
from workplan.tests.factories import MeetingFactory, agreed, in_session, told

# A Wednesday; five working days before it are Wednesday 11 November.
DAY = dt.date(2026, 11, 18)
Answer = Reply.Answer


@pytest.fixture
def coming(group, chair, member, constable):
    """A meeting a week on Wednesday, 18 November; today is Monday 9 November."""
    with time_machine.travel(dt.datetime(2026, 11, 9, 8, tzinfo=dt.UTC)):
        yield MeetingFactory(group=group, date=DAY)


def answer(meeting, person, given, **more):
    reply(meeting, person.seats.get(group=meeting.group), answer=given, by=person, **more)


def test_replies_make_the_forecast(coming, chair, member, constable):
    answer(coming, chair, Answer.ATTENDING)
    answer(coming, member, Answer.REMOTE)

    ahead = outlook(coming)

    assert (ahead.coming, ahead.unanswered, ahead.away) == (["Children's Services", "Acute trust"], ["Police"], [])
    assert ahead.forecast.as_replied.quorate is False
    assert ahead.forecast.if_all_come.quorate is True
    assert ahead.silent == [constable.seats.get()]


def test_a_deputy_carries_the_agency(coming, chair, member, constable):
    for person in (chair, member):
        answer(coming, person, Answer.ATTENDING)
    answer(coming, constable, Answer.DEPUTY, deputy_name="Ruth Adeyemi")

    assert outlook(coming).forecast.as_replied.quorate is True


def test_a_deputy_who_has_a_seat_is_one_person(coming, chair, member, constable):
    for person in (chair, member):
        answer(coming, person, Answer.ATTENDING)
    answer(coming, constable, Answer.DEPUTY, deputy_name=member.name.upper())

    assert outlook(coming).forecast.as_replied.count == 2


def test_apologies_are_not_a_silence(coming, member):
    answer(coming, member, Answer.APOLOGIES)

    assert (outlook(coming).away, outlook(coming).unanswered) == (["Acute trust"], ["Children's Services", "Police"])


def test_an_adviser_is_asked_and_never_counts(coming, adviser, chair):
    answer(coming, adviser, Answer.ATTENDING)

    assert outlook(coming).forecast.as_replied.count == 0


def test_a_standing_deputy_counts_once_they_answer(coming, group, chair, member, constable, police):
    deputy = SeatFactory(group=group, agency=police, role=SeatRole.DEPUTY, deputy_for=constable.seats.get())
    assert deputy not in outlook(coming).silent

    answer(coming, deputy.person, Answer.ATTENDING)

    assert outlook(coming).coming == ["Police"]


def test_without_a_rule_there_is_no_forecast(coming, monkeypatch):
    monkeypatch.setattr(Group, "quorum_rule_on", lambda group, day: None)

    assert outlook(coming).forecast is None


def test_the_number_of_queries_does_not_grow(coming, group, django_assert_max_num_queries):
    for _ in range(30):
        SeatFactory(group=group)
    with django_assert_max_num_queries(5):
        outlook(Meeting.objects.select_related("group__board").get(pk=coming.pk))


def test_the_chair_is_warned_while_no_quorum_is_promised(coming, chair, member):
    assert look_ahead(coming, today=timezone.localdate()) is True

    coming.refresh_from_db()
    assert coming.warned_on == dt.date(2026, 11, 9)
    assert (told(chair), told(member)) == (["workplan/quorum_warning"], [])


def test_the_chair_is_warned_once_a_day(coming, chair):
    assert [look_ahead(coming, today=timezone.localdate()) for _ in range(3)] == [True, False, False]
    assert look_ahead(coming, today=timezone.localdate() + dt.timedelta(days=1)) is True
    assert told(chair) == ["workplan/quorum_warning"] * 2


def test_a_promised_quorum_warns_nobody(coming, chair, member, constable):
    for person in (chair, member, constable):
        answer(coming, person, Answer.ATTENDING)

    assert look_ahead(coming, today=timezone.localdate()) is False
    assert told(chair) == []


def test_the_silent_are_nudged_once_from_five_working_days_before(coming, chair, member, constable, adviser):
    answer(coming, chair, Answer.ATTENDING)

    look_ahead(coming, today=dt.date(2026, 11, 10))
    assert told(member) == []
    for day in (11, 12, 13):
        look_ahead(coming, today=dt.date(2026, 11, day))

    nudged = [told(person).count("workplan/reply_nudge") for person in (member, constable, adviser, chair)]
    assert nudged == [1, 1, 1, 0]


def test_a_meeting_that_is_open_is_left_alone(group, chair, member, constable):
    session = in_session(group, chair)

    assert look_ahead(session, today=timezone.localdate()) is False


def test_the_task_looks_ten_days_ahead(coming, group, chair):
    far = MeetingFactory(group=group, date=dt.date(2026, 11, 20))
    agreed(coming, chair)

    forecast_quorum()
    forecast_quorum()

    coming.refresh_from_db()
    far.refresh_from_db()
    assert (coming.warned_on, far.warned_on) == (timezone.localdate(), None)
    assert told(chair) == ["workplan/quorum_warning"]


def test_a_cancelled_meeting_warns_nobody(coming, chair):
    Meeting.objects.update(status=Meeting.Status.CANCELLED)

    forecast_quorum()

    assert told(chair) == []


def test_two_deputies_to_be_confirmed_are_two_people(coming, chair, member, constable):
    answer(coming, chair, Answer.ATTENDING)
    for person in (member, constable):
        answer(coming, person, Answer.DEPUTY, deputy_name="To be confirmed")

    assert outlook(coming).forecast.as_replied.count == 3
