"""What a meeting leaves behind becomes an item of the next agenda, once, whoever put it on the first."""

import pytest
from django.core.exceptions import PermissionDenied

from agencies.models import Event
from agencies.tests.factories import TermsOfReferenceFactory
from agencies.tests.frozen import changeable, copyable, deletable
from lscb_portal.lib.errors import Refused
from workplan.brought import matters_of
from workplan.minuted import content_of
from workplan.models import AgendaItem, BroughtForward, CarriedForward, Meeting, Proposal
from workplan.operations.agenda import add_item, agree_agenda, open_agenda, remove_item
from workplan.operations.carrying import adjourn, resume
from workplan.operations.clearance import restrict
from workplan.operations.decision import record_decision
from workplan.operations.leaving_off import leave_off
from workplan.operations.meeting import cancel_meeting
from workplan.operations.proposal import accept
from workplan.operations.session import close_meeting, open_meeting, start_item
from workplan.pack import contents_of
from workplan.tests.factories import (
    ItemFactory,
    MeetingFactory,
    ProposalFactory,
    agreed,
    in_days,
    in_session,
    new_uid,
    told,
    verbs,
)
from workplan.tests.papers import bring

WHY = CarriedForward.Why


@pytest.fixture
def following(group):
    return MeetingFactory(group=group, date=in_days(90))


def left(meeting):
    """What a meeting left behind: {title: why}."""
    rows = CarriedForward.objects.filter(item__meeting=meeting)
    return {row.item.title: row.why for row in rows.select_related("item")}


def carried(meeting):
    """What an agenda has of earlier meetings: {title: the meeting it comes from}."""
    rows = BroughtForward.objects.filter(item__meeting=meeting, kind="carried").select_related("item", "meeting")
    return {row.item.title: row.meeting for row in rows}


def close(meeting, chair):
    return close_meeting(Meeting.objects.get(pk=meeting.pk), by=chair)


# What is left ---------------------------------------------------------------------------------------------------------


def test_what_was_not_taken_and_what_was_put_off_goes_on_and_what_was_taken_does_not(session, following, chair):
    taken, untaken = session.items.all()
    start_item(taken, by=chair)
    deferred = add_item(
        session, uid=new_uid(), title="Deferred", purpose="decide", minutes=10, late_reason="Today.", by=chair
    )
    start_item(deferred, by=chair)
    record_decision(deferred, uid=new_uid(), wording="Wait.", outcome="deferred", by=chair)
    close(session, chair)

    assert left(session) == {untaken.title: WHY.NOT_TAKEN, "Deferred": WHY.PUT_OFF}
    assert carried(open_agenda(following, by=chair)) == {untaken.title: session, "Deferred": session}


def test_the_item_is_as_it_was_and_says_where_it_comes_from(session, following, chair):
    item = session.items.last()
    close(session, chair)
    again = open_agenda(following, by=chair).items.get(title=item.title)

    facts = ("title", "purpose", "minutes", "lead", "is_standing", "is_late")
    assert [getattr(again, name) for name in facts] == [getattr(item, name) for name in facts]
    assert verbs(again) == ["agenda.item_carried"]


def test_it_is_carried_once(session, following, group, chair):
    start_item(session.items.first(), by=chair)
    title = session.items.last().title
    close(session, chair)
    open_agenda(following, by=chair)
    other = MeetingFactory(group=group, date=in_days(180))

    assert (carried(following), carried(open_agenda(other, by=chair))) == ({title: session}, {})


def test_what_two_meetings_do_not_come_to_goes_from_one_to_the_next(session, following, group, chair):
    start_item(session.items.first(), by=chair)
    title = session.items.last().title
    close(session, chair)
    agree_agenda(open_agenda(following, by=chair), by=chair)
    second = open_meeting(Meeting.objects.get(pk=following.pk), by=chair)
    close(second, chair)
    third = open_agenda(MeetingFactory(group=group, date=in_days(180)), by=chair)

    assert (left(second)[title], carried(third)[title]) == (WHY.NOT_TAKEN, second)
    assert BroughtForward.objects.filter(kind="carried", item__title=title).count() == 2


def test_where_the_next_agenda_is_being_built_it_is_there_at_once(session, following, chair):
    open_agenda(following, by=chair)
    title = session.items.last().title
    close(session, chair)

    assert carried(following)[title] == session


def test_an_agenda_that_is_agreed_stays_and_the_one_after_has_it(session, following, group, chair):
    TermsOfReferenceFactory(group=group, version=2, standing_items=["Learning"])
    agree_agenda(open_agenda(following, by=chair), by=chair)
    title = session.items.last().title
    close(session, chair)

    assert carried(following) == {}
    later = open_agenda(MeetingFactory(group=group, date=in_days(180)), by=chair)
    assert carried(later)[title] == session


def test_a_cancelled_meeting_leaves_all_its_items(meeting, following, chair):
    open_agenda(meeting, by=chair)
    add_item(meeting, uid=new_uid(), title="Custody", purpose="note", minutes=5, by=chair)
    cancel_meeting(meeting, reason="Snow", by=chair)

    assert left(meeting) == {"Custody": WHY.CANCELLED}
    assert carried(open_agenda(following, by=chair)) == {"Custody": meeting}


def test_minutes_matters_actions_and_what_closes_a_meeting_come_by_themselves(session, following, group, chair):
    TermsOfReferenceFactory(group=group, version=2, closing_items=["Close"])
    close(session, chair)
    agree_agenda(open_agenda(following, by=chair), by=chair)
    second = open_meeting(Meeting.objects.get(pk=following.pk), by=chair)
    close(second, chair)

    assert set(left(second)) == {item.title for item in session.items.all()}


def test_a_standing_item_that_comes_anyway_is_there_once_and_says_so(following, group, chair):
    TermsOfReferenceFactory(group=group, version=2, standing_items=["Learning", "Risks"])
    before = open_agenda(MeetingFactory(group=group, date=in_days(0)), by=chair)
    before = open_meeting(agree_agenda(before, by=chair), by=chair)
    start_item(before.items.get(title="Risks"), by=chair)
    close(before, chair)
    open_agenda(following, by=chair)

    titles = [item.title for item in following.items.filter(is_standing=True)]
    assert titles[-2:] == ["Learning", "Risks"]
    assert carried(following) == {"Learning": before}


def test_what_the_chair_closes_on_the_last_item_is_taken(session, chair):
    for item in session.items.all():
        start_item(item, by=chair)
    close(session, chair)

    assert left(session) == {}


def test_another_groups_agenda_takes_nothing(session, strategic_board, business_manager, chair):
    close(session, chair)

    assert carried(open_agenda(MeetingFactory(group=strategic_board), by=business_manager)) == {}


def test_who_proposed_it_is_told_and_it_stays_accepted(session, following, member, chair):
    proposal = ProposalFactory(meeting=session, proposed_by=member)
    accept(proposal, late_reason="Today.", by=chair)
    close(session, chair)
    open_agenda(following, by=chair)

    proposal.refresh_from_db()
    assert (proposal.status, proposal.meeting, proposal.passed_on_from) == ("accepted", following, session)
    assert following.items.get(title=proposal.title).proposal == proposal
    assert told(member)[-1] == "workplan/proposal_carried"


# Restricted -----------------------------------------------------------------------------------------------------------


def test_a_restricted_item_stays_restricted_to_the_same_people(session, following, member, adviser, chair):
    item = restrict(session.items.last(), [chair, member], by=chair)
    close(session, chair)
    again = open_agenda(following, by=chair).items.get(title=item.title)

    assert again.is_restricted
    assert {one.person for one in again.clearances.all()} == {chair, member}
    assert again not in AgendaItem.objects.visible_to(adviser)
    assert [CarriedForward.objects.visible_to(one).filter(item=item).count() for one in (member, adviser)] == [1, 0]


# Adjourned ------------------------------------------------------------------------------------------------------------


def test_an_adjourned_item_goes_on_though_it_was_begun(session, following, chair, business_manager):
    item = session.items.first()
    start_item(item, by=chair)
    adjourn(item, by=business_manager)
    adjourn(item, by=chair)
    close(session, chair)

    assert left(session)[item.title] == WHY.ADJOURNED
    assert verbs(item) == ["item.started", "item.adjourned"]
    assert carried(open_agenda(following, by=chair))[item.title] == session


def test_an_adjournment_is_taken_back_while_the_meeting_lasts(session, chair):
    item = session.items.first()
    start_item(item, by=chair)
    adjourn(item, by=chair)
    resume(item, by=chair)
    resume(item, by=chair)
    close(session, chair)

    assert item.title not in left(session)
    assert verbs(item) == ["item.started", "item.adjourned", "item.adjournment_taken_back"]


def test_only_in_session_and_only_what_does_not_come_by_itself(session, meeting, chair):
    closing = ItemFactory(meeting=meeting, is_closing=True)
    with pytest.raises(Refused, match="An item is adjourned while the meeting is in session."):
        adjourn(closing, by=chair)
    Meeting.objects.filter(pk=meeting.pk).update(
        status="in_session", opened_at=session.opened_at, opened_by=chair, quorum_rule=session.quorum_rule
    )
    with pytest.raises(Refused, match="there is nothing to go on with"):
        adjourn(closing, by=chair)
    assert CarriedForward.objects.count() == 0


@pytest.mark.parametrize("who", ["member", "adviser", "board_member", "lead", "stranger"])
def test_adjourning_is_for_the_chair_and_the_minute_taker(request, session, who):
    for act in (adjourn, resume):
        with pytest.raises(PermissionDenied):
            act(session.items.first(), by=request.getfixturevalue(who))


# Left off -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def again(session, following, chair):
    """The item on the next agenda that the meeting in session did not come to."""
    title = session.items.last().title
    close(session, chair)
    return open_agenda(following, by=chair).items.get(title=title)


def test_the_chair_leaves_it_off_with_a_reason_and_it_does_not_come_again(again, following, group, chair):
    leave_off(again, reason=" Done by letter. ", by=chair)
    row = CarriedForward.objects.get(item__title=again.title)

    assert (row.left_off_reason, row.left_off_by) == ("Done by letter.", chair)
    assert again.title not in [item.title for item in following.items.all()]
    assert verbs(following)[-1] == "agenda.item_left_off"
    assert again.title not in carried(open_agenda(MeetingFactory(group=group, date=in_days(180)), by=chair))


def test_the_matters_arising_say_what_was_left_off(again, session, member, chair):
    leave_off(again, reason="Done by letter.", by=chair)

    assert [one.left_off_reason for one in matters_of(session, member).left_off] == ["Done by letter."]


def test_twice_is_once(again, chair):
    stale = AgendaItem.objects.get(pk=again.pk)
    leave_off(again, reason="Done.", by=chair)
    before = Event.objects.count()

    assert (leave_off(stale, reason="Done.", by=chair), Event.objects.count()) == (None, before)


def test_a_proposal_left_off_is_declined_and_its_proposer_told(session, following, member, chair):
    proposal = ProposalFactory(meeting=session, proposed_by=member)
    accept(proposal, late_reason="Today.", by=chair)
    close(session, chair)
    leave_off(open_agenda(following, by=chair).items.get(proposal=proposal), reason="Too late now.", by=chair)

    proposal.refresh_from_db()
    assert (proposal.status, proposal.reason) == (Proposal.Status.DECLINED, "Too late now.")
    assert told(member)[-1] == "workplan/proposal_answered"


def test_it_is_not_just_taken_off(again, chair):
    with pytest.raises(Refused, match="The chair leaves it off with a reason."):
        remove_item(again, by=chair)


def test_a_reason_a_carried_item_and_an_open_agenda_are_needed(again, following, chair):
    own = add_item(following, uid=new_uid(), title="Own", purpose="note", minutes=5, by=chair)
    with pytest.raises(Refused, match="Say why it is left off."):
        leave_off(again, reason=" ", by=chair)
    with pytest.raises(Refused, match="This item was not carried forward."):
        leave_off(own, reason="Why", by=chair)
    agreed(following, chair)
    with pytest.raises(Refused, match="The agenda is agreed and no longer changes."):
        leave_off(again, reason="Why", by=chair)
    assert CarriedForward.objects.exclude(left_off_reason="").count() == 0


def test_what_has_papers_stays_on_the_agenda(again, chair):
    bring(again, chair)

    with pytest.raises(Refused, match="This item has papers"):
        leave_off(again, reason="Why", by=chair)


@pytest.mark.parametrize("who", ["member", "adviser", "business_manager", "administrator", "lead", "stranger"])
def test_only_the_chair_leaves_off(request, again, who):
    with pytest.raises(PermissionDenied):
        leave_off(again, reason="Why", by=request.getfixturevalue(who))


# Kept -----------------------------------------------------------------------------------------------------------------


def test_the_database_keeps_what_was_left_and_what_was_left_off(again, chair):
    row = CarriedForward.objects.get(item__title=again.title)
    assert (deletable(row), copyable(row)) == (False, False)
    assert changeable(row) <= {"left_off_reason", "left_off_at", "left_off_by_id"}

    leave_off(again, reason="Done.", by=chair)
    assert (changeable(row), deletable(row)) == (set(), False)


def test_minutes_and_pack_say_so(session, following, chair):
    taken, untaken = session.items.all()
    start_item(taken, by=chair)
    close(session, chair)
    says = {item["title"]: item["carried"] for item in content_of(Meeting.objects.get(pk=session.pk))["items"]}
    assert says == {taken.title: "", untaken.title: "Carried forward to the next agenda."}

    open_agenda(following, by=chair)
    days = {entry.item.title: entry.carried_from for entry in contents_of(following).entries if entry.carried_from}
    assert days == {untaken.title: session.day}


def test_closing_the_first_of_many_costs_the_same_for_the_next_agenda(group, chair):
    """What one agenda has taken is not looked at again."""
    first = in_session(group, chair)
    close(first, chair)
    open_agenda(MeetingFactory(group=group, date=in_days(60)), by=chair)

    assert not CarriedForward.objects.waiting().exists()
