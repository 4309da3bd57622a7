"""Polls and requests as tests need them."""

import datetime as dt

from workplan.operations.extra_meeting import ask_for_meeting
from workplan.operations.poll import answer, ask
from workplan.tests.factories import in_days, new_uid

NINE, TWO = dt.time(9, 0), dt.time(14, 0)


def asked(group, by, days=(20, 27), **changed):
    """A poll of a morning on each of these days from today, open for a week."""
    facts = {"uid": new_uid(), "title": "QAPM meeting", "minutes": 90, "place": "Mere House"}
    facts |= {"closes_on": in_days(7), "options": [(in_days(each), NINE) for each in days]}
    return ask(group, **facts | changed, by=by)


def answered(poll, person, *said, **more):
    """Answer for a person: one word for each option, in the order of the poll."""
    seat = person.seats.get(group=poll.group)
    options = [option.uid for option in poll.options.all()]
    answer(poll, seat, dict(zip(options, said, strict=True)), **{"by": person} | more)


def requested(group, by, **changed):
    """A request for an extra meeting in about a month."""
    facts = {"uid": new_uid(), "reason": "Two inspections are announced.", "wished_by": in_days(30)}
    return ask_for_meeting(group, **facts | changed, by=by)
