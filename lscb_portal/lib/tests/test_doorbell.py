"""The doorbell: rung once the transaction commits, and by nobody while it is muffled."""

import pytest
from celery import current_app
from django.db import transaction

from lscb_portal.lib.doorbell import muffled, ring


@pytest.fixture
def rung(monkeypatch):
    """The tasks that were sent, with their ids."""
    sent = []
    monkeypatch.setattr(current_app, "send_task", lambda task, args: sent.append((task, args)))
    return sent


def test_the_bell_rings_once_the_transaction_commits(db, rung, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        ring("agencies.deliver_notifications", 3)
        assert rung == []

    assert rung == [("agencies.deliver_notifications", (3,))]


def test_a_muffled_bell_rings_for_nobody_and_rings_again_afterwards(db, rung, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        with muffled():
            ring("agencies.deliver_notifications", 3)
        ring("agencies.deliver_notifications", 4)

    assert rung == [("agencies.deliver_notifications", (4,))]


def test_the_bell_is_heard_again_after_a_failure_in_a_muffled_block(db, rung, django_capture_on_commit_callbacks):
    with pytest.raises(ZeroDivisionError), muffled():
        raise ZeroDivisionError

    with django_capture_on_commit_callbacks(execute=True):
        ring("agencies.deliver_notifications", 5)
    assert rung == [("agencies.deliver_notifications", (5,))]


def test_a_deed_that_is_undone_rings_for_nobody(db, rung, django_capture_on_commit_callbacks):
    @transaction.atomic
    def fail():
        ring("agencies.deliver_notifications", 3)
        raise ZeroDivisionError

    with django_capture_on_commit_callbacks(execute=True), pytest.raises(ZeroDivisionError):
        fail()

    assert rung == []


@pytest.mark.django_db(transaction=True)
def test_a_dead_broker_does_not_undo_the_deed(monkeypatch, caplog):
    def dead(task, args):
        raise ConnectionRefusedError

    monkeypatch.setattr(current_app, "send_task", dead)

    with transaction.atomic():
        ring("agencies.deliver_notifications", 3)

    assert [record.levelname for record in caplog.records] == ["ERROR"]
