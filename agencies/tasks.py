"""Work done later: ids in, one operation, nothing else. Each is safe to run twice."""

from celery import shared_task

from agencies import session
from agencies.operations import notification, safety, stored_file


@shared_task(name="agencies.deliver_notifications")
def deliver_notifications(*ids):
    """Send what is owed, of `ids` when any are given."""
    notification.deliver_owed(ids)


@shared_task(name="agencies.repeat_safety_alerts")
def repeat_safety_alerts():
    """Remind the business unit of what nobody has acknowledged."""
    safety.repeat_alerts()


@shared_task(name="agencies.sweep_arrivals")
def sweep_arrivals():
    """Delete the bytes of uploads that were never finished."""
    stored_file.sweep_arrivals()


@shared_task(name="agencies.clear_sessions")
def clear_sessions():
    """Delete what is left of sessions that have ended."""
    session.clear_ended()
