"""The secret address of one's own calendar."""

import datetime as dt

import pytest
import structlog
from django.core.cache import cache
from django.urls import reverse

from agencies.models import Event
from agencies.tests.factories import PostFactory
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.logs import without_secrets
from lscb_portal.lib.tests.rfc5545 import events, faults
from workplan.models import CalendarFeed, Meeting
from workplan.operations.feed import calendar_behind, make_address, withdraw_address
from workplan.operations.reply import reply
from workplan.tests.factories import ItemFactory, MeetingFactory, in_days
from workplan.tests.pages import address, said, words
from workplan.views import calendar

PAGE = "/b/northmere/meetings/calendar/"


@pytest.fixture(autouse=True)
def counted_from_none(db):
    cache.clear()


def address_of(token):
    return reverse("calendar_feed", args=[token])


def uids(data):
    return {str(event["uid"]) for event in events(data)}


def test_an_address_opens_the_meetings_one_may_see(group, strategic_board, member):
    ours, theirs = MeetingFactory(group=group), MeetingFactory(group=strategic_board)

    data = calendar_behind(make_address(by=member))

    assert faults(data) == []
    assert uids(data) == {str(ours.uid)}
    assert theirs.date is not None


def test_what_is_called_off_or_long_over_is_left_out(group, member):
    kept = MeetingFactory(group=group, date=in_days(-200))
    MeetingFactory(group=group, date=in_days(-400))
    MeetingFactory(group=group, status=Meeting.Status.CANCELLED)

    assert uids(calendar_behind(make_address(by=member))) == {str(kept.uid)}


def test_it_follows_what_one_may_see_from_day_to_day(group, member):
    MeetingFactory(group=group)
    token = make_address(by=member)

    member.seats.update(ends_on=in_days(0) - dt.timedelta(days=1))

    assert uids(calendar_behind(token)) == set()


def test_a_meeting_where_one_stands_in_is_there(meeting, member, hospital):
    colleague = PostFactory(agency=hospital).person
    token = make_address(by=colleague)
    assert uids(calendar_behind(token)) == set()

    reply(meeting, member.seats.get(), answer="deputy", deputy=colleague, by=member)

    assert uids(calendar_behind(token)) == {str(meeting.uid)}


def test_only_a_scrambled_copy_of_the_secret_is_kept(member):
    token = make_address(by=member)

    feed = CalendarFeed.objects.get()
    assert len(token) >= 43
    assert token not in f"{feed.token_hash}{feed}{list(Event.objects.values_list('facts', flat=True))}"
    assert [event.verb for event in Event.objects.about(feed)] == ["calendar_address.made"]


def test_made_anew_the_old_address_opens_nothing(member):
    old, new = make_address(by=member), make_address(by=member)

    assert (calendar_behind(old), calendar_behind(new) is None) == (None, False)
    assert CalendarFeed.objects.in_use().count() == 1


def test_a_withdrawn_address_opens_nothing(member):
    token = make_address(by=member)
    withdraw_address(by=member)

    assert calendar_behind(token) is None
    with pytest.raises(Refused, match="You have no calendar address."):
        withdraw_address(by=member)


def test_nor_does_that_of_somebody_who_was_deactivated(member):
    token = make_address(by=member)
    member.is_active = False
    member.save()

    assert calendar_behind(token) is None


def test_one_persons_address_is_not_anothers(member, chair, group):
    make_address(by=member)
    make_address(by=chair)
    withdraw_address(by=member)

    assert list(CalendarFeed.objects.in_use().values_list("person", flat=True)) == [chair.pk]
    assert not CalendarFeed.objects.visible_to(member).filter(person=chair).exists()


# Pages ----------------------------------------------------------------------------------------------------------------


def test_the_calendar_is_read_without_signing_in(client, group, member):
    meeting = MeetingFactory(group=group)
    token = make_address(by=member)

    response = client.get(address_of(token))

    assert response.status_code == 200
    assert (faults(response.content), uids(response.content)) == ([], {str(meeting.uid)})
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Cache-Control"] == "private, no-cache"
    assert response["X-Robots-Tag"] == "noindex"
    assert not response.cookies


def test_it_says_when_and_where_and_nothing_of_the_agenda(client, meeting, member):
    item = ItemFactory(meeting=meeting, title="canary-item")

    content = client.get(address_of(make_address(by=member))).content.decode()

    assert "canary" not in content
    assert item.meeting.place.replace(",", "\\,") in content


def test_a_programme_may_ask_for_the_head_alone(client, member):
    response = client.head(address_of(make_address(by=member)))

    assert (response.status_code, response.content) == (200, b"")


@pytest.mark.parametrize("token", ["x", "0" * 43, "A" * 2000, "%00", "..%2fadmin"])
def test_an_unknown_address_does_not_exist(client, db, token):
    assert client.get(f"/calendar/{token}.ics").status_code == 404


def test_a_withdrawn_one_looks_like_one_that_never_was(client, member):
    token = make_address(by=member)
    withdraw_address(by=member)

    withdrawn, unknown = client.get(address_of(token)), client.get(address_of("never"))

    assert withdrawn.status_code == 404
    assert withdrawn.text == unknown.text


def test_nothing_can_be_posted_to_it(client, member):
    assert client.post(address_of(make_address(by=member))).status_code == 405


def test_it_may_be_asked_for_so_often(client, member, monkeypatch):
    monkeypatch.setattr(calendar, "LIMIT", calendar.LIMIT | {"from_one_place": 3})
    token = make_address(by=member)

    assert [client.get(address_of(token)).status_code for _ in range(5)] == [200, 200, 200, 429, 429]
    assert client.get(address_of(token), REMOTE_ADDR="192.0.2.7").status_code == 200


def test_the_address_is_shown_once(client, member):
    client.force_login(member)

    shown = client.post(f"{PAGE}make/")
    token = shown.text.partition("/calendar/")[2].partition(".ics")[0]

    assert calendar_behind(token) is not None
    assert shown["Cache-Control"] == "no-store"
    assert token not in client.get(PAGE).text
    assert "You have an address" in words(client.get(PAGE))


def test_an_address_is_withdrawn_on_the_page(client, member):
    token = make_address(by=member)
    client.force_login(member)

    response = client.post(f"{PAGE}withdraw/", follow=True)

    assert said(response) == ["The address is withdrawn. It opens nothing any more."]
    assert "Make a secret address" in words(response)
    assert calendar_behind(token) is None


def test_one_meeting_is_put_into_the_calendar(client, meeting, member):
    client.force_login(member)

    response = client.get(address("meeting_ics", meeting))

    assert (faults(response.content), uids(response.content)) == ([], {str(meeting.uid)})
    assert response["Content-Disposition"] == f'attachment; filename="meeting-{meeting.date.isoformat()}.ics"'


@pytest.mark.parametrize(
    ("line", "written"),
    [
        ({"request": "GET /calendar/s3cret_-A.ics"}, {"request": "GET /calendar/….ics"}),
        ({"event": "Not Found: /calendar/s3cret.ics"}, {"event": "Not Found: /calendar/….ics"}),
        ({"request": "GET /b/northmere/meetings/calendar/"}, {"request": "GET /b/northmere/meetings/calendar/"}),
        ({"event": "request_started", "code": 200}, {"event": "request_started", "code": 200}),
    ],
)
def test_no_secret_is_written_to_the_log(line, written):
    assert without_secrets(None, "info", line) == written
    assert without_secrets in structlog.get_config()["processors"]
