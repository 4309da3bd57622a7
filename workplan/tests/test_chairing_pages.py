import datetime as dt
import re

import pytest
import time_machine
from django.utils import timezone

from workplan.models import Meeting
from workplan.operations.agenda import open_agenda
from workplan.operations.decision import record_decision
from workplan.operations.discussion import save_discussion
from workplan.operations.register import leave
from workplan.operations.session import close_meeting, open_meeting, start_item
from workplan.tests.factories import (
    AttendeeFactory,
    ItemFactory,
    MovementFactory,
    ProposalFactory,
    agreed,
    in_session,
    line,
    new_uid,
)
from workplan.tests.pages import HTMX, address, count_queries, said, words


def pulse(client, meeting, **asked):
    return client.get(address("pulse", meeting), asked, headers=HTMX)


def mark_on(page):
    """The mark of what a page shows, which its next question carries."""
    return re.search(r"seen=([0-9a-f]+)", page.content.decode()).group(1)


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


@pytest.mark.usefixtures("unguarded")
def test_a_meeting_in_session_without_items_can_be_chaired(client, group, chair, member):
    meeting = in_session(group, chair)
    Meeting.objects.filter(pk=meeting.pk).update(status="agenda_open")
    meeting.items.all().delete()
    Meeting.objects.filter(pk=meeting.pk).update(status="in_session")
    client.force_login(chair)

    assert "This agenda has no items." in words(client.get(address("chairing", meeting)))
    assert pulse(client, meeting).status_code == 200


@pytest.mark.usefixtures("unguarded")
def test_a_meeting_left_open_overnight_is_said(client, quorate):
    Meeting.objects.update(opened_at=timezone.now() - dt.timedelta(days=2))

    assert "has not been closed" in words(client.get(address("chairing", quorate)))


@pytest.mark.usefixtures("unguarded")
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
        ItemFactory(meeting=quorate, position=50 + number, late_reason="It came today.")
        MovementFactory(attendee=AttendeeFactory(meeting=quorate, agency=quorate.attendees.first().agency))
        record_decision(item, uid=new_uid(), wording="Noted.", outcome="noted", by=chair)
    assert count_queries(client, url) == queries


def test_nothing_new_is_an_empty_answer(client, quorate):
    with time_machine.travel(timezone.now(), tick=False):
        seen = mark_on(client.get(address("chairing", quorate)))

        assert pulse(client, quorate, seen=seen).status_code == 204


def test_what_the_other_screen_did_arrives(client, quorate, chair, constable, item):
    seen = mark_on(client.get(address("chairing", quorate)))
    leave(line(quorate, constable), by=chair)

    page = pulse(client, quorate, item=item.uid, seen=seen, may="andrr")

    assert "Not quorate" in words(page)
    assert 'id="outcomes" hx-swap-oob="true"' in page.content.decode()
    assert "<textarea" not in page.content.decode()


def test_outcomes_stay_as_they_are_while_the_quorum_holds(client, quorate, item):
    page = pulse(client, quorate, item=item.uid, seen="old", may="andrr")

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
    ItemFactory(meeting=meeting, title="Not taken")
    agreed(meeting, chair)
    client.force_login(chair)
    assert "Open it only if it is being held now" in words(client.get(address("open_meeting", meeting)))

    opened = client.post(address("open_meeting", meeting), follow=True)
    assert "Not taken: Not taken." in words(client.get(address("close_meeting", meeting)))
    closed = client.post(address("close_meeting", meeting), follow=True)

    assert said(opened) == ["The meeting is open. Tap each person in the register as they arrive."]
    assert said(closed) == ["The meeting is closed. Here is what was captured, as a draft."]


def test_before_it_opens_the_chair_reads_which_proposals_have_no_answer(client, chair, member, meeting):
    agreed(meeting, chair)
    client.force_login(chair)
    ProposalFactory(meeting=meeting, title="One form for early help", proposed_by=member)

    assert "No answer yet to: One form for early help." in words(client.get(address("open_meeting", meeting)))


def test_before_it_closes_the_chair_reads_which_minutes_are_not_approved(client, group, chair, meeting):
    earlier = close_meeting(in_session(group, chair), by=chair)
    agreed(open_agenda(meeting, by=chair), chair)
    opened = open_meeting(Meeting.objects.get(pk=meeting.pk), by=chair)
    client.force_login(chair)

    page = words(client.get(address("close_meeting", opened)))

    assert f"The minutes of {earlier.day:%-d %B %Y} are not approved. They wait for the next meeting." in page


def test_a_meeting_not_in_session_is_not_closed(client, meeting, chair):
    client.force_login(chair)

    assert client.get(address("close_meeting", meeting)).url == meeting.get_absolute_url()
    assert client.post(address("close_meeting", meeting)).url == meeting.get_absolute_url()


@pytest.mark.parametrize("name", ["start_item", "close_item", "decide", "act", "remove_item"])
def test_deeds_about_an_item_are_posted(client, quorate, item, name):
    assert client.get(address(name, item)).status_code == 405
