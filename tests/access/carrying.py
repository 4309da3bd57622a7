"""An agenda with what earlier meetings left to it: one item that stands there, one that the chair left off."""

from tests.access.canaries import MEETING
from workplan.operations.agenda import open_agenda
from workplan.operations.leaving_off import leave_off
from workplan.tests.factories import MeetingFactory


def carrying(world, group, chair):
    """Add an item that was carried forward; the reason for leaving off another is a canary."""
    agenda = open_agenda(MeetingFactory(group=group), by=chair)
    kept, left = agenda.items.filter(brought_forward__carried__isnull=False, is_restricted=False)[:2]
    leave_off(left, reason=MEETING, by=chair)
    world.add("carried_item", uid=kept.uid)
