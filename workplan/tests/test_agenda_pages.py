import datetime as dt

import pytest
import time_machine

from agencies.tests.factories import TermsOfReferenceFactory
from workplan.models import Meeting, Proposal
from workplan.operations.agenda import WAITING, add_item, open_agenda, state_of
from workplan.operations.meeting import cancel_meeting, plan_meeting
from workplan.tests.factories import ItemFactory, MeetingFactory, ProposalFactory, agreed, in_days, new_uid
from workplan.tests.pages import HTMX, address, count_queries, said, words


@pytest.fixture
def building(meeting, chair, client):
    """A meeting whose agenda is open with One, Two and Three of ten minutes each; the chair is signed in."""
    meeting = open_agenda(meeting, by=chair)
    for title in ("One", "Two", "Three"):
        add_item(meeting, uid=new_uid(), title=title, purpose="note", minutes=10, by=chair)
    client.force_login(chair)
    return meeting


def posted(meeting, **more):
    """What the builder's form sends: the agenda as it stands."""
    items = list(meeting.items.all())
    form = {"seen": state_of(items), "typed": "1", "order": [str(item.uid) for item in items]}
    for item in items:
        form |= {f"minutes-{item.uid}": str(item.minutes), f"was-{item.uid}": str(item.minutes)}
    return form | more


def titles(meeting):
    return [item.title for item in meeting.items.all()]


def item_called(meeting, title):
    return meeting.items.get(title=title)


def test_the_builder_shows_proposals_and_times(client, building):
    ProposalFactory(meeting=building, title="Custody notices", minutes=25)

    page = words(client.get(address("agenda", building)))

    assert "Proposed items 1 Custody notices Discuss 25 min" in page
    assert "30 of 120 minutes planned 90 minutes free." in page
    assert "You can agree the agenda once every proposal has its answer." in page


def test_too_much_for_the_meeting_is_said(client, building):
    ItemFactory(meeting=building, minutes=100, position=9)

    assert "10 minutes too many." in words(client.get(address("agenda", building)))


def test_an_agenda_is_opened_from_its_page(client, meeting, chair):
    TermsOfReferenceFactory(group=meeting.group, version=2, standing_items=["Action plans"])
    client.force_login(chair)

    page = client.post(address("open_agenda", meeting), follow=True)

    assert (said(page), titles(meeting)) == (["The agenda is open."], ["Action plans"])


@pytest.mark.parametrize(
    ("title", "way", "order"),
    [
        ("One", "down", ["Two", "One", "Three"]),
        ("Three", "up", ["One", "Three", "Two"]),
        ("One", "up", ["One", "Two", "Three"]),
        ("Three", "down", ["One", "Two", "Three"]),
    ],
)
def test_up_and_down_come_back_to_their_button(client, building, title, way, order):
    item = item_called(building, title)

    response = client.post(address("arrange", building), posted(building, move=f"{item.uid}:{way}"))

    assert titles(building) == order
    assert response.url == f"{address('agenda', building)}?moved={item.uid}#{way}-{item.uid}"
    place = order.index(title) + 1
    assert f"{title} is now item {place} of 3." in words(client.get(response.url))


def test_minutes_typed_before_a_move_are_saved_with_it(client, building):
    item = item_called(building, "One")
    form = posted(building, move=f"{item.uid}:down") | {f"minutes-{item.uid}": "25"}

    client.post(address("arrange", building), form)

    assert [(one.title, one.minutes) for one in building.items.all()] == [("Two", 10), ("One", 25), ("Three", 10)]


def test_a_drag_posts_the_whole_order(client, building):
    one, two, three = (item_called(building, title) for title in ("One", "Two", "Three"))
    url = f"{address('arrange', building)}?seen={state_of(building.items.all())}"

    page = client.post(url, {"order": f"{three.uid},{one.uid},{two.uid}"}, headers=HTMX)

    assert titles(building) == ["Three", "One", "Two"]
    assert page.templates[0].name == "workplan/agenda/_plan.html"


def test_typed_minutes_send_back_the_times_alone(client, building):
    item = item_called(building, "One")
    form = posted(building) | {f"minutes-{item.uid}": "45"}

    page = client.post(address("arrange", building), form, headers=HTMX)

    assert page.templates[0].name == "workplan/agenda/_times.html"
    assert page["HX-Reswap"] == "none"
    assert "65 of 120 minutes" in words(page)
    assert "<input" not in page.content.decode()


def test_minutes_somebody_else_changed_are_not_undone(client, building, business_manager):
    item = item_called(building, "Two")
    form = posted(building)
    type(item).objects.filter(pk=item.pk).update(minutes=40)

    client.post(address("arrange", building), form)

    item.refresh_from_db()
    assert item.minutes == 40


@pytest.mark.parametrize("with_htmx", [True, False])
def test_an_order_made_on_an_old_page_is_refused_kindly(client, building, chair, with_htmx):
    form = posted(building, move=f"{item_called(building, 'One').uid}:down")
    add_item(building, uid=new_uid(), title="Four", purpose="note", minutes=10, by=chair)

    page = client.post(address("arrange", building), form, follow=True, headers=HTMX if with_htmx else {})

    assert "Somebody else has changed the agenda. Here it is as it stands" in words(page)
    assert "Four" in words(page)
    assert titles(building) == ["One", "Two", "Three", "Four"]


@pytest.mark.parametrize("with_htmx", [True, False])
@pytest.mark.parametrize("minutes", ["1000000000", "0", "-3", "ten", "1\x00", "9" * 100_000, "1.5"])
def test_absurd_minutes_are_said_beside_their_item(client, building, minutes, with_htmx):
    item = item_called(building, "Two")
    form = posted(building) | {f"minutes-{item.uid}": minutes}

    page = client.post(address("arrange", building), form, headers=HTMX if with_htmx else {})

    item.refresh_from_db()
    assert (page.status_code, item.minutes) == (200, 10)
    assert f'id="minutes-{item.uid}_error"' in page.content.decode()


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"order": "x" * 100_000},
        {"order": ["\x00", "1"], "seen": "\x00"},
        {"move": "nonsense"},
        {"move": "x:up"},
        {"move": "00000000-0000-0000-0000-000000000000:sideways"},
    ],
)
def test_nonsense_changes_nothing(client, building, form):
    response = client.post(address("arrange", building), form, follow=True)

    assert (response.status_code, titles(building)) == (200, ["One", "Two", "Three"])


def test_a_move_of_an_item_that_is_gone_changes_nothing(client, building):
    form = posted(building, move=f"{new_uid()}:up")

    assert client.post(address("arrange", building), form).url.startswith(address("agenda", building))
    assert titles(building) == ["One", "Two", "Three"]


def test_an_own_item_is_added_changed_and_removed(client, building):
    form = {"uid": new_uid(), "title": "Four", "purpose": "decide", "minutes": "5", "lead": "Tom"}
    client.post(address("add_item", building), form)
    item = item_called(building, "Four")
    client.post(address("change_item", item), form | {"title": "Five"})
    assert titles(building) == ["One", "Two", "Three", "Five"]

    page = client.post(address("remove_item", item), follow=True)

    assert said(page)[-1] == "“Five” is off the agenda."
    assert titles(building) == ["One", "Two", "Three"]


@pytest.mark.parametrize(
    ("posted", "fault"),
    [
        ({"title": ""}, "Give the item a title."),
        ({"title": "x" * 100_000}, "Write at most 160 characters."),
        ({"title": "a\x00"}, "Null characters are not allowed."),
        ({"purpose": "sing"}, "Choose what the meeting is to do."),
        ({"minutes": "1000000000"}, "Give between 1 and 240 minutes."),
        ({"lead": "x" * 200}, "Write at most 120 characters."),
    ],
)
def test_a_faulty_item_says_so_twice(client, building, posted, fault):
    form = {"uid": new_uid(), "title": "Four", "purpose": "note", "minutes": "5", "lead": ""} | posted

    assert words(client.post(address("add_item", building), form)).count(fault) == 2
    assert building.items.count() == 3


def test_the_agenda_is_agreed_on_a_page_of_its_own(client, building):
    assert "Agree this agenda?" in words(client.get(address("agree_agenda", building)))

    page = client.post(address("agree_agenda", building), follow=True)

    assert said(page) == ["The agenda is agreed. The members have been told."]
    assert "Agenda Agreed on" in words(page)


def test_an_agenda_with_waiting_proposals_is_not_agreed(client, building):
    ProposalFactory(meeting=building)

    page = client.post(address("agree_agenda", building), follow=True)

    assert said(page) == [WAITING.format("1 proposal is")]


def test_the_notice_is_ten_working_days(client, group, chair):
    client.force_login(chair)
    meeting = MeetingFactory(group=group, date=dt.date(2027, 2, 17), status="agenda_open")
    with time_machine.travel(dt.datetime(2027, 2, 3, 12, tzinfo=dt.UTC)):
        client.force_login(chair)
        assert "Agree it by Wednesday 3 February, so that members have it 10 working days before." in words(
            client.get(address("agenda", meeting))
        )
    with time_machine.travel(dt.datetime(2027, 2, 4, 12, tzinfo=dt.UTC)):
        client.force_login(chair)
        assert "Short notice." in words(client.get(address("agenda", meeting)))


def test_a_late_item_has_its_reason_on_the_agenda(client, building, chair):
    agreed(building, chair)
    form = {"uid": new_uid(), "title": "Four", "purpose": "note", "minutes": "5", "lead": "", "late_reason": "Today."}

    page = client.post(address("add_item", building), form, follow=True)

    assert "Four Note Late item Today." in words(page)


# ---------------------------------------------------------------- proposals


def test_a_member_proposes_and_withdraws(client, meeting, member):
    client.force_login(member)
    form = {"uid": new_uid(), "title": "Custody", "why": "It fell.", "purpose": "assure", "minutes": "15"}

    page = client.post(address("propose", meeting), form, follow=True)
    assert "Custody Assure 15 min" in words(page)
    page = client.post(address("withdraw", Proposal.objects.get()), follow=True)

    assert "Withdrawn" in words(page)


def test_a_member_sees_where_a_proposal_went_and_the_chair_where_it_came_from(client, group, meeting, member, chair):
    ProposalFactory(meeting=meeting, title="Custody", proposed_by=member)
    cancel_meeting(meeting, reason="Snow", by=chair)
    client.force_login(member)
    page = words(client.get(address("meeting", meeting)))
    assert "Custody" in page
    assert "This meeting is cancelled. It goes to the group’s next meeting as soon as one is planned." in page

    facts = {"starts_at": meeting.starts_at, "minutes": 60, "by": chair}
    following = plan_meeting(group, uid=new_uid(), date=in_days(100), **facts)
    assert "Custody" not in words(client.get(address("meeting", meeting)))
    passed_on = f"Passed on from {meeting.date:%-d %B %Y}: that meeting was cancelled."
    assert passed_on in words(client.get(address("meeting", following)))
    client.force_login(chair)
    assert passed_on in words(client.get(address("agenda", following)))


@pytest.mark.parametrize(
    ("posted", "fault"),
    [
        ({"title": ""}, "Give the item a title."),
        ({"why": " "}, "Say why it should be taken now."),
        ({"why": "x" * 100_000}, "Write at most 1,000 characters."),
        ({"purpose": ""}, "Choose what the meeting is to do."),
        ({"minutes": "1000000000"}, "Give between 1 and 240 minutes."),
        ({"minutes": ""}, "Say how many minutes."),
    ],
)
def test_a_faulty_proposal_says_so_twice(client, meeting, member, posted, fault):
    client.force_login(member)
    form = {"uid": new_uid(), "title": "Custody", "why": "It fell.", "purpose": "assure", "minutes": "15"} | posted

    assert words(client.post(address("propose", meeting), form)).count(fault) == 2
    assert Proposal.objects.count() == 0


def test_line_breaks_count_as_the_page_counts_them(client, meeting, member):
    client.force_login(member)
    why = "\r\n".join(["x" * 9] * 100)  # 999 characters on the page, 1,098 as browsers send them
    form = {"uid": new_uid(), "title": "Custody", "why": why, "purpose": "assure", "minutes": "15"}

    client.post(address("propose", meeting), form)

    assert Proposal.objects.get().why == why.replace("\r\n", "\n")


def test_the_chair_answers_on_the_builder(client, building, group):
    accepted, deferred, declined = (ProposalFactory(meeting=building) for _ in range(3))
    later = MeetingFactory(group=group, date=in_days(300))

    client.post(address("accept", accepted))
    client.post(address("defer", deferred), {"to": later.uid, "reason": ""})
    client.post(address("decline", declined), {"reason": "Circulated."})

    statuses = [Proposal.objects.get(pk=one.pk).status for one in (accepted, deferred, declined)]
    assert statuses == ["accepted", "deferred", "declined"]


@pytest.mark.parametrize(
    ("posted", "fault"),
    [
        ({}, "Choose a meeting."),
        ({"to": "nonsense"}, "Choose one of the meetings in the list."),
        ({"to": "a\x00"}, "Choose one of the meetings in the list."),
        ({"to": str(new_uid())}, "Choose one of the meetings in the list."),
    ],
)
def test_a_proposal_is_deferred_to_a_meeting_of_the_list(client, building, posted, fault):
    proposal = ProposalFactory(meeting=building)

    assert words(client.post(address("defer", proposal), posted)).count(fault) == 2


def test_declining_without_a_reason_is_not_possible(client, building):
    proposal = ProposalFactory(meeting=building)

    assert words(client.post(address("decline", proposal), {})).count("Give a reason.") == 2


def test_a_late_proposal_is_accepted_with_a_reason(client, building, chair):
    proposal = ProposalFactory(meeting=building)
    agreed(building, chair)

    assert "Accept it as a late item?" in words(client.get(address("accept", proposal)))
    client.post(address("accept", proposal), {"late_reason": "It came today."})

    assert building.items.get(proposal=proposal).late_reason == "It came today."


@pytest.mark.parametrize("answer", ["accept", "defer", "decline"])
def test_answers_are_the_chairs(client, building, member, business_manager, lead, answer):
    proposal, found = ProposalFactory(meeting=building), []
    for person in (member, business_manager, lead):
        client.force_login(person)
        found.append(client.post(address(answer, proposal)).status_code)

    assert found == [403, 403, 404]


def test_the_builder_asks_no_more_for_thirty_items(client, building):
    ItemFactory(meeting=building, position=49, proposal=ProposalFactory(meeting=building, status="accepted"))
    ProposalFactory(meeting=building)
    queries = count_queries(client, address("agenda", building))
    for number in range(30):
        ItemFactory(meeting=building, position=50 + number)
        ProposalFactory(meeting=building)
    assert count_queries(client, address("agenda", building)) == queries


def test_an_agreed_agenda_can_still_be_read_there(client, building, business_manager):
    Meeting.objects.update(status="draft_minutes")
    client.force_login(business_manager)

    page = client.get(address("agenda", building))

    assert "Move One up" not in words(page)
    assert "One" in words(page)
