"""Decisions by e-mail between meetings: asked, answered, closed with the quorum of the replies, noted at a meeting."""

import datetime as dt
import json

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from agencies.models import Event, SeatRole
from agencies.operations.notification import message
from agencies.tests.factories import GroupFactory, SeatFactory, UserFactory
from agencies.tests.frozen import changeable, copyable, deletable
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.periods import add_working_days
from workplan.models import BroughtForward, Decision, EmailDecision, Outcome
from workplan.operations.agenda import agree_agenda, open_agenda, remove_item
from workplan.operations.answer import enter_answer
from workplan.operations.decision import correct_decision
from workplan.operations.email_decision import (
    answer,
    close_email_decision,
    open_email_decision,
    withdraw_email_decision,
)
from workplan.operations.minutes_reminder import remind_of
from workplan.replies import replies_to
from workplan.tests.factories import MeetingFactory, new_uid, told, verbs
from workplan.tests.pages import address, words

MONDAY = dt.datetime(2026, 11, 23, 10, tzinfo=dt.UTC)
FRIDAY = dt.date(2026, 11, 27)


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(MONDAY):
        yield


@pytest.fixture
def question(group, chair, member, constable, adviser, business_manager):
    """Asked of chair, member and constable, who are of three agencies; it closes on Friday."""
    return asked(group, business_manager)


def asked(group, by, **more):
    facts = {
        "title": "Funding",
        "wording": "The audit is paid for.",
        "background": "It costs £900.",
        "closes_on": FRIDAY,
    }
    return open_email_decision(group, uid=new_uid(), **facts | more, by=by)


def seat_of(question, person):
    return question.asked.get(person=person)


def answered(question, person, words="", how="agree", by=None, **more):
    place = seat_of(question, person)
    return answer(place, answer=how, words=words, seen=place.answers.count(), by=by or person, **more)


def closed(question, by, outcome=Outcome.AGREED, **more):
    facts = {"uid": new_uid(), "seen": replies_to(question).mark}
    return close_email_decision(question, outcome=outcome, **facts | more, by=by)


def all_agree(question, *people):
    for person in people:
        answered(question, person)


# Asked ----------------------------------------------------------------------------------------------------------------


def test_every_seat_that_carries_an_agency_is_asked_and_told(question, chair, member, constable, adviser):
    assert [one.person for one in question.asked.all()] == [chair, member, constable]
    assert [told(one) for one in (member, constable, adviser)] == [["workplan/email_decision_opened"]] * 2 + [[]]
    assert question.quorum_rule == question.group.quorum_rule.rule
    assert verbs(question) == ["email_decision.opened"]


def test_it_closes_on_a_working_day_with_time_to_answer(group, chair, member):
    for day, why in (
        (dt.date(2026, 11, 28), "working day"),
        (dt.date(2026, 11, 24), "between 2 and 40 working days"),
        (add_working_days(FRIDAY, 60), "between 2 and 40 working days"),
    ):
        with pytest.raises(Refused, match=why):
            asked(group, chair, closes_on=day)
    with pytest.raises(Refused, match="Give a title"):
        asked(group, chair, background=" ")
    assert not EmailDecision.objects.exists()


def test_members_do_not_open_one(group, member):
    with pytest.raises(PermissionDenied):
        asked(group, member)


def test_a_group_without_a_rule_decides_nothing(group, chair):
    newly_founded = GroupFactory(board=group.board, slug="newly-founded")
    SeatFactory(group=newly_founded, person=chair, role=SeatRole.CHAIR)

    with pytest.raises(Refused, match="no quorum rule"):
        asked(newly_founded, chair)


# Answered -------------------------------------------------------------------------------------------------------------


def test_answers_are_kept_as_versions_and_the_last_counts(question, member):
    answered(question, member, "Fine by us.")
    answered(question, member, "On reflection, no.", how="disagree")

    line = next(one for one in replies_to(question).lines if one.asked.person == member)
    assert [(one.number, one.answer, one.words) for one in line.answers] == [
        (1, "agree", "Fine by us."),
        (2, "disagree", "On reflection, no."),
    ]
    assert replies_to(question).tally == {"agree": 0, "disagree": 1, "abstain": 0}
    assert replies_to(question).dissent == "Clare Pool, Acute trust"


def test_the_same_answer_twice_is_one_and_an_unseen_one_is_not_overwritten(question, member, administrator):
    first = answered(question, member, "Fine.")
    assert answer(seat_of(question, member), answer="agree", words="Fine.", seen=0, by=member) == first

    with pytest.raises(Refused, match="Another answer was given"):
        answer(seat_of(question, member), answer="disagree", seen=0, by=administrator, through="telephone")
    assert seat_of(question, member).answers.count() == 1


def test_the_office_enters_what_came_by_telephone_and_the_member_is_told(question, member, administrator):
    given = answered(question, member, how="abstain", by=administrator, through="telephone")

    event = Event.objects.about(question).last()
    assert (given.through, event.by, event.on_behalf_of, event.through) == (
        "telephone",
        administrator,
        member,
        "telephone",
    )
    assert told(member)[-1] == "workplan/email_answer_entered"


def test_a_standing_deputy_answers_for_the_member(question, member, constable, hospital):
    deputy = SeatFactory(
        group=question.group,
        person=UserFactory(),
        agency=hospital,
        role=SeatRole.DEPUTY,
        deputy_for=member.seats.get(),
    ).person

    answered(question, member, by=deputy)

    assert replies_to(question).tally["agree"] == 1
    with pytest.raises(PermissionDenied):
        answered(question, constable, by=deputy)


def test_nobody_answers_for_another_member(question, member, constable, outsider, stranger):
    for person in (constable, outsider, stranger):
        with pytest.raises(PermissionDenied):
            answered(question, member, by=person)


def test_no_answer_comes_after_the_closing_day(question, member):
    with time_machine.travel(dt.datetime(2026, 11, 27, 23, 50, tzinfo=dt.UTC)):
        answered(question, member)
    with (
        time_machine.travel(dt.datetime(2026, 11, 28, 0, 10, tzinfo=dt.UTC)),
        pytest.raises(Refused, match="Answers were taken until 27 November 2026"),
    ):
        answered(question, member, how="disagree")


# Closed ---------------------------------------------------------------------------------------------------------------


def test_quorate_by_replies_it_binds_as_a_decision_of_the_same_sequence(question, chair, member, constable):
    all_agree(question, chair, member)
    answered(question, constable, "Police pay already.", how="abstain")

    decision = closed(question, chair)

    assert (decision.reference, decision.outcome, decision.quorate, decision.agencies_present) == (
        "D-001",
        "agreed",
        True,
        3,
    )
    assert decision.quorum_sentence.startswith("3 agencies replied, 3 needed.")
    assert (decision.wording, decision.by_email, decision.meeting, decision.title) == (
        "The audit is paid for.",
        question,
        None,
        "Funding",
    )
    question.refresh_from_db()
    assert (question.status, question.closed_by) == ("closed", chair)
    assert told(member)[-1] == "workplan/email_decision_closed"
    facts = json.loads(Event.objects.about(question).last().facts)
    assert (facts["agree"], facts["disagree"], facts["abstain"]) == (2, 0, 1)


@pytest.mark.parametrize("outcome", ["agreed", "rejected", "recommended"])
def test_without_a_quorum_it_binds_nobody(question, chair, member, outcome):
    all_agree(question, chair, member)

    with time_machine.travel(MONDAY + dt.timedelta(days=7)):
        with pytest.raises(Refused, match="Too few agencies replied"):
            closed(question, chair, outcome)
        assert not Decision.objects.exists()
        assert closed(question, chair, "deferred").quorate is False


def test_more_must_agree_than_disagree(question, chair, member, constable):
    answered(question, chair)
    answered(question, member, how="disagree")
    answered(question, constable, how="abstain")

    with pytest.raises(Refused, match="1 agree and 1 disagree"):
        closed(question, chair)
    assert closed(question, chair, "rejected").dissent == "Clare Pool, Acute trust"


def test_before_its_closing_day_is_over_only_when_everybody_has_answered(question, chair, member, constable):
    all_agree(question, chair, member)
    with pytest.raises(Refused, match="not all have"):
        closed(question, chair)

    all_agree(question, constable)
    assert closed(question, chair).quorate


def test_an_answer_that_came_meanwhile_is_read_first(question, chair, member, constable):
    all_agree(question, chair, member, constable)
    seen = replies_to(question).mark
    answered(question, member, how="disagree")

    with pytest.raises(Refused, match="Another answer has come"):
        closed(question, chair, seen=seen)


def test_only_the_chair_closes_it_and_once(question, chair, member, constable, business_manager):
    all_agree(question, chair, member, constable)
    for person in (business_manager, member):
        with pytest.raises(PermissionDenied):
            closed(question, person)

    uid = new_uid()
    assert closed(question, chair, uid=uid) == closed(question, chair, uid=uid)
    with pytest.raises(Refused, match="closed"):
        closed(question, chair)
    assert Decision.objects.count() == 1


def test_the_database_keeps_question_answers_and_decision(question, chair, member, constable):
    all_agree(question, chair, member, constable)
    given = seat_of(question, member).answers.get()
    assert changeable(question) == {"status", "closed_at", "closed_by_id", "withdrawn_reason"}
    assert (changeable(given), changeable(seat_of(question, member))) == (set(), set())

    decision = closed(question, chair)

    question.refresh_from_db()
    assert (changeable(question), deletable(question), changeable(decision)) == (set(), False, set())
    assert not copyable(given, number=2)
    assert not copyable(decision, number=2)
    with pytest.raises(Refused, match="answers are closed"):
        answered(question, member, how="disagree")
    with pytest.raises(Refused, match="says nothing of a decision by e-mail"):
        correct_decision(decision, uid=new_uid(), wording="Other.", outcome="agreed", by=chair)


def test_it_is_withdrawn_with_a_reason_and_decides_nothing(question, member, business_manager, chair):
    with pytest.raises(Refused, match="Say why"):
        withdraw_email_decision(question, reason="", by=business_manager)

    withdraw_email_decision(question, reason="The price has changed.", by=business_manager)

    assert told(member)[-1] == "workplan/email_decision_withdrawn"
    with pytest.raises(Refused):
        answered(question, member)
    with pytest.raises(Refused):
        closed(question, chair)


# Reminded -------------------------------------------------------------------------------------------------------------


def test_the_silent_are_reminded_twice_and_the_chair_when_it_is_over(question, chair, member, constable):
    answered(question, member)

    stages = [remind_of(question, today=FRIDAY + dt.timedelta(days=days)) for days in (-3, -2, -1, 0, 0, 1)]

    assert stages == ["", "soon", "soon", "last-day", "last-day", "to close"]
    kinds = [told(one).count("workplan/email_decision_reminder") for one in (member, constable, chair)]
    assert kinds == [0, 2, 2]
    assert told(chair)[-1] == "workplan/email_decision_to_close"


def test_the_chair_is_told_when_everybody_has_answered(question, chair, member, constable):
    all_agree(question, member, constable)
    assert "workplan/email_decision_to_close" not in told(chair)

    all_agree(question, chair)
    assert told(chair)[-1] == "workplan/email_decision_to_close"


# Noted ----------------------------------------------------------------------------------------------------------------


def noted(meeting):
    return [item.title for item in meeting.items.filter(brought_forward__kind="email_decision")]


def test_it_is_noted_at_the_next_meeting_whose_agenda_is_opened(question, chair, member, constable):
    all_agree(question, chair, member, constable)
    closed(question, chair)

    first = open_agenda(MeetingFactory(group=question.group), by=chair)
    second = open_agenda(MeetingFactory(group=question.group), by=chair)

    assert noted(first) == ["To note: D-001, decided by e-mail: Funding"]
    assert noted(second) == []


def test_or_at_once_on_the_agenda_that_is_being_built(question, chair, member, constable):
    all_agree(question, chair, member, constable)
    meeting = open_agenda(MeetingFactory(group=question.group), by=chair)
    closed(question, chair)

    assert noted(meeting) == ["To note: D-001, decided by e-mail: Funding"]


def test_taken_off_that_agenda_it_waits_for_the_next(question, chair, member, constable):
    all_agree(question, chair, member, constable)
    meeting = open_agenda(MeetingFactory(group=question.group), by=chair)
    closed(question, chair)

    remove_item(meeting.items.get(brought_forward__kind="email_decision"), by=chair)

    assert not BroughtForward.objects.exists()
    assert noted(open_agenda(MeetingFactory(group=question.group), by=chair)) == [
        "To note: D-001, decided by e-mail: Funding"
    ]


def test_an_agreed_agenda_stays_as_it_is(question, chair, member, constable):
    all_agree(question, chair, member, constable)
    from workplan.tests.factories import ItemFactory

    meeting = open_agenda(MeetingFactory(group=question.group, date=timezone.localdate()), by=chair)
    ItemFactory(meeting=meeting)
    agree_agenda(meeting, by=chair)
    closed(question, chair)

    assert noted(meeting) == []


# The Board's answer ---------------------------------------------------------------------------------------------------


def test_the_boards_answer_to_what_was_recommended_by_email_reaches_those_who_were_asked(
    client, question, chair, member, constable, business_manager
):
    all_agree(question, chair, member, constable)
    gone_up = closed(question, chair, Outcome.RECOMMENDED)
    client.force_login(business_manager)
    listed = words(client.get("/b/northmere/meetings/with-the-board/"))
    page = words(client.get(address("board_answer", gone_up)))

    facts = {"uid": new_uid(), "answer": "accepted", "words": "Yes.", "answered_on": FRIDAY - dt.timedelta(days=4)}
    enter_answer(gone_up, **facts, by=business_manager)

    assert f"{gone_up.reference} With the Board Funding" in listed
    assert "The audit is paid for." in page
    assert [told(person)[-1] for person in (member, chair)] == ["workplan/board_answered"] * 2
    mails = [message(one).body for one in member.notifications.filter(kind="workplan/board_answered")]
    assert ["the group, by e-mail, recommended" in body for body in mails] == [True]
