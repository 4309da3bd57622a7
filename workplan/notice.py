"""Notice periods: so many working days before a meeting its agenda is agreed, and its papers are with the members."""

import datetime as dt
from dataclasses import dataclass

from lscb_portal.lib.periods import add_working_days
from workplan.models import Meeting

# The usual periods where a group's terms of reference say nothing else.
AGENDA, PAPERS = 10, 5
REPLY_DAYS = 2


@dataclass(frozen=True)
class Notice:
    """The notice a group gives, in working days."""

    agenda: int = AGENDA
    papers: int = PAPERS


def notice_of(group) -> Notice:
    """Return the notice that the group gives by its terms of reference in force; the usual one without any."""
    terms = group.terms
    return Notice(terms.agenda_notice, terms.papers_notice) if terms else Notice()


@dataclass(frozen=True)
class Deadline:
    """What is to be done before a meeting, by when, and whether it is done."""

    what: str
    by: dt.date
    done: bool
    today: dt.date

    @property
    def is_missed(self) -> bool:
        return not self.done and self.today > self.by


def deadlines(meeting, today) -> list[Deadline]:
    """Return by when the agenda of a coming meeting is to be agreed and its papers to be issued; nothing for one that
    has begun or is over."""
    if not meeting.is_coming:
        return []
    notice = notice_of(meeting.group)
    return [
        Deadline("Agenda to be agreed", _before(meeting, notice.agenda), not meeting.is_agenda_open, today),
        Deadline(
            "Papers to be issued",
            _before(meeting, notice.papers),
            meeting.status == Meeting.Status.PAPERS_ISSUED,
            today,
        ),
    ]


def agenda_due(meeting) -> dt.date:
    """Return the last day on which the agenda may be agreed in time."""
    return _before(meeting, notice_of(meeting.group).agenda)


def reply_by(meeting) -> dt.date:
    """Return the day until which members are asked to reply, so that the office can still act on it."""
    return _before(meeting, REPLY_DAYS)


def _before(meeting, days):
    return add_working_days(meeting.date, -days)
