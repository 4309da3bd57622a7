"""What RFC 5545 and RFC 5546 ask of a calendar file, read from its very bytes and again through `icalendar`."""

import re
from collections import Counter

from icalendar import Calendar

LONGEST_LINE = 75
ONCE = ("uid", "dtstamp", "dtstart", "dtend", "sequence", "summary", "status", "organizer")
AT_MOST_ONCE = ("location", "description")
NAME = re.compile(rb"[A-Z0-9-]+")
# What may stand in a line: no control characters but the tab.
FORBIDDEN = re.compile(rb"[\x00-\x08\x0a-\x1f\x7f]")
# In a text a comma, a semicolon and a backslash stand behind a backslash, and nothing but these and n does.
BAD_TEXT = re.compile(r"(?<!\\)(?:\\\\)*(?:[,;]|\\[^\\,;nN]|\\$)")
TEXTS = ("SUMMARY", "LOCATION", "DESCRIPTION", "TZNAME", "X-WR-CALNAME")


def faults(data: bytes) -> list[str]:
    """Return every rule that the file breaks, as a sentence; an empty list for a good one."""
    return [*_of_lines(data), *_of_calendar(Calendar.from_ical(data), data)]


def events(data: bytes) -> list:
    """Return the events of a calendar file."""
    return list(Calendar.from_ical(data).walk("VEVENT"))


def unfolded(data: bytes) -> list[str]:
    """Return the lines of the file, each in one piece."""
    return data.decode().replace("\r\n ", "").replace("\r\n\t", "").split("\r\n")[:-1]


def _of_lines(data):
    if not data.endswith(b"\r\n"):
        yield "the file does not end with CRLF"
    for line in data.split(b"\r\n"):
        if len(line) > LONGEST_LINE:
            yield f"a line of {len(line)} octets"
        if FORBIDDEN.search(line):
            yield f"a control character in {line!r}"
        if not _is_utf8(line):
            yield f"a character is cut in two in {line!r}"
    for line in unfolded(data):
        name, _, value = line.partition(":")
        if not NAME.match(name.encode()):
            yield f"a line without a name: {line}"
        if name.partition(";")[0] in TEXTS and BAD_TEXT.search(value):
            yield f"not escaped: {line}"


def _is_utf8(line):
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def _of_calendar(calendar, data):
    method = str(calendar.get("method"))
    for name in ("prodid", "version", "method"):
        if not isinstance(calendar.get(name), str):
            yield f"the calendar has not one {name}"
    zones = [str(zone["tzid"]) for zone in calendar.walk("VTIMEZONE")]
    found = list(calendar.walk("VEVENT"))
    if method != "PUBLISH" and len(found) != 1:
        yield f"{method} with {len(found)} events"
    doubles = [uid for uid, number in Counter(str(event["uid"]) for event in found).items() if number > 1]
    yield from (f"the uid {uid} twice" for uid in doubles)
    for event in found:
        yield from _of_event(event, method, zones)
    if len(re.findall(rb"(?m)^BEGIN:VTIMEZONE", data)) != len(set(zones)):
        yield "a time zone twice"


def _of_event(event, method, zones):
    yield from (f"the event has not one {name}" for name in ONCE if name not in event or isinstance(event[name], list))
    yield from (f"the event has {name} twice" for name in AT_MOST_ONCE if isinstance(event.get(name), list))
    if event["dtend"].dt <= event["dtstart"].dt:
        yield "the event ends before it starts"
    for name in ("dtstart", "dtend"):
        if event[name].params.get("TZID") not in zones:
            yield f"the time zone of {name} is not in the file"
    if event["dtstamp"].dt.utcoffset().total_seconds():
        yield "dtstamp is not in UTC"
    if (event["status"] == "CANCELLED") != (method == "CANCEL") and method != "PUBLISH":
        yield f"{method} of an event that is {event['status']}"
    if method == "PUBLISH" and "attendee" in event:
        yield "what is published invites somebody"
    if method != "PUBLISH" and ("attendee" not in event or isinstance(event["attendee"], list)):
        yield "the invitation is not one person’s"
