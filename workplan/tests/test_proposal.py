import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from agencies.models import Event
from lscb_portal.lib.errors import Refused
from workplan.models import Meeting, Proposal, Purpose
from workplan.operations.action import give_action
from workplan.operations.agenda import agree_agenda, open_agenda
from workplan.operations.decision import record_decision
from workplan.operations.discussion import save_discussion
from workplan.operations.meeting import cancel_meeting, plan_meeting, plan_schedule
from workplan.operations.proposal import accept, decline, defer, propose, withdraw
from workplan.operations.session import close_meeting, start_item
from workplan.tests.factories import MeetingFactory, ProposalFactory, agreed, in_days, in_session, new_uid, told, verbs

Status = Proposal.Status


def proposed(meeting, by, **more):
    facts = {"uid": new_uid(), "title": "Custody notices", "why": "They fell.", "purpose": "assure", "minutes": 15}
    return propose(meeting, **facts | more, by=by)


@pytest.fixture
def open_meeting(meeting, chair):
    return open_agenda(meeting, by=chair)


@pytest.fixture
def proposal(open_meeting, member):
    return proposed(open_meeting, member)


def test_a_member_proposes_for_their_agency(meeting, member, hospital):
    proposal = proposed(meeting, member)

    assert (proposal.status, proposal.agency, proposal.meeting) == (Status.PROPOSED, hospital, meeting)
    assert verbs(proposal) == ["proposal.made"]


def test_the_same_form_twice_is_one_proposal(meeting, member):
    uid = new_uid()

    assert proposed(meeting, member, uid=uid) == proposed(meeting, member, uid=uid)
    assert Proposal.objects.count() == 1


@pytest.mark.parametrize("who", ["business_manager", "moderator", "chair"])
def test_the_office_and_the_chair_may_propose_too(request, meeting, who):
    assert proposed(meeting, request.getfixturevalue(who)).agency_id in (None, meeting.proposals.get().agency_id)


@pytest.mark.parametrize("who", ["adviser", "administrator", "analyst", "board_member", "lead", "stranger"])
def test_others_may_not(request, meeting, who):
    with pytest.raises(PermissionDenied):
        proposed(meeting, request.getfixturevalue(who))


def test_nobody_proposes_to_a_group_they_cannot_read(strategic_board, member):
    with pytest.raises(PermissionDenied):
        proposed(MeetingFactory(group=strategic_board), member)


@pytest.mark.parametrize("minutes", [0, -5, 241, 10**9])
def test_minutes_have_limits(meeting, member, minutes):
    with pytest.raises(Refused, match="An item takes between 1 and 240 minutes."):
        proposed(meeting, member, minutes=minutes)


def test_a_meeting_that_has_begun_takes_no_proposals(session, member):
    with pytest.raises(Refused, match="This meeting is in session. Propose the item for the next one."):
        proposed(session, member)


def test_an_accepted_proposal_is_the_last_item_and_its_proposer_is_told(proposal, open_meeting, member, chair):
    item = accept(proposal, by=chair)

    proposal.refresh_from_db()
    assert (proposal.status, proposal.answered_by) == (Status.ACCEPTED, chair)
    assert (item.title, item.purpose, item.minutes) == ("Custody notices", Purpose.ASSURE, 15)
    assert item.lead == f"{member.name}, Acute trust"
    assert list(open_meeting.items.all())[-1] == item
    assert (verbs(proposal), told(member)) == (
        ["proposal.made", "proposal.accepted"],
        ["workplan/proposal_answered"],
    )


def test_accepting_twice_makes_one_item(proposal, open_meeting, chair):
    accept(proposal, by=chair)

    with pytest.raises(Refused):
        accept(proposal, by=chair)
    assert open_meeting.items.count() == 1


def test_once_the_agenda_is_agreed_it_is_a_late_item_with_a_reason(proposal, open_meeting, chair):
    agreed(open_meeting, chair)

    with pytest.raises(Refused, match="The agenda is agreed. Say why this item comes late."):
        accept(proposal, by=chair)
    item = accept(proposal, late_reason="The letter came yesterday.", by=chair)

    assert (item.is_late, item.late_reason) == (True, "The letter came yesterday.")


def test_a_reason_before_that_does_not_make_it_late(proposal, chair):
    assert accept(proposal, late_reason="Because", by=chair).is_late is False


def test_a_deferred_proposal_waits_at_the_named_meeting(proposal, group, chair, member):
    later = MeetingFactory(group=group, date=in_days(300))

    defer(proposal, to=later, reason="After the audit", by=chair)

    assert list(later.proposals.waiting()) == [proposal]
    proposal.refresh_from_db()
    assert (proposal.status, proposal.reason) == (Status.DEFERRED, "After the audit")
    assert told(member) == ["workplan/proposal_answered"]


def test_a_deferred_proposal_can_be_accepted_there(proposal, group, chair, member):
    later = open_agenda(MeetingFactory(group=group, date=in_days(300)), by=chair)
    defer(proposal, to=later, by=chair)
    proposal.refresh_from_db()

    assert accept(proposal, by=chair).meeting == later
    assert told(member) == ["workplan/proposal_answered"] * 2


@pytest.mark.parametrize("where", ["earlier", "same", "cancelled", "another group"])
def test_where_a_proposal_cannot_be_deferred_to(proposal, open_meeting, group, strategic_board, chair, where):
    to = {
        "earlier": lambda: MeetingFactory(group=group, date=in_days(2)),
        "same": lambda: open_meeting,
        "cancelled": lambda: MeetingFactory(group=group, date=in_days(300), status="cancelled"),
        "another group": lambda: MeetingFactory(group=strategic_board, date=in_days(300)),
    }[where]()

    with pytest.raises(Refused, match="Choose a later meeting of the same group."):
        defer(proposal, to=to, by=chair)


def test_a_declined_proposal_has_a_reason(proposal, chair, member):
    with pytest.raises(Refused, match="Give a reason"):
        decline(proposal, reason=" ", by=chair)
    decline(proposal, reason="Circulated instead.", by=chair)

    proposal.refresh_from_db()
    assert (proposal.status, proposal.reason) == (Status.DECLINED, "Circulated instead.")
    assert told(member) == ["workplan/proposal_answered"]


def test_an_answered_proposal_is_not_answered_again(proposal, chair):
    decline(proposal, reason="No", by=chair)

    with pytest.raises(Refused):
        accept(proposal, by=chair)


def test_a_stale_page_does_not_answer_a_proposal_that_was_put_off(proposal, group, chair):
    stale = Proposal.objects.select_related("meeting", "group").get(pk=proposal.pk)
    defer(proposal, to=MeetingFactory(group=group, date=in_days(300)), by=chair)

    with pytest.raises(Refused, match="Somebody else has answered this proposal."):
        accept(stale, by=chair)


@pytest.mark.parametrize("who", ["member", "business_manager", "administrator", "moderator", "board_member"])
@pytest.mark.parametrize("answer", ["accept", "defer", "decline"])
def test_only_the_chair_answers(request, proposal, group, who, answer):
    user = request.getfixturevalue(who)
    later = MeetingFactory(group=group, date=in_days(300))
    with pytest.raises(PermissionDenied):
        {
            "accept": lambda: accept(proposal, by=user),
            "defer": lambda: defer(proposal, to=later, by=user),
            "decline": lambda: decline(proposal, reason="No", by=user),
        }[answer]()
    assert Event.objects.filter(verb=f"proposal.{answer}ed").count() == 0


def test_a_member_takes_their_proposal_back(proposal, member):
    withdraw(proposal, by=member)

    proposal.refresh_from_db()
    assert (proposal.status, verbs(proposal)[-1]) == (Status.WITHDRAWN, "proposal.withdrawn")


def test_an_accepted_proposal_is_not_taken_back(proposal, member, chair):
    accept(proposal, by=chair)

    with pytest.raises(Refused):
        withdraw(proposal, by=member)


def test_nobody_takes_back_anothers_proposal(proposal, constable):
    with pytest.raises(PermissionDenied):
        withdraw(proposal, by=constable)


def test_who_sees_a_proposal(meeting, member, lead, stranger, business_manager):
    proposal = ProposalFactory(meeting=meeting)

    seen = [proposal in Proposal.objects.visible_to(user) for user in (member, business_manager, lead, stranger)]
    assert seen == [True, True, False, False]


def test_every_step_of_a_proposal():
    answers = {Status.ACCEPTED, Status.DEFERRED, Status.DECLINED, Status.WITHDRAWN, Status.MERGED}
    assert {
        Status.PROPOSED: answers,
        Status.DEFERRED: answers,
        Status.MERGED: {Status.PROPOSED},
        Status.ACCEPTED: {Status.PROPOSED},
    } == Proposal.STEPS


def test_a_meeting_that_was_held_adds_nothing_to_its_agenda(proposal, chair):
    Meeting.objects.update(status="draft_minutes")

    with pytest.raises(Refused, match="Nothing can be added to its agenda."):
        accept(proposal, late_reason="Late", by=chair)


# Left behind ----------------------------------------------------------------------------------------------------------


def plan(group, by, days=100):
    """Plan the group's next meeting."""
    facts = {"starts_at": dt.time(9, 30), "minutes": 120, "by": by}
    return plan_meeting(group, uid=new_uid(), date=in_days(days), **facts)


@pytest.fixture
def following(group):
    return MeetingFactory(group=group, date=in_days(300))


def state(proposal):
    proposal.refresh_from_db()
    return proposal.meeting, proposal.status, proposal.passed_on_from


def test_a_proposal_to_a_cancelled_meeting_waits_at_the_next_one_and_its_proposer_is_told(
    proposal, open_meeting, following, member, business_manager
):
    cancel_meeting(open_meeting, reason="Snow", by=business_manager)

    assert state(proposal) == (following, Status.PROPOSED, open_meeting)
    assert verbs(proposal) == ["proposal.made", "proposal.passed_on"]
    assert told(member) == ["workplan/proposal_passed_on", "workplan/meeting_cancelled"]
    told_of = member.notifications.get(kind="workplan/proposal_passed_on")
    assert told_of.link == following.get_absolute_url()


def test_an_accepted_one_stays_accepted_and_is_on_the_next_agenda(proposal, open_meeting, following, member, chair):
    first = accept(proposal, by=chair)
    agree_agenda(open_meeting, by=chair)
    cancel_meeting(open_meeting, reason="Snow", by=chair)
    assert state(proposal) == (open_meeting, Status.ACCEPTED, None)

    open_agenda(following, by=chair)

    assert state(proposal) == (following, Status.ACCEPTED, open_meeting)
    assert [item.meeting for item in proposal.items.order_by("pk")] == [open_meeting, following]
    assert (first.title, told(member)[-1]) == (proposal.title, "workplan/proposal_carried")


def test_a_deferred_one_stays_deferred(proposal, following, group, chair):
    defer(proposal, to=following, reason="After the audit", by=chair)
    last = MeetingFactory(group=group, date=in_days(390))
    cancel_meeting(following, reason="Snow", by=chair)

    assert state(proposal) == (last, Status.DEFERRED, following)


def test_a_meeting_planned_in_place_of_another_gets_its_proposals_though_it_is_earlier(
    proposal, open_meeting, group, chair
):
    soonest, sooner = (MeetingFactory(group=group, date=in_days(days)) for days in (2, 9))
    cancel_meeting(open_meeting, reason="Too late in the year", by=chair)

    assert state(proposal)[0] == sooner != soonest


def test_answers_that_stand_stay_with_their_meeting(open_meeting, following, member, chair):
    declined, withdrawn = proposed(open_meeting, member), proposed(open_meeting, member)
    decline(declined, reason="No", by=chair)
    withdraw(withdrawn, by=member)
    cancel_meeting(open_meeting, reason="Snow", by=chair)

    assert state(declined) == (open_meeting, Status.DECLINED, None)
    assert state(withdrawn) == (open_meeting, Status.WITHDRAWN, None)


def test_what_a_meeting_did_not_answer_goes_to_the_next_one_when_it_closes(session, following, member, chair):
    waiting = ProposalFactory(meeting=session, proposed_by=member)

    close_meeting(session, by=chair)

    assert state(waiting) == (following, Status.PROPOSED, session)
    assert told(member) == ["workplan/proposal_passed_on"]


def test_so_does_what_it_accepted_and_did_not_come_to(session, following, chair):
    taken, missed = (ProposalFactory(meeting=session) for _ in range(2))
    items = [accept(each, late_reason="It came today.", by=chair) for each in (taken, missed)]
    start_item(items[0], by=chair)

    close_meeting(session, by=chair)

    assert state(taken) == (session, Status.ACCEPTED, None)
    assert state(missed) == (session, Status.ACCEPTED, None)
    assert items[1].carried_forward.why == "not_taken"
    open_agenda(following, by=chair)
    assert (state(taken)[0], state(missed)) == (session, (following, Status.ACCEPTED, session))


@pytest.mark.parametrize("touched", ["said", "decided", "given"])
def test_an_item_that_was_minuted_was_taken_though_nobody_pressed_start(session, following, member, chair, touched):
    accepted = ProposalFactory(meeting=session)
    item = accept(accepted, late_reason="It came today.", by=chair)
    {
        "said": lambda: save_discussion(item, text="We spoke.", version=0, by=chair),
        "decided": lambda: record_decision(item, uid=new_uid(), wording="Noted.", outcome="noted", by=chair),
        "given": lambda: give_action(item, uid=new_uid(), title="Do", owner=member, due_on=in_days(9), by=chair),
    }[touched]()

    close_meeting(session, by=chair)

    assert state(accepted) == (session, Status.ACCEPTED, None)


@pytest.mark.parametrize("how", ["one meeting", "a year"])
def test_where_no_meeting_is_planned_it_waits_until_one_is(proposal, open_meeting, group, business_manager, how):
    cancel_meeting(open_meeting, reason="Snow", by=business_manager)
    assert state(proposal) == (open_meeting, Status.PROPOSED, None)

    if how == "one meeting":
        planned = plan(group, business_manager)
    else:
        facts = {"starts_at": dt.time(9, 30), "minutes": 120, "by": business_manager}
        planned = plan_schedule(group, dates=[in_days(200), in_days(290)], **facts)[0]

    assert state(proposal) == (planned, Status.PROPOSED, open_meeting)


def test_the_next_meeting_is_not_the_one_in_session(proposal, open_meeting, group, chair):
    in_session(group, chair)
    cancel_meeting(open_meeting, reason="Snow", by=chair)

    assert state(proposal)[0] == open_meeting


def test_another_groups_proposals_stay_where_they_are(strategic_board, group, meeting, business_manager):
    theirs = ProposalFactory(meeting=MeetingFactory(group=strategic_board, status="cancelled"))

    plan(group, business_manager)

    assert state(theirs)[2] is None
