"""One record that fails does not keep the others from being seen to."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from lscb_portal.lib.sweeps import each
from workplan import tasks
from workplan.models import Meeting
from workplan.operations import forecast
from workplan.operations import minutes_reminder as reminders
from workplan.operations.email_decision import open_email_decision
from workplan.tests import minuting as way
from workplan.tests.factories import MeetingFactory, in_days, new_uid, told

pytestmark = pytest.mark.django_db


def failing_for(one, function):
    """The function, which cannot cope with `one` record."""

    def fails(record, *args, **more):
        if record.pk == one.pk:
            raise ValueError("This one is broken.")
        return function(record, *args, **more)

    return fails


def test_each_record_is_undone_alone_and_the_rest_goes_on(group):
    first, second = MeetingFactory(group=group), MeetingFactory(group=group)

    def move_away(meeting):
        Meeting.objects.filter(pk=meeting.pk).update(place="Elsewhere")
        if meeting == first:
            raise ValueError("This one is broken.")
        return True

    assert each([first, second], move_away, fault="not_moved") == 1
    assert list(Meeting.objects.order_by("pk").values_list("place", flat=True)) == ["Mere House, room 2", "Elsewhere"]


def test_a_broken_meeting_keeps_no_other_draft_from_being_asked_for(group, chair, member, constable, monkeypatch):
    broken, fine = (way.held(group, chair, member, constable, chair) for _ in range(2))
    monkeypatch.setattr(reminders, "draft_due", failing_for(broken, reminders.draft_due))

    with time_machine.travel(timezone.now() + dt.timedelta(days=30)):
        tasks.warn_of_minutes()

    due = chair.notifications.filter(kind="workplan/minutes_due")
    assert [note.about.meeting for note in due] == [fine]


def test_a_broken_decision_by_email_keeps_no_other_from_being_reminded_of(group, chair, member, monkeypatch):
    facts = {"title": "A", "wording": "B", "background": "C", "closes_on": in_days(10)}
    broken, fine = (open_email_decision(group, uid=new_uid(), **facts, by=chair) for _ in range(2))
    monkeypatch.setattr(reminders, "replies_to", failing_for(broken, reminders.replies_to))

    with time_machine.travel(
        timezone.make_aware(timezone.datetime.combine(fine.closes_on, timezone.datetime.min.time()))
    ):
        tasks.remind_of_email_decisions()

    reminded = member.notifications.filter(kind="workplan/email_decision_reminder")
    assert [note.about for note in reminded] == [fine]


def test_a_broken_meeting_keeps_no_other_from_being_looked_ahead_to(group, chair, member, monkeypatch):
    broken, fine = (MeetingFactory(group=group, date=in_days(3)) for _ in range(2))
    monkeypatch.setattr(forecast, "outlook", failing_for(broken, forecast.outlook))

    tasks.forecast_quorum()

    assert "workplan/reply_nudge" in told(member)
    assert {note.about for note in member.notifications.filter(kind="workplan/reply_nudge")} == {fine}
