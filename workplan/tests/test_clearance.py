"""A restricted item: everybody sees that there is one, and when; what it says is for those cleared for it."""

import datetime as dt
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from agencies.tests.asserting import denied, refused, verbs
from agencies.tests.factories import SeatFactory, UserFactory
from workplan.models import Action, AgendaItem, Decision, Proposal
from workplan.operations.action import give_action
from workplan.operations.agenda import OPEN_AGAIN, agree_agenda, open_agenda, remove_item
from workplan.operations.clearance import NOBODY_LEFT, TOO_LATE, lift, restrict
from workplan.operations.decision import record_decision
from workplan.operations.proposal import accept
from workplan.operations.session import close_item, close_meeting, start_item
from workplan.sources import sources_of
from workplan.tests.factories import (
    ItemFactory,
    MeetingFactory,
    ProposalFactory,
    here,
    in_days,
    in_session,
    new_uid,
)
from workplan.tests.pages import address, words

pytestmark = pytest.mark.django_db

SECRET = "kestrel"


@pytest.fixture
def restricted(group, chair):
    """An item of a planned meeting for the chair alone."""
    item = ItemFactory(meeting=MeetingFactory(group=group), position=1, title=SECRET, lead=SECRET, minutes=25)
    return restrict(item, [], by=chair)


@pytest.fixture
def taken(group, chair, member, constable):
    """A restricted item that a meeting in session talks about, decides on and gives an action from."""
    meeting = in_session(group, chair)
    here(meeting, chair, member, constable)
    item = meeting.items.first()
    restrict(item, [], by=chair)
    start_item(item, by=chair)
    AgendaItem.objects.filter(pk=item.pk).update(discussion=SECRET)
    decision = record_decision(item, uid=new_uid(), wording=SECRET, outcome="agreed", by=chair)
    facts = {"uid": new_uid(), "title": SECRET, "due_on": in_days(20)}
    give_action(item, **facts, owner=constable, decision=decision, by=chair)
    return item


def cleared(item):
    return {clearance.person.name for clearance in item.clearances.all()}


def test_restricting_is_for_the_people_named_and_who_said_so(restricted, chair, member):
    restrict(restricted, [chair, member], by=chair)

    assert cleared(restricted) == {"Helen Marsh", "Clare Pool"}
    assert verbs(restricted) == ["item.restricted", "item.restricted"]


def test_somebody_who_is_not_cleared_sees_that_it_is_there_and_its_time(restricted, chair, member):
    (shown,) = restricted.meeting.items.shown_to(member)

    assert (shown.title, shown.minutes, shown.lead, shown.purpose) == ("Restricted item", 25, "", "")
    assert [one.title for one in restricted.meeting.items.shown_to(chair)] == [SECRET]
    assert not AgendaItem.objects.visible_to(member).filter(pk=restricted.pk).exists()


def test_what_stands_in_for_an_item_is_never_saved(restricted, member):
    (shown,) = restricted.meeting.items.shown_to(member)

    with pytest.raises(ValueError, match="never saved"):
        shown.save()


def test_an_open_agenda_asks_nothing_more(restricted, member, django_assert_num_queries):
    meeting = MeetingFactory(group=restricted.meeting.group)
    ItemFactory(meeting=meeting)

    with django_assert_num_queries(1):
        meeting.items.shown_to(member)


def test_the_business_manager_is_cleared_only_when_named(restricted, business_manager, chair):
    assert not AgendaItem.objects.visible_to(business_manager).filter(pk=restricted.pk).exists()

    restrict(restricted, [chair, business_manager], by=chair)
    assert AgendaItem.objects.visible_to(business_manager).filter(pk=restricted.pk).exists()


def test_only_somebody_cleared_who_prepares_the_meeting_may_say_who_is_cleared(restricted, member, business_manager):
    for person in (member, business_manager):
        with denied():
            restrict(restricted, [person], by=person)
        with denied():
            lift(restricted, by=person)


def test_nobody_from_elsewhere_is_cleared(restricted, chair):
    with refused("Choose people of the group or of the board’s office."):
        restrict(restricted, [chair, UserFactory()], by=chair)
    assert cleared(restricted) == {"Helen Marsh"}


def test_somebody_who_prepares_the_meeting_stays_cleared(restricted, chair, member):
    with refused(NOBODY_LEFT):
        restrict(restricted, [member], by=chair)


def test_a_restriction_is_lifted(restricted, chair, member):
    lift(restricted, by=chair)

    assert AgendaItem.objects.visible_to(member).filter(pk=restricted.pk).exists()
    assert verbs(restricted)[-1] == "item.opened_to_all"


def test_it_ends_when_the_minutes_are_approved(taken, chair):
    close_meeting(taken.meeting, by=chair)
    type(taken.meeting).objects.filter(pk=taken.meeting.pk).update(status="approved")

    with refused(TOO_LATE):
        restrict(taken, [chair], by=chair)
    with refused(TOO_LATE):
        lift(taken, by=chair)


def test_its_decisions_and_actions_are_for_those_cleared_and_for_the_owner(taken, chair, member, constable, lead):
    for person, decisions, actions in ((chair, 1, 1), (member, 0, 0), (constable, 0, 1), (lead, 0, 0)):
        assert Decision.objects.visible_to(person).count() == decisions
        assert Action.objects.visible_to(person).count() == actions
    assert (Decision.objects.open_to_all().count(), Action.objects.open_to_all().count()) == (0, 0)


def test_the_owner_of_its_action_is_not_told_the_item(taken, chair, constable):
    action = Action.objects.get()

    assert [source.words for source in sources_of(constable, action)] == ["Restricted item"]
    assert [source.words for source in sources_of(chair, action)] == [taken.title]


def test_a_proposal_that_became_a_restricted_item_is_hidden_and_stays_so_at_a_second_meeting(group, chair, member):
    first, second = MeetingFactory(group=group), MeetingFactory(group=group)
    for meeting in (first, second):
        type(meeting).objects.filter(pk=meeting.pk).update(status="agenda_open")
    proposal = ProposalFactory(meeting=first, title=SECRET, proposed_by=chair)
    item = accept(proposal, by=chair)
    restrict(item, [], by=chair)
    with refused(OPEN_AGAIN):
        remove_item(item, by=chair)
    Proposal.objects.filter(pk=proposal.pk).update(status="proposed", meeting=second)

    again = accept(Proposal.objects.get(), by=chair)

    assert again.is_restricted
    assert cleared(again) == {"Helen Marsh"}
    assert not Proposal.objects.visible_to(member).exists()
    assert Proposal.objects.visible_to(chair).exists()


def test_every_page_of_a_meeting_shows_no_more(client, taken, restricted, member, business_manager, constable):
    action = Action.objects.get()
    pages = [
        address("meeting", taken.meeting),
        address("minutes", taken.meeting),
        address("papers", taken.meeting),
        address("meeting", restricted.meeting),
        address("papers", restricted.meeting),
        "/b/northmere/meetings/",
        "/b/northmere/actions/",
        "/b/northmere/",
    ]
    office = [address("chairing", taken.meeting), address("agenda", restricted.meeting), "/b/northmere/board/ledger/"]
    office.append(f"{address('chairing', taken.meeting)}?item={taken.uid}")
    for person, addresses in ((member, pages), (business_manager, [*pages, *office])):
        client.force_login(person)
        for page in addresses:
            response = client.get(page)
            assert response.status_code == 200, page
            assert SECRET not in response.text, page
        assert client.get(address("action", action)).status_code == 404
    client.force_login(constable)
    assert "Restricted item" in words(client.get(address("action", action)))


def test_the_page_of_the_meeting_says_that_it_is_there(client, restricted, member):
    client.force_login(member)

    assert "Restricted item 25 min" in words(client.get(address("meeting", restricted.meeting)))


def test_somebody_not_cleared_goes_on_from_item_to_item(client, taken, business_manager, chair):
    client.force_login(business_manager)

    client.post(address("close_item", taken), {"typed_for": str(taken.uid), "text": "not mine to write"})
    taken.refresh_from_db()

    assert taken.closed_at is None  # the words could not be saved, so nothing moved on
    assert taken.discussion == SECRET
    client.post(address("close_item", taken))
    taken.refresh_from_db()
    assert taken.closed_at is not None
    close_item(taken, by=chair)


def test_who_is_cleared_is_chosen_on_a_page(client, group, chair, member):
    item = ItemFactory(meeting=MeetingFactory(group=group))
    client.force_login(chair)
    page = address("restrict", item)
    assert client.get(page).status_code == 200

    client.post(page, {"people": [str(chair.uid), str(member.uid)]})
    item.refresh_from_db()
    assert (item.is_restricted, cleared(item)) == (True, {"Helen Marsh", "Clare Pool"})
    assert client.post(page, {"people": [str(UserFactory().uid)]}).status_code == 200
    client.post(address("lift", item))
    item.refresh_from_db()
    assert not item.is_restricted


def test_somebody_who_leaves_the_group_reads_it_no_more(group, restricted, chair):
    """A clearance opens an item of a meeting that one may read, and no meeting."""
    seat = SeatFactory(group=group)
    restrict(restricted, [chair, seat.person], by=chair)
    type(seat).objects.filter(pk=seat.pk).update(starts_on=timezone.localdate() - dt.timedelta(days=9))
    type(seat).objects.filter(pk=seat.pk).update(ends_on=timezone.localdate() - dt.timedelta(days=1))

    assert not AgendaItem.objects.visible_to(type(chair).objects.get(pk=seat.person_id)).exists()


def test_no_page_takes_the_items_or_decisions_of_a_meeting_past_the_rule():
    """Whatever lists an agenda asks `shown_to(user)`, and `Decision.objects.visible_to(user)` for what was decided."""
    workplan = Path(settings.BASE_DIR) / "workplan"
    readers = [*(workplan / "views").glob("*.py"), *(workplan / "forms").glob("*.py"), workplan / "sitting.py"]
    faults = [
        f"{path.name}: {line.strip()}"
        for path in readers
        for line in path.read_text().splitlines()
        if re.search(r"\bmeeting\.(items|decisions)\b", line) and not re.search(r"(shown_to|hidden_from)\(", line)
    ]
    assert faults == []


def test_the_list_of_meetings_counts_no_decision_of_an_item_one_may_not_read(taken, client, chair, member):
    close_meeting(taken.meeting, by=chair)

    counts = []
    for person in (chair, member):
        client.force_login(person)
        (panel,) = client.get("/b/northmere/meetings/").context["groups"]
        counts += [meeting.decided for meeting in panel["held"]]
    assert counts == [1, 0]


def test_a_proposal_that_the_chair_may_not_read_does_not_keep_the_agenda_open(group, chair, business_manager, member):
    before, after = MeetingFactory(group=group), MeetingFactory(group=group)
    proposal = ProposalFactory(meeting=after, proposed_by=member)
    item = ItemFactory(meeting=before, proposal=proposal, position=1)
    restrict(item, [business_manager], by=business_manager)
    ItemFactory(meeting=after, position=1)
    after = open_agenda(after, by=chair)

    assert agree_agenda(after, by=chair).status == "agenda_agreed"
    proposal.refresh_from_db()
    assert proposal.status == "proposed"


def test_that_a_second_meeting_keeps_an_item_restricted_is_on_record(restricted, chair, member):
    proposal = ProposalFactory(meeting=MeetingFactory(group=restricted.meeting.group), proposed_by=member)
    AgendaItem.objects.filter(pk=restricted.pk).update(proposal=proposal)

    item = accept(proposal, by=chair)

    assert (item.is_restricted, verbs(item)) == (True, ["item.restricted"])
