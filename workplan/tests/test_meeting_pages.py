import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from agencies.tests.factories import GroupFactory, SeatFactory
from workplan.models import Meeting, Reply
from workplan.operations.action import give_action
from workplan.operations.decision import record_decision
from workplan.operations.reply import reply
from workplan.operations.session import close_meeting, open_meeting
from workplan.tests.factories import (
    ItemFactory,
    MeetingFactory,
    ProposalFactory,
    agreed,
    here,
    in_days,
    new_uid,
)
from workplan.tests.pages import address, count_queries, words

MEETINGS = reverse("workplan:meetings", args=["northmere"])


@pytest.fixture
def held(session, chair, member, constable):
    """A meeting that was held, with a decision and an action."""
    here(session, chair, member, constable)
    item = session.items.first()
    decision = record_decision(item, uid=new_uid(), wording="Agreed as drafted.", outcome="agreed", by=chair)
    give_action(item, uid=new_uid(), title="Dip sample", owner=member, due_on=in_days(30), decision=decision, by=chair)
    return close_meeting(session, by=chair)


def test_the_list_shows_what_comes_and_what_was_held(client, member, held, meeting):
    client.force_login(member)

    page = words(client.get(MEETINGS))

    assert f"{meeting.date:%A %-d %B %Y}" in page
    assert f"{held.date:%A %-d %B %Y} Mere House, room 2 Draft minutes 1" in page


@pytest.mark.parametrize(("who", "offered"), [("business_manager", True), ("chair", True), ("member", False)])
def test_planning_is_offered_to_those_who_may(request, client, group, who, offered):
    client.force_login(request.getfixturevalue(who))

    assert ("Plan a year" in words(client.get(MEETINGS))) is offered


def test_somebody_without_a_seat_is_told_so(client, lead):
    client.force_login(lead)

    assert "No meetings for you" in words(client.get(MEETINGS))


def test_an_overdue_meeting_is_said_and_cancelled_ones_do_not_count(client, group, member):
    last = timezone.localdate() - dt.timedelta(days=200)
    MeetingFactory(group=group, date=last, status="approved")
    MeetingFactory(group=group, date=timezone.localdate() - dt.timedelta(days=3), status="cancelled")
    client.force_login(member)

    page = words(client.get(MEETINGS))

    assert "The next meeting is overdue. The group meets 4 times a year." in page
    assert f"It last met on {last:%-d %B %Y}" in page


def test_groups_with_a_coming_meeting_stand_before_those_without(client, group, business_manager):
    names = ["A first group", "B second group", "C third group"]
    found = [GroupFactory(board=group.board, slug=name[0].lower(), name=name) for name in names]
    for one in reversed(found[1:]):
        MeetingFactory(group=one)
    client.force_login(business_manager)

    page = client.get(MEETINGS).content.decode()

    shown = sorted([*names, group.name], key=lambda name: page.index(f">{name}</h2>"))
    assert shown == ["B second group", "C third group", "A first group", group.name]


@pytest.mark.parametrize(
    ("who", "ago", "sentence"),
    [
        ("business_manager", None, "No meeting is planned. The group meets 4 times a year."),
        ("business_manager", 30, "No meeting is planned. The group meets 4 times a year and should meet by"),
        ("business_manager", 200, "The next meeting is overdue. The group meets 4 times a year."),
        ("member", 30, "No meeting is planned."),
        ("member", 200, "The next meeting is overdue. The group meets 4 times a year."),
    ],
)
def test_a_group_with_nothing_planned_says_so(request, client, group, member, who, ago, sentence):
    if ago:
        MeetingFactory(group=group, date=timezone.localdate() - dt.timedelta(days=ago), status="approved")
    client.force_login(request.getfixturevalue(who))

    assert sentence in words(client.get(MEETINGS))


def test_one_planned_too_late_is_not_planned_in_time(client, group, business_manager):
    MeetingFactory(group=group, date=timezone.localdate() - dt.timedelta(days=30), status="approved")
    MeetingFactory(group=group, date=in_days(300))
    client.force_login(business_manager)

    assert "The next meeting is not planned in time. The group meets 4 times a year" in words(client.get(MEETINGS))


def test_a_meeting_that_nobody_opened_is_said(client, group, member):
    MeetingFactory(group=group, date=timezone.localdate() - dt.timedelta(days=3))
    client.force_login(member)

    assert "was not opened and not cancelled" in words(client.get(MEETINGS))


def test_only_the_latest_held_are_listed_until_all_are_asked_for(client, group, member):
    for number in range(1, 11):
        MeetingFactory(group=group, date=timezone.localdate() - dt.timedelta(days=90 * number), status="approved")
    client.force_login(member)

    assert words(client.get(MEETINGS)).count("Minutes approved") == 6
    assert words(client.get(f"{MEETINGS}?held=all")).count("Minutes approved") == 10


def test_the_list_asks_no_more_for_thirty_meetings(client, group, member):
    client.force_login(member)
    MeetingFactory(group=group)
    queries = count_queries(client, MEETINGS)
    for number in range(30):
        meeting = MeetingFactory(group=group, date=in_days(30 + 7 * number))
        reply(meeting, member.seats.get(), answer=Reply.Answer.ATTENDING, by=member)
        MeetingFactory(group=group, date=in_days(-700 + 7 * number), status="approved")
    assert count_queries(client, MEETINGS) == queries


@pytest.mark.usefixtures("unguarded")
@pytest.mark.parametrize("state", ["coming", "held"])
def test_a_meetings_page_asks_no_more_for_thirty_of_everything(request, client, member, chair, group, state):
    meeting = request.getfixturevalue("meeting" if state == "coming" else "held")
    client.force_login(member)
    ItemFactory(meeting=meeting, position=49, title="More")
    ProposalFactory(meeting=meeting, proposed_by=member)
    queries = count_queries(client, address("meeting", meeting))
    for number in range(30):
        ItemFactory(meeting=meeting, position=50 + number, title="More")
        ProposalFactory(meeting=meeting, proposed_by=member)
        SeatFactory(group=group)
    if state == "held":
        for number in range(30):
            copy_of(meeting.decisions.first(), number + 2)
    assert count_queries(client, address("meeting", meeting)) == queries


def copy_of(decision, number):
    decision.pk, decision.uid, decision.number = None, new_uid(), number
    decision._state.adding = True
    decision.save()


def test_a_members_page_before_the_meeting(client, meeting, member):
    ItemFactory(meeting=meeting, position=1, title="Custody notices", minutes=20)
    ProposalFactory(meeting=meeting, proposed_by=member, status="declined", reason="Circulated instead.")
    client.force_login(member)

    page = words(client.get(address("meeting", meeting)))

    assert "You have not replied." in page
    assert "Custody notices" in page
    assert "20 of 120 minutes." in page
    assert "Declined Circulated instead." in page
    assert "0 of 1 agencies coming." in page


def test_a_members_page_after_the_meeting(client, held, member):
    client.force_login(member)

    page = words(client.get(address("meeting", held)))

    assert "D-001 Agreed" in page
    assert "Quorate, 3 agencies" in page
    assert "A-001 Dip sample" in page
    assert "3 of 3 agencies represented: Children's Services, Acute trust, Police." in page


@pytest.mark.parametrize(
    ("who", "links"),
    [
        ("chair", ["agenda", "replies", "change_meeting", "cancel_meeting"]),
        ("business_manager", ["agenda", "replies", "change_meeting", "cancel_meeting"]),
        ("member", []),
        ("board_member", []),
    ],
)
def test_what_a_meetings_page_offers_before_it(request, client, meeting, who, links):
    client.force_login(request.getfixturevalue(who))
    page = client.get(address("meeting", meeting)).content.decode()

    everything = ["agenda", "replies", "change_meeting", "cancel_meeting", "open_meeting", "chairing"]
    assert [name for name in everything if f'href="{address(name, meeting)}"' in page] == links


def test_opening_is_offered_to_the_chair_once_the_agenda_is_agreed(client, meeting, chair, business_manager):
    Meeting.objects.update(status="agenda_agreed")
    offered = []
    for person in (chair, business_manager):
        client.force_login(person)
        offered.append(address("open_meeting", meeting) in client.get(address("meeting", meeting)).content.decode())

    assert offered == [True, False]


def test_a_cancelled_meeting_says_why(client, meeting, member):
    Meeting.objects.update(status="cancelled", cancelled_reason="Snow")
    client.force_login(member)

    page = words(client.get(address("meeting", meeting)))

    assert "This meeting is cancelled. Snow" in page
    assert "Send my reply" not in page


def test_the_card_of_the_home_page(client, meeting, member, rf):
    from django.template.loader import render_to_string

    from workplan.card import card, next_meeting

    found = next_meeting(member, meeting.board)
    request = rf.get("/b/northmere/")
    request.user = member
    text = render_to_string(
        "workplan/meeting/_card.html", {"card": card(found, member), "board": meeting.board}, request=request
    )

    assert found == meeting
    assert "Are you coming?" in text
    assert f'action="{address("reply", meeting)}"' in text


def test_the_next_meeting_is_of_a_group_one_sits_on(meeting, strategic_board, board_member, member, lead):
    from workplan.card import next_meeting

    sooner = MeetingFactory(group=strategic_board, date=in_days(2))

    assert next_meeting(board_member, meeting.board) == sooner
    assert next_meeting(member, meeting.board) == meeting
    assert next_meeting(lead, meeting.board) is None


READ = ["meeting"]
OFFICE = ["replies", "change_meeting", "cancel_meeting", "agenda", "add_item"]
CHAIR = ["agree_agenda", "open_meeting"]


@pytest.mark.parametrize("name", READ + OFFICE + CHAIR)
@pytest.mark.parametrize(
    ("who", "opens"),
    [
        ("chair", READ + OFFICE + CHAIR),
        ("business_manager", READ + OFFICE),
        ("administrator", READ + OFFICE),
        ("member", READ),
        ("adviser", READ),
        ("moderator", READ),
        ("analyst", READ),
        ("independent_chair", READ),
        ("board_member", READ),
    ],
)
def test_who_opens_which_page(request, client, meeting, name, who, opens):
    client.force_login(request.getfixturevalue(who))

    assert client.get(address(name, meeting)).status_code == (200 if name in opens else 403)


@pytest.mark.parametrize("who", ["lead", "signatory", "outsider", "stranger"])
@pytest.mark.parametrize("name", READ + OFFICE + CHAIR + ["propose", "chairing", "minutes", "pulse"])
def test_to_others_a_meeting_does_not_exist(request, client, meeting, who, name):
    client.force_login(request.getfixturevalue(who))

    assert client.get(address(name, meeting)).status_code == 404


@pytest.mark.parametrize("name", ["reply", "open_agenda", "arrange"])
def test_deeds_are_posted(client, meeting, chair, name):
    client.force_login(chair)

    assert client.get(address(name, meeting)).status_code == 405


@pytest.mark.parametrize("name", ["schedule", "add_meeting"])
def test_planning_pages_are_for_the_office_and_the_chair(client, group, member, stranger, chair, name):
    found = []
    for person in (member, stranger, chair):
        client.force_login(person)
        found.append(client.get(address(name, group)).status_code)

    assert found == [403, 404, 200]


def test_the_minutes_of_a_meeting(client, held, member):
    client.force_login(member)

    page = words(client.get(address("minutes", held)))

    assert "Draft, not yet approved" in page
    assert "D-001 Agreed Agreed as drafted. Quorate, 3 agencies" in page
    assert "A-001 Dip sample" in page


def test_the_minutes_give_the_day_it_was_held_and_the_deputy_who_never_came(client, group, chair, member):
    meeting = MeetingFactory(group=group, date=in_days(9))
    ItemFactory(meeting=meeting)
    Reply.objects.create(
        meeting=meeting,
        seat=member.seats.get(),
        answer=Reply.Answer.DEPUTY,
        deputy_name="Ruth Adeyemi",
        replied_by=member,
    )
    open_meeting(agreed(meeting, chair), by=chair)
    client.force_login(chair)

    page = words(client.get(address("minutes", meeting)))

    today, planned = (f"{day:%A} {day.day} {day:%B %Y}" for day in (timezone.localdate(), meeting.date))
    assert f"Minutes of {today}" in page
    assert f"Held on {today}; planned for {planned}." in page
    assert f"Ruth Adeyemi Deputy for {member.name} Absent" in page


@pytest.mark.parametrize(
    ("who", "reads"),
    [
        ("chair", True),
        ("member", True),
        ("adviser", True),
        ("business_manager", True),
        ("administrator", True),
        ("board_member", False),
        ("independent_chair", False),
        ("analyst", False),
    ],
)
def test_a_draft_is_for_the_group_and_whoever_keeps_it(request, client, held, who, reads):
    client.force_login(request.getfixturevalue(who))

    assert (client.get(address("minutes", held)).status_code == 200) is reads


def test_a_meeting_not_opened_has_no_minutes(client, meeting, member):
    client.force_login(member)

    assert client.get(address("minutes", meeting)).url == meeting.get_absolute_url()


@pytest.mark.usefixtures("unguarded")
def test_the_minutes_ask_no_more_for_thirty_items(client, held, member):
    client.force_login(member)
    queries = count_queries(client, address("minutes", held))
    for number in range(30):
        ItemFactory(meeting=held, position=50 + number)
        copy_of(held.decisions.first(), number + 2)
    assert count_queries(client, address("minutes", held)) == queries
