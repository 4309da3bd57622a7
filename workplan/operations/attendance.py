"""The chair writes to an agency that nobody came for. The portal drafts the words; a person sends them."""

from django.db import transaction

from agencies.models import Event
from agencies.operations.notification import notify
from agencies.permissions import require
from lscb_portal.lib.charts.words import listed
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.hashing import sha256_of
from lscb_portal.lib.lifecycle import lock
from lscb_portal.lib.once import made_before, make_once
from workplan.attendance import IN_A_ROW, attendance
from workplan.models import AttendanceLetter
from workplan.permissions import can_run

DRAFT = (
    "{agency} was not represented at our meetings of {days}.\n\n"
    "The group can only decide when enough agencies are there, and what concerns children in your care is decided "
    "without you. {following}\n\n"
    "If something stands in the way of your coming, please tell me."
)
FOLLOWING = "Please come to the next meeting on {day:%A} {day.day} {day:%B %Y}, or send a deputy who can speak for you."
NO_DAY = "Please come to the next meeting, or send a deputy who can speak for you."


def to_write_to(group, agency):
    """Return the row of the group's grid of an agency that missed the last meetings, or None where it did not."""
    return next((row for row in attendance(group).missing if row.agency == agency), None)


def drafted(group, row) -> str:
    """Return words to begin a letter with: which meetings were missed, and which is the next."""
    held = attendance(group).meetings[-row.missed_in_a_row :]
    ahead = group.meetings.to_begin().first()
    following = FOLLOWING.format(day=ahead.date) if ahead else NO_DAY
    days = listed([f"{meeting.day.day} {meeting.day:%B %Y}" for meeting in held])
    return DRAFT.format(agency=row.agency.name, days=days, following=following)


@transaction.atomic
def send_letter(group, agency, *, uid, words, by) -> AttendanceLetter:
    """Send the chair's words to those who hold the agency's seats; the same `uid` twice is one letter.

    Refused where the agency did not miss the last two meetings, was written to about them, or nobody holds its seats.
    """
    require(can_run(by, group))
    group = lock(group)
    if sent := made_before(group.attendance_letters.all(), uid):
        return sent
    if not words.strip():
        raise Refused("Write what you want to say.")
    if to_write_to(group, agency) is None:
        raise Refused(f"{agency.name} has not missed {IN_A_ROW} meetings in a row.")
    last = attendance(group).meetings[-1]
    if group.attendance_letters.filter(agency=agency, last_missed=last).exists():
        raise Refused(f"{agency.name} has been written to about this already.")
    seats = group.seats.current().filter(agency=agency, person__is_active=True).select_related("person")
    people = list(dict.fromkeys(seat.person for seat in seats if seat.counts))
    if not people:
        raise Refused(f"Nobody holds a seat for {agency.name} at present. The business manager can appoint somebody.")
    facts = {"agency": agency, "last_missed": last, "words": words.strip(), "sent_by": by}
    letter = make_once(AttendanceLetter, uid=uid, group=group, **facts)
    letter.recipients.set(people)
    Event.record("attendance.letter_sent", by=by, about=letter, agency=agency.uid, words_sha256=sha256_of(letter.words))
    link = letter.get_absolute_url()
    notify("workplan/attendance_letter", people, about=letter, board=group.board, link=link, key="sent")
    return letter
