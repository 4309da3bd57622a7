"""Minutes from the draft to the version that a later meeting approves, and corrections after that."""

import datetime as dt
import json

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from agencies.models import Event, QuorumRule
from agencies.tests.asserting import refused
from agencies.tests.factories import PostFactory
from agencies.tests.frozen import changeable, copyable, deletable, refusal
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.hashing import canonical, sha256_of
from lscb_portal.lib.periods import add_working_days
from workplan import minuting
from workplan.minuted import content_of, mark_of, plain, reading
from workplan.models import Meeting, Minutes, MinutesApproval, MinutesPaper, MinutesVersion
from workplan.operations.action import give_action
from workplan.operations.approval import NEEDS_A_QUORUM, approve, correct
from workplan.operations.decision import correct_decision
from workplan.operations.discussion import save_discussion
from workplan.operations.minutes import circulate, send_to_chair, take_back
from workplan.operations.minutes_reminder import warn_of_draft
from workplan.operations.register import leave
from workplan.operations.reply import reply
from workplan.operations.session import close_meeting, open_meeting
from workplan.room import room
from workplan.tests import minuting as way
from workplan.tests.factories import (
    ItemFactory,
    MeetingFactory,
    agreed,
    here,
    in_days,
    in_session,
    line,
    new_uid,
    told,
    verbs,
)

Status = Minutes.Status


@pytest.fixture
def meeting(group, chair, member, constable, adviser):
    """A meeting that was held with all three agencies; its minutes are a draft."""
    return way.held(group, chair, member, constable, chair)


@pytest.fixture
def people(chair, member, constable):
    return chair, member, constable


def words_of(version, item):
    return {one["uid"]: one["discussion"] for one in json.loads(version.content)["items"]}[str(item.uid)]


def again(meeting):
    return Meeting.objects.get(pk=meeting.pk)


# What minutes hold ----------------------------------------------------------------------------------------------------


def test_minutes_hold_the_register_the_quorum_and_every_item(meeting, chair, member, adviser):
    content = reading(plain(content_of(meeting)))

    assert [(one["short"], one["represented"]) for one in content["attendance"]] == [
        ("Acute trust", True),
        ("Children's Services", True),
        ("Police", True),
    ]
    assert [(one["name"], one["state"]) for one in content["others"]] == []  # who is not counted is not missed
    assert content["quorum"].startswith("Quorate from ")
    assert content["quorum"].endswith("(3 agencies at most, 3 needed).")
    first, second = content["items"]
    assert (first["discussion"], second["discussion"]) == (way.SAID, "")
    assert [(one["reference"], one["wording"], one["quorate"]) for one in first["decisions"]] == [
        ("D-001", way.DECIDED, True)
    ]
    assert [(one["title"], one["owner"], one["agency"]) for one in first["actions"]] == [
        ("Double it", member.name, "Acute trust")
    ]


def test_the_draft_is_due_ten_working_days_after_the_meeting(meeting):
    due = minuting.draft_due(meeting)

    assert due == add_working_days(meeting.day, 10)


# To the chair ---------------------------------------------------------------------------------------------------------


def test_the_draft_goes_to_the_chair_who_is_told(meeting, chair, business_manager):
    record = send_to_chair(meeting, by=business_manager)

    assert (record.status, record.drafted_by) == (Status.WITH_CHAIR, business_manager)
    assert told(chair)[-1] == "workplan/minutes_to_clear"
    assert verbs(record) == ["minutes.drafted"]


def test_the_chair_clears_what_was_read_and_it_is_frozen_with_its_hash(meeting, chair):
    version = way.cleared(meeting, chair)

    assert (version.number, version.sha256) == (1, sha256_of(canonical(content_of(again(meeting)))))
    assert sha256_of(version.content) == version.sha256
    assert (way.record(meeting).status, way.record(meeting).drafted_by) == (Status.CLEARED, chair)
    event = Event.objects.about(way.record(meeting)).last()
    assert (event.verb, json.loads(event.facts)) == ("minutes.cleared", {"sha256": version.sha256, "version": 1})
    assert MinutesPaper.objects.get().version == version


def test_what_changed_since_it_was_read_is_not_cleared(meeting, chair, business_manager):
    seen = mark_of(meeting)
    save_discussion(meeting.items.first(), text="Other words.", version=1, by=business_manager)

    from workplan.operations.minutes import clear

    with pytest.raises(Refused, match="have changed since you read them"):
        clear(meeting, seen=seen, by=chair)
    assert not MinutesVersion.objects.exists()


@pytest.mark.parametrize("who", ["business_manager", "member", "board_member", "lead"])
def test_only_the_chair_of_the_group_clears(request, meeting, who):
    with pytest.raises(PermissionDenied):
        way.cleared(meeting, request.getfixturevalue(who))
    assert not MinutesVersion.objects.exists()


def test_cleared_minutes_are_not_written_any_more_until_they_are_taken_back(meeting, chair, member, business_manager):
    item, decision = meeting.items.first(), meeting.decisions.get()
    way.cleared(meeting, chair)
    facts = {"uid": new_uid(), "title": "More", "owner": member, "due_on": in_days(9), "by": chair}

    for deed in (
        lambda: save_discussion(item, text="Late words.", version=1, by=business_manager),
        lambda: give_action(item, **facts),
        lambda: correct_decision(decision, uid=new_uid(), wording="Other.", outcome="noted", by=chair),
    ):
        with pytest.raises(Refused, match="The chair has cleared these minutes"):
            deed()

    take_back(meeting, reason="A name is wrong.", by=business_manager)
    save_discussion(item, text="Late words.", version=1, by=business_manager)
    second = way.cleared(meeting, chair)
    assert (second.number, words_of(second, item)) == (2, "Late words.")
    assert words_of(MinutesVersion.objects.get(number=1), item) == way.SAID


def test_taking_back_wants_a_reason(meeting, chair):
    way.cleared(meeting, chair)

    with pytest.raises(Refused, match="Say why"):
        take_back(meeting, reason=" ", by=chair)
    assert way.record(meeting).status == Status.CLEARED


# To the members -------------------------------------------------------------------------------------------------------


def test_circulating_tells_the_members_with_a_link(meeting, chair, member, constable, adviser, business_manager):
    way.cleared(meeting, chair)

    record = circulate(meeting, until=in_days(10), by=business_manager)

    assert (record.status, record.suggestions_until) == (Status.CIRCULATED, in_days(10))
    assert [told(one)[-1] for one in (chair, member, constable, adviser)] == ["workplan/minutes_circulated"] * 4
    assert member.notifications.first().link == f"/b/northmere/meetings/{meeting.uid}/minutes/"


def test_minutes_are_circulated_only_when_cleared_and_until_a_day_to_come(meeting, chair):
    with pytest.raises(Refused, match="cannot become circulated"):
        circulate(meeting, until=in_days(10), by=chair)
    way.cleared(meeting, chair)
    with pytest.raises(Refused, match="from today on"):
        circulate(meeting, until=timezone.localdate() - dt.timedelta(days=1), by=chair)
    assert way.record(meeting).circulated_at is None


# At the next meeting --------------------------------------------------------------------------------------------------


def test_approved_as_a_true_record_by_a_decision_of_the_next_meeting(meeting, people, chair, member):
    approval = way.approved(meeting, *people[:1], *people)

    decision, version = approval.decision, approval.version
    assert (version.number, approval.amended) == (1, False)
    day = f"{meeting.day:%-d %B %Y}"
    assert decision.wording == f"The minutes of {day} were approved as a true record."
    assert (decision.quorate, decision.item.title, decision.meeting_id) == (
        True,
        f"Minutes of {day}",
        Meeting.objects.in_session().get().pk,
    )
    assert (again(meeting).status, way.record(meeting).status) == ("approved", "approved")
    assert way.record(meeting).approved == version
    facts = json.loads(Event.objects.about(way.record(meeting)).last().facts)
    assert (facts["sha256"], facts["decision"], facts["item"], facts["meeting"]) == (
        version.sha256,
        str(decision.uid),
        str(decision.item.uid),
        str(decision.meeting.uid),
    )
    assert told(member)[-1] == "workplan/minutes_approved"


def test_amendments_are_applied_as_a_new_version_first(meeting, people, chair):
    item = meeting.items.first()

    approval = way.approved(meeting, chair, *people, amendments={str(item.uid): "A third of the files."})

    item.refresh_from_db()
    assert (approval.version.number, approval.amended) == (2, True)
    assert (words_of(approval.version, item), item.discussion) == ("A third of the files.",) * 2
    assert words_of(MinutesVersion.objects.get(number=1), item) == way.SAID
    assert "subject to amendments, as in version 2" in approval.decision.wording
    assert approval.version.sha256 == sha256_of(approval.version.content)


def test_a_rule_that_lets_others_ratify_later_lets_nobody_approve_minutes(meeting, chair, member):
    record = way.circulated(meeting, chair)
    rule = {"clauses": meeting.group.quorum_rule.rule["clauses"], "if_inquorate": "ratify_later"}
    QuorumRule.objects.create(group=meeting.group, version=2, rule=rule, in_force_from="2020-05-01")
    today = way.sitting(meeting.group, chair, chair, member)

    with refused(f"{NEEDS_A_QUORUM} {room(today).quorum.sentence}"):
        approve(record, today.items.first(), uid=new_uid(), seen=1, by=chair)
    assert not MinutesApproval.objects.exists()


def test_a_deputy_for_the_day_is_told_of_no_minutes_the_meeting_is_theirs_until_then(
    group, chair, member, constable, hospital
):
    colleague = PostFactory(agency=hospital, role="contributor").person
    coming = MeetingFactory(group=group, date=in_days(0), starts_at="08:00")
    reply(coming, member.seats.get(), answer="deputy", deputy=colleague, by=member)
    ItemFactory(meeting=coming)
    coming = open_meeting(agreed(coming, chair), by=chair)
    here(coming, chair, constable, colleague)
    close_meeting(coming, by=chair)
    way.circulated(coming, chair)
    assert told(colleague) == ["workplan/deputy_named"]

    today = way.sitting(group, chair, chair, member, constable)
    approve(way.record(coming), today.items.first(), uid=new_uid(), seen=1, by=chair)

    assert told(colleague) == ["workplan/deputy_named"]


def test_a_meeting_without_a_quorum_approves_nothing(meeting, chair, member):
    record, today = way.circulated(meeting, chair), way.sitting(meeting.group, chair, chair)
    amendments = {str(meeting.items.first().uid): "Other."}

    with pytest.raises(Refused, match="not quorate"):
        approve(record, today.items.first(), uid=new_uid(), seen=1, amendments=amendments, by=chair)

    assert (again(meeting).status, MinutesVersion.objects.count(), MinutesApproval.objects.count()) == (
        "draft_minutes",
        1,
        0,
    )
    assert meeting.items.first().discussion == way.SAID


def test_minutes_are_approved_only_later_in_session_and_as_they_were_seen(meeting, people, chair):
    record = way.circulated(meeting, chair)
    today = way.sitting(meeting.group, chair, *people)
    item = today.items.first()

    with pytest.raises(Refused, match="at a later meeting"):
        approve(record, meeting.items.first(), uid=new_uid(), seen=1, by=chair)
    with pytest.raises(Refused, match="newer version"):
        approve(record, item, uid=new_uid(), seen=2, by=chair)
    with pytest.raises(Refused, match="did not have"):
        approve(record, item, uid=new_uid(), seen=1, amendments={str(item.uid): "x"}, by=chair)
    close_meeting(today, by=chair)
    with pytest.raises(Refused, match="at a later meeting"):
        approve(record, item, uid=new_uid(), seen=1, by=chair)
    assert not MinutesApproval.objects.exists()


def test_minutes_nobody_has_read_are_not_approved(meeting, people, chair):
    way.cleared(meeting, chair)
    today = way.sitting(meeting.group, chair, *people)

    with pytest.raises(Refused, match="have not been circulated"):
        approve(way.record(meeting), today.items.first(), uid=new_uid(), seen=1, by=chair)


def test_a_double_click_approves_once(meeting, people, chair):
    record, today, uid = way.circulated(meeting, chair), way.sitting(meeting.group, chair, *people), new_uid()

    first, second = (approve(record, today.items.first(), uid=uid, seen=1, by=chair) for _ in range(2))

    assert first == second
    assert today.decisions.count() == 1


def test_the_chair_of_another_group_approves_nothing(meeting, people, chair, strategic_board, board_member):
    record, today = way.circulated(meeting, chair), way.sitting(meeting.group, chair, *people)

    with pytest.raises(PermissionDenied):
        approve(record, today.items.first(), uid=new_uid(), seen=1, by=board_member)


# Afterwards -----------------------------------------------------------------------------------------------------------


def test_after_approval_nothing_of_the_record_changes(meeting, people, chair):
    approval = way.approved(meeting, chair, *people)
    meeting, item, decision = again(meeting), meeting.items.first(), meeting.decisions.get()
    there = line(meeting, chair)

    frozen = (meeting, item, decision, there, there.movements.first(), approval, approval.version, way.record(meeting))
    assert [changeable(one) for one in frozen] == [set()] * len(frozen)
    assert [deletable(one) for one in frozen] == [False] * len(frozen)
    assert not copyable(decision, number=99, corrects_id=decision.pk)
    with pytest.raises(Refused):
        save_discussion(item, text="After.", version=1, by=chair)
    with pytest.raises(Refused):
        leave(there, by=chair)


def test_a_version_never_changes_even_before_approval(meeting, chair):
    version = way.cleared(meeting, chair)

    assert (changeable(version), deletable(version)) == (set(), False)
    sql = "UPDATE workplan_minutes SET status = 'draft' WHERE id = %s"
    assert refusal(sql, version.record_id) == ""


def test_a_correction_is_a_new_version_with_a_reason_that_is_approved_again(meeting, people, chair, member):
    first = way.approved(meeting, chair, *people)
    item, record = meeting.items.first(), way.record(meeting)
    facts = {"words": {str(item.uid): "Forty of the files."}, "reason": "The figure was forty.", "seen": 1}

    version = correct(record, uid=new_uid(), **facts, by=chair)

    item.refresh_from_db()
    assert (version.number, version.reason, record.approved, record.correction) == (
        2,
        "The figure was forty.",
        first.version,
        version,
    )
    assert (words_of(version, item), item.discussion) == ("Forty of the files.", way.SAID)
    assert told(member)[-1] == "workplan/minutes_corrected"
    today = first.decision.meeting
    second = approve(record, today.items.first(), uid=new_uid(), seen=2, by=chair)
    assert (record.approved, record.correction) == (version, None)
    assert "The correction to the minutes" in second.decision.wording


def test_a_correction_wants_a_reason_a_change_and_the_newest_version(meeting, people, chair):
    way.approved(meeting, chair, *people)
    record, words = way.record(meeting), {str(meeting.items.first().uid): "Forty."}

    with pytest.raises(Refused, match="Say why"):
        correct(record, uid=new_uid(), words=words, reason=" ", seen=1, by=chair)
    with pytest.raises(Refused, match="Nothing is different"):
        correct(record, uid=new_uid(), words={}, reason="Slip.", seen=1, by=chair)
    with pytest.raises(Refused, match="newer version"):
        correct(record, uid=new_uid(), words=words, reason="Slip.", seen=3, by=chair)
    assert record.versions.count() == 1


# Reminders ------------------------------------------------------------------------------------------------------------


def test_the_office_and_the_chair_are_warned_before_a_draft_is_due_and_when_it_is_late(
    meeting, chair, business_manager, member
):
    due = minuting.draft_due(meeting)

    stages = [warn_of_draft(meeting, today=add_working_days(due, days)) for days in (-3, -2, -1, 1, 2)]

    assert stages == ["", "soon", "soon", "overdue", "overdue"]
    assert [told(one).count("workplan/minutes_due") for one in (chair, business_manager, member)] == [2, 2, 0]


def test_nobody_is_warned_of_a_draft_that_went_to_the_chair(meeting, chair, business_manager):
    send_to_chair(meeting, by=business_manager)

    assert warn_of_draft(meeting, today=minuting.draft_due(meeting) + dt.timedelta(days=5)) == ""


def test_a_meeting_in_session_has_no_minutes_to_clear(group, chair, member, constable):
    with pytest.raises(Refused, match="in session"):
        way.cleared(in_session(group, chair), chair)
