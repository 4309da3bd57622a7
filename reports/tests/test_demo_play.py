"""What the demonstration is made with: the clock that can be set, the order of stories, the calendar, the files."""

import datetime as dt
import io
import zipfile

import pytest
from django.template import Context, Template
from django.utils import timezone

from agencies.models import Notification
from agencies.uploads import checked
from lscb_portal.lib.periods import add_working_days, is_working_day, working_days_between
from reports.demo import files
from reports.demo.clock import stopped_at
from reports.demo.days import Days, moment
from reports.demo.play import play
from reports.demo.stories.founding import NOTICE

MARCH = moment(dt.date(2026, 3, 4), "09:30")
EVERY_WEEK_OF_TWO_YEARS = [dt.date(2026, 1, 1) + dt.timedelta(days=8 * week) for week in range(92)]


# Clock --------------------------------------------------------------------------------------------------------------


def test_the_stopped_clock_answers_everybody_who_asks():
    default = Notification._meta.get_field("created_at").default

    with stopped_at(MARCH):
        told = (timezone.now(), timezone.localdate(), default())

    assert told == (MARCH, dt.date(2026, 3, 4), MARCH)
    assert timezone.now().year >= 2026
    assert timezone.now() != MARCH


def test_the_clock_goes_on_after_a_failure():
    with pytest.raises(ZeroDivisionError), stopped_at(MARCH):
        raise ZeroDivisionError

    assert timezone.now() != MARCH


def test_templates_still_show_moments_in_local_time_while_the_clock_stands():
    july = dt.datetime(2026, 7, 1, 12, 0, tzinfo=dt.UTC)

    with stopped_at(MARCH):
        shown = Template("{{ at|date:'H:i' }}").render(Context({"at": july}))

    assert shown == "13:00"


# Stories ------------------------------------------------------------------------------------------------------------


def test_stories_beside_each_other_happen_in_the_order_of_time():
    told = []

    def story(name, *hours):
        for hour in hours:
            yield MARCH + dt.timedelta(hours=hour)
            told.append((name, timezone.now()))

    play([story("meeting", 0, 5), story("return", 1, 2, 9)])

    hours = [("meeting", 0), ("return", 1), ("return", 2), ("meeting", 5), ("return", 9)]
    assert told == [(name, MARCH + dt.timedelta(hours=hour)) for name, hour in hours]


def test_stories_of_one_moment_keep_the_order_given():
    told = []

    def story(name):
        yield MARCH
        told.append(name)

    play([story("first"), story("second"), story("third")])

    assert told == ["first", "second", "third"]


def test_a_story_may_not_go_back_in_time():
    def story():
        yield MARCH
        yield MARCH - dt.timedelta(minutes=1)

    with pytest.raises(ValueError, match="A story went back from 2026-03-04 09:30:00"):
        play([story()])


# Calendar -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("today", EVERY_WEEK_OF_TWO_YEARS)
def test_whatever_the_day_the_dates_make_sense(today):
    days = Days(today)
    dates = [days.beginning, *days.meetings_held, days.next_meeting, days.following_meeting]

    assert 5 <= working_days_between(today, days.next_meeting) <= 9
    assert add_working_days(days.next_meeting, -NOTICE) >= today
    assert dates == sorted(set(dates))
    assert all(is_working_day(day) for day in [*dates, days.due, days.opened, days.last_due, days.last_opened])
    assert 7 <= (days.due - today).days <= 12
    assert days.latest_quarter.end < today - dt.timedelta(days=40)
    assert [quarter.code for quarter in days.quarters(3)][-1] == days.latest_quarter.code


# Files --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["audit.pdf", "policy.docx", "figures.txt"])
def test_the_files_are_what_their_names_say_and_the_same_each_time(name):
    lines = ["Mere Community Health", "Siân’s audit (of 40 files)"]
    first, second = files.upload(name, lines).read(), files.upload(name, lines).read()

    assert first == second
    assert checked(name, first).content == first


def test_a_document_holds_its_words():
    package = zipfile.ZipFile(io.BytesIO(files.docx(["Siân’s audit"])))

    assert package.testzip() is None
    assert "<w:t>Siân’s audit</w:t>" in package.read("word/document.xml").decode()
