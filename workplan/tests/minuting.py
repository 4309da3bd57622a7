"""Minutes at every step of their way, for tests."""

import datetime as dt

import time_machine
from django.utils import timezone

from workplan.minuted import mark_of
from workplan.models import Meeting, Minutes
from workplan.operations.action import give_action
from workplan.operations.agenda import agree_agenda, open_agenda
from workplan.operations.approval import approve
from workplan.operations.decision import record_decision
from workplan.operations.discussion import save_discussion
from workplan.operations.minutes import circulate, clear
from workplan.operations.session import close_meeting, open_meeting, start_item
from workplan.tests.factories import MeetingFactory, here, in_days, in_session, new_uid

SAID = "Police said that half of the files were late."
DECIDED = "The sample is doubled."


def held(group, chair, *people) -> Meeting:
    """A meeting of yesterday week with `people` there, one item taken, decided on and given to somebody to do."""
    with time_machine.travel(timezone.now() - dt.timedelta(days=8)):
        meeting = in_session(group, chair)
        here(meeting, *people)
        item = meeting.items.first()
        start_item(item, by=chair)
        save_discussion(item, text=SAID, version=0, by=chair)
        record_decision(item, uid=new_uid(), wording=DECIDED, outcome="noted", by=chair)
        give_action(item, uid=new_uid(), title="Double it", owner=people[0], due_on=in_days(30), by=chair)
        close_meeting(meeting, by=chair)
    return Meeting.objects.get(pk=meeting.pk)


def record(meeting) -> Minutes:
    """How far the minutes have come."""
    return Minutes.objects.get(meeting=meeting)


def cleared(meeting, chair):
    """Let the chair clear the minutes as they stand; return the version."""
    return clear(meeting, seen=mark_of(Meeting.objects.get(pk=meeting.pk)), by=chair)


def circulated(meeting, chair) -> Minutes:
    """Clear and circulate the minutes."""
    cleared(meeting, chair)
    return circulate(meeting, until=in_days(10), by=chair)


def sitting(group, chair, *people) -> Meeting:
    """The group's next meeting: agenda opened, agreed, in session with `people` there."""
    meeting = open_agenda(MeetingFactory(group=group, date=timezone.localdate()), by=chair)
    if not meeting.items.exists():
        from workplan.tests.factories import ItemFactory

        ItemFactory(meeting=meeting)
    meeting = open_meeting(agree_agenda(meeting, by=chair), by=chair)
    here(meeting, *people)
    return meeting


def approved(meeting, chair, *people, amendments=None):
    """Circulate the minutes and have the next meeting approve them; return the approval."""
    found = circulated(meeting, chair)
    today = sitting(meeting.group, chair, *people)
    seen = found.latest.number
    return approve(found, today.items.first(), uid=new_uid(), seen=seen, amendments=amendments, by=chair)
