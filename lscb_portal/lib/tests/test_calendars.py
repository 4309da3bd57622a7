import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from lscb_portal.lib.calendars import Appointment, Somebody, invitation, published
from lscb_portal.lib.tests.rfc5545 import events, faults, unfolded

LONDON = ZoneInfo("Europe/London")
NOW = dt.datetime(2026, 11, 23, 16, 5, tzinfo=dt.UTC)
BOARD = Somebody("Northmere Safeguarding Children Board", "portal@example.org")
GUEST = Somebody("Siân O'Neil", "sian@example.org")
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)
ANY_NAME = ANY_TEXT.map(lambda text: f"a{text}")


def appointment(day=(2027, 1, 13), **changed):
    starts = dt.datetime(*day, 9, 30, tzinfo=LONDON)
    known = {"uid": "0b7f1c6e-5f1b-4a77-9df5-0c6f4d0f8f3e", "sequence": 2, "title": "QAPM meeting", "organiser": BOARD}
    known |= {"starts": starts, "ends": starts + dt.timedelta(hours=2), "place": "Mere House", "words": "Open it"}
    return Appointment(**known | changed)


def the_event(data):
    (event,) = events(data)
    return event


def test_an_invitation_says_what_when_where_from_whom_and_to_whom():
    data = invitation(appointment(), GUEST, NOW)
    event = the_event(data)

    assert faults(data) == []
    assert Calendar.from_ical(data)["method"] == "REQUEST"
    assert unfolded(data)[21:-2] == [
        "BEGIN:VEVENT",
        "SUMMARY:QAPM meeting",
        "DTSTART;TZID=Europe/London:20270113T093000",
        "DTEND;TZID=Europe/London:20270113T113000",
        "DTSTAMP:20261123T160500Z",
        "UID:0b7f1c6e-5f1b-4a77-9df5-0c6f4d0f8f3e",
        "SEQUENCE:2",
        'ATTENDEE;CN="Siân O\'Neil";CUTYPE=INDIVIDUAL;PARTSTAT=NEEDS-ACTION;ROLE=REQ-PARTICIPANT;RSVP=FALSE:'
        "mailto:sian@example.org",
        "DESCRIPTION:Open it",
        "LOCATION:Mere House",
        'ORGANIZER;CN="Northmere Safeguarding Children Board":mailto:portal@example.org',
        "STATUS:CONFIRMED",
    ]
    assert event["organizer"].params["CN"] == BOARD.name


@pytest.mark.parametrize(("changed", "cancel"), [({"cancelled": True}, False), ({}, True)])
def test_what_is_called_off_or_no_longer_theirs_is_cancelled(changed, cancel):
    data = invitation(appointment(**changed), GUEST, NOW, cancel=cancel)

    assert faults(data) == []
    assert Calendar.from_ical(data)["method"] == "CANCEL"
    assert the_event(data)["status"] == "CANCELLED"


@pytest.mark.parametrize(("day", "hours"), [((2027, 1, 13), 0), ((2027, 7, 14), 1), ((2026, 10, 26), 0)])
def test_half_past_nine_is_half_past_nine_in_winter_and_in_summer(day, hours):
    """By the zone's rules in the file itself, not by those of the machine that reads it."""
    data = invitation(appointment(day), GUEST, NOW)
    (zone,) = Calendar.from_ical(data).walk("VTIMEZONE")
    clock = dt.datetime(*day, 9, 30)  # noqa: DTZ001 (as the file's own zone reads it)

    assert clock.replace(tzinfo=zone.to_tz(lookup_tzid=False)).utcoffset() == dt.timedelta(hours=hours)
    assert the_event(data)["dtstart"].dt.astimezone(dt.UTC).hour == 9 - hours


def test_a_long_place_in_welsh_is_folded_between_characters():
    place = "Canolfan ddinesig Ŵŷ, llawr 1; ystafell 2 \\ 3 " * 3

    data = invitation(appointment(place=place.strip()), GUEST, NOW)

    assert faults(data) == []
    assert the_event(data)["location"] == place.strip()


def test_a_calendar_to_subscribe_to_invites_nobody_and_names_each_event_once():
    data = published("Northmere meetings", [appointment(), appointment((2027, 7, 14), uid="other")], NOW)

    assert faults(data) == []
    assert [str(event["uid"]) for event in events(data)] == ["0b7f1c6e-5f1b-4a77-9df5-0c6f4d0f8f3e", "other"]
    assert b"ATTENDEE" not in data
    assert unfolded(data)[3:7] == [
        "METHOD:PUBLISH",
        "X-WR-CALNAME:Northmere meetings",
        "REFRESH-INTERVAL;VALUE=DURATION:PT4H",
        "X-PUBLISHED-TTL:PT4H",
    ]


def test_a_calendar_without_events_is_good_too():
    assert faults(published("Nothing yet", [], NOW)) == []


@given(ANY_TEXT, ANY_TEXT, ANY_NAME, ANY_NAME)
def test_no_words_break_the_format_and_none_are_lost(place, words, title, name):
    data = invitation(appointment(place=place, words=words, title=title), Somebody(name, GUEST.email), NOW)

    assert faults(data) == []
    short = invitation(appointment(place=place and "x", words=words and "x"), GUEST, NOW)
    assert len(unfolded(data)) == len(unfolded(short))


@pytest.mark.parametrize(
    ("broken", "fault"),
    [
        ((b"\r\n", b"\n"), "the file does not end with CRLF"),
        ((b"Mere House", b"Mere House, room 2"), "not escaped: LOCATION:Mere House, room 2"),
        ((b"Mere House", b"M" * 90), "a line of 99 octets"),
        ((b"METHOD:REQUEST", b"METHOD:CANCEL"), "CANCEL of an event that is CONFIRMED"),
        ((b"SEQUENCE:2\r\n", b""), "the event has not one sequence"),
        ((b"Mere House", b"Mere\x07House"), "a control character in b'LOCATION:Mere\\x07House'"),
        ((b"DTEND;TZID=Europe/London", b"DTEND;TZID=Europe/Paris"), "the time zone of dtend is not in the file"),
    ],
)
def test_the_check_itself_finds_what_is_wrong(broken, fault):
    data = invitation(appointment(), GUEST, NOW).replace(*broken)

    assert fault in faults(data)
