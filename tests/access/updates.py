"""Service updates for the matrix to open: the police has begun a draft, the hospital has sent its page."""

from workplan.models import Meeting
from workplan.operations.service_update import save_update
from workplan.operations.update_round import ask
from workplan.tests.factories import MeetingFactory
from workplan.tests.updates import said, sent, update_of


def updates(world, group, police, hospital, people, draft):
    """Add a meeting that asks for updates; the words of the police's draft are `draft`."""
    meeting = MeetingFactory(group=group)
    Meeting.objects.filter(pk=meeting.pk).update(status=Meeting.Status.AGENDA_OPEN)
    round_ = ask(meeting, by=people["chair"])
    begun = update_of(round_, police)
    save_update(begun, boxes=said(changed=draft), version=0, by=people["lead"])
    world.add("update_meeting", uid=meeting.uid)
    world.add("police_update", uid=begun.uid)
    world.add("hospital_update", uid=sent(round_, hospital, people["member"]).uid)
