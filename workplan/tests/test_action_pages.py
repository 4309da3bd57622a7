import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from agencies.models import Event
from agencies.tests.factories import AgencyFactory
from lscb_portal.lib.periods import days_until_words
from workplan.models import Delivery
from workplan.operations.action import give_action
from workplan.tests.factories import ActionFactory, in_days, new_uid
from workplan.tests.pages import address, count_queries, said, words

ACTIONS = reverse("workplan:actions", args=["northmere"])


@pytest.fixture
def action(session, chair, member):
    return give_action(
        session.items.first(), uid=new_uid(), title="Dip sample", owner=member, due_on=in_days(30), by=chair
    )


@pytest.fixture
def several(group, chair, member, constable, hospital, police):
    """The member's: late, slipping and delivered; the constable's: on course."""
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    facts = {"board": group.board, "owner": member, "agency": hospital}
    ActionFactory(title="Late one", due_on=yesterday, **facts)
    ActionFactory(title="Slipping one", delivery=Delivery.SLIPPING, **facts)
    ActionFactory(title="Delivered one", delivery=Delivery.DELIVERED, delivered_at=timezone.now(), **facts)
    ActionFactory(title="Course one", delivery=Delivery.ON_COURSE, **facts | {"owner": constable, "agency": police})
    return member


def listed(client, **asked):
    return [action.title for action in client.get(ACTIONS, asked).context["page"]]


@pytest.mark.parametrize(
    ("asked", "titles"),
    [
        ({}, ["Late one", "Slipping one"]),
        ({"state": "overdue"}, ["Late one"]),
        ({"state": "slipping"}, ["Slipping one"]),
        ({"state": "delivered"}, ["Delivered one"]),
        ({"state": "all"}, ["Late one", "Slipping one", "Delivered one"]),
        ({"state": "nonsense"}, ["Late one", "Slipping one"]),
        ({"state": "\x00", "agency": "\x00", "whose": "\x00", "page": "\x00"}, ["Late one", "Slipping one"]),
        ({"page": "10000000000000000000000"}, ["Late one", "Slipping one"]),
    ],
)
def test_actions_are_filtered_by_the_address(client, several, asked, titles):
    client.force_login(several)

    assert listed(client, **asked) == titles


def test_an_agency_lead_sees_their_agencys_actions(client, several, lead):
    client.force_login(lead)

    assert listed(client) == ["Course one"]


def test_mine_and_those_of_an_agency(client, several, action, chair, hospital):
    client.force_login(chair)

    assert listed(client, whose="mine") == []
    assert listed(client, agency=hospital.uid) == ["Dip sample"]
    assert listed(client, agency=AgencyFactory().uid) == []


def test_what_the_list_holds_is_said(client, several):
    client.force_login(several)

    assert "All open actions" in words(client.get(ACTIONS))
    assert "My overdue actions" in words(client.get(ACTIONS, {"whose": "mine", "state": "overdue"}))
    page = words(client.get(ACTIONS, {"state": "all"}))
    assert "R Overdue" in page
    assert "A Slipping" in page
    assert "B Delivered" in page


def test_an_empty_list_says_so(client, lead):
    client.force_login(lead)

    assert "No actions here" in words(client.get(ACTIONS))


def test_the_list_asks_no_more_for_thirty_actions(client, group, member):
    client.force_login(member)
    ActionFactory(board=group.board, owner=member)
    queries = count_queries(client, ACTIONS)
    for _ in range(30):
        ActionFactory(board=group.board, owner=member, agency=AgencyFactory())
    assert count_queries(client, ACTIONS) == queries


def test_pages_of_twenty_five(client, group, member):
    for _ in range(30):
        ActionFactory(board=group.board, owner=member)
    client.force_login(member)

    assert (len(listed(client)), len(listed(client, page=2))) == (25, 5)


def test_an_action_shows_where_it_comes_from(client, action, member, session):
    client.force_login(member)

    page = client.get(action.get_absolute_url())

    assert session.items.first().title in words(page)
    assert f'href="{session.get_absolute_url()}"' in page.content.decode()
    assert days_until_words(action.due_on, timezone.localdate()) in words(page)


def test_an_owner_who_cannot_read_the_meeting_gets_no_link_to_it(client, action, session, outsider):
    client.force_login(outsider)

    page = client.get(action.get_absolute_url())

    assert session.items.first().title in words(page)
    assert f'href="{session.get_absolute_url()}"' not in page.content.decode()


def test_the_one_minute_update(client, action, member):
    client.force_login(member)

    page = client.post(action.get_absolute_url(), {"delivery": "slipping", "note": "Short of staff."}, follow=True)

    assert said(page) == ["The update is noted."]
    assert "Slipping, with a plan Short of staff." in words(page)


def test_the_office_enters_an_update(client, action, member, administrator):
    client.force_login(administrator)
    form = {"delivery": "delivered", "note": "Rang today."}
    assert "Say how it came." in words(client.post(action.get_absolute_url(), form))

    page = client.post(action.get_absolute_url(), form | {"through": "telephone"}, follow=True)

    assert said(page) == [f"The update is noted. {member.name} has been told."]
    assert f"{administrator.name}, entered for {member.name}" in words(page)
    assert Event.objects.about(action).last().on_behalf_of == member


@pytest.mark.parametrize(
    ("posted", "fault"),
    [
        ({"delivery": ""}, "Choose how it goes."),
        ({"delivery": "purple"}, "Choose how it goes."),
        ({"note": ""}, "Say in a sentence what has been done."),
        ({"note": "x" * 100_000}, "Write at most 2,000 characters."),
        ({"note": "a\x00"}, "Null characters are not allowed."),
    ],
)
def test_a_faulty_update_says_so_twice(client, action, member, posted, fault):
    client.force_login(member)

    page = client.post(action.get_absolute_url(), {"delivery": "on_course", "note": "Well."} | posted)

    assert (words(page).count(fault), action.updates.count()) == (2, 0)


@pytest.mark.parametrize(
    ("who", "read", "write"),
    [
        ("member", 200, 200),
        ("business_manager", 200, 200),
        ("administrator", 200, 200),
        ("chair", 200, 403),
        ("constable", 200, 403),
        ("outsider", 200, 403),
        ("board_member", 200, 403),
        ("lead", 404, 404),
        ("stranger", 404, 404),
    ],
)
def test_who_reads_and_updates_an_action(request, client, action, who, read, write):
    client.force_login(request.getfixturevalue(who))
    url = action.get_absolute_url()

    assert (client.get(url).status_code, client.post(url, {"delivery": ""}).status_code) == (read, write)


def test_only_those_who_may_update_see_the_form(client, action, chair):
    client.force_login(chair)

    assert "Save the update" not in words(client.get(action.get_absolute_url()))


def test_an_unknown_action_is_not_found(client, member):
    client.force_login(member)

    class Unknown:
        uid = new_uid()

    assert client.get(address("action", Unknown)).status_code == 404
