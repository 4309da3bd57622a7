"""The pages of minutes: reading, clearing, circulating, suggesting, approving, correcting, comparing, redacting."""

import re

import pytest
from django.urls import reverse

from workplan.minuted import mark_of
from workplan.models import Meeting, MinutesVersion, PublicEdition, SuggestedAmendment
from workplan.operations.approval import correct
from workplan.operations.discussion import save_discussion
from workplan.operations.edition import begin_edition, choose
from workplan.operations.suggestion import suggest
from workplan.tests import minuting as way
from workplan.tests.factories import new_uid
from workplan.tests.pages import address, count_queries, said, words


@pytest.fixture
def held(group, chair, member, constable):
    return way.held(group, chair, member, constable, chair)


@pytest.fixture
def at_table(held, chair, member, constable):
    """Circulated minutes, and the next meeting in session; return that meeting."""
    way.circulated(held, chair)
    return way.sitting(held.group, chair, chair, member, constable)


def form(meeting, **more):
    """What the page of amendments posts: every item's words as they stand."""
    version = MinutesVersion.objects.filter(record__meeting=meeting).last()
    given = {f"words-{item.uid}": item.discussion for item in meeting.items.all()}
    return {"uid": new_uid(), "seen": version.number} | given | more


def test_the_chair_sees_when_the_draft_is_due_and_clears_it(client, held, chair, business_manager):
    client.force_login(chair)

    page = client.get(address("minutes", held))
    assert "A draft is due on" in words(page)
    seen = re.search(r'name="seen" value="(\w+)"', page.content.decode())[1]
    assert seen == mark_of(held)
    response = client.post(address("minutes_clear", held), {"seen": seen}, follow=True)

    assert said(response) == ["The minutes are cleared. They can be circulated."]
    assert "Draft, cleared by the chair" in words(response)


def test_the_business_manager_asks_the_chair_and_circulates(client, held, chair, business_manager):
    client.force_login(business_manager)
    response = client.post(address("minutes_send", held), follow=True)
    assert said(response) == ["The chair has been asked to clear the minutes."]
    assert "Clear these minutes" not in words(response)
    way.cleared(held, chair)

    response = client.post(address("minutes_circulate", held), {"until": "2020-01-01"})
    assert "Choose a day from today on" in words(response)
    until = re.search(r'name="until" value="([\d-]+)"', client.get(address("minutes_circulate", held)).content.decode())
    response = client.post(address("minutes_circulate", held), {"until": until[1]}, follow=True)

    assert said(response) == ["The minutes are circulated. The members have been told, with a link."]
    assert "Amendments can be suggested until" in words(response)


def test_words_written_after_clearing_are_not_lost(client, held, chair, business_manager):
    way.cleared(held, chair)
    client.force_login(business_manager)

    page = client.post(address("discussion", held.items.first()), {"text": "My long words.", "version": "1"})

    assert "The chair has cleared these minutes" in words(page)
    assert "My long words." in page.content.decode()


def test_two_who_edit_after_the_meeting_see_both_texts(client, held, chair, business_manager):
    item = held.items.first()
    save_discussion(item, text="Theirs.", version=1, by=chair)
    client.force_login(business_manager)

    page = client.post(address("discussion", item), {"text": "Mine.", "version": "1"})

    assert page.status_code == 409
    assert "Theirs." in words(page)
    assert "Mine." in page.content.decode()


def test_a_member_suggests_and_reads_the_answer(client, held, chair, member, business_manager):
    way.circulated(held, chair)
    item = held.items.first()
    client.force_login(member)
    page = client.get(address("suggest_amendment", item))
    assert way.SAID in words(page)
    client.post(address("suggest_amendment", item), {"uid": new_uid(), "words": "A third."})
    client.force_login(business_manager)
    one = SuggestedAmendment.objects.get()
    refused = client.post(address("answer_amendment", one), {"taken": "no", "reply": ""})
    assert "Give a reason" in words(refused)
    client.post(address("answer_amendment", one), {"taken": "yes", "reply": "Agreed."})

    client.force_login(member)
    page = client.get(address("minutes", held))
    assert "To be put to the meeting" in words(page)
    assert f"{business_manager.name}: Agreed." in words(page)


def test_approved_on_the_item_that_brought_them_forward(client, held, at_table, chair):
    client.force_login(chair)
    item = at_table.items.first()

    page = client.get(address("minutes_approve", held))
    assert f'value="{item.uid}" selected' in page.content.decode()
    response = client.post(address("minutes_approve", held), form(held, item=item.uid, how="true"), follow=True)

    assert "approved as a true record" in words(response)
    assert Meeting.objects.get(pk=held.pk).status == "approved"


def test_amendments_need_to_be_said_and_are_applied(client, held, at_table, chair):
    client.force_login(chair)
    item, first = at_table.items.first(), held.items.first()
    amended = form(held, item=item.uid, how="true") | {f"words-{first.uid}": "A third of them."}

    page = client.post(address("minutes_approve", held), amended)
    assert "You changed words below" in words(page)
    assert "A third of them." in page.content.decode()
    page = client.post(address("minutes_approve", held), form(held, item=item.uid, how="amended"))
    assert "Nothing is amended yet" in words(page)
    client.post(address("minutes_approve", held), amended | {"how": "amended"})

    page = client.get(address("minutes", held))
    assert "subject to amendments" in words(page)
    assert "A third of them." in words(page)


def test_a_stale_page_of_amendments_shows_both_texts(client, held, chair, member, constable):
    way.approved(held, chair, chair, member, constable)
    first = held.items.first()
    mine = form(held, reason="The figure.") | {f"words-{first.uid}": "Mine."}
    record = way.record(held)
    correct(record, uid=new_uid(), words={str(first.uid): "Theirs."}, reason="Slip.", seen=1, by=chair)
    client.force_login(chair)

    page = client.post(address("minutes_correct", held), mine)

    assert page.status_code == 409
    assert ("Theirs." in words(page), "Mine." in page.content.decode()) == (True, True)
    assert 'name="seen" value="2"' in page.content.decode()
    client.post(address("minutes_correct", held), mine | {"seen": 2})
    assert [version.reason for version in record.versions.all()] == ["", "Slip.", "The figure."]


def test_changes_are_shown_word_by_word(client, held, chair, member, constable):
    way.approved(held, chair, chair, member, constable)
    changed = {str(held.items.first().uid): way.SAID.replace("half", "a third")}
    correct(way.record(held), uid=new_uid(), words=changed, reason="Slip.", seen=1, by=chair)
    client.force_login(member)

    page = client.get(address("minutes_changes", held, number=2)).content.decode()

    assert re.search(r"<del>.*half ?.*</del>", page)
    assert re.search(r"<ins>.*a third ?.*</ins>", page)
    assert client.get(address("minutes_changes", held, number=1)).status_code == 404


def test_readers_outside_the_group_read_what_was_approved_and_no_correction(client, held, chair, member, constable):
    from agencies.tests.factories import BoardRoleFactory, UserFactory

    reader = BoardRoleFactory(person=UserFactory(), board=held.board, role="independent_chair").person
    client.force_login(reader)
    assert client.get(address("minutes", held)).status_code == 403
    way.approved(held, chair, chair, member, constable)
    changed = {str(held.items.first().uid): "Forty of them."}
    correct(way.record(held), uid=new_uid(), words=changed, reason="Slip.", seen=1, by=chair)

    page = words(client.get(address("minutes", held)))

    assert (way.SAID in page, "Forty of them." in page, "A correction waits" in page) == (True, False, False)
    assert client.get(address("minutes_version", held, number=2)).status_code == 403


def test_the_page_of_minutes_asks_as_much_for_one_item_as_for_thirty(client, group, chair, member, constable):
    from workplan.tests.factories import ItemFactory

    held = way.held(group, chair, member, constable, chair)
    client.force_login(chair)
    few = count_queries(client, address("minutes", held))
    coming = way.sitting(group, chair, chair)
    for position in range(30):
        ItemFactory(meeting=coming, position=10 + position, late_reason="Late.", discussion="Words.")
    from workplan.operations.session import close_meeting

    close_meeting(coming, by=chair)

    assert count_queries(client, address("minutes", coming)) <= few


# The redacted edition -------------------------------------------------------------------------------------------------


@pytest.fixture
def edition(held, chair, member, constable, business_manager):
    version = way.approved(held, chair, chair, member, constable).version
    return begin_edition(version, by=business_manager)


def part_address(edition, part):
    return reverse("workplan:edition_part", args=["northmere", edition.uid, part])


def test_an_edition_is_chosen_looked_at_and_made(client, edition, held, business_manager):
    client.force_login(business_manager)
    page = words(client.get(address("edition", edition)))
    assert "Nothing is chosen yet" in page
    assert way.SAID not in page
    item = str(held.items.first().uid)
    chosen = {"seen": 0, "show-title": "on", "words-title": "Timeliness", "show-said-1": "on", "words-said-1": ""}
    client.post(part_address(edition, item), chosen)

    page = client.get(address("edition", edition))
    assert ("Redacted edition Parts of these minutes" in words(page), way.SAID in words(page)) == (True, True)
    response = client.post(address("edition_make", edition), {"seen": 1}, follow=True)

    assert said(response) == ["The redacted edition is made, in your name. Its PDF is being made."]
    assert f"Made by {business_manager.name}" in words(response)


def test_other_words_without_a_tick_and_stale_choices_lose_nothing(client, edition, held, business_manager, chair):
    client.force_login(business_manager)
    item = str(held.items.first().uid)
    page = client.post(part_address(edition, item), {"seen": 0, "words-title": "Timeliness"})
    assert "Tick the line to show these words" in words(page)
    choose(edition, item, {"title": ""}, seen=0, by=chair)

    page = client.post(part_address(edition, item), {"seen": 0, "show-title": "on", "words-title": "Timeliness"})

    assert page.status_code == 409
    assert "Timeliness" in page.content.decode()
    assert "Chosen by somebody else: shown" in words(page)
    assert PublicEdition.objects.get().chosen == {f"{item}/title": ""}


def test_parts_that_are_not_there_do_not_exist(client, edition, business_manager):
    client.force_login(business_manager)

    assert client.get(part_address(edition, "nothing")).status_code == 404
    assert client.get(address("edition_pdf", edition)).status_code == 404


def test_a_suggestion_of_another_board_does_not_exist(client, held, chair, member, stranger):
    way.circulated(held, chair)
    one = suggest(held.items.first(), uid=new_uid(), words="x", by=member)
    client.force_login(stranger)

    assert client.get(address("answer_amendment", one)).status_code == 404
