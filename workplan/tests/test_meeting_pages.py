import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from agencies.models import Event
from agencies.tests.factories import SeatFactory
from workplan.models import Meeting, Reply
from workplan.operations.action import give_action
from workplan.operations.decision import record_decision
from workplan.operations.reply import reply
from workplan.operations.session import close_meeting
from workplan.tests.factories import (
    ItemFactory,
    MeetingFactory,
    ProposalFactory,
    here,
    in_days,
    new_uid,
)
from workplan.tests.pages import address, count_queries, said, words

MEETINGS = reverse("workplan:meetings", args=["northmere"])
A_FORM = {"starts_at": "09:30", "minutes": "110", "place": "Mere House", "online_link": ""}


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


@pytest.mark.parametrize("state", ["coming", "held"])
def test_a_meetings_page_asks_no_more_for_thirty_of_everything(request, client, member, chair, group, state):
    meeting = request.getfixturevalue("meeting" if state == "coming" else "held")
    client.force_login(member)
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


# ---------------------------------------------------------------- replying


def test_a_reply_is_thanked_for_on_the_page(client, meeting, member):
    client.force_login(member)

    response = client.post(address("reply", meeting), {"answer": "remote"}, follow=True)

    assert said(response) == ["Your reply is noted: you will attend online."]
    assert response.redirect_chain[-1][0] == meeting.get_absolute_url()


def test_a_reply_given_at_home_comes_back_there(client, meeting, member):
    client.force_login(member)

    response = client.post(address("reply", meeting), {"answer": "attending", "back": "/b/northmere/"})

    assert response.url == "/b/northmere/"


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "x\x00"])
def test_a_reply_never_leads_out_of_the_portal(client, meeting, member, back):
    client.force_login(member)

    response = client.post(address("reply", meeting), {"answer": "attending", "back": back})

    assert response.url == meeting.get_absolute_url()


@pytest.mark.parametrize(
    ("posted", "fault"),
    [
        ({}, "Choose one of the answers."),
        ({"answer": "perhaps"}, "Choose one of the answers."),
        ({"answer": "deputy"}, "Give the name of the deputy."),
        ({"answer": "deputy", "deputy_name": "x" * 10**5}, "Write at most 120 characters."),
        ({"answer": "apologies", "reason": "a\x00b"}, "Null characters are not allowed."),
    ],
)
def test_a_faulty_reply_says_so_twice_and_keeps_what_was_typed(client, meeting, member, posted, fault):
    client.force_login(member)

    page = client.post(address("reply", meeting), posted)

    assert words(page).count(fault) == 2
    assert meeting.replies.count() == 0


def test_two_seats_of_one_person_reply_together(client, meeting, group, member, police):
    SeatFactory(group=group, person=member, agency=police)
    client.force_login(member)

    client.post(address("reply", meeting), {"answer": "attending"})

    assert meeting.replies.count() == 2


def test_replies_closed_meanwhile_are_said_on_the_page(client, session, member):
    client.force_login(member)

    page = client.post(address("reply", session), {"answer": "attending"})

    assert "This meeting is in session, so replies are closed." in words(page)


def test_somebody_without_a_seat_has_no_reply_to_give(client, meeting, business_manager):
    client.force_login(business_manager)

    assert client.post(address("reply", meeting), {"answer": "attending"}).status_code == 403


def test_the_office_enters_a_reply(client, meeting, member, administrator):
    client.force_login(administrator)
    url = address("reply_for", meeting, seat=member.seats.get().uid)

    response = client.post(url, {"answer": "apologies", "reason": "Leave", "through": "telephone"}, follow=True)

    assert said(response) == [f"The reply of {member.name} is noted. They have been told that you entered it."]
    assert "Apologies Leave" in words(response)
    assert Event.objects.get(verb="reply.given").on_behalf_of == member


def test_how_it_came_is_asked(client, meeting, member, administrator):
    client.force_login(administrator)
    url = address("reply_for", meeting, seat=member.seats.get().uid)

    assert "Say how it came." in words(client.post(url, {"answer": "attending"}))


# ---------------------------------------------------------------- planning


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
        ({"date": "9999-12-31"}, "Choose a day within the next two financial years."),
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


# ---------------------------------------------------------------- who and how

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


def test_the_minutes_ask_no_more_for_thirty_items(client, held, member):
    client.force_login(member)
    queries = count_queries(client, address("minutes", held))
    for number in range(30):
        ItemFactory(meeting=held, position=50 + number)
        copy_of(held.decisions.first(), number + 2)
    assert count_queries(client, address("minutes", held)) == queries
