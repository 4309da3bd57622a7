"""An agenda with what earlier meetings left to it, one item of which the chair left off; and an item for consent."""

import uuid

from tests.access.canaries import MEETING
from workplan.operations.agenda import agree_agenda, open_agenda
from workplan.operations.consent import mark_for_consent, object_to
from workplan.operations.leaving_off import leave_off
from workplan.tests.factories import ItemFactory, MeetingFactory


def carrying(world, group, chair):
    """Add an item that was carried forward, and one for consent; the reasons given are canaries."""
    agenda = open_agenda(MeetingFactory(group=group), by=chair)
    kept, left = agenda.items.filter(brought_forward__carried__isnull=False, is_restricted=False)[:2]
    leave_off(left, reason=MEETING, by=chair)
    world.add("carried_item", uid=kept.uid)
    before = open_agenda(MeetingFactory(group=group), by=chair)
    item = before.items.filter(is_closing=False).last() or ItemFactory(meeting=before)
    mark_for_consent(item, marked=True, by=chair)
    object_to(agree_agenda(before, by=chair).items.get(pk=item.pk), uid=uuid.uuid4(), reason=MEETING, by=chair)
    world.add("consent_item", uid=item.uid)
