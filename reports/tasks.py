"""Work done later: ids in, one operation, nothing else. Each is safe to run twice."""

from celery import shared_task

from reports import rendering


@shared_task(name="reports.render_queued")
def render_queued(report_id=None):
    """Make the PDF of one queued report, or of all that are owed."""
    if report_id is None:
        rendering.sweep()
    else:
        rendering.render(report_id)
