"""When a meeting could decide: the stretches in which its register held a quorum, and the most agencies at once."""

from dataclasses import dataclass, replace

from django.utils import timezone

from lscb_portal.lib.charts.words import listed, plural
from workplan.room import Room


@dataclass(frozen=True)
class Course:
    """How the quorum of a meeting went. `spells` are (since, until) by the clock; `until` is empty for an open end."""

    spells: tuple[tuple[str, str], ...]
    most_agencies: int
    needed: int

    @property
    def sentence(self) -> str:
        """ "Quorate from 09:31 to 11:20 (5 agencies at most, 3 needed)."."""
        agencies = f"{plural(self.most_agencies, 'agency', 'agencies')} at most, {self.needed} needed"
        if not self.spells:
            return f"Not quorate at any time ({agencies})."
        spells = [f"from {since} to {until or 'the end'}" for since, until in self.spells]
        return f"Quorate {listed(spells)} ({agencies})."


def course_of(whole: Room, closed_at) -> Course:
    """Read how the quorum went from a meeting's whole register; the last stretch ends when the meeting closed."""
    moments = sorted({movement.at for line in whole.lines for movement in line.movements})
    judged = [(moment, _at(whole, moment).quorum) for moment in moments]
    return Course(
        spells=tuple(_spells(judged, closed_at)),
        most_agencies=max((state.count for _, state in judged), default=0),
        needed=whole.quorum.needed,
    )


def _at(whole, moment) -> Room:
    """Return the room as it was at `moment`."""
    return replace(whole, lines=tuple(replace(line, here=_was_in(line, moment)) for line in whole.lines))


def _was_in(line, moment):
    return any(came <= moment and (left is None or moment < left) for came, left in line.stays)


def _spells(judged, closed_at):
    since = None
    for moment, state in judged:
        if state.quorate and since is None:
            since = moment
        elif not state.quorate and since is not None:
            yield clock(since), clock(moment)
            since = None
    if since is not None:
        yield clock(since), clock(closed_at)


def clock(moment) -> str:
    """The time of a moment by the clock of the meeting room; empty for none."""
    return timezone.localtime(moment).strftime("%H:%M") if moment else ""
