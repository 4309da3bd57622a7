"""Items for consent: together, unread, unless one member objects; taken in one act with the quorum of the moment."""

import pytest
from django.core.exceptions import PermissionDenied

from agencies.models import Event
from agencies.tests.frozen import changeable, copyable, deletable
from lscb_portal.lib.errors import Refused
from workplan.consent import consents
from workplan.minuted import content_of
from workplan.models import Consent, Decision, Meeting, Objection
from workplan.operations.agenda import add_item, agree_agenda, open_agenda
from workplan.operations.clearance import restrict
from workplan.operations.consent import mark_for_consent, note_objection, object_to, take_consent
from workplan.operations.interest import note_on_item
from workplan.operations.session import close_meeting, open_meeting, start_item
from workplan.pack import contents_of
from workplan.tests.factories import MeetingFactory, here, in_days, line, new_uid, verbs
from workplan.tests.pages import HTMX, address, words


@pytest.fixture
def building(group, chair):
    """An agenda of today with One (note), Two (decide), Three (note) and Four (note); Two and Four are for consent."""
    meeting = open_agenda(MeetingFactory(group=group, date=in_days(0)), by=chair)
    for title, purpose in (("One", "note"), ("Two", "decide"), ("Three", "note"), ("Four", "note")):
        add_item(meeting, uid=new_uid(), title=title, purpose=purpose, minutes=5, by=chair)
    for title in ("Two", "Four"):
        mark_for_consent(meeting.items.get(title=title), marked=True, by=chair)
    return meeting


@pytest.fixture
def ready(building, chair):
    return agree_agenda(building, by=chair)


@pytest.fixture
def sitting(ready, chair, member, constable, adviser):
    """The meeting in session with three agencies."""
    meeting = open_meeting(Meeting.objects.get(pk=ready.pk), by=chair)
    here(meeting, chair, member, constable)
    return meeting


def own(meeting):
    """The titles of the agenda's own items, in order."""
    return [item.title for item in meeting.items.all() if item.title in ("One", "Two", "Three", "Four")]


def item(meeting, title):
    return meeting.items.get(title=title)


def objected(meeting, title, by, reason="It costs money."):
    return object_to(item(meeting, title), uid=new_uid(), reason=reason, by=by)


def decided(meeting):
    return {one.item.title: (one.outcome, one.quorate) for one in Decision.objects.filter(meeting=meeting)}


# Marking --------------------------------------------------------------------------------------------------------------


def test_agreed_the_items_for_consent_stand_together(building, ready):
    assert own(ready) == ["One", "Two", "Four", "Three"]
    assert [one.position for one in ready.items.all()] == list(range(1, ready.items.count() + 1))
    assert verbs(item(ready, "Two"))[-1] == "agenda.item_for_consent"


def test_a_mark_is_taken_away_and_the_same_again_records_nothing(building, chair):
    two = item(building, "Two")
    mark_for_consent(two, marked=False, by=chair)
    before = Event.objects.count()
    mark_for_consent(two, marked=False, by=chair)

    assert (Consent.objects.filter(item=two).exists(), Event.objects.count()) == (False, before)


def test_nothing_is_marked_once_the_agenda_is_agreed(ready, chair):
    with pytest.raises(Refused, match="The agenda is agreed and no longer changes."):
        mark_for_consent(item(ready, "One"), marked=True, by=chair)


def test_a_restricted_item_is_not_for_consent(building, chair, member):
    one = restrict(item(building, "One"), [chair, member], by=chair)

    with pytest.raises(Refused, match="A restricted item is taken by those cleared for it"):
        mark_for_consent(one, marked=True, by=chair)


@pytest.mark.parametrize("who", ["member", "adviser", "business_manager", "board_member", "stranger"])
def test_only_the_chair_marks_and_takes(request, building, who):
    user = request.getfixturevalue(who)
    with pytest.raises(PermissionDenied):
        mark_for_consent(item(building, "One"), marked=True, by=user)
    with pytest.raises(PermissionDenied):
        take_consent(building, by=user)


# Objecting ------------------------------------------------------------------------------------------------------------


def test_one_member_is_enough(ready, member, constable, chair):
    objection = objected(ready, "Two", member)
    meeting = open_meeting(Meeting.objects.get(pk=ready.pk), by=chair)
    here(meeting, chair, member, constable)
    take_consent(meeting, by=chair)

    assert objection.who == "Clare Pool (Acute trust)"
    assert decided(meeting) == {"Four": ("noted", True)}
    assert verbs(item(ready, "Two"))[-1] == "item.objected_to"


def test_the_same_form_twice_is_one_objection_and_a_second_is_refused(ready, member):
    uid, two = new_uid(), item(ready, "Two")
    facts = {"uid": uid, "reason": "It costs money.", "by": member}

    assert object_to(two, **facts) == object_to(two, **facts)
    with pytest.raises(Refused, match="Clare Pool has objected already."):
        objected(ready, "Two", member)
    assert Objection.objects.count() == 1


def test_an_objection_has_its_reason_its_item_and_its_time(building, chair, member):
    with pytest.raises(Refused, match="Say at the meeting that you object."):
        objected(building, "Two", member)
    ready = agree_agenda(building, by=chair)
    with pytest.raises(Refused, match="Say why the meeting should take it in full."):
        objected(ready, "Two", member, reason=" ")
    with pytest.raises(Refused, match="This item is not for consent any more"):
        objected(ready, "One", member)
    assert Objection.objects.count() == 0


@pytest.mark.parametrize("who", ["adviser", "business_manager", "board_member", "lead", "stranger"])
def test_advisers_and_others_do_not_object(request, ready, who):
    with pytest.raises(PermissionDenied):
        objected(ready, "Two", request.getfixturevalue(who))


def test_at_the_meeting_it_is_noted_who_objects(sitting, constable, chair, business_manager):
    facts = {"uid": new_uid(), "by": business_manager}
    note_objection(item(sitting, "Four"), line(sitting, constable), **facts)
    note_objection(item(sitting, "Four"), line(sitting, constable), **facts)
    take_consent(sitting, by=chair)

    assert decided(sitting) == {"Two": ("agreed", True)}
    assert [(one.name, one.at_meeting) for one in Objection.objects.all()] == [("Joy Adebayo", True)]


def test_an_adviser_is_not_noted(sitting, adviser, chair):
    with pytest.raises(Refused, match="advisers, observers and guests do not object."):
        note_objection(item(sitting, "Four"), line(sitting, adviser), uid=new_uid(), by=chair)


# Taking ---------------------------------------------------------------------------------------------------------------


def test_one_act_decides_each_with_the_quorum_of_the_moment(sitting, chair):
    taken = take_consent(sitting, by=chair)

    assert [one.title for one in taken] == ["Two", "Four"]
    assert decided(sitting) == {"Two": ("agreed", True), "Four": ("noted", True)}
    wording = Decision.objects.get(item__title="Two").wording
    assert (wording, Decision.objects.get(item__title="Two").agencies_present) == ("Agreed by consent: Two", 3)
    assert item(sitting, "Two").closed_at is not None
    assert verbs(sitting)[-1] == "meeting.consent_taken"
    with pytest.raises(Refused, match="No item stands for consent any more."):
        take_consent(sitting, by=chair)


def test_without_a_quorum_nothing_is_taken_that_must_be_agreed(ready, chair, member):
    meeting = open_meeting(Meeting.objects.get(pk=ready.pk), by=chair)
    here(meeting, chair, member)

    with pytest.raises(Refused, match="“Two” cannot be taken by consent."):
        take_consent(meeting, by=chair)
    assert decided(meeting) == {}


def test_who_leaves_for_an_item_does_not_count_for_it(sitting, member, chair):
    two, there = item(sitting, "Two"), line(sitting, member)
    note_on_item(two, there, uid=new_uid(), nature="Trustee", handling="leaves", by=chair)

    with pytest.raises(Refused, match="“Two” cannot be taken by consent."):
        take_consent(sitting, by=chair)


def test_an_item_restricted_since_or_begun_is_taken_in_full(sitting, chair, member):
    restrict(item(sitting, "Two"), [chair, member], by=chair)
    start_item(item(sitting, "Four"), by=chair)

    with pytest.raises(Refused, match="No item stands for consent any more."):
        take_consent(sitting, by=chair)
    assert list(consents(sitting, chair)) == [item(sitting, "Four").pk]


def test_only_in_session(ready, chair):
    with pytest.raises(Refused, match="agenda agreed, not in session."):
        take_consent(ready, by=chair)


# Kept and said --------------------------------------------------------------------------------------------------------


def test_minutes_and_pack_say_what_was_taken_and_who_objected(ready, member, constable, chair):
    objected(ready, "Four", member)
    says = {entry.item.title: entry.consent for entry in contents_of(ready).entries if entry.consent}
    meeting = open_meeting(Meeting.objects.get(pk=ready.pk), by=chair)
    here(meeting, chair, member, constable)
    take_consent(meeting, by=chair)
    close_meeting(meeting, by=chair)

    who = "Clare Pool (Acute trust) objected to taking it by consent."
    assert says == {"Two": "For consent: taken unread, unless a member objects.", "Four": f"Taken in full: {who}"}
    minutes = {one["title"]: one["consent"] for one in content_of(Meeting.objects.get(pk=meeting.pk))["items"]}
    assert (minutes["Two"], minutes["Four"], minutes["One"]) == ("Taken by consent.", who, "")


def test_the_database_keeps_marks_objections_and_what_was_taken(sitting, constable, chair):
    note_objection(item(sitting, "Four"), line(sitting, constable), uid=new_uid(), by=chair)
    take_consent(sitting, by=chair)
    two, four = (Consent.objects.get(item__title=title) for title in ("Two", "Four"))

    assert (changeable(two), changeable(four)) == (set(), {"decision_id"})
    assert (deletable(two), deletable(four), copyable(two)) == (False, False, False)
    objection = Objection.objects.get()
    assert (changeable(objection), deletable(objection)) == (set(), False)
    close_meeting(sitting, by=chair)
    assert not copyable(objection, name="Somebody")


# Its pages ------------------------------------------------------------------------------------------------------------


def test_the_chair_marks_on_the_builder(client, building, chair):
    client.force_login(chair)
    one = item(building, "One")

    page = client.post(address("mark_consent", one), {"consent": "yes"}, follow=True)
    assert "“One” is for consent." in words(page)
    part = client.post(address("mark_consent", one), {"consent": "yes"}, headers=HTMX)
    assert (part.status_code, "<html" in part.content.decode()) == (200, False)
    assert words(part).count("Take it in full") == 3
    page = client.post(address("mark_consent", one), {"consent": "no"}, follow=True)
    assert "“One” is taken in full." in words(page)


def test_a_member_objects_from_the_agenda_and_everybody_reads_it(client, ready, member, adviser):
    client.force_login(member)
    two = item(ready, "Two")
    assert address("object_to", two) in client.get(address("meeting", ready)).content.decode()
    assert address("object_to", two) in client.get(address("prepare", ready)).content.decode()
    faulty = client.post(address("object_to", two), {"uid": new_uid(), "reason": ""})
    assert words(faulty).count("Say why, in a sentence.") == 2

    client.post(address("object_to", two), {"uid": new_uid(), "reason": "It costs money."})

    client.force_login(adviser)
    page = client.get(address("meeting", ready))
    assert "Clare Pool (Acute trust) objected to taking it by consent. “It costs money.”" in words(page)
    assert address("object_to", item(ready, "Four")) not in page.content.decode()
    assert client.get(address("object_to", two)).status_code == 403


def test_the_chair_notes_an_objection_and_takes_the_rest(client, sitting, constable, chair):
    client.force_login(chair)
    four = item(sitting, "Four")
    page = words(client.get(f"{address('chairing', sitting)}?item={four.uid}"))
    assert "For consent: Two; Four. Ask if anybody objects." in page
    assert "Somebody objects" in page

    form = {"uid": new_uid(), "attendee": line(sitting, constable).uid, "reason": ""}
    assert "The meeting takes “Four” in full." in words(client.post(address("note_objection", four), form, follow=True))
    taken = words(client.post(address("take_consent", sitting), follow=True))

    assert "The consent items are taken, each with its decision." in taken
    assert "Ask if anybody objects." not in taken
    assert decided(sitting) == {"Two": ("agreed", True)}
