import pytest
import time_machine
from django.utils import timezone

from workplan.models import Meeting, Movement
from workplan.operations.session import close_meeting
from workplan.tests.factories import (
    line,
    new_uid,
)
from workplan.tests.pages import HTMX, address, said, words


def test_a_tap_comes_back_to_its_own_row(client, quorate, member, item):
    attendee = line(quorate, member)

    response = client.post(address("tap", attendee), {"kind": "left", "item": item.uid})

    assert response.url == f"{address('chairing', quorate)}?item={item.uid}#line-{attendee.uid}"
    assert attendee.movements.last().kind == "left"


def test_a_tap_with_script_sends_the_living_parts(client, quorate, member):
    page = client.post(address("tap", line(quorate, member)), {"kind": "left"}, headers=HTMX)

    assert "Not quorate" in words(page)
    assert f"{member.name} has left." in words(page)


def test_the_same_tap_twice_is_one(client, quorate, member):
    for _ in range(2):
        client.post(address("tap", line(quorate, member)), {"kind": "left"})

    assert line(quorate, member).movements.filter(kind="left").count() == 1


def test_a_tap_after_the_end_says_so(client, quorate, chair, member):
    close_meeting(quorate, by=chair)

    page = client.post(address("tap", line(quorate, member)), {"kind": "left"}, headers=HTMX)

    assert "The register is kept while the meeting is in session." in words(page)


def test_one_line_of_the_register_has_its_own_page(client, quorate, member):
    attendee = line(quorate, member)
    url = address("attendee", attendee)
    assert "Arrived, in the room" in words(client.get(url))

    client.post(url, {"state": "remote"})
    client.post(address("undo", attendee))
    client.post(address("apologies", attendee), {"given": "yes"})

    attendee.refresh_from_db()
    modes = [(one.mode, one.voided_at is None) for one in attendee.movements.all()]
    assert (modes, attendee.apologies) == ([("present", True), ("remote", False)], True)
    assert "taken back at" in words(client.get(url))


@pytest.mark.parametrize(
    ("posted", "fault"),
    [
        ({}, "Choose where they are."),
        ({"state": "asleep"}, "Choose where they are."),
        ({"state": "left", "at": "99:99"}, "Give the time, for example 09:45."),
        ({"state": "left", "at": "\x00"}, "Give the time, for example 09:45."),
    ],
)
def test_a_faulty_movement_says_so_twice(client, quorate, member, posted, fault):
    assert words(client.post(address("attendee", line(quorate, member)), posted)).count(fault) == 2


@pytest.mark.usefixtures("unguarded")
def test_a_time_to_come_is_refused_on_the_page(client, quorate, member):
    with time_machine.travel(timezone.localtime().replace(hour=12, minute=0), tick=False):
        client.force_login(quorate.opened_by)
        Meeting.objects.update(opened_at=timezone.now())
        page = client.post(address("attendee", line(quorate, member)), {"state": "left", "at": "12:01"})

    assert "That time has not come yet." in words(page)


def test_a_deputy_is_added_on_a_page(client, quorate, member):
    form = {"uid": new_uid(), "name": "Ruth Adeyemi", "deputy_for": line(quorate, member).uid, "mode": "remote"}

    page = client.post(address("add_person", quorate), form, follow=True)

    assert said(page) == ["Ruth Adeyemi is on the register."]
    assert f"Ruth Adeyemi Acute trust, counted once for {member.name} Online" in words(page)


@pytest.mark.parametrize(
    ("posted", "fault"),
    [
        ({"name": ""}, "Give the name."),
        ({"name": "x" * 100_000}, "Write at most 120 characters."),
        ({"deputy_for": "nonsense"}, "Choose a member from the list."),
        ({"deputy_for": str(new_uid())}, "Choose a member from the list."),
        ({"mode": ""}, "Choose where they are."),
    ],
)
def test_a_faulty_guest_says_so_twice(client, quorate, posted, fault):
    form = {"uid": new_uid(), "name": "A. Speaker", "deputy_for": "", "mode": "present"} | posted

    assert words(client.post(address("add_person", quorate), form)).count(fault) == 2


@pytest.mark.parametrize("name", ["tap", "undo", "apologies"])
def test_deeds_about_a_line_are_posted(client, quorate, name):
    assert client.get(address(name, quorate.attendees.first())).status_code == 405


@pytest.mark.parametrize("name", ["tap", "undo", "apologies", "attendee"])
def test_the_register_is_not_for_members_nor_strangers(client, quorate, member, stranger, name):
    found = []
    for person in (member, stranger):
        client.force_login(person)
        found.append(client.post(address(name, quorate.attendees.first())).status_code)

    assert (found, Movement.objects.filter(voided_at__isnull=False).count()) == ([403, 404], 0)
