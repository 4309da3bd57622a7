"""Locking and moving records, with a meeting as the record: the library itself knows no model."""

import datetime as dt

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from lscb_portal.lib.errors import Refused
from lscb_portal.lib.lifecycle import can_move, lock, move


@pytest.fixture
def meeting(group):
    return apps.get_model("workplan", "Meeting").objects.create(group=group, date=dt.date(2026, 11, 18))


def test_a_listed_step_is_written_with_its_stamps(meeting, chair):
    now = timezone.now()
    move(meeting, meeting.Status.AGENDA_OPEN)
    move(meeting, meeting.Status.AGENDA_AGREED, agreed_at=now, agreed_by=chair)

    kept = type(meeting).objects.get()
    assert (kept.status, kept.agreed_at, kept.agreed_by) == ("agenda_agreed", now, chair)
    assert (meeting.status, meeting.agreed_by) == ("agenda_agreed", chair)


def test_a_step_that_is_not_listed_is_refused_with_a_sentence(meeting):
    with pytest.raises(Refused) as refusal:
        move(meeting, meeting.Status.APPROVED)

    assert str(refusal.value) == "This is planned; it cannot become minutes approved."
    assert type(meeting).objects.get().status == "planned"


def test_from_a_last_state_no_step_leads_on(meeting):
    meeting.status = meeting.Status.CANCELLED

    assert [state for state in meeting.Status if can_move(meeting, state)] == []


def test_a_stale_copy_loses_and_changes_nothing(meeting):
    stale = type(meeting).objects.get()
    move(meeting, meeting.Status.CANCELLED, cancelled_reason="Snow")

    with pytest.raises(Refused) as refusal:
        move(stale, meeting.Status.AGENDA_OPEN, cancelled_reason="")

    kept = type(meeting).objects.get()
    assert str(refusal.value) == "Somebody else changed this a moment ago. Look at it again before you go on."
    assert (kept.status, kept.cancelled_reason, stale.status) == ("cancelled", "Snow", "planned")


def test_a_lock_gives_a_fresh_copy(meeting):
    stale = type(meeting).objects.get()
    move(meeting, meeting.Status.AGENDA_OPEN)

    with transaction.atomic():
        assert lock(stale).status == "agenda_open"


def test_a_lock_takes_the_row_and_not_the_lazy_wrapper(meeting):
    with transaction.atomic(), CaptureQueriesContext(connection) as queries:
        locked = lock(SimpleLazyObject(lambda: meeting))

    assert locked == meeting
    assert len(queries) == 1
    if connection.features.has_select_for_update:
        assert queries[0]["sql"].endswith("FOR NO KEY UPDATE")
