"""Try the quorum: the simulator judges by the same facts as the forecast, and writes nothing."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.models import SeatRole
from agencies.tests.factories import AgencyFactory, QuorumRuleFactory, SeatFactory
from workplan.forecast import outlook
from workplan.models import Reply
from workplan.operations.meeting import cancel_meeting
from workplan.operations.reply import reply
from workplan.tests.factories import MeetingFactory, in_session
from workplan.tests.pages import HTMX, count_queries, words
from workplan.trial import trial

DAY = dt.date(2026, 11, 18)
Answer = Reply.Answer


@pytest.fixture
def coming(group, chair, member, constable):
    """A meeting on Wednesday, 18 November; today is Monday 9 November."""
    with time_machine.travel(dt.datetime(2026, 11, 9, 8, tzinfo=dt.UTC)):
        yield MeetingFactory(group=group, date=DAY)


@pytest.fixture
def page(client, group, chair):
    """A function that shows the simulator to the chair, with a query."""
    client.force_login(chair)
    return lambda query="", **more: client.get(f"/b/northmere/meetings/groups/{group.uid}/quorum/{query}", **more)


def answer(meeting, person, given, **more):
    reply(meeting, person.seats.get(group=meeting.group), answer=given, by=person, **more)


def uids(*people):
    return {str(person.seats.get().uid) for person in people}


def tried(meeting, here=(), deputies=()):
    return trial(meeting.group, meeting.date, chosen=(uids(*here), uids(*deputies))).quorum


def test_who_is_ticked_decides(coming, chair, member, constable):
    assert tried(coming, [chair, member, constable]).quorate is True
    two = tried(coming, [chair, member])
    assert (two.quorate, two.missing) == (False, ("Police",))
    assert tried(coming, [chair, member], deputies=[constable]).quorate is True


def test_whose_staying_away_would_end_it_is_named(coming, group, chair, member, constable):
    assert tried(coming, [chair, member, constable]).key == ("Acute trust", "Children's Services", "Police")
    fourth = SeatFactory(group=group, agency=AgencyFactory(name="Probation")).person

    assert tried(coming, [chair, member, constable, fourth]).key == ()


def test_it_begins_with_the_replies_and_says_what_the_forecast_says(coming, group, chair, member, constable, police):
    answer(coming, chair, Answer.ATTENDING)
    answer(coming, member, Answer.REMOTE)
    answer(coming, constable, Answer.DEPUTY, deputy_name="Ruth Adeyemi")
    SeatFactory(group=group, agency=police, role=SeatRole.DEPUTY, deputy_for=constable.seats.get())

    begun = trial(group, DAY, meeting=coming)

    assert [(line.comes, line.deputy) for line in begun.lines] == [
        (True, False),
        (True, False),
        (False, True),
        (False, False),
    ]
    assert begun.quorum == outlook(coming).forecast.as_replied


def test_a_deputy_who_has_a_seat_is_one_person_as_in_the_forecast(coming, chair, member, constable, group):
    for person in (chair, member):
        answer(coming, person, Answer.ATTENDING)
    answer(coming, constable, Answer.DEPUTY, deputy_name=member.name.upper())

    begun = trial(group, DAY, meeting=coming).quorum

    assert begun.count == 2
    assert begun == outlook(coming).forecast.as_replied


def test_a_standing_deputy_carries_the_agency_once_ticked(coming, group, chair, member, constable, police):
    deputy = SeatFactory(group=group, agency=police, role=SeatRole.DEPUTY, deputy_for=constable.seats.get()).person

    assert tried(coming, [chair, member, deputy]).quorate is True
    assert tried(coming, [chair, member, deputy], deputies=[constable]).count == 3


def test_an_adviser_is_listed_and_never_counts(coming, chair, member, adviser):
    assert tried(coming, [chair, member, adviser]).count == 2


def test_without_a_meeting_it_begins_with_every_member(group, chair, member, constable, police):
    SeatFactory(group=group, agency=police, role=SeatRole.DEPUTY, deputy_for=constable.seats.get())

    assert [line.comes for line in trial(group, DAY).lines] == [True, True, True, False]


def test_seats_and_rule_are_those_of_the_day(group, chair, member, constable):
    QuorumRuleFactory(group=group, version=2, in_force_from=dt.date(2027, 1, 1), rule=AT_LEAST_ONE)
    constable.seats.update(ends_on=dt.date(2026, 12, 31))

    assert [(len(trial(group, day).lines), trial(group, day).quorum.quorate) for day in (DAY, dt.date(2027, 1, 1))] == [
        (3, True),
        (2, True),
    ]
    assert trial(group, dt.date(2026, 12, 31)).quorum.needed == 3
    assert trial(group, dt.date(2027, 1, 1)).quorum.needed == 1


AT_LEAST_ONE = {"clauses": [{"kind": "at_least", "number": 1, "of": {"all": True}}]}


# The page -------------------------------------------------------------------------------------------------------------


def test_the_page_says_the_result_the_reasons_and_who_is_missing(page, coming, chair, member, constable):
    first, second = sorted(uids(chair, member))

    text = words(page(f"?tried=1&here={first}&here={second}&meeting={coming.uid}"))

    for sentence in (
        "Try the quorum of 18 November 2026",
        "Not quorate",
        "Not met At least 3 agencies must be there. 2 agencies expected, 3 needed. One more is needed: Police.",
        "Missing Police",
    ):
        assert sentence in text


def test_a_quorum_at_risk_names_who_must_come(page, coming, chair, member, constable):
    text = words(page())

    assert "Quorate, at risk" in text
    assert "Must come Acute trust, Children's Services, Police: without any one of them" in text


def test_the_address_holds_what_was_ticked(page, client, coming, chair, member, constable):
    query = f"?tried=1&meeting={coming.uid}&here={uids(chair).pop()}&deputy={uids(constable).pop()}"
    mine = page(query).context["tried"]
    client.force_login(member)

    theirs = page(query).context["tried"]

    assert [(line.comes, line.deputy) for line in theirs.lines] == [(True, False), (False, False), (False, True)]
    assert theirs.quorum == mine.quorum


def test_nobody_ticked_is_not_the_beginning(page, coming):
    assert page("?tried=1").context["tried"].quorum.count == 0


def test_the_page_changes_nothing(page, coming, chair):
    page()
    with CaptureQueriesContext(connection) as captured:
        page(f"?tried=1&meeting={coming.uid}&here={uids(chair).pop()}")

    written = [query["sql"] for query in captured if not query["sql"].startswith(("SELECT", "SAVEPOINT", "RELEASE"))]
    assert written == []
    assert page().status_code == 200


def test_it_is_only_ever_read(client, group, chair):
    client.force_login(chair)

    assert client.post(f"/b/northmere/meetings/groups/{group.uid}/quorum/").status_code == 405


def test_with_script_the_result_alone_comes_back(page, coming):
    part = page("?tried=1", headers=HTMX)

    assert part.content.decode().lstrip().startswith("<section")


def test_a_day_that_is_none_is_said_beside_it(page, coming):
    assert words(page("?on=tomorrow")).count("Enter the day as a date.") == 2


def test_a_group_without_a_rule_says_so(page, group, monkeypatch):
    monkeypatch.setattr(type(group), "quorum_rule_on", lambda group, day: None)

    assert "This group has no quorum rule" in words(page())


def test_meetings_that_are_over_called_off_or_anothers_are_not_tried(page, group, chair, business_manager, coming):
    over = in_session(group, chair)
    off = cancel_meeting(MeetingFactory(group=group, date=dt.date(2026, 12, 1)), reason="Snow.", by=business_manager)
    elsewhere = MeetingFactory(group__slug="other")

    for meeting in (over, off, elsewhere):
        assert page(f"?meeting={meeting.uid}").status_code == 404
    assert page("?meeting=x").status_code == 200


def test_who_may_not_read_the_groups_meetings_does_not_find_it(client, group, lead, stranger):
    for somebody in (lead, stranger):
        client.force_login(somebody)
        assert client.get(f"/b/northmere/meetings/groups/{group.uid}/quorum/").status_code == 404


def test_a_coming_meeting_leads_to_it(client, coming, chair):
    client.force_login(chair)

    assert f"/quorum/?meeting={coming.uid}" in client.get(coming.get_absolute_url()).content.decode()


def test_the_page_costs_the_same_for_three_seats_and_for_thirty(page, client, coming, group):
    page()
    address = f"/b/northmere/meetings/groups/{group.uid}/quorum/?meeting={coming.uid}"
    few = count_queries(client, address)
    for _ in range(30):
        SeatFactory(group=group)

    assert count_queries(client, address) == few
