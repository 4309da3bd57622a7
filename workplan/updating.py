"""A group's service updates at a glance: agency by quarter, and by when they are due. Nothing stored."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from agencies.models import Agency
from workplan.models import ServiceUpdate, UpdateRound
from workplan.notice import notice_of

LATEST = 6
# How each state is shown: its words, and the look of its tag.
STATES = {
    "sent": ("Sent", "good"),
    "nothing": ("Nothing to report", "line"),
    "draft": ("Draft", "part"),
    "not sent": ("Not sent", "warn"),
}


@dataclass(frozen=True)
class Cell:
    """One agency's update for one quarter; None where it was not asked."""

    update: ServiceUpdate | None

    @property
    def words(self) -> str:
        return STATES[self.update.state][0]

    @property
    def look(self) -> str:
        return STATES[self.update.state][1]


@dataclass(frozen=True)
class Grid:
    """The rounds, latest first, and for each agency a cell a round."""

    rounds: tuple[UpdateRound, ...]
    rows: tuple[tuple[Agency, tuple[Cell, ...]], ...]


def grid_of(group) -> Grid:
    """Return the grid of a group's latest rounds; cancelled meetings are left out."""
    found = UpdateRound.objects.filter(meeting__group=group).exclude(meeting__status="cancelled")
    rounds = tuple(found.select_related("meeting__group__board", "paper")[:LATEST])
    updates = ServiceUpdate.objects.filter(round__in=[one.pk for one in rounds])
    cells, agencies = {}, {}
    for update in updates.select_related("agency", "sent_by", "round__meeting__group__board"):
        cells[update.agency_id, update.round_id] = update
        agencies[update.agency_id] = update.agency
    rows = tuple(
        (agency, tuple(Cell(cells.get((agency.pk, one.pk))) for one in rounds))
        for agency in sorted(agencies.values(), key=lambda agency: agency.short_name)
    )
    return Grid(rounds, rows)


def due_of(round_) -> dt.date:
    """Return by when the updates of a round are due."""
    return round_.due_on(notice_of(round_.meeting.group).papers)


def earlier_of(update, user) -> ServiceUpdate | None:
    """Return what the agency sent last before this update's meeting, if the person may read it."""
    sent = ServiceUpdate.objects.visible_to(user).exclude(status=ServiceUpdate.Status.AWAITED)
    sent = sent.filter(agency=update.agency, round__meeting__group=update.meeting.group)
    earlier = sent.filter(round__meeting__date__lt=update.meeting.date).select_related("round__meeting", "sent_by")
    return earlier.order_by("round__meeting__date", "pk").last()


def awaited_of(agencies, board, user):
    """Return the open updates of `agencies` at a board that the person may write, with their round and meeting."""
    waiting = ServiceUpdate.objects.visible_to(user).of_board(board).awaited().filter(agency__in=agencies)
    found = waiting.select_related("agency", "round__meeting__group__board").order_by("round__meeting__date", "pk")
    return [update for update in found if update.is_open]


def is_late(update) -> bool:
    return timezone.localdate() > due_of(update.round)


def silent_agencies(meeting) -> list[str]:
    """Return the names of the agencies that were asked for an update with this meeting and have not sent one."""
    waiting = ServiceUpdate.objects.awaited().filter(round__meeting=meeting)
    return sorted(waiting.values_list("agency__short_name", flat=True))
