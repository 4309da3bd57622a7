"""The quorum for the eye: the light (shape, word) and the picture of seats."""

from typing import NamedTuple

from lscb_portal.lib.charts.meeting import QuorumPicture


class Light(NamedTuple):
    """A quorum's state as a page shows it: the style's name, the word, and the mark beside it."""

    key: str
    words: str
    icon: str


OK = Light("ok", "Quorate", "quorate")
AT_RISK = Light("risk", "Quorate, at risk", "at-risk")
NOT = Light("not", "Not quorate", "not-quorate")


def light(quorum) -> Light:
    """Return the light of a quorum: at risk when the leaving of one agency would end it."""
    if not quorum.quorate:
        return NOT
    return AT_RISK if quorum.key else OK


def of_room(there, quorum) -> QuorumPicture:
    """Draw who is in the room; `quorum` is that room's."""
    lines = {}
    for line in there.counting:
        lines.setdefault(line.attendee.agency, []).append(line)
    seats = [(agency.initials, _state(agency, group, quorum)) for agency, group in lines.items()]
    return QuorumPicture("quorum", seats, quorum.needed, quorum.sentence)


def _state(agency, lines, quorum):
    if any(line.here and not line.out_for_item for line in lines):
        return "key" if agency.short_name in quorum.key else "here"
    return "out" if all(line.attendee.apologies for line in lines) else "away"


def of_outlook(ahead, uid) -> QuorumPicture:
    """Draw who is coming, from the replies; `uid` tells it from other pictures of the page."""
    quorum = ahead.forecast.as_replied
    states = dict.fromkeys(ahead.coming, "here") | dict.fromkeys(ahead.away, "out")
    agencies = {one.seat.agency for one in ahead.invited if one.seat.counts}
    ordered = sorted(agencies, key=lambda agency: agency.name)
    seats = [(agency.initials, states.get(agency.short_name, "away")) for agency in ordered]
    return QuorumPicture(uid, seats, quorum.needed, quorum.sentence)


def of_trial(tried) -> QuorumPicture:
    """Draw who would come, of a trial that has a rule."""
    quorum, represented = tried.quorum, tried.represented
    agencies = sorted({line.seat.agency for line in tried.lines if line.seat.counts}, key=lambda agency: agency.name)
    seats = [(agency.initials, _expected(agency, represented, quorum)) for agency in agencies]
    return QuorumPicture("trial", seats, quorum.needed, quorum.sentence)


def _expected(agency, represented, quorum):
    if agency.pk not in represented:
        return "away"
    return "key" if agency.short_name in quorum.key else "here"
