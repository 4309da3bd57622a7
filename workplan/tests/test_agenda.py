import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from agencies.models import Group
from agencies.tests.factories import TermsOfReferenceFactory
from lscb_portal.lib.errors import Refused
from workplan.models import AgendaItem, Meeting, Proposal, Purpose
from workplan.operations.agenda import (
    add_item,
    agree_agenda,
    arrange,
    change_item,
    open_agenda,
    remove_item,
    state_of,
)
from workplan.operations.agenda_adding import MOST_ITEMS
from workplan.operations.proposal import accept
from workplan.operations.session import open_meeting as open_at_once
from workplan.tests.factories import ItemFactory, MeetingFactory, ProposalFactory, agreed, new_uid, told, verbs


@pytest.fixture
def open_meeting(meeting, chair):
    """Its agenda is open and has the items One, Two and Three, of 10 minutes each."""
    meeting = open_agenda(meeting, by=chair)
    for title in ("One", "Two", "Three"):
        added(meeting, chair, title=title)
    return meeting


def added(meeting, by, **more):
    facts = {"uid": new_uid(), "title": "One", "purpose": Purpose.NOTE, "minutes": 10}
    return add_item(meeting, **facts | more, by=by)


def titles(meeting):
    return [item.title for item in meeting.items.all()]


def uids(meeting):
    return [item.uid for item in meeting.items.all()]


def arranged(meeting, by, order, minutes=None, seen=None):
    seen = state_of(meeting.items.all()) if seen is None else seen
    return arrange(meeting, order=order, minutes=minutes or {}, seen=seen, by=by)


def test_an_agenda_opens_with_the_standing_items(meeting, chair):
    TermsOfReferenceFactory(group=meeting.group, version=2, standing_items=["Action plans", "Learning"])

    open_agenda(meeting, by=chair)

    meeting.refresh_from_db()
    assert meeting.status == Meeting.Status.AGENDA_OPEN
    assert [(item.position, item.title, item.is_standing) for item in meeting.items.all()] == [
        (1, "Action plans", True),
        (2, "Learning", True),
    ]
    assert verbs(meeting) == ["agenda.opened"]


def test_what_closes_the_meeting_stays_last(meeting, chair, member):
    TermsOfReferenceFactory(
        group=meeting.group, version=2, standing_items=["Action plans"], closing_items=["Forward plan", "Close"]
    )
    open_agenda(meeting, by=chair)
    added(meeting, chair, title="Custody")
    accept(ProposalFactory(meeting=meeting, title="Proposed"), by=chair)

    assert [(item.position, item.title, item.is_closing) for item in meeting.items.all()] == [
        (1, "Action plans", False),
        (2, "Custody", False),
        (3, "Proposed", False),
        (4, "Forward plan", True),
        (5, "Close", True),
    ]


def test_a_late_item_comes_before_what_closes_the_meeting(meeting, chair):
    TermsOfReferenceFactory(group=meeting.group, version=2, standing_items=["Action plans"], closing_items=["Close"])
    open_agenda(meeting, by=chair)
    meeting = agree_agenda(meeting, by=chair)

    late = added(meeting, chair, title="Late", late_reason="The letter came today.")
    session = open_at_once(meeting, by=chair)
    later = added(session, chair, title="Later", late_reason="Raised in the room.")

    assert titles(meeting) == ["Action plans", "Late", "Later", "Close"]
    assert [item.position for item in meeting.items.all()] == [1, 2, 3, 4]
    assert (late.position, later.position) == (2, 3)


def test_the_chair_may_move_what_closes_a_meeting_and_new_items_come_last_again(meeting, chair):
    TermsOfReferenceFactory(group=meeting.group, version=2, standing_items=["Action plans"], closing_items=["Close"])
    open_agenda(meeting, by=chair)
    arranged(meeting, chair, uids(meeting)[::-1])

    added(meeting, chair, title="Custody")

    assert titles(meeting) == ["Close", "Action plans", "Custody"]


def test_a_group_without_terms_opens_an_empty_agenda(meeting, chair, monkeypatch):
    monkeypatch.setattr(Group, "terms", None)

    assert open_agenda(meeting, by=chair).items.count() == 0


def test_opening_twice_does_not_double_the_items(meeting, chair):
    TermsOfReferenceFactory(group=meeting.group, version=2, standing_items=["Action plans"])
    open_agenda(meeting, by=chair)

    with pytest.raises(Refused):
        open_agenda(meeting, by=chair)
    assert meeting.items.count() == 1


def test_items_take_the_order_given(open_meeting, chair):
    one, two, three = uids(open_meeting)

    arranged(open_meeting, chair, [three, one, two])

    assert titles(open_meeting) == ["Three", "One", "Two"]
    assert [item.position for item in open_meeting.items.all()] == [1, 2, 3]
    assert verbs(open_meeting)[-1] == "agenda.arranged"


def test_minutes_change_only_where_they_are_given(open_meeting, chair):
    order = uids(open_meeting)

    arranged(open_meeting, chair, order, minutes={order[1]: 25})

    assert [item.minutes for item in open_meeting.items.all()] == [10, 25, 10]


def test_the_same_order_again_records_nothing(open_meeting, chair):
    before = verbs(open_meeting)

    arranged(open_meeting, chair, uids(open_meeting))

    assert verbs(open_meeting) == before


def test_an_order_made_on_an_old_page_is_refused(open_meeting, chair, business_manager):
    one, two, three = uids(open_meeting)
    seen = state_of(open_meeting.items.all())
    arranged(open_meeting, business_manager, [two, one, three])

    with pytest.raises(Refused, match="Somebody else has changed the agenda."):
        arranged(open_meeting, chair, [one, three, two], seen=seen)
    assert titles(open_meeting) == ["Two", "One", "Three"]


@pytest.mark.parametrize("wrong", ["one missing", "one twice", "a stranger", "nothing"])
def test_the_order_names_every_item_once(open_meeting, chair, wrong):
    one, two, three = uids(open_meeting)
    order = {
        "one missing": [one, two],
        "one twice": [one, two, three, three],
        "a stranger": [one, two, new_uid()],
        "nothing": [],
    }[wrong]

    with pytest.raises(Refused, match="Somebody else has changed the agenda."):
        arranged(open_meeting, chair, order)


def test_text_that_is_no_uid_is_refused_like_a_stranger(open_meeting, chair):
    with pytest.raises(Refused, match="Somebody else has changed the agenda."):
        arranged(open_meeting, chair, [*uids(open_meeting)[:2], "x" * 100])


@pytest.mark.parametrize("minutes", [0, -1, 241, 10**9])
def test_minutes_have_limits(open_meeting, chair, minutes):
    order = uids(open_meeting)

    with pytest.raises(Refused, match="An item takes between 1 and 240 minutes."):
        arranged(open_meeting, chair, order, minutes={order[0]: minutes})
    with pytest.raises(Refused, match="An item takes between 1 and 240 minutes."):
        added(open_meeting, chair, minutes=minutes)


def test_the_same_form_twice_is_one_item(open_meeting, chair):
    uid = new_uid()

    assert added(open_meeting, chair, uid=uid) == added(open_meeting, chair, uid=uid)
    assert open_meeting.items.count() == 4


def test_an_agenda_has_an_end(open_meeting, chair):
    for position in range(4, MOST_ITEMS + 1):
        ItemFactory(meeting=open_meeting, position=position)

    with pytest.raises(Refused, match="An agenda has at most 60 items."):
        added(open_meeting, chair)


def test_an_item_is_reworded(open_meeting, business_manager):
    item = open_meeting.items.first()

    change_item(item, title="New", purpose=Purpose.DECIDE, minutes=20, lead="Tom", by=business_manager)

    item.refresh_from_db()
    assert (item.title, item.purpose, item.minutes, item.lead) == ("New", Purpose.DECIDE, 20, "Tom")
    assert verbs(item)[-1] == "agenda.item_changed"


def test_an_own_item_is_removed(open_meeting, chair):
    remove_item(open_meeting.items.first(), by=chair)

    assert titles(open_meeting) == ["Two", "Three"]
    assert verbs(open_meeting)[-1] == "agenda.item_removed"


def test_removing_twice_is_removing_once(open_meeting, chair):
    item, again = open_meeting.items.first(), open_meeting.items.first()
    remove_item(item, by=chair)
    before = verbs(open_meeting)

    remove_item(again, by=chair)

    assert (titles(open_meeting), verbs(open_meeting)) == (["Two", "Three"], before)


def test_a_proposed_item_goes_back_to_the_proposals(open_meeting, chair):
    proposal = ProposalFactory(meeting=open_meeting)
    item = accept(proposal, by=chair)

    remove_item(item, by=chair)

    proposal.refresh_from_db()
    assert (proposal.status, proposal.answered_by, proposal.answered_at) == (Proposal.Status.PROPOSED, None, None)
    assert accept(proposal, by=chair).title == proposal.title


def test_only_the_chair_takes_off_what_a_member_proposed(open_meeting, chair, business_manager):
    item = accept(ProposalFactory(meeting=open_meeting), by=chair)

    with pytest.raises(PermissionDenied):
        remove_item(item, by=business_manager)


def test_an_agreed_agenda_is_told_and_stamped(open_meeting, chair, member, adviser):
    agree_agenda(open_meeting, by=chair)

    open_meeting.refresh_from_db()
    assert (open_meeting.status, open_meeting.agreed_by) == (Meeting.Status.AGENDA_AGREED, chair)
    assert verbs(open_meeting)[-1] == "agenda.agreed"
    assert (told(member), told(adviser), told(chair)) == (
        ["workplan/agenda_agreed"],
        ["workplan/agenda_agreed"],
        [],
    )


@pytest.mark.parametrize(
    ("number", "words"), [(1, "1 proposal is still waiting"), (2, "2 proposals are still waiting")]
)
def test_every_proposal_is_answered_first(open_meeting, chair, number, words):
    for _ in range(number):
        ProposalFactory(meeting=open_meeting)

    with pytest.raises(Refused, match=words):
        agree_agenda(open_meeting, by=chair)


def test_an_empty_agenda_is_not_agreed(meeting, chair):
    open_agenda(meeting, by=chair)

    with pytest.raises(Refused, match="The agenda has no items yet."):
        agree_agenda(meeting, by=chair)


def test_an_agenda_is_opened_before_it_is_agreed(meeting, chair):
    with pytest.raises(Refused, match="Open the agenda first."):
        agree_agenda(meeting, by=chair)


@pytest.mark.parametrize("act", ["arrange", "change", "remove", "agree"])
def test_an_agreed_agenda_no_longer_changes(open_meeting, chair, act):
    item = open_meeting.items.first()
    agreed(open_meeting, chair)
    with pytest.raises(Refused, match="The agenda is agreed and no longer changes."):
        {
            "arrange": lambda: arranged(open_meeting, chair, uids(open_meeting)),
            "change": lambda: change_item(item, title="X", purpose="note", minutes=5, lead="", by=chair),
            "remove": lambda: remove_item(item, by=chair),
            "agree": lambda: agree_agenda(open_meeting, by=chair),
        }[act]()


@pytest.mark.parametrize(
    "change", [{"title": "X"}, {"minutes": 99}, {"position": 9}, {"purpose": "decide"}], ids=lambda change: [*change][0]
)
def test_the_database_freezes_an_agreed_agenda(open_meeting, chair, change):
    agreed(open_meeting, chair)

    with pytest.raises(DatabaseError), transaction.atomic():
        AgendaItem.objects.filter(meeting=open_meeting).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        open_meeting.items.first().delete()


def test_a_late_item_comes_last_with_its_reason_and_is_told(open_meeting, chair, member):
    agreed(open_meeting, chair)

    item = added(open_meeting, chair, title="Late", late_reason="The letter came today.")

    assert (item.is_late, titles(open_meeting)[-1]) == (True, "Late")
    assert told(member) == ["workplan/late_item"]


def test_a_late_item_in_session_tells_nobody_by_mail(session, chair, member):
    assert added(session, chair, late_reason="Raised in the room.").is_late is True
    assert told(member) == []


def test_a_late_item_needs_its_reason(open_meeting, chair):
    agreed(open_meeting, chair)

    with pytest.raises(Refused, match="Say why this item comes late."):
        added(open_meeting, chair)


def test_the_office_prepares_but_only_the_chair_adds_late(open_meeting, chair, business_manager):
    assert added(open_meeting, business_manager).is_late is False
    agreed(open_meeting, chair)

    with pytest.raises(PermissionDenied):
        added(open_meeting, business_manager, late_reason="Now")


@pytest.mark.parametrize("who", ["member", "adviser", "moderator", "analyst", "board_member", "lead", "stranger"])
@pytest.mark.parametrize("act", ["open", "arrange", "add", "change", "remove", "agree"])
def test_building_is_for_the_chair_and_the_office(request, open_meeting, group, who, act):
    user, item = request.getfixturevalue(who), open_meeting.items.first()
    with pytest.raises(PermissionDenied):
        {
            "open": lambda: open_agenda(MeetingFactory(group=group), by=user),
            "arrange": lambda: arranged(open_meeting, user, uids(open_meeting)),
            "add": lambda: added(open_meeting, user),
            "change": lambda: change_item(item, title="X", purpose="note", minutes=5, lead="", by=user),
            "remove": lambda: remove_item(item, by=user),
            "agree": lambda: agree_agenda(open_meeting, by=user),
        }[act]()


@pytest.mark.parametrize("who", ["business_manager", "administrator"])
def test_the_office_does_not_agree_the_agenda(request, open_meeting, who):
    with pytest.raises(PermissionDenied):
        agree_agenda(open_meeting, by=request.getfixturevalue(who))


def test_every_step_of_a_meeting():
    status = Meeting.Status
    assert {
        status.PLANNED: {status.AGENDA_OPEN, status.CANCELLED},
        status.AGENDA_OPEN: {status.AGENDA_AGREED, status.CANCELLED},
        status.AGENDA_AGREED: {status.PAPERS_ISSUED, status.IN_SESSION, status.CANCELLED},
        status.PAPERS_ISSUED: {status.IN_SESSION, status.CANCELLED},
        status.IN_SESSION: {status.DRAFT_MINUTES},
        status.DRAFT_MINUTES: {status.APPROVED},
    } == Meeting.STEPS
