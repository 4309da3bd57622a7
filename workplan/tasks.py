"""Background work of the work plan: ids in, one operation, nothing else."""

from functools import partial

from celery import shared_task
from django.utils import timezone

from lscb_portal.lib.sweeps import each
from workplan import printing, rendering
from workplan.models import Meeting
from workplan.operations.forecast import look_ahead, meetings_to_forecast
from workplan.operations.minutes_reminder import remind_of_email_decisions as remind
from workplan.operations.minutes_reminder import warn_of_drafts
from workplan.operations.update_round import remind_of_updates


@shared_task(name="workplan.forecast_quorum")
def forecast_quorum():
    """Look ahead to every meeting of the next ten days, each in a transaction of its own."""
    today = timezone.localdate()
    meetings = Meeting.objects.filter(pk__in=meetings_to_forecast(today))
    each(meetings, partial(look_ahead, today=today), fault="quorum_not_forecast")


@shared_task(name="workplan.make_printouts")
def make_printouts(printout_id=None):
    """Make one PDF that is owed, or sweep for all of them."""
    if printout_id is None:
        printing.sweep()
    else:
        printing.render(printout_id)


@shared_task(name="workplan.render_minutes")
def render_minutes(paper_id=None):
    """Make the PDF of one version of minutes or redacted edition, or of all that are owed."""
    if paper_id is None:
        rendering.sweep()
    else:
        rendering.render(paper_id)


@shared_task(name="workplan.warn_of_minutes")
def warn_of_minutes():
    """Remind those who keep minutes of drafts that are due or overdue."""
    warn_of_drafts()


@shared_task(name="workplan.remind_of_email_decisions")
def remind_of_email_decisions():
    """Remind members of decisions by e-mail that close soon, and chairs of those to be closed."""
    remind()


@shared_task(name="workplan.remind_of_service_updates")
def remind_of_service_updates():
    """Remind the agencies that have not sent their service update."""
    remind_of_updates()
