"""What members are told by mail: every kind has its text, and none holds words of a proposal, an action or a reason."""

from pathlib import Path

import pytest
from django.conf import settings

from agencies.models import Notification
from agencies.operations.notification import message
from agencies.tests.factories import PostFactory
from lscb_portal.lib.periods import add_working_days
from workplan.models import Meeting, Reply
from workplan.operations.action import give_action, update_action
from workplan.operations.agenda import add_item, agree_agenda, open_agenda
from workplan.operations.answer import enter_answer
from workplan.operations.approval import approve, correct
from workplan.operations.attendance import send_letter
from workplan.operations.decision import record_decision
from workplan.operations.email_decision import (
    answer,
    close_email_decision,
    correct_email_decision,
    open_email_decision,
    withdraw_email_decision,
)
from workplan.operations.extra_meeting import decline_meeting
from workplan.operations.forecast import look_ahead
from workplan.operations.meeting import cancel_meeting, change_meeting, plan_meeting, plan_schedule
from workplan.operations.minutes import circulate, send_to_chair, take_back
from workplan.operations.minutes_reminder import remind_of, warn_of_draft
from workplan.operations.pack import issue_papers
from workplan.operations.poll import remind, withdraw_poll
from workplan.operations.proposal import accept, decline, defer, propose
from workplan.operations.reply import reply
from workplan.operations.service_update import send_update
from workplan.operations.session import close_meeting
from workplan.operations.suggestion import answer as answer_suggestion
from workplan.operations.suggestion import suggest
from workplan.operations.update_round import ask as ask_for_updates
from workplan.operations.update_round import nudge as remind_agencies
from workplan.replies import replies_to
from workplan.tests import minuting
from workplan.tests.factories import MeetingFactory, here, in_days, in_session, new_uid
from workplan.tests.planning import answered, asked, requested
from workplan.tests.updates import said

SECRET = "Canary"
TEXTS = {path.stem for path in (Path(settings.BASE_DIR) / "templates" / "workplan" / "mail").glob("*.txt")}


def _plan(group, member, chair, administrator):
    """A deputy comes and goes, days are asked for, an extra meeting is asked for."""
    seat, colleague = member.seats.get(), PostFactory(agency=member.seats.get().agency).person
    later = Meeting.objects.filter(group=group).to_begin().last()
    reply(later, seat, answer=Reply.Answer.DEPUTY, deputy=colleague, brief=SECRET, by=member)
    reply(later, seat, answer=Reply.Answer.ATTENDING, by=member)
    poll = asked(group, administrator, title=f"{SECRET} meeting", place=SECRET)
    answered(poll, member, "yes", "no", by=administrator, through="telephone")
    remind(poll, poll.seats, uid=new_uid(), by=administrator)
    withdraw_poll(poll, by=administrator)
    decline_meeting(requested(group, member, reason=SECRET), reason=SECRET, by=chair)
    requested(group, administrator, member=member, through="telephone", reason=SECRET)


@pytest.fixture
def everything_told(group, chair, member, constable, administrator):
    """Do every deed that tells somebody, each with the canary word where words are free."""
    facts = {"starts_at": in_session(group, chair).starts_at, "minutes": 60, "place": SECRET, "by": administrator}
    plan_schedule(group, dates=[in_days(300)], **facts)
    meeting = plan_meeting(group, uid=new_uid(), date=in_days(2), **facts)
    change_meeting(meeting, date=in_days(2), online_link="", **facts | {"place": f"{SECRET} 2"})
    change_meeting(meeting, date=in_days(5), online_link="", **facts)
    meeting.refresh_from_db()
    seat = member.seats.get()
    reply(meeting, seat, answer=Reply.Answer.APOLOGIES, reason=SECRET, by=administrator, through="telephone")
    look_ahead(meeting, today=in_days(0))
    _answer_proposals(open_agenda(meeting, by=chair), member, chair)
    _update(meeting, member, administrator)
    agree_agenda(meeting, by=chair)
    late = {"title": SECRET, "purpose": "note", "minutes": 5, "late_reason": SECRET}
    add_item(Meeting.objects.get(pk=meeting.pk), uid=new_uid(), **late, by=chair)
    issue_papers(Meeting.objects.get(pk=meeting.pk), by=chair)
    propose(meeting, uid=new_uid(), title=SECRET, why=SECRET, purpose="note", minutes=5, by=member)
    cancel_meeting(meeting, reason=SECRET, by=administrator)
    open_agenda(Meeting.objects.to_begin().first(), by=chair)
    _give(Meeting.objects.get(status="in_session"), member, chair, administrator)
    _plan(group, member, chair, administrator)
    _answer(Meeting.objects.get(status="in_session"), chair, member, constable, administrator)
    _minute(group, chair, member, constable, administrator)
    _decide_by_email(group, chair, member, constable, administrator)
    _write(group, chair, constable)


def _update(meeting, member, administrator):
    """The agencies are asked for their service update and reminded; one rings."""
    round_ = ask_for_updates(Meeting.objects.get(pk=meeting.pk), by=administrator)
    updates = round_.updates.all()
    remind_agencies(meeting, updates, uid=new_uid(), by=administrator)
    told = {"on_behalf_of": member, "through": "telephone", "by": administrator}
    send_update(updates.get(agency=member.seats.get().agency), boxes=said(changed=SECRET), version=0, **told)


def _answer_proposals(meeting, member, chair):
    later = MeetingFactory(group=meeting.group, date=in_days(400))
    facts = {"title": SECRET, "why": SECRET, "purpose": "note", "minutes": 5}
    first, second, third = (propose(meeting, uid=new_uid(), **facts, by=member) for _ in range(3))
    accept(first, by=chair)
    defer(second, to=later, reason=SECRET, by=chair)
    decline(third, reason=SECRET, by=chair)


def _give(meeting, member, chair, administrator):
    facts = {"title": SECRET, "owner": member, "due_on": in_days(9)}
    action = give_action(meeting.items.first(), uid=new_uid(), **facts, by=chair)
    update_action(action, delivery="on_course", note=SECRET, by=administrator, through="letter")


def _answer(meeting, chair, member, constable, administrator):
    here(meeting, chair, member, constable)
    facts = {"wording": SECRET, "outcome": "recommended", "by": chair}
    gone_up = record_decision(meeting.items.first(), uid=new_uid(), **facts)
    facts = {"answer": "accepted", "words": SECRET, "answered_on": in_days(0), "by": administrator}
    enter_answer(gone_up, uid=new_uid(), **facts)


def _minute(group, chair, member, constable, administrator):
    held = minuting.held(group, chair, member, constable, chair)
    warn_of_draft(held, today=in_days(30))
    send_to_chair(held, by=administrator)
    minuting.cleared(held, chair)
    circulate(held, until=in_days(10), by=administrator)
    take_back(held, reason=SECRET, by=chair)
    record = minuting.circulated(held, chair)
    item, words = held.items.first(), {"uid": new_uid(), "words": SECRET}
    answer_suggestion(suggest(item, **words, by=member), taken=False, reply=SECRET, by=administrator)
    suggest(item, **words | {"uid": new_uid()}, member=member, through="telephone", by=administrator)
    today = Meeting.objects.in_session().get()
    approve(record, today.items.first(), uid=new_uid(), seen=record.latest.number, by=chair)
    words, seen = {str(item.uid): SECRET}, record.latest.number
    correct(record, uid=new_uid(), words=words, reason=SECRET, seen=seen, by=administrator)


def _decide_by_email(group, chair, member, constable, administrator):
    facts = {"title": SECRET, "wording": SECRET, "background": SECRET}
    facts |= {"closes_on": add_working_days(in_days(0), 5), "by": administrator}
    first, second = (open_email_decision(group, uid=new_uid(), **facts) for _ in range(2))
    remind_of(first, today=first.closes_on)
    for person in (chair, member, constable):
        by = administrator if person == member else person
        place = first.asked.get(person=person)
        answer(place, answer="agree", words=SECRET, seen=0, by=by, through="telephone")
    facts = {"uid": new_uid(), "seen": replies_to(first).mark, "outcome": "agreed"}
    decision = close_email_decision(first, **facts, by=chair)
    correct_email_decision(decision, uid=new_uid(), wording=f"{SECRET} 2", reason=SECRET, by=chair)
    withdraw_email_decision(second, reason=SECRET, by=administrator)


def _write(group, chair, constable):
    """Nobody comes for the police, two meetings in a row."""
    for starts_at in ("06:00", "07:00"):
        close_meeting(in_session(group, chair, starts_at=starts_at), by=chair)
    send_letter(group, constable.seats.get().agency, uid=new_uid(), words=SECRET, by=chair)


def test_every_kind_is_told_and_every_text_is_used(everything_told):
    kinds = set(Notification.objects.values_list("kind", flat=True))

    assert kinds == {f"workplan/{name}" for name in TEXTS}


def test_no_mail_holds_free_words(everything_told):
    mails = [message(one) for one in Notification.objects.all()]

    assert [mail.subject for mail in mails if SECRET in f"{mail.subject} {mail.body}"] == []


def test_every_mail_has_a_subject_of_one_line_and_a_link(everything_told):
    for one in Notification.objects.all():
        mail = message(one)
        assert mail.subject.strip()
        assert "\n" not in mail.subject
        assert f"{settings.PORTAL_URL}{one.link}" in mail.body
        assert one.link.startswith("/b/northmere/")


def test_a_mail_about_an_answer_says_which(meeting, chair, member):
    _answer_proposals(open_agenda(meeting, by=chair), member, chair)

    answers = [message(one).body for one in member.notifications.filter(kind="workplan/proposal_answered")]

    assert [word for body in answers for word in ("on the agenda", "deferred", "declined") if word in body] == [
        "declined",
        "deferred",
        "on the agenda",
    ]
