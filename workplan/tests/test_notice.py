import datetime as dt
from unittest.mock import patch

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from agencies.models import Group
from agencies.tests.factories import TermsOfReferenceFactory
from lscb_portal.lib.periods import working_days_between
from workplan.models import Meeting
from workplan.notice import Notice, agenda_due, deadlines, notice_of
from workplan.tests.factories import MeetingFactory, agreed
from workplan.tests.pages import address, words

Status = Meeting.Status


def of(date, status=Status.PLANNED, today=dt.date(2026, 11, 23)):
    meeting = Meeting(date=date, status=status, group=Group())
    with patch("workplan.notice.notice_of", return_value=Notice()):
        return [(one.by, one.done, one.is_missed) for one in deadlines(meeting, today)]


def test_ten_working_days_for_the_agenda_and_five_for_the_papers():
    """Wednesday 13 January 2027: Christmas, Boxing Day's substitute and New Year's Day are no working days."""
    assert of(dt.date(2027, 1, 13)) == [
        (dt.date(2026, 12, 29), False, False),
        (dt.date(2027, 1, 6), False, False),
    ]


def test_what_is_late_is_missed_from_the_day_after():
    day = dt.date(2026, 12, 2)

    assert of(day, today=dt.date(2026, 11, 18)) == [
        (dt.date(2026, 11, 18), False, False),
        (dt.date(2026, 11, 25), False, False),
    ]
    assert [missed for _, _, missed in of(day, today=dt.date(2026, 11, 19))] == [True, False]
    assert [missed for _, _, missed in of(day, today=dt.date(2026, 11, 26))] == [True, True]


@pytest.mark.parametrize(
    ("status", "done"),
    [
        (Status.PLANNED, [False, False]),
        (Status.AGENDA_OPEN, [False, False]),
        (Status.AGENDA_AGREED, [True, False]),
        (Status.PAPERS_ISSUED, [True, True]),
        (Status.IN_SESSION, []),
        (Status.DRAFT_MINUTES, []),
        (Status.CANCELLED, []),
    ],
)
def test_what_is_done_is_never_missed(status, done):
    found = of(dt.date(2026, 12, 2), status, today=dt.date(2026, 12, 1))

    assert [is_done for _, is_done, _ in found] == done
    assert [missed for _, is_done, missed in found] == [not is_done for is_done in done]


@given(st.dates(dt.date(2024, 1, 1), dt.date(2035, 12, 31)))
def test_there_are_always_so_many_working_days_between(date):
    (agenda, _, _), (papers, _, _) = of(date)

    assert agenda < papers < date
    # From a working day; a meeting is planned on no other.
    if working_days_between(date - dt.timedelta(days=1), date):
        assert (working_days_between(agenda, date), working_days_between(papers, date)) == (10, 5)


def test_the_usual_notice_is_ten_and_five(group):
    assert notice_of(group) == Notice(agenda=10, papers=5)


def test_a_groups_terms_of_reference_say_another(group):
    TermsOfReferenceFactory(group=group, version=7, agenda_notice=8, papers_notice=6)

    assert notice_of(group) == Notice(agenda=8, papers=6)


def test_whoever_organises_reads_it_on_the_meetings_page(client, group, chair, member):
    with time_machine.travel(dt.datetime(2026, 11, 20, 9, tzinfo=dt.UTC)):
        meeting = MeetingFactory(group=group, date=dt.date(2026, 12, 2))
        client.force_login(chair)
        page = words(client.get(address("meeting", meeting)))
        client.force_login(member)
        theirs = words(client.get(address("meeting", meeting)))

    assert "Agenda to be agreed by Wednesday 18 November 2026 Short notice" in page
    assert "Papers to be issued by Wednesday 25 November 2026 Replies" in page
    assert "to be agreed by" not in theirs
    assert agenda_due(meeting) == dt.date(2026, 11, 18)


def test_an_agreed_agenda_is_done(client, group, chair):
    with time_machine.travel(dt.datetime(2026, 11, 20, 9, tzinfo=dt.UTC)):
        meeting = agreed(MeetingFactory(group=group, date=dt.date(2026, 12, 2)), chair)
        client.force_login(chair)
        page = words(client.get(address("meeting", meeting)))

    assert "Agenda to be agreed by Wednesday 18 November 2026 Done" in page
