"""What members are told by mail: every kind has its text, and none holds words of a proposal, an action or a reason."""

from pathlib import Path

import pytest
from django.conf import settings

from agencies.models import Notification
from agencies.operations.notification import message
from agencies.tests.factories import PostFactory
from workplan.models import Meeting, Reply
from workplan.operations.action import give_action, update_action
from workplan.operations.agenda import add_item, agree_agenda, open_agenda
from workplan.operations.extra_meeting import decline_meeting
from workplan.operations.forecast import look_ahead
from workplan.operations.meeting import cancel_meeting, change_meeting, plan_meeting, plan_schedule
from workplan.operations.pack import issue_papers
from workplan.operations.poll import remind, withdraw_poll
from workplan.operations.proposal import accept, decline, defer, propose
from workplan.operations.reply import reply
from workplan.tests.factories import MeetingFactory, in_days, in_session, new_uid
from workplan.tests.planning import answered, asked, requested

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


@pytest.fixture
def everything_told(group, chair, member, constable, administrator):
    """Do every deed that tells somebody, each with the canary word where words are free."""
    facts = {"starts_at": in_session(group, chair).starts_at, "minutes": 60, "place": SECRET, "by": administrator}
    plan_schedule(group, dates=[in_days(300)], **facts)
    meeting = plan_meeting(group, uid=new_uid(), date=in_days(4), **facts)
    change_meeting(meeting, date=in_days(4), online_link="", **facts | {"place": f"{SECRET} 2"})
    change_meeting(meeting, date=in_days(5), online_link="", **facts)
    meeting.refresh_from_db()
    seat = member.seats.get()
    reply(meeting, seat, answer=Reply.Answer.APOLOGIES, reason=SECRET, by=administrator, through="telephone")
    look_ahead(meeting, today=in_days(0))
    _answer_proposals(open_agenda(meeting, by=chair), member, chair)
    agree_agenda(meeting, by=chair)
    late = {"title": SECRET, "purpose": "note", "minutes": 5, "late_reason": SECRET}
    add_item(Meeting.objects.get(pk=meeting.pk), uid=new_uid(), **late, by=chair)
    issue_papers(Meeting.objects.get(pk=meeting.pk), by=chair)
    cancel_meeting(meeting, reason=SECRET, by=administrator)
    _give(Meeting.objects.get(status="in_session"), member, chair, administrator)
    _plan(group, member, chair, administrator)


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
