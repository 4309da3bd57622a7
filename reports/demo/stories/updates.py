"""Service updates: those of the last meeting, gathered into its paper; those for the meeting ahead, some sent, one
entered for its author, one begun, some silent."""

from agencies.models import Through
from reports.demo.agencies import NORTHMERE
from reports.demo.days import moment, working_day
from reports.demo.stories.meetings import ONE_DAY
from reports.demo.words import words
from workplan.models import Meeting
from workplan.operations import update_round
from workplan.operations.service_update import EMPTY, save_update, send_update

# Days before the last meeting on which its updates were asked for, and gathered.
ASKED, GATHERED = 27, 9


def last_time(cast):
    """The updates of the last meeting: Sam asked for them by hand, and gathered what had come."""
    date, sam = cast.days.meetings_held[-1], cast.manager(NORTHMERE)
    yield moment(working_day(date - ONE_DAY * ASKED), "09:50")
    row = Meeting.objects.get(group=cast.groups[NORTHMERE, "qapm"], date=date)
    asked = update_round.ask(row, by=sam)
    for number, each in enumerate(words("updates")["last_time"]):
        yield moment(working_day(date - ONE_DAY * (20 - number)), "15:30")
        _send(cast, each, asked.updates.get(agency=cast.agencies[each["agency"]]))
    yield moment(working_day(date - ONE_DAY * GATHERED), "14:00")
    update_round.gather(row, by=sam)


def updates(cast):
    """What came until today; the papers gather it when they are issued."""
    told = words("updates")
    deeds = [(each, _send) for each in told["sent"]] + [(each, _nothing) for each in told["nothing"]]
    deeds += [(told["by_telephone"], _enter), (told["draft"], _begin)]
    for each, deed in sorted(deeds, key=lambda one: -one[0]["days"]):
        yield cast.days.ago(each["days"], "14:10")
        row = Meeting.objects.get(group=cast.groups[NORTHMERE, "qapm"], date=cast.days.next_meeting)
        deed(cast, each, row.update_round.updates.get(agency=cast.agencies[each["agency"]]))


def _send(cast, told, update):
    send_update(update, boxes=told["boxes"], version=0, by=cast.people[told["who"]])


def _nothing(cast, told, update):
    send_update(update, boxes=EMPTY, version=0, nothing=True, by=cast.people[told["who"]])


def _enter(cast, told, update):
    given = {"on_behalf_of": cast.people[told["who"]], "through": Through.TELEPHONE}
    send_update(update, boxes=told["boxes"], version=0, by=cast.people["priya.nair"], **given)


def _begin(cast, told, update):
    save_update(update, boxes=told["boxes"], version=0, by=cast.people[told["who"]])
