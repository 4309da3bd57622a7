"""Performance figures arrive: a published table is taken as a whole, and a changed figure keeps its history."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from agencies.models import Event
from agencies.permissions import require
from audits import permissions
from audits.models import Indicator, Observation, PublishedFigure
from lscb_portal.lib.lifecycle import lock

NOT_PUBLISHED = "Not published"
Status = Observation.Status


@dataclass
class Taken:
    """What an import did: indicators and figures that were new, changed or as they were before."""

    new_indicators: int = 0
    changed_indicators: int = 0
    new_figures: int = 0
    revised_figures: int = 0
    unchanged_figures: int = 0
    changed_published: int = 0

    @property
    def anything(self) -> bool:
        """Whether anything is different now."""
        return bool(
            self.new_indicators
            or self.changed_indicators
            or self.new_figures
            or self.revised_figures
            or self.changed_published
        )


@transaction.atomic
def import_observations(board, year, table, *, by):
    """Take a table of figures (`audits.observation_file.read`) as the board's for the financial `year`.

    A blank quarter is recorded as not supplied. A figure that differs from the one on record becomes a new revision
    and the old one stays; the same table a second time changes nothing and leaves no event. Returns what was done.
    """
    require(permissions.can_load_figures(by, board))
    board = lock(board)
    taken = Taken()
    known = {indicator.code: indicator for indicator in board.indicators.all()}
    for position, row in enumerate(table.rows, 1):
        indicator = _keep_indicator(board, known.get(row.code), row, position, taken)
        _keep_figures(indicator, year, row, taken, by)
        _keep_published(indicator, year, row, taken)
    if taken.anything:
        Event.record("observations.imported", by=by, about=board, year=year.number, sha256=table.sha256, **vars(taken))
    return taken


def _keep_indicator(board, known, row, position, taken):
    """The board's indicator of that reference, as the row describes it."""
    described = {
        "name": row.name,
        "unit": row.unit,
        "aggregation": row.aggregation,
        "decimals": row.decimals,
        "position": position,
    }
    if known is None:
        taken.new_indicators += 1
        return Indicator.objects.create(board=board, code=row.code, **described)
    if any(getattr(known, name) != value for name, value in described.items()):
        taken.changed_indicators += 1
        for name, value in described.items():
            setattr(known, name, value)
        known.save(update_fields=list(described))
    return known


def _keep_figures(indicator, year, row, taken, by):
    on_record = {
        figure.quarter: figure
        for figure in indicator.observations.current().filter(agency=None, quarter__startswith=f"{year}-")
    }
    for quarter, value in zip(year.quarters, row.quarters, strict=True):
        _keep_figure(indicator, on_record.get(quarter.code), quarter, value, taken, by)


def _keep_figure(indicator, old, quarter, value, taken, by):
    """Record one quarter's figure, as a new revision where another is on record."""
    if old is not None and old.value == value:
        taken.unchanged_figures += 1
        return
    now = timezone.now()
    if old is None:
        taken.new_figures += 1
    else:
        taken.revised_figures += 1
        old.replaced_at = now
        old.save(update_fields=["replaced_at"])
    Observation.objects.create(
        indicator=indicator,
        quarter=quarter.code,
        value=value,
        status=_status(old, value),
        reason="" if value is not None else NOT_PUBLISHED,
        revision=old.revision + 1 if old else 1,
        recorded_by=by,
        recorded_at=now,
    )


def _status(old, value):
    """A figure that replaces another is revised; one that fills a gap is final like any first figure."""
    if value is None:
        return Status.NOT_SUPPLIED
    return Status.REVISED if old is not None and old.value is not None else Status.FINAL


def _keep_published(indicator, year, row, taken):
    """Keep the year's figure as printed. A blank takes nothing away: the table may only bring quarters."""
    if row.published is None:
        return
    printed = {"value": row.published, "decimals": row.decimals}
    figure, new = PublishedFigure.objects.get_or_create(indicator=indicator, year=year.number, defaults=printed)
    if new or (figure.value, figure.decimals) != (row.published, row.decimals):
        taken.changed_published += 1
        for name, value in printed.items():
            setattr(figure, name, value)
        figure.save()
