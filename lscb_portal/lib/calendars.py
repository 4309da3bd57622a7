"""Appointments as iCalendar files: an invitation or its cancellation for one person, and a calendar to subscribe to.

Source of the rules: RFC 5545 (the format), RFC 5546 (invitations: REQUEST and CANCEL, one event each, its number
counted up with every change). Times are London's, with the zone's own rules in the file, so that a meeting at half past
nine is at half past nine in January and in July, wherever the calendar is read.
"""

import datetime as dt
import unicodedata
from collections.abc import Hashable, Iterable
from dataclasses import dataclass

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard, vCalAddress, vDuration

REQUEST, CANCEL, PUBLISH = "REQUEST", "CANCEL", "PUBLISH"
ZONE = "Europe/London"
PRODUCT = "-//LSCB Portal//Meetings//EN"
# How often a programme that subscribes should look again.
LOOK_AGAIN = dt.timedelta(hours=4)
# The last Sundays of March and October, one o'clock GMT: so since 1996.
SUMMER = (dt.datetime(1996, 3, 31, 1), "BST", dt.timedelta(0), dt.timedelta(hours=1), 3)  # noqa: DTZ001 (local time)
WINTER = (dt.datetime(1996, 10, 27, 2), "GMT", dt.timedelta(hours=1), dt.timedelta(0), 10)  # noqa: DTZ001


@dataclass(frozen=True)
class Somebody:
    """A name with its e-mail address."""

    name: str
    email: str


@dataclass(frozen=True)
class Appointment:
    """What stands in a calendar. `uid` never changes; `sequence` counts its changes; times are aware, London's."""

    uid: Hashable
    sequence: int
    title: str
    starts: dt.datetime
    ends: dt.datetime
    organiser: Somebody
    place: str = ""
    words: str = ""
    cancelled: bool = False


def invitation(appointment, guest: Somebody, now, cancel=False) -> bytes:
    """Return the invitation of one person, which names nobody else; the cancellation where the appointment is
    cancelled or `cancel` says that it is no longer theirs. `now` is the moment of writing, aware."""
    off = cancel or appointment.cancelled
    calendar = _calendar(CANCEL if off else REQUEST)
    event = _event(appointment, now, off)
    event.add("attendee", _address(guest, {"CUTYPE": "INDIVIDUAL", "ROLE": "REQ-PARTICIPANT", **_asked(off)}))
    calendar.add_component(event)
    return calendar.to_ical()


def _asked(off):
    # People answer in the portal, where whoever took the call can answer for them too: no reply by mail is wanted.
    return {} if off else {"PARTSTAT": "NEEDS-ACTION", "RSVP": "FALSE"}


def published(name: str, appointments: Iterable[Appointment], now) -> bytes:
    """Return a calendar of that name to read or subscribe to, which invites nobody."""
    calendar = _calendar(PUBLISH)
    calendar.add("x-wr-calname", _plain(name))
    calendar.add("refresh-interval", LOOK_AGAIN, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(LOOK_AGAIN))  # the same for programmes older than RFC 7986
    for appointment in appointments:
        calendar.add_component(_event(appointment, now, appointment.cancelled))
    return calendar.to_ical()


def _calendar(method) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(_london())
    return calendar


def _london() -> Timezone:
    zone = Timezone()
    zone.add("tzid", ZONE)
    for kind, (since, name, before, after, month) in ((TimezoneDaylight, SUMMER), (TimezoneStandard, WINTER)):
        part = kind()
        part.add("dtstart", since)
        part.add("rrule", {"freq": "yearly", "bymonth": month, "byday": "-1su"})
        part.add("tzname", name)
        part.add("tzoffsetfrom", before)
        part.add("tzoffsetto", after)
        zone.add_component(part)
    return zone


def _event(appointment, now, off) -> Event:
    event = Event()
    event.add("uid", str(appointment.uid))
    event.add("sequence", appointment.sequence)
    event.add("dtstamp", now.astimezone(dt.UTC))
    event.add("dtstart", appointment.starts)
    event.add("dtend", appointment.ends)
    event.add("summary", _plain(appointment.title))
    event.add("status", "CANCELLED" if off else "CONFIRMED")
    event.add("organizer", _address(appointment.organiser))
    for name, text in (("location", appointment.place), ("description", appointment.words)):
        if text:
            event.add(name, _plain(text))
    return event


def _address(somebody, parameters=None) -> vCalAddress:
    address = vCalAddress(f"mailto:{somebody.email}")
    for name, value in ({"CN": _plain(somebody.name)} | (parameters or {})).items():
        address.params[name] = value
    return address


def _plain(text) -> str:
    """The text without the control characters that the format forbids; line breaks stay."""
    return "".join(" " if unicodedata.category(each) == "Cc" and each != "\n" else each for each in text)
