"""What a mail about a meeting puts into its reader's calendar, read from the mail as it was sent."""

import datetime as dt
import email
from email import policy

import pytest
from django.core import mail
from icalendar import Calendar

from agencies.models import SeatRole
from agencies.operations.notification import deliver_owed
from agencies.tests.factories import SeatFactory
from lscb_portal.lib.tests.rfc5545 import events, faults, unfolded
from workplan.models import Meeting, Reply
from workplan.operations.agenda import add_item, agree_agenda, open_agenda
from workplan.operations.meeting import cancel_meeting, change_meeting, plan_meeting, plan_schedule
from workplan.operations.reply import reply
from workplan.tests.factories import in_days, new_uid

AT = {"starts_at": dt.time(9, 30), "minutes": 110}
SECRET_ROOM = "https://join.example.org/secret-room"


def plan(group, by, **changed):
    facts = {"uid": new_uid(), "date": in_days(30), "place": "Mere House, room 2", "online_link": SECRET_ROOM}
    return plan_meeting(group, **AT | facts | changed, by=by)


def move(meeting, by, **changed):
    facts = {"date": meeting.date, "place": meeting.place, "online_link": SECRET_ROOM}
    return change_meeting(meeting, **AT | facts | changed, by=by)


def sent():
    """Send what is owed; return {address: [the mail, parsed from its bytes]} of what went now."""
    mail.outbox.clear()
    deliver_owed()
    found = {}
    for message in mail.outbox:
        wire = message.message().as_bytes(linesep="\r\n")
        found.setdefault(message.to[0], []).append(email.message_from_bytes(wire, policy=policy.default))
    return found


def files(message) -> list[bytes]:
    return [part.get_payload(decode=True) for part in message.iter_attachments()]


def file_for(person):
    """The one calendar file of the one mail that `person` gets now."""
    (message,) = sent()[person.email]
    (data,) = files(message)
    return data


def the_event(data):
    (event,) = events(data)
    return event


def method(data):
    return str(Calendar.from_ical(data)["method"])


def test_a_planned_meeting_is_an_invitation(group, member, constable, business_manager):
    meeting = plan(group, business_manager)

    data = file_for(member)

    event = the_event(data)
    assert (faults(data), method(data)) == ([], "REQUEST")
    assert (str(event["uid"]), event["sequence"], event["summary"]) == (str(meeting.uid), 0, "QAPM meeting")
    assert (event["dtstart"].dt, event["dtend"].dt) == (meeting.start, meeting.end)
    assert event["location"] == "Mere House, room 2"
    assert event["description"] == f"http://localhost:8000{meeting.get_absolute_url()}"
    assert (event["organizer"].params["CN"], str(event["organizer"])) == (group.board.name, "mailto:portal@localhost")
    assert (event["attendee"].params["CN"], str(event["attendee"])) == (member.name, f"mailto:{member.email}")


def test_it_names_nobody_else_and_holds_no_way_into_the_meeting(group, member, constable, business_manager):
    plan(group, business_manager)

    words = "".join(unfolded(file_for(member)))

    assert constable.name not in words
    assert constable.email not in words
    assert "secret-room" not in words


def test_the_part_of_the_mail_says_what_it_is(group, member, business_manager):
    plan(group, business_manager, date=dt.date(2027, 1, 13))

    (message,) = sent()[member.email]
    (part,) = message.iter_attachments()

    assert part.get_content_type() == "text/calendar"
    assert (part.get_param("method"), part.get_param("charset")) == ("REQUEST", "utf-8")
    assert part.get_filename() == "meeting-2027-01-13.ics"
    assert message.get_body().get_content().startswith("The Quality Assurance and Performance Management sub-group")


@pytest.mark.parametrize(("day", "hours"), [(dt.date(2027, 1, 13), 0), (dt.date(2027, 7, 14), 1)])
def test_london_is_an_hour_ahead_in_july(group, member, business_manager, day, hours):
    plan(group, business_manager, date=day)

    data = file_for(member)

    (zone,) = Calendar.from_ical(data).walk("VTIMEZONE")
    starts = the_event(data)["dtstart"].dt
    assert starts.replace(tzinfo=zone.to_tz(lookup_tzid=False)).utcoffset() == dt.timedelta(hours=hours)
    assert starts.astimezone(dt.UTC).time() == dt.time(9 - hours, 30)


def test_every_change_counts_up_and_keeps_the_uid(group, member, business_manager):
    meeting = plan(group, business_manager)
    files = [file_for(member)]
    for change in ({"place": "Elsewhere"}, {"date": in_days(37)}, {"date": in_days(37), "minutes": 60}):
        meeting = move(meeting, business_manager, **change)
        files.append(file_for(member))
    cancel_meeting(meeting, reason="Snow", by=business_manager)
    files.append(file_for(member))

    assert [faults(data) for data in files] == [[]] * 5
    assert {str(the_event(data)["uid"]) for data in files} == {str(meeting.uid)}
    assert [the_event(data)["sequence"] for data in files] == [0, 1, 2, 3, 4]
    assert [method(data) for data in files] == ["REQUEST"] * 4 + ["CANCEL"]
    assert the_event(files[-1])["status"] == "CANCELLED"
    assert b"Snow" not in files[-1]


def test_a_late_mail_holds_the_meeting_as_it_stands_now(group, member, business_manager):
    """The mail server was down while the meeting was planned, moved and called off."""
    meeting = move(plan(group, business_manager), business_manager, date=in_days(37))
    cancel_meeting(meeting, reason="Snow", by=business_manager)

    found = [data for each in sent()[member.email] for data in files(each)]

    assert [(method(data), the_event(data)["sequence"]) for data in found] == [("CANCEL", 2)] * 3


def test_a_year_is_one_mail_with_an_invitation_for_each_meeting(group, member, business_manager):
    days = [in_days(days) for days in (10, 101, 192)]
    planned = plan_schedule(group, dates=days, **AT, by=business_manager)

    (message,) = sent()[member.email]

    assert [faults(data) for data in files(message)] == [[]] * 3
    assert [str(the_event(data)["uid"]) for data in files(message)] == [str(each.uid) for each in planned]


def test_other_mails_about_a_meeting_carry_nothing(group, chair, member, business_manager):
    meeting = plan(group, business_manager)
    sent()
    open_agenda(meeting, by=chair)
    add_item(Meeting.objects.get(), uid=new_uid(), title="Audits", purpose="note", minutes=5, by=chair)
    agree_agenda(Meeting.objects.get(), by=chair)

    (message,) = sent()[member.email]

    assert files(message) == []


def test_whoever_may_no_longer_see_the_meeting_gets_no_invitation(group, member, constable, business_manager):
    plan(group, business_manager)
    member.seats.update(ends_on=in_days(0) - dt.timedelta(days=1))

    assert member.email not in sent()


def test_a_deputy_gets_the_meeting_and_its_end(group, member, hospital, business_manager):
    """The cancellation has a higher number than what they were sent (RFC 5546, 2.1.4)."""
    meeting, seat = plan(group, business_manager), member.seats.get()
    deputy = SeatFactory(agency=hospital, group__slug="other").person
    sent()
    reply(meeting, seat, answer=Reply.Answer.DEPUTY, deputy=deputy, by=member)
    asked = file_for(deputy)
    reply(meeting, seat, answer=Reply.Answer.ATTENDING, by=member)
    let_go = file_for(deputy)

    assert [faults(data) for data in (asked, let_go)] == [[], []]
    assert [(method(data), the_event(data)["sequence"]) for data in (asked, let_go)] == [("REQUEST", 0), ("CANCEL", 1)]
    assert str(the_event(asked)["uid"]) == str(the_event(let_go)["uid"]) == str(meeting.uid)


def test_a_deputy_with_a_seat_of_their_own_keeps_the_meeting(group, member, hospital, business_manager):
    meeting, seat = plan(group, business_manager), member.seats.get()
    deputy = SeatFactory(group=group, agency=hospital, role=SeatRole.ADVISER).person
    sent()
    reply(meeting, seat, answer=Reply.Answer.DEPUTY, deputy=deputy, by=member)
    sent()
    reply(meeting, seat, answer=Reply.Answer.ATTENDING, by=member)

    (message,) = sent()[deputy.email]

    assert files(message) == []
