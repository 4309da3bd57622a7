"""Polls, a request for an extra meeting, a deputy and a calendar, with everything that their addresses open."""

from agencies.models import Seat
from agencies.tests.factories import SeatFactory
from workplan.models import Deputy
from workplan.operations.feed import make_address
from workplan.operations.reply import reply
from workplan.tests.factories import ActionFactory, MeetingFactory
from workplan.tests.planning import asked, requested

BRIEF, REQUEST = "kestrel-seven", "kestrel-eight"


def planning(world, group, police, people):
    """Add what is planned. The police's lead stands in for its member at one meeting, and at no other."""
    chair, member = people["chair"], people["member"]
    poll = asked(group, chair)
    seat = Seat.objects.get(person=member)
    world.add("poll", uid=poll.uid, seat=seat.uid, option=poll.options.first().uid)
    world.add("extra", uid=requested(group, member, reason=REQUEST).uid)
    sitting = SeatFactory(group=group, agency=police)
    stood_in = MeetingFactory(group=group)
    reply(stood_in, sitting, answer="deputy", deputy=people["lead"], brief=BRIEF, by=sitting.person)
    assert Deputy.objects.get().person == people["lead"]
    world.add("stood_in", uid=stood_in.uid)
    world.add("own_action", uid=stood_in.uid, action=ActionFactory(owner=member, number=900).uid)
    world.add("feed", token=make_address(by=member))
    world.add("unknown_feed", token="nobody-made-it")
