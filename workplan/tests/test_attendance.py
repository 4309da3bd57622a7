import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.utils import timezone

from agencies.tests.factories import AgencyFactory, SeatFactory, TermsOfReferenceFactory, UserFactory
from lscb_portal.lib.errors import Refused
from workplan.attendance import Mark, attendance
from workplan.models import AttendanceLetter, Meeting
from workplan.operations.attendance import drafted, send_letter, to_write_to
from workplan.operations.register import add_person, note_apologies
from workplan.operations.session import close_meeting
from workplan.tests.factories import MeetingFactory, here, in_days, in_session, line, new_uid, told, verbs
from workplan.tests.pages import count_queries, words

CAME, DEPUTY, APOLOGIES, ABSENT, NO_SEAT = Mark.CAME, Mark.DEPUTY, Mark.APOLOGIES, Mark.ABSENT, Mark.NO_SEAT


@pytest.fixture
def held(group, chair, member, constable):
    """Hold meetings one after the other: each given the people who came, apologies and deputies."""

    def hold(*meetings):
        for came, sorry, deputies in meetings:
            meeting = in_session(group, chair, starts_at=f"{8 + group.meetings.count():02}:00")
            here(meeting, *came)
            for person in sorry:
                note_apologies(line(meeting, person), given=True, by=chair)
            for person, name in deputies.items():
                add_person(meeting, uid=new_uid(), name=name, deputy_for=line(meeting, person), by=chair)
            close_meeting(meeting, by=chair)
        return attendance(group)

    return hold


def of(grid, agency):
    return next(row for row in grid.agencies if row.agency == agency)


def test_each_agency_and_each_member_has_a_mark_for_each_meeting(held, chair, member, constable, police):
    grid = held(
        ((chair, member, constable), (), {}),
        ((chair,), (constable,), {}),
        ((chair, member), (), {constable: "Ruth Adeyemi"}),
    )
    row = of(grid, police)

    assert row.row.marks == (CAME, APOLOGIES, DEPUTY)
    assert (row.row.came, row.row.of, row.row.per_cent) == (2, 3, "67 %")
    (person,) = row.people
    assert (person.name, person.marks, person.per_cent) == (constable.name, (CAME, APOLOGIES, DEPUTY), "33 %")


def test_who_had_no_seat_yet_is_not_counted_for_that_meeting(held, group, chair, member):
    held(((chair, member), (), {}))
    late = SeatFactory(group=group, agency=AgencyFactory(name="Zebra Trust"))
    grid = held(((chair, member), (), {}))

    row = of(grid, late.agency)
    assert row.row.marks == (NO_SEAT, ABSENT)
    assert (row.row.came, row.row.of, row.row.per_cent) == (0, 1, "0 %")


def test_one_of_two_members_is_enough_for_the_agency(held, group, chair, member, constable, police):
    second = SeatFactory(group=group, agency=police, person=UserFactory(name="Zed Okoro")).person
    grid = held(((chair, member, second), (), {}))

    row = of(grid, police)
    assert row.row.marks == (CAME,)
    assert {person.name: person.marks for person in row.people} == {constable.name: (ABSENT,), "Zed Okoro": (CAME,)}


def test_only_the_latest_meetings_are_shown_oldest_first(held, group, chair, member):
    grid = held(*[((chair, member), (), {})] * 10)

    days = [(meeting.date, meeting.starts_at) for meeting in grid.meetings]
    assert len(days) == 8
    assert days == sorted(days)


@pytest.mark.parametrize(("expected", "below"), [(None, False), (66, False), (67, True), (100, True)])
def test_below_is_measured_against_the_terms_of_reference(held, chair, member, constable, police, expected, below):
    """Two of three is a little less than 67 per cent."""
    both = (chair, member)
    grid = held(((*both, constable), (), {}), (both, (), {}), ((*both, constable), (), {}))

    assert of(grid, police).is_below(expected) is below


def test_two_misses_in_a_row_call_for_a_word_and_one_does_not(held, chair, member, constable, police):
    both = (chair, member)
    assert held((both, (), {})).missing == []
    grid = held((both, (constable,), {}))

    assert [(row.agency, row.missed_in_a_row) for row in grid.missing] == [(police, 2)]
    assert held(((*both, constable), (), {})).missing == []


def test_no_meeting_no_grid(group):
    assert (attendance(group).meetings, attendance(group).agencies) == ((), ())


# ---- The chair's letter --------------------------------------------------------------------------------------------


@pytest.fixture
def missed(held, chair, member):
    """Police missed the last two meetings."""
    return held(*[((chair, member), (), {})] * 2)


def sent(group, agency, by, **more):
    return send_letter(group, agency, **{"uid": new_uid(), "words": "Please come."} | more, by=by)


def test_the_draft_names_the_meetings_missed_and_the_next_one(missed, group, police):
    today = timezone.localdate()
    following = MeetingFactory(group=group, date=in_days(30))

    words_of = drafted(group, to_write_to(group, police))

    day = f"{today.day} {today:%B %Y}"
    assert f"Northmere Police was not represented at our meetings of {day} and {day}." in words_of
    assert f"next meeting on {following.date:%A} {following.date.day} {following.date:%B %Y}" in words_of


def test_the_chair_writes_and_the_members_are_told(missed, group, chair, constable, police):
    letter = sent(group, police, chair, words=" Please come. ")

    assert (letter.words, letter.sent_by, list(letter.recipients.all())) == ("Please come.", chair, [constable])
    assert letter.last_missed == missed.meetings[-1]
    assert told(constable)[-1] == "workplan/attendance_letter"
    assert verbs(letter) == ["attendance.letter_sent"]
    with pytest.raises(DatabaseError), transaction.atomic():
        AttendanceLetter.objects.update(words="Never mind")


def test_once_for_the_same_meetings(missed, group, chair, police):
    uid = new_uid()
    assert sent(group, police, chair, uid=uid) == sent(group, police, chair, uid=uid)

    with pytest.raises(Refused, match="^Northmere Police has been written to about this already.$"):
        sent(group, police, chair)


def test_what_cannot_be_is_refused(missed, group, chair, member, business_manager, police, constable):
    with pytest.raises(PermissionDenied):
        sent(group, police, business_manager)
    with pytest.raises(Refused, match="^Write what you want to say.$"):
        sent(group, police, chair, words=" ")
    other = member.seats.get().agency
    with pytest.raises(Refused, match=f"^{other.name} has not missed 2 meetings in a row.$"):
        sent(group, other, chair)
    constable.seats.update(ends_on=timezone.localdate())
    constable.is_active = False
    constable.save()
    with pytest.raises(Refused, match="^Nobody holds a seat for Northmere Police at present."):
        sent(group, police, chair)
    assert AttendanceLetter.objects.count() == 0


# ---- Pages ---------------------------------------------------------------------------------------------------------


def page_of(group):
    return f"/b/northmere/meetings/groups/{group.uid}/attendance/"


def test_the_grid_says_in_words_what_its_marks_say(client, missed, group, chair, constable, member):
    TermsOfReferenceFactory(group=group, version=2, attendance=80)
    client.force_login(member)

    page = words(client.get(page_of(group)))

    assert "The terms of reference expect 80 %." in page
    assert "Northmere Police X Absent, no word X Absent, no word 0 % below what is expected" in page
    assert f"{member.name} P Present P Present 100 %" in page
    assert "Nobody came for Northmere Police to the last 2 meetings." in page
    assert "Write to" not in page


def test_the_chair_is_led_to_a_letter_and_sends_it(client, missed, group, chair, constable, police):
    client.force_login(chair)
    address = f"{page_of(group)}{police.uid}/write/"
    assert f'href="{address}"' in client.get(page_of(group)).content.decode()
    drafted_words = client.get(address).context["form"].initial["words"]

    faulty = client.post(address, {"uid": str(new_uid()), "words": ""})
    back = client.post(address, {"uid": str(new_uid()), "words": drafted_words}, follow=True)

    assert "Write what you want to say." in words(faulty)
    assert "The letter has gone to Northmere Police." in words(back)
    assert "The chair has written." in words(back)
    letter = AttendanceLetter.objects.get()
    client.force_login(constable)
    assert "was not represented at our meetings" in words(client.get(letter.get_absolute_url()))


def test_a_letter_is_nobody_elses(client, missed, group, chair, member, police):
    letter = sent(group, police, chair)
    client.force_login(member)

    assert client.get(letter.get_absolute_url()).status_code == 404
    assert client.get(f"{page_of(group)}{police.uid}/write/").status_code == 403
    client.force_login(UserFactory())
    assert client.get(page_of(group)).status_code == 404


def test_before_the_first_meeting_it_says_what_will_stand_here(client, group, member):
    client.force_login(member)

    assert "No meeting has been held yet." in words(client.get(page_of(group)))


def test_thirty_agencies_take_as_many_queries_as_three(client, group, missed, chair, member):
    client.force_login(chair)
    few = count_queries(client, page_of(group))
    for _ in range(27):
        SeatFactory(group=group, agency=AgencyFactory())
    meeting = in_session(group, chair, starts_at="19:00")
    close_meeting(Meeting.objects.get(pk=meeting.pk), by=chair)

    assert count_queries(client, page_of(group)) == few


def test_no_letter_is_offered_to_an_agency_whose_seat_has_ended(held, group, chair, member, constable, police):
    grid = held(*[((chair, member), (), {})] * 2)
    assert [row.agency for row in grid.missing] == [police]

    constable.seats.update(ends_on=timezone.localdate() - dt.timedelta(days=1))

    assert attendance(group).missing == []
    assert to_write_to(group, police) is None
    assert of(attendance(group), police).missed_in_a_row == 2
