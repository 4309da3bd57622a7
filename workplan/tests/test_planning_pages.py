import datetime as dt

import pytest

from workplan.models import Meeting
from workplan.tests.factories import (
    MeetingFactory,
    in_days,
    new_uid,
)
from workplan.tests.pages import address, said, words

A_FORM = {"starts_at": "09:30", "minutes": "110", "place": "Mere House", "online_link": ""}


def test_a_meeting_is_planned_on_its_page(client, group, business_manager):
    client.force_login(business_manager)
    uid, day = new_uid(), in_days(40)

    response = client.post(address("add_meeting", group), A_FORM | {"uid": uid, "date": day.isoformat()}, follow=True)

    assert said(response) == ["The meeting is planned. The members of the group have been told."]
    assert Meeting.objects.get(uid=uid).date == day


@pytest.mark.parametrize(
    ("posted", "fault"),
    [
        ({"date": ""}, "Give the day, for example 18 November 2026."),
        ({"date": "2020-01-01"}, "Choose today or a later day."),
        ({"date": "2199-12-31"}, "Choose a day within the next two financial years."),
        (
            {"date": "0026-11-18"},
            "Enter a day with its year in four figures, from 1900 to 2199, for example 30 November 2026.",
        ),
        ({"date": "tomorrow"}, "Give the day, for example 18 November 2026."),
        ({"starts_at": "25:00"}, "Give the time, for example 09:30."),
        ({"minutes": "1000000000"}, "Give between 15 and 600 minutes."),
        ({"minutes": "-1"}, "Give between 15 and 600 minutes."),
        ({"minutes": "ten"}, "Write the minutes as a whole number."),
        ({"minutes": "9" * 5000}, "Write the minutes as a whole number."),
        ({"place": "x" * 10**5}, "Write at most 160 characters."),
        ({"online_link": "javascript:alert(1)"}, "Give the whole address, beginning with https://."),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_above(client, group, business_manager, posted, fault):
    client.force_login(business_manager)
    form = A_FORM | {"uid": new_uid(), "date": in_days(40).isoformat()} | posted

    page = client.post(address("add_meeting", group), form)

    assert words(page).count(fault) == 2
    assert Meeting.objects.count() == 0


def test_a_year_is_looked_at_before_it_is_planned(client, group, business_manager):
    client.force_login(business_manager)
    form = A_FORM | {"first": in_days(7).isoformat()}

    look = client.post(address("schedule", group), form | {"look": "1"})
    assert (f"{in_days(7):%A %-d %B %Y}" in words(look), Meeting.objects.count()) == (True, 0)

    for _ in range(2):
        response = client.post(address("schedule", group), form | {"create": "1"}, follow=True)
    assert said(response) == ["The meetings of QAPM are planned. Its members have been told."]
    assert Meeting.objects.count() == len(look.context["dates"])


def test_dates_planned_already_are_marked(client, group, business_manager):
    MeetingFactory(group=group, date=in_days(7), starts_at=dt.time(9, 30))
    client.force_login(business_manager)

    page = client.post(address("schedule", group), A_FORM | {"first": in_days(7).isoformat(), "look": "1"})

    assert f"{in_days(7):%A %-d %B %Y} planned already" in words(page)


def test_a_meeting_is_moved_and_cancelled_on_its_pages(client, meeting, business_manager):
    client.force_login(business_manager)
    changed = client.post(address("change_meeting", meeting), A_FORM | {"date": in_days(90).isoformat()}, follow=True)
    cancelled = client.post(address("cancel_meeting", meeting), {"reason": "Snow"}, follow=True)

    meeting.refresh_from_db()
    assert said(changed) == ["The meeting is changed. The members have been told."]
    assert said(cancelled) == ["The meeting is cancelled. The members have been told."]
    assert (meeting.date, meeting.status) == (in_days(90), Meeting.Status.CANCELLED)
