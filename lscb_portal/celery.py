"""The portal's Celery application, configured by the CELERY_ settings.

Messages are only a doorbell. What is owed stands in the database (a queued report, a notification without `sent_at`)
and the sweeps below find it again when a message is lost.
"""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lscb_portal.settings")

SWEEP_SECONDS = 15
HOUR = 60 * 60


def every(seconds, task):
    """Return a beat entry; a message that waited longer than its interval is dropped, for the next one is there."""
    return {"task": task, "schedule": seconds, "options": {"expires": seconds * 0.9}}


app = Celery("lscb_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = {
    "deliver notifications": every(SWEEP_SECONDS, "agencies.deliver_notifications"),
    "render queued reports": every(SWEEP_SECONDS, "reports.render_queued"),
    "render owed papers": every(SWEEP_SECONDS, "audits.render_documents"),
    "make packs and papers": every(SWEEP_SECONDS, "workplan.make_printouts"),
    "render minutes": every(SWEEP_SECONDS, "workplan.render_minutes"),
    "repeat safety alerts": every(HOUR, "agencies.repeat_safety_alerts"),
    "sweep unfinished uploads": every(HOUR, "agencies.sweep_arrivals"),
    "clear ended sessions": every(HOUR, "agencies.clear_sessions"),
    "remind of returns": every(HOUR, "audits.remind_of_returns"),
    "remind of policies": every(HOUR, "audits.remind_of_policies"),
    "remind of evidence": every(HOUR, "audits.remind_of_evidence"),
    "open due rounds": every(HOUR, "audits.open_due_rounds"),
    "end moderation of rounds": every(HOUR, "audits.end_moderation_of_rounds"),
    "forecast quorum": every(HOUR, "workplan.forecast_quorum"),
    "warn of minutes": every(HOUR, "workplan.warn_of_minutes"),
    "remind of decisions by e-mail": every(HOUR, "workplan.remind_of_email_decisions"),
    "remind of service updates": every(HOUR, "workplan.remind_of_service_updates"),
}
