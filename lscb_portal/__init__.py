"""The project package of the LSCB portal. Importing it makes the Celery application the default one."""

from lscb_portal.celery import app as celery_app

__all__ = ["celery_app"]
