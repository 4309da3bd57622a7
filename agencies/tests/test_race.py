"""Two transactions at once on PostgreSQL: no seat for an agency whose membership is being ended, and no deadlock."""

import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from django.utils import timezone

from agencies.models import Event, Membership, Seat
from agencies.operations import agency as agencies
from agencies.operations import appointment as appointments
from agencies.operations.agency import end_membership
from agencies.operations.appointment import give_post, give_seat
from agencies.roles import Role
from agencies.tests.factories import LONG_AGO, UserFactory
from lscb_portal.lib.errors import Refused

pytestmark = [pytest.mark.fault, pytest.mark.django_db(transaction=True)]
TRIES = 20
A_MOMENT = 0.15


def at_once(*deeds):
    """Start the deeds together, each on a connection of its own thread; return what came of each."""
    start = threading.Barrier(len(deeds))

    def begin(deed):
        start.wait()
        try:
            deed()
        except Refused as refusal:
            return str(refusal)
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(deeds)) as threads:
        return list(threads.map(begin, deeds))


@pytest.fixture
def ending(police, board, business_manager):
    """The deed that ends the police's membership today."""
    return lambda: end_membership(police, by=business_manager, board=board, ends_on=timezone.localdate())


@pytest.fixture
def seating(police, board, group, business_manager):
    """The deed that gives somebody a seat for the police."""
    somebody = UserFactory(name="Ray Quill")
    given = {"group": group, "role": "member", "agency": police, "starts_on": timezone.localdate()}
    return lambda: give_seat(somebody, by=business_manager, board=board, uid=uuid.uuid4(), **given)


def late(deed):
    def wait():
        time.sleep(A_MOMENT)
        deed()

    return wait


def slowly(monkeypatch, module, name):
    """Let a guard take its time: it has been passed, and nothing is written yet."""
    guard = getattr(module, name)

    def slow(*args):
        guard(*args)
        time.sleep(3 * A_MOMENT)

    monkeypatch.setattr(module, name, slow)


def test_a_seat_that_is_given_while_the_membership_ends_waits_and_is_refused(ending, seating, monkeypatch):
    slowly(monkeypatch, agencies, "refuse_while_seated")
    ended, given = at_once(ending, late(seating))

    assert ended == "done"
    assert given.startswith("Northmere Police leaves the board after ")
    assert Seat.objects.count() == 0


def test_a_membership_that_ends_while_a_seat_is_given_waits_and_sees_it(ending, seating, monkeypatch):
    slowly(monkeypatch, appointments, "refuse_seat")
    given, ended = at_once(seating, late(ending))

    assert given == "done"
    assert ended == "Northmere Police still has seats after that day: Ray Quill. End them first."
    assert Membership.objects.get().ends_on is None


def test_however_they_meet_nobody_sits_for_an_agency_that_has_left(ending, seating):
    for _ in range(TRIES):
        said = at_once(ending, seating)

        assert said.count("done") == 1
        assert Seat.objects.count() == (said[1] == "done")
        Seat.objects.all().delete()
        Membership.objects.update(starts_on=LONG_AGO, ends_on=None)


def test_whoever_is_being_appointed_may_act_in_the_same_moment(lead, hospital, board, business_manager):
    """A line by a person refers to them: a lock that stood in its way would hold both up for ever."""

    def act():
        with transaction.atomic():
            Event.record("agency.changed", by=lead, about=hospital, book=board)
            time.sleep(3 * A_MOMENT)  # the book is locked, the line is not committed yet

    def appoint():
        post = {"agency": hospital, "role": Role.AUDITOR, "starts_on": timezone.localdate()}
        give_post(lead, by=business_manager, board=board, uid=uuid.uuid4(), **post)

    assert at_once(act, late(appoint)) == ["done", "done"]
