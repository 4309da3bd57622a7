"""Background work of the work plan: ids in, one operation, nothing else."""

from celery import shared_task
from django.utils import timezone

from workplan import printing
from workplan.models import Meeting
from workplan.operations.forecast import look_ahead, meetings_to_forecast


@shared_task(name="workplan.forecast_quorum")
def forecast_quorum():
    """Look ahead to every meeting of the next ten days, each in a transaction of its own."""
    today = timezone.localdate()
    for meeting in Meeting.objects.filter(pk__in=meetings_to_forecast(today)):
        look_ahead(meeting, today=today)


@shared_task(name="workplan.make_printouts")
def make_printouts(printout_id=None):
    """Make one PDF that is owed, or sweep for all of them."""
    if printout_id is None:
        printing.sweep()
    else:
        printing.render(printout_id)
