import datetime as dt
import re

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from workplan.models import Action, Decision, Meeting, Movement
from workplan.operations.decision import record_decision
from workplan.operations.discussion import save_discussion
from workplan.operations.register import leave
from workplan.operations.session import close_meeting, start_item
from workplan.tests.factories import (
    AttendeeFactory,
    ItemFactory,
    MovementFactory,
    here,
    in_days,
    in_session,
    line,
    new_uid,
)
from workplan.tests.pages import HTMX, address, count_queries, said, words


@pytest.fixture
def quorate(session, chair, member, constable, client):
    """A meeting in session with all three agencies here; the chair is signed in."""
    here(session, chair, member, constable)
    client.force_login(chair)
    return session


@pytest.fixture
def item(session):
    return session.items.first()


def decision(**more):
    return {"uid": new_uid(), "wording": "Agreed as drafted.", "outcome": "agreed", "dissent": ""} | more


def action(person, **more):
    day = in_days(30).isoformat()
    return {"uid": new_uid(), "title": "Dip sample", "owner": person.uid, "due": "other", "due_on": day} | more


def pulse(client, meeting, **asked):
    return client.get(address("pulse", meeting), asked, headers=HTMX)


def mark_on(page):
    """The mark of what a page shows, which its next question carries."""
    return re.search(r"seen=([0-9a-f]+)", page.content.decode()).group(1)


# ---------------------------------------------------------------- the page


def test_the_page_shows_the_item_in_hand_the_room_and_the_clock(client, quorate, chair, item):
    start_item(item, by=chair)

    page = words(client.get(address("chairing", quorate)))

    assert f"1 {item.title} Note" in page
    assert "0 of 10 minutes should close at" in page
    assert "Quorate, at risk 3 agencies here, 3 needed. If any leaves, the meeting cannot decide." in page
    assert "Will be stamped: quorate, 3 agencies" in page


def test_another_item_can_be_looked_at(client, quorate):
    other = quorate.items.last()

    page = words(client.get(f"{address('chairing', quorate)}?item={other.uid}"))

    assert f"2 {other.title}" in page
    assert "Take item 2 now" in page


@pytest.mark.parametrize("wanted", ["nonsense", "\x00", "x" * 5000])
def test_an_item_that_is_not_there_shows_the_one_in_hand(client, quorate, item, wanted):
    page = client.get(address("chairing", quorate), {"item": wanted})

    assert f"1 {item.title}" in words(page)


def test_without_a_quorum_nothing_binding_is_offered(client, quorate, chair, constable):
    leave(line(quorate, constable), by=chair)

    page = words(client.get(address("chairing", quorate)))

    assert "Not quorate 2 agencies here, 3 needed. One more is needed: Police." in page
    assert "Outcome Noted Deferred Somebody did not agree" in page
    assert "Nothing can be agreed" in page


def test_the_minute_taker_keeps_everything_but_decisions(client, quorate, administrator):
    client.force_login(administrator)

    page = words(client.get(address("chairing", quorate)))

    assert "The chair records decisions." in page
    assert "Record decision" not in page
    assert "Add action" in page


def test_a_meeting_in_session_without_items_can_be_chaired(client, group, chair, member):
    meeting = in_session(group, chair)
    Meeting.objects.filter(pk=meeting.pk).update(status="agenda_open")
    meeting.items.all().delete()
    Meeting.objects.filter(pk=meeting.pk).update(status="in_session")
    client.force_login(chair)

    assert "This agenda has no items." in words(client.get(address("chairing", meeting)))
    assert pulse(client, meeting).status_code == 200


def test_a_meeting_left_open_overnight_is_said(client, quorate):
    Meeting.objects.update(opened_at=timezone.now() - dt.timedelta(days=2))

    assert "has not been closed" in words(client.get(address("chairing", quorate)))


@pytest.mark.parametrize(
    ("status", "goes"), [("agenda_agreed", "meeting"), ("draft_minutes", "minutes"), ("cancelled", "meeting")]
)
def test_out_of_session_the_page_leads_elsewhere(client, quorate, status, goes):
    Meeting.objects.update(status=status)

    assert client.get(address("chairing", quorate)).url == address(goes, quorate)


@pytest.mark.parametrize("who", ["member", "adviser", "moderator", "analyst", "board_member"])
def test_members_do_not_see_the_chairing_page(request, client, session, who):
    client.force_login(request.getfixturevalue(who))

    assert [client.get(address(name, session)).status_code for name in ("chairing", "pulse")] == [403, 403]


def test_the_page_asks_no_more_for_thirty_of_everything(client, quorate, chair, item):
    url = address("chairing", quorate)
    record_decision(item, uid=new_uid(), wording="Noted.", outcome="noted", by=chair)
    queries = count_queries(client, url)
    for number in range(30):
        ItemFactory(meeting=quorate, position=50 + number)
        MovementFactory(attendee=AttendeeFactory(meeting=quorate, agency=quorate.attendees.first().agency))
        record_decision(item, uid=new_uid(), wording="Noted.", outcome="noted", by=chair)
    assert count_queries(client, url) == queries


# ---------------------------------------------------------------- two screens


def test_nothing_new_is_an_empty_answer(client, quorate):
    with time_machine.travel(timezone.now(), tick=False):
        seen = mark_on(client.get(address("chairing", quorate)))

        assert pulse(client, quorate, seen=seen).status_code == 204


def test_what_the_other_screen_did_arrives(client, quorate, chair, constable, item):
    seen = mark_on(client.get(address("chairing", quorate)))
    leave(line(quorate, constable), by=chair)

    page = pulse(client, quorate, item=item.uid, seen=seen, quorate="1")

    assert "Not quorate" in words(page)
    assert 'id="outcomes" hx-swap-oob="true"' in page.content.decode()
    assert "<textarea" not in page.content.decode()


def test_outcomes_stay_as_they_are_while_the_quorum_holds(client, quorate, item):
    page = pulse(client, quorate, item=item.uid, seen="old", quorate="1")

    assert 'id="outcomes"' not in page.content.decode()


def test_words_from_the_other_screen_are_announced(client, quorate, business_manager, item):
    save_discussion(item, text="Theirs", version=0, by=business_manager)

    assert "Somebody else has written on this item." in words(pulse(client, quorate, item=item.uid, version="0"))
    assert "Somebody else" not in words(pulse(client, quorate, item=item.uid, version="1"))


def test_the_other_screen_has_moved_on(client, quorate, chair, item):
    start_item(quorate.items.last(), by=chair)

    assert "The meeting is at another item" in words(pulse(client, quorate, item=item.uid))


def test_the_other_screen_has_closed_the_meeting(client, quorate, chair, item):
    close_meeting(quorate, by=chair)

    assert "The meeting has been closed. Go to the draft minutes" in words(pulse(client, quorate, item=item.uid))


@pytest.mark.parametrize(
    "asked", [{}, {"item": "\x00"}, {"version": "-1"}, {"version": "9" * 5000}, {"seen": "\x00", "quorate": "x"}]
)
def test_absurd_questions_are_answered(client, quorate, asked):
    assert pulse(client, quorate, **asked).status_code == 200


def test_a_meeting_that_was_never_opened_has_no_pulse(client, meeting, chair):
    client.force_login(chair)

    assert pulse(client, meeting).status_code == 204


# ---------------------------------------------------------------- the register


def test_a_tap_comes_back_to_its_own_row(client, quorate, member, item):
    attendee = line(quorate, member)

    response = client.post(address("tap", attendee), {"kind": "left", "item": item.uid})

    assert response.url == f"{address('chairing', quorate)}?item={item.uid}#line-{attendee.uid}"
    assert attendee.movements.last().kind == "left"


def test_a_tap_with_script_sends_the_living_parts(client, quorate, member):
    page = client.post(address("tap", line(quorate, member)), {"kind": "left"}, headers=HTMX)

    assert "Not quorate" in words(page)
    assert f"{member.name} has left." in words(page)


def test_the_same_tap_twice_is_one(client, quorate, member):
    for _ in range(2):
        client.post(address("tap", line(quorate, member)), {"kind": "left"})

    assert line(quorate, member).movements.filter(kind="left").count() == 1


def test_a_tap_after_the_end_says_so(client, quorate, chair, member):
    close_meeting(quorate, by=chair)

    page = client.post(address("tap", line(quorate, member)), {"kind": "left"}, headers=HTMX)

    assert "The register is kept while the meeting is in session." in words(page)


def test_one_line_of_the_register_has_its_own_page(client, quorate, member):
    attendee = line(quorate, member)
    url = address("attendee", attendee)
    assert "Arrived, in the room" in words(client.get(url))

    client.post(url, {"state": "remote"})
    client.post(address("undo", attendee))
    client.post(address("apologies", attendee), {"given": "yes"})

    attendee.refresh_from_db()
    modes = [(one.mode, one.voided_at is None) for one in attendee.movements.all()]
    assert (modes, attendee.apologies) == ([("present", True), ("remote", False)], True)
    assert "taken back at" in words(client.get(url))


@pytest.mark.parametrize(
    ("posted", "fault"),
    [
        ({}, "Choose where they are."),
        ({"state": "asleep"}, "Choose where they are."),
        ({"state": "left", "at": "99:99"}, "Give the time, for example 09:45."),
        ({"state": "left", "at": "\x00"}, "Give the time, for example 09:45."),
    ],
)
def test_a_faulty_movement_says_so_twice(client, quorate, member, posted, fault):
    assert words(client.post(address("attendee", line(quorate, member)), posted)).count(fault) == 2


def test_a_time_to_come_is_refused_on_the_page(client, quorate, member):
    with time_machine.travel(timezone.localtime().replace(hour=12, minute=0), tick=False):
        client.force_login(quorate.opened_by)
        Meeting.objects.update(opened_at=timezone.now())
        page = client.post(address("attendee", line(quorate, member)), {"state": "left", "at": "12:01"})

    assert "That time has not come yet." in words(page)


def test_a_deputy_is_added_on_a_page(client, quorate, member):
    form = {"uid": new_uid(), "name": "Ruth Adeyemi", "deputy_for": line(quorate, member).uid, "mode": "remote"}

    page = client.post(address("add_person", quorate), form, follow=True)

    assert said(page) == ["Ruth Adeyemi is on the register."]
    assert f"Ruth Adeyemi Acute trust, counted once for {member.name} Online" in words(page)


@pytest.mark.parametrize(
    ("posted", "fault"),
    [
        ({"name": ""}, "Give the name."),
        ({"name": "x" * 100_000}, "Write at most 120 characters."),
        ({"deputy_for": "nonsense"}, "Choose a member from the list."),
        ({"deputy_for": str(new_uid())}, "Choose a member from the list."),
        ({"mode": ""}, "Choose where they are."),
    ],
)
def test_a_faulty_guest_says_so_twice(client, quorate, posted, fault):
    form = {"uid": new_uid(), "name": "A. Speaker", "deputy_for": "", "mode": "present"} | posted

    assert words(client.post(address("add_person", quorate), form)).count(fault) == 2


# ---------------------------------------------------------------- from item to item


def test_going_on_saves_what_was_typed(client, quorate, item):
    following = quorate.items.last()
    form = {"typed_for": item.uid, "text": "Police spoke.", "version": "0"}

    response = client.post(address("start_item", following), form)

    item.refresh_from_db()
    assert (item.discussion, response.url) == (
        "Police spoke.",
        f"{address('chairing', quorate)}?item={following.uid}#now",
    )


def test_going_on_does_not_overwrite_anybodys_words(client, quorate, business_manager, item):
    save_discussion(item, text="Theirs", version=0, by=business_manager)
    form = {"typed_for": item.uid, "text": "Mine", "version": "0"}

    page = client.post(address("start_item", quorate.items.last()), form)

    assert page.status_code == 409
    assert "Theirs" in words(page)
    assert "Mine" in words(page)
    assert quorate.items.last().started_at is None


@pytest.mark.parametrize("typed_for", ["", "nonsense", "\x00"])
def test_words_for_no_item_are_not_saved(client, quorate, item, typed_for):
    client.post(address("start_item", item), {"typed_for": typed_for, "text": "Lost", "version": "0"})

    item.refresh_from_db()
    assert (item.discussion, item.started_at is None) == ("", False)


def test_words_for_an_item_one_may_not_see_are_not_saved(client, quorate, strategic_board, board_member, item):
    other = ItemFactory(meeting__group=strategic_board)

    response = client.post(address("start_item", item), {"typed_for": other.uid, "text": "x", "version": "0"})

    assert response.status_code == 404


def test_an_item_is_closed_with_its_words(client, quorate, chair, item):
    start_item(item, by=chair)

    client.post(address("close_item", item), {"typed_for": item.uid, "text": "Done.", "version": "0"})

    item.refresh_from_db()
    assert (item.discussion, item.closed_at is None) == ("Done.", False)


def test_the_meeting_is_opened_and_closed_on_pages_of_their_own(client, group, chair, meeting):
    Meeting.objects.update(status="agenda_agreed", agreed_by=chair, agreed_at=timezone.now())
    ItemFactory(meeting=meeting, title="Not taken")
    client.force_login(chair)
    assert "Open it only if it is being held now" in words(client.get(address("open_meeting", meeting)))

    opened = client.post(address("open_meeting", meeting), follow=True)
    assert "Not taken: Not taken." in words(client.get(address("close_meeting", meeting)))
    closed = client.post(address("close_meeting", meeting), follow=True)

    assert said(opened) == ["The meeting is open. Tap each person in the register as they arrive."]
    assert said(closed) == ["The meeting is closed. Here is what was captured, as a draft."]


def test_a_meeting_not_in_session_is_not_closed(client, meeting, chair):
    client.force_login(chair)

    assert client.get(address("close_meeting", meeting)).url == meeting.get_absolute_url()
    assert client.post(address("close_meeting", meeting)).url == meeting.get_absolute_url()


# ---------------------------------------------------------------- decisions and actions


def test_a_decision_is_recorded_and_shown_with_its_stamp(client, quorate, item):
    response = client.post(address("decide", item), decision())

    assert response.url == f"{address('chairing', quorate)}?item={item.uid}#decision"
    assert "D-001 Agreed Agreed as drafted. Quorate, 3 agencies" in words(client.get(response.url))


def test_a_decision_with_script_brings_a_fresh_form(client, quorate, item):
    form = decision()

    page = client.post(address("decide", item), form, headers=HTMX)

    assert "D-001" in words(page)
    assert "Decision recorded." in words(page)
    assert f'value="{form["uid"]}"' not in page.content.decode()


def test_a_quorum_lost_while_typing_keeps_the_words(client, quorate, chair, constable, item):
    leave(line(quorate, constable), by=chair)

    for headers in ({}, HTMX):
        page = client.post(address("decide", item), decision(wording="Long words."), headers=headers)
        assert "The meeting is not quorate: it can note or defer" in words(page)
        assert "Long words." in words(page)
    assert Decision.objects.count() == 0


@pytest.mark.parametrize(
    ("posted", "fault"),
    [
        ({"wording": ""}, "Write down what was decided."),
        ({"wording": "x" * 100_000}, "Write at most 2,000 characters."),
        ({"wording": "a\x00"}, "Null characters are not allowed."),
        ({"outcome": ""}, "Choose an outcome."),
        ({"outcome": "sung"}, "Choose an outcome."),
        ({"dissent": "x" * 1000}, "Write at most 500 characters."),
    ],
)
def test_a_faulty_decision_says_so_twice(client, quorate, item, posted, fault):
    page = client.post(address("decide", item), decision(**posted))

    assert (words(page).count(fault), Decision.objects.count()) == (2, 0)


def test_a_decision_after_the_end_leads_to_the_meeting(client, quorate, chair, item):
    close_meeting(quorate, by=chair)

    page = client.post(address("decide", item), decision(), follow=True)

    assert said(page) == ["This meeting is draft minutes. Decisions are recorded in session."]


def test_an_item_of_a_meeting_never_opened_decides_nothing(client, meeting, chair):
    client.force_login(chair)
    item = ItemFactory(meeting=meeting)

    assert client.post(address("decide", item), decision()).url == meeting.get_absolute_url()
    assert client.post(address("act", item), action(chair)).url == meeting.get_absolute_url()


def test_a_decision_is_corrected_on_its_page(client, quorate, chair, item):
    first = record_decision(item, uid=new_uid(), wording="Agreed.", outcome="agreed", by=chair)
    url = address("correct_decision", first)
    assert "D-001 stays readable" in words(client.get(url))

    page = client.post(url, decision(wording="Noted only.", outcome="noted"), follow=True)

    assert said(page) == ["D-001 is corrected by a new decision."]
    assert "Corrected by D-002." in words(page)


@pytest.mark.parametrize("who", ["business_manager", "member"])
def test_decisions_are_the_chairs(request, client, quorate, item, who):
    client.force_login(request.getfixturevalue(who))

    assert client.post(address("decide", item), decision()).status_code == 403


def test_an_action_is_given(client, quorate, member, item):
    response = client.post(address("act", item), action(member))

    assert response.url == f"{address('chairing', quorate)}?item={item.uid}#action"
    assert f"A-001 Dip sample {member.name}" in words(client.get(response.url))


def test_an_action_is_due_at_the_next_meeting(client, quorate, meeting, member, item):
    page = words(client.get(address("chairing", quorate)))
    assert f"{meeting.date:%-d %b}, next meeting" in page

    client.post(address("act", item), action(member, due=meeting.date.isoformat(), due_on=""))

    assert Action.objects.get().due_on == meeting.date


@pytest.mark.parametrize(
    ("posted", "fault"),
    [
        ({"title": ""}, "Say what will be done."),
        ({"title": "x" * 100_000}, "Write at most 300 characters."),
        ({"owner": ""}, "Choose who will do it."),
        ({"owner": "nonsense"}, "Choose somebody from the list."),
        ({"owner": str(new_uid())}, "Choose somebody from the list."),
        ({"due": ""}, "Choose when it is due."),
        ({"due_on": ""}, "Give the date when it is due."),
        ({"due_on": "2020-01-01"}, "Choose a date from today on, within three years."),
        ({"due_on": "9999-12-31"}, "Choose a date from today on, within three years."),
        ({"due_on": "soon"}, "Give the date, for example 18 December 2026."),
    ],
)
def test_a_faulty_action_says_so_twice(client, quorate, member, item, posted, fault):
    page = client.post(address("act", item), action(member, **posted))

    assert (words(page).count(fault), Action.objects.count()) == (2, 0)


def test_somebody_outside_the_group_is_not_in_the_list(client, quorate, lead, item):
    page = client.post(address("act", item), action(lead))

    assert "Choose somebody from the list." in words(page)


# ---------------------------------------------------------------- what is said


def typed(text, version, **more):
    return {"text": text, "version": str(version)} | more


def test_autosave_says_when_and_brings_the_new_version(client, quorate, item):
    page = client.post(address("discussion", item), typed("Police spoke.", 0), headers=HTMX)

    assert words(page).startswith("Saved at ")
    assert 'id="version" value="1" hx-swap-oob="true"' in page.content.decode()


def test_autosave_meets_other_words(client, quorate, business_manager, item):
    save_discussion(item, text="Theirs", version=0, by=business_manager)

    page = client.post(address("discussion", item), typed("Mine", 0), headers=HTMX)

    item.refresh_from_db()
    assert (page.status_code, item.discussion) == (409, "Theirs")
    assert "Not saved: somebody else has written here." in words(page)
    assert "Theirs" in words(page)


@pytest.mark.parametrize(("keep", "kept"), [("both", "Theirs\n\nMine"), ("mine", "Mine")])
def test_after_a_conflict_the_person_chooses(client, quorate, business_manager, item, keep, kept):
    save_discussion(item, text="Theirs", version=0, by=business_manager)
    page = client.post(address("discussion", item), typed("Mine", 0))
    assert page.status_code == 409
    assert 'name="their_version" value="1"' in page.content.decode()

    client.post(address("discussion", item), typed("Mine", 0, their_version="1", keep=keep))

    item.refresh_from_db()
    assert (item.discussion, item.discussion_version) == (kept, 2)


def test_what_was_chosen_does_not_overwrite_a_third_text(client, quorate, business_manager, item):
    save_discussion(item, text="Theirs", version=0, by=business_manager)
    save_discussion(item, text="Theirs, and more", version=1, by=business_manager)

    page = client.post(address("discussion", item), typed("Mine", 0, their_version="1", keep="mine"))

    assert page.status_code == 409
    assert "Theirs, and more" in words(page)


def test_the_save_button_works_without_script(client, quorate, item):
    response = client.post(address("discussion", item), typed("Police spoke.", 0), follow=True)

    assert said(response) == ["The words are saved."]
    assert "Police spoke." in words(response)


@pytest.mark.parametrize(
    "posted",
    [
        {},
        typed("x" * 100_000, 0),
        typed("a\x00b", 0),
        typed("Words", "x"),
        typed("Words", -1),
        typed("Words", 10**20),
        {"text": "Words"},
    ],
)
def test_absurd_words_are_not_saved_and_not_an_error(client, quorate, item, posted):
    assert client.post(address("discussion", item), posted, headers=HTMX).status_code == 422
    assert client.post(address("discussion", item), posted).status_code == 200
    item.refresh_from_db()
    assert item.discussion == ""


def test_keeping_without_a_version_seen_is_not_saved(client, quorate, item, business_manager):
    save_discussion(item, text="Theirs", version=0, by=business_manager)

    assert client.post(address("discussion", item), typed("Mine", 0, keep="mine")).status_code == 409


def test_words_of_the_draft_are_edited_from_the_minutes(client, quorate, chair, item):
    close_meeting(quorate, by=chair)
    assert address("discussion", item) in client.get(address("minutes", quorate)).content.decode()

    response = client.post(address("discussion", item), typed("Later.", 0))

    assert response.url == f"{address('minutes', quorate)}#item-{item.uid}"


def test_words_are_not_for_members(client, session, member, item):
    client.force_login(member)

    assert client.get(address("discussion", item)).status_code == 403


@pytest.mark.parametrize("name", ["start_item", "close_item", "decide", "act", "remove_item"])
def test_deeds_about_an_item_are_posted(client, quorate, item, name):
    assert client.get(address(name, item)).status_code == 405


@pytest.mark.parametrize("name", ["tap", "undo", "apologies"])
def test_deeds_about_a_line_are_posted(client, quorate, name):
    assert client.get(address(name, quorate.attendees.first())).status_code == 405


@pytest.mark.parametrize("name", ["tap", "undo", "apologies", "attendee"])
def test_the_register_is_not_for_members_nor_strangers(client, quorate, member, stranger, name):
    found = []
    for person in (member, stranger):
        client.force_login(person)
        found.append(client.post(address(name, quorate.attendees.first())).status_code)

    assert (found, Movement.objects.filter(voided_at__isnull=False).count()) == ([403, 404], 0)


def test_the_menu_of_meetings_is_named(client, quorate):
    assert reverse("workplan:meetings", args=["northmere"]) == "/b/northmere/meetings/"
