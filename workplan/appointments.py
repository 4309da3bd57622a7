"""A meeting as it stands in people's calendars. Neutral throughout: the group, when, the place's name and a link.

The address to join online is left out: whoever has it is in the meeting, and calendars are shared and forwarded.
"""

from email.utils import parseaddr

from django.conf import settings
from django.utils import timezone

from agencies.enclosing import Enclosure
from lscb_portal.lib.calendars import Appointment, Somebody, invitation, published

CALENDAR = "text/calendar"


def appointment_of(meeting) -> Appointment:
    """Return the meeting as a calendar shows it. Its uid is the meeting's own, whoever reads it and wherever."""
    return Appointment(
        uid=meeting.uid,
        sequence=meeting.sequence,
        title=f"{meeting.group.short_name} meeting",
        starts=meeting.start,
        ends=meeting.end,
        organiser=Somebody(meeting.board.name, parseaddr(settings.DEFAULT_FROM_EMAIL)[1]),
        place=meeting.place,
        words=f"{settings.PORTAL_URL}{meeting.get_absolute_url()}",
        cancelled=meeting.status == meeting.Status.CANCELLED,
    )


def invitation_to(person, meeting, cancel=False) -> Enclosure:
    """Return the invitation that goes with a mail to `person`; a cancellation once the meeting is off, or where
    `cancel` says that it is no longer theirs."""
    appointment = appointment_of(meeting)
    content = invitation(appointment, Somebody(person.name, person.email), timezone.now(), cancel)
    method = "CANCEL" if cancel or appointment.cancelled else "REQUEST"
    parameters = {"method": method, "charset": "utf-8"}
    return Enclosure(f"meeting-{meeting.date.isoformat()}.ics", CALENDAR, content, parameters)


def calendar_of(name, meetings) -> bytes:
    """Return the meetings as a calendar to read or to subscribe to."""
    return published(name, [appointment_of(meeting) for meeting in meetings], timezone.now())
