"""Reports and performance figures for tests.

draft(group, by)                      a draft on the last quarter, built as people build it
made(report), signed_off(report, by)  the same further on its way, with a small real file
ObservationFactory(value="395")       a figure of the last quarter
"""

import hashlib
import uuid
from decimal import Decimal

import factory
from django.conf import settings
from django.utils import timezone
from factory.django import DjangoModelFactory

from agencies.models import User
from agencies.tests.factories import BoardFactory
from audits.models import Indicator, Observation
from audits.models.observation import Aggregation, Polarity, Unit
from lscb_portal.lib.periods import Quarter
from reports.models import BoardReport
from reports.operations import board_report, rendering

PDF_BYTES = b"%PDF-1.7 a small file"


def last_quarter() -> Quarter:
    """Return the quarter before the one today is in."""
    return Quarter.of(timezone.localdate()).previous


class IndicatorFactory(DjangoModelFactory):
    class Meta:
        model = Indicator

    board = factory.SubFactory(BoardFactory)
    code = factory.Sequence(lambda n: f"{n // 10 + 1}.{n % 10}")
    name = factory.Sequence(lambda n: f"Indicator {n}")
    unit = Unit.COUNT
    aggregation = Aggregation.SUM
    polarity = Polarity.NEUTRAL


class ObservationFactory(DjangoModelFactory):
    class Meta:
        model = Observation

    indicator = factory.SubFactory(IndicatorFactory)
    quarter = factory.LazyFunction(lambda: last_quarter().code)
    value = None
    numerator = None
    denominator = None
    recorded_by = factory.LazyFunction(User.objects.system)

    @classmethod
    def _create(cls, model_class, *args, **fields):
        for name in ("value", "numerator", "denominator"):
            fields[name] = None if fields[name] is None else Decimal(fields[name])
        return super()._create(model_class, *args, **fields)


def figures(indicator, values, last=None):
    """Observations of consecutive quarters ending with `last`; "-" leaves a quarter out."""
    quarter = last or last_quarter()
    for value in reversed(values.split()):
        if value != "-":
            ObservationFactory(indicator=indicator, quarter=quarter.code, value=value)
        quarter = quarter.previous


def draft(group, by, quarter=None) -> BoardReport:
    """A draft, by somebody who may prepare it."""
    return board_report.build(group, quarter or last_quarter(), uid=uuid.uuid4(), by=by)


def queued(report, by) -> BoardReport:
    return rendering.queue(report, by=by)


def claimed(report, by) -> BoardReport:
    """The report as a renderer has it in hand."""
    return rendering.claim(queued(report, by).pk)


def made(report, by, data=PDF_BYTES) -> BoardReport:
    """The report with a file, ready to be signed off."""
    rendering.finish(claimed(report, by), stored(report, data))
    report.refresh_from_db()
    return report


def stored(report, data=PDF_BYTES) -> rendering.Made:
    """A file where the portal keeps the report's files."""
    sha256 = hashlib.sha256(data).hexdigest()
    path = f"reports/{report.uid}/{sha256}.pdf"
    file = settings.VAR_DIR / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
    return rendering.Made(path, sha256, pages=3, size=len(data))


def signed_off(report, by, chair) -> BoardReport:
    """The report signed off by the chair, just now."""
    return board_report.sign_off(made(report, by), by=chair, reauthenticated_at=timezone.now())


def issued(report, by, chair) -> BoardReport:
    """The report with the Board; `by` is the business manager."""
    return board_report.issue(signed_off(report, by, chair), by=by)
