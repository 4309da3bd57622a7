"""What the portal does by itself: every task has its place in the timetable, and does what its name says."""

import datetime as dt

import pytest
from django.utils import timezone

from audits.models import Reminder
from audits.tests.factories import RoundFactory, SelfEvaluationFactory
from lscb_portal.celery import HOUR, app
from lscb_portal.lib.periods import add_working_days

OURS = ("agencies.", "audits.", "workplan.", "reports.")


@pytest.fixture(autouse=True)
def tasks_are_known():
    app.autodiscover_tasks(force=True)


def test_every_task_is_in_the_timetable_so_that_a_lost_message_loses_nothing():
    known = {name for name in app.tasks if name.startswith(OURS)}

    assert {entry["task"] for entry in app.conf.beat_schedule.values()} == known


@pytest.mark.django_db
def test_agencies_are_reminded_of_their_returns_every_hour(time_machine, board, police, lead):
    time_machine.move_to("2026-11-18T10:00:00Z")
    today, opened_at = timezone.localdate(), timezone.now() - dt.timedelta(days=60)
    round_ = RoundFactory(due_on=add_working_days(today, 5), opens_on=opened_at.date(), opened_at=opened_at)
    evaluation = SelfEvaluationFactory(round=round_, agency=police)
    entry = app.conf.beat_schedule["remind of returns"]

    app.tasks[entry["task"]]()

    assert entry["schedule"] == HOUR
    assert [(one.evaluation, one.stage, one.days) for one in Reminder.objects.all()] == [(evaluation, "before", 5)]
