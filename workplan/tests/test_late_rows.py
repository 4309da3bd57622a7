"""What raw SQL cannot add or exchange once a decision by e-mail is open, a meeting is over, minutes are approved."""

import datetime as dt

import time_machine
from django.utils import timezone

from agencies.operations.stored_file import Made
from agencies.tests.factories import SeatFactory
from agencies.tests.frozen import changeable, copyable, deletable
from lscb_portal.lib import owed
from lscb_portal.lib.hashing import sha256_of
from workplan.models import Discretion, MinutesPaper
from workplan.operations import minutes_paper
from workplan.operations.email_decision import open_email_decision
from workplan.operations.session import close_meeting
from workplan.tests import minuting as way
from workplan.tests.factories import in_days, new_uid

FILE = {"file_id", "pages", "status", "made_at", "version_id"}


def printed(version):
    """The paper of a version, made."""
    paper = owed.claim(MinutesPaper, MinutesPaper.objects.get(version=version).pk)
    assert minutes_paper.finish(paper, Made("minutes.pdf", b"%PDF-1.7", sha256_of("pdf"), 1))
    return MinutesPaper.objects.get(pk=paper.pk)


def test_nobody_is_asked_after_a_decision_by_email_was_opened(group, chair, member):
    facts = {"title": "A", "wording": "B", "background": "C", "closes_on": in_days(10)}
    question = open_email_decision(group, uid=new_uid(), **facts, by=chair)

    assert question.asked.count() == 2
    assert not copyable(question.asked.first(), seat_id=SeatFactory(group=group).pk)


def test_no_discretion_is_used_after_the_meeting(session, item, chair):
    used = Discretion.objects.create(item=item, reason="It could not wait.", used_by=chair)
    other = session.items.last()
    assert copyable(used, item_id=other.pk)

    close_meeting(session, by=chair)

    assert not copyable(used, item_id=other.pk)


def test_the_file_of_a_draft_gives_way_and_that_of_approved_minutes_stays(group, chair, member, constable):
    meeting = way.held(group, chair, member, constable, chair)
    way.cleared(meeting, chair)
    draft = printed(way.record(meeting).latest)
    assert changeable(draft) >= FILE

    way.circulate(meeting, until=in_days(10), by=chair)
    today = way.sitting(group, chair, chair, member, constable)
    way.approve(way.record(meeting), today.items.first(), uid=new_uid(), seen=1, by=chair)
    with time_machine.travel(timezone.now() + dt.timedelta(seconds=5)):
        final = printed(way.record(meeting).approved)

    assert final.pk == draft.pk
    assert (changeable(final), deletable(final)) == (set(), False)
