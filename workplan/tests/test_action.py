import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from agencies.models import Event
from agencies.models.event import Through
from agencies.tests.factories import UserFactory
from lscb_portal.lib.errors import Refused
from workplan.models import Action, Delivery, Meeting
from workplan.operations.action import give_action, update_action
from workplan.operations.decision import record_decision
from workplan.tests.factories import ActionFactory, AttendeeFactory, in_days, new_uid, told, verbs


@pytest.fixture
def action(item, chair, member):
    return given(item, chair, owner=member)


def given(item, by, **more):
    facts = {"uid": new_uid(), "title": "Dip sample 15 cases", "due_on": in_days(30)}
    return give_action(item, **facts | more, by=by)


def updated(action, by, **more):
    facts = {"delivery": Delivery.ON_COURSE, "note": "Ten of fifteen read."}
    return update_action(action, **facts | more, by=by)


def noted(item, by):
    return record_decision(item, uid=new_uid(), wording="Noted.", outcome="noted", by=by)


def test_an_action_is_given_and_told(item, business_manager, member, hospital):
    action = given(item, business_manager, owner=member)

    assert (action.reference, action.owner, action.agency) == ("A-001", member, hospital)
    assert (action.due_on, action.original_due_on, action.delivery) == (in_days(30), in_days(30), "not_started")
    assert [source.item for source in action.sources.all()] == [item]
    assert (verbs(action), told(member)) == (["action.given"], ["workplan/action_given"])


def test_an_action_may_come_from_a_decision(item, chair, member):
    decision = noted(item, chair)

    [source] = given(item, chair, owner=member, decision=decision).sources.all()

    assert (source.decision, source.item) == (decision, None)


def test_a_decision_of_another_item_is_no_source(session, item, chair, member):
    with pytest.raises(Refused, match="That decision belongs to another item."):
        given(item, chair, owner=member, decision=noted(session.items.last(), chair))


def test_whoever_takes_an_action_is_not_told_of_it(item, chair):
    given(item, chair, owner=chair)

    assert told(chair) == []


def test_somebody_on_the_register_may_own_an_action(session, item, chair, lead):
    AttendeeFactory(meeting=session, seat=None, person=lead)

    assert given(item, chair, owner=lead).owner == lead


@pytest.mark.parametrize("who", ["lead", "outsider", "business_manager", "board_member", "stranger"])
def test_an_owner_is_of_the_group_or_in_the_room(request, item, chair, who):
    with pytest.raises(Refused, match="Choose somebody of the group or somebody who is at the meeting."):
        given(item, chair, owner=request.getfixturevalue(who))


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"title": "  "}, "Say what will be done."),
        ({"due_on": dt.date(2020, 1, 1)}, "Choose a due date from today on."),
    ],
)
def test_what_is_no_action(item, chair, member, facts, words):
    with pytest.raises(Refused, match=words):
        given(item, chair, owner=member, **facts)

    assert (Action.objects.count(), told(member)) == (0, [])


def test_the_same_form_twice_is_one_action(item, chair, member):
    uid = new_uid()

    assert given(item, chair, owner=member, uid=uid) == given(item, chair, owner=member, uid=uid)
    assert (Action.objects.count(), told(member)) == (1, ["workplan/action_given"])


def test_numbers_count_on(item, chair, member):
    assert [given(item, chair, owner=member).reference for _ in range(3)] == ["A-001", "A-002", "A-003"]


@pytest.mark.usefixtures("unguarded")
@pytest.mark.parametrize(
    ("status", "allowed"), [("in_session", True), ("draft_minutes", True), ("approved", False), ("planned", False)]
)
def test_when_actions_are_given(item, chair, member, status, allowed):
    Meeting.objects.update(status=status)
    if allowed:
        assert given(item, chair, owner=member).number == 1
        return
    with pytest.raises(Refused, match="Actions are given in session."):
        given(item, chair, owner=member)


@pytest.mark.parametrize("who", ["member", "adviser", "moderator", "board_member", "stranger"])
def test_actions_are_given_by_the_chair_and_the_minute_taker(request, item, member, who):
    with pytest.raises(PermissionDenied):
        given(item, request.getfixturevalue(who), owner=member)


def test_the_owner_says_how_it_goes(action, member):
    update = updated(action, member)

    action.refresh_from_db()
    assert (action.delivery, action.delivered_at) == (Delivery.ON_COURSE, None)
    assert (update.note, update.by) == ("Ten of fifteen read.", member)
    event = Event.objects.about(action).last()
    assert (event.verb, event.on_behalf_of) == ("action.updated", None)


def test_every_update_is_kept_latest_first(action, member):
    updated(action, member)
    updated(action, member, delivery=Delivery.SLIPPING, note="Staff are short.")

    assert [update.note for update in action.updates.all()] == ["Staff are short.", "Ten of fifteen read."]


def test_the_same_update_twice_is_one(action, member):
    updated(action, member)
    updated(action, member)

    assert (action.updates.count(), verbs(action)) == (1, ["action.given", "action.updated"])


def test_delivery_is_stamped_and_can_be_taken_back(action, member):
    update = updated(action, member, delivery=Delivery.DELIVERED)
    action.refresh_from_db()
    assert action.delivered_at == update.at

    updated(action, member, note="Not after all.")
    action.refresh_from_db()
    assert action.delivered_at is None


def test_an_update_by_telephone_keeps_both_names_and_is_told(action, member, administrator):
    updated(action, administrator, through=Through.TELEPHONE)

    event = Event.objects.about(action).last()
    assert (event.by, event.on_behalf_of, event.through) == (administrator, member, Through.TELEPHONE)
    assert told(member) == ["workplan/action_given", "workplan/action_updated"]


@pytest.mark.parametrize(
    ("facts", "words"),
    [({"note": " "}, "Say in a sentence what has been done."), ({"delivery": "purple"}, "Choose how the action goes.")],
)
def test_what_is_no_update(action, member, facts, words):
    with pytest.raises(Refused, match=words):
        updated(action, member, **facts)


@pytest.mark.parametrize("who", ["chair", "constable", "moderator", "analyst", "board_member", "lead", "stranger"])
def test_nobody_else_updates_an_action(request, action, who):
    with pytest.raises(PermissionDenied):
        updated(action, request.getfixturevalue(who))


TODAY, YESTERDAY = timezone.localdate, lambda: timezone.localdate() - dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("delivery", "due_on", "brag"),
    [
        (Delivery.NOT_STARTED, TODAY, ("N", "Not started")),
        (Delivery.ON_COURSE, TODAY, ("G", "On course")),
        (Delivery.SLIPPING, TODAY, ("A", "Slipping")),
        (Delivery.DELIVERED, TODAY, ("B", "Delivered")),
        (Delivery.NOT_STARTED, YESTERDAY, ("R", "Overdue")),
        (Delivery.ON_COURSE, YESTERDAY, ("R", "Overdue")),
        (Delivery.SLIPPING, YESTERDAY, ("R", "Overdue")),
        (Delivery.DELIVERED, YESTERDAY, ("B", "Delivered")),
    ],
)
def test_the_date_alone_makes_an_action_red(action, delivery, due_on, brag):
    action.delivery, action.due_on = delivery, due_on()

    assert action.brag == brag


def test_open_and_overdue(group, member):
    board = group.board
    late = ActionFactory(board=board, owner=member, due_on=YESTERDAY())
    today = ActionFactory(board=board, owner=member, due_on=TODAY())
    ActionFactory(board=board, owner=member, due_on=YESTERDAY(), delivery=Delivery.DELIVERED)

    assert set(Action.objects.open()) == {late, today}
    assert list(Action.objects.overdue()) == [late]


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("member", True),
        ("chair", True),
        ("constable", True),
        ("business_manager", True),
        ("board_member", True),
        ("outsider", True),  # leads the owner's agency
        ("lead", False),
        ("stranger", False),
    ],
)
def test_who_sees_an_action(request, action, who, sees):
    assert (action in Action.objects.visible_to(request.getfixturevalue(who))) is sees


def test_an_owner_who_left_the_group_still_sees_it(action, member):
    member.seats.update(ends_on=YESTERDAY())

    assert action in Action.objects.visible_to(type(member).objects.get(pk=member.pk))


def test_what_a_meeting_and_an_item_gave(session, item, chair, member):
    of_item = given(item, chair, owner=member)
    of_decision = given(item, chair, owner=member, decision=noted(item, chair))
    other = given(session.items.last(), chair, owner=member)

    assert set(Action.objects.given_by(session)) == {of_item, of_decision, other}
    assert set(Action.objects.given_by_item(item)) == {of_item, of_decision}


def test_a_deactivated_person_is_no_owner(session, group, item, chair, member):
    type(member).objects.filter(pk=member.pk).update(is_active=False)

    assert member not in session.possible_owners
    assert UserFactory() not in session.possible_owners
