"""The portal's settings in the time zone where it is mid-morning now: a meeting is pictured as on a working day."""

import datetime as dt

from lscb_portal.settings import *  # noqa: F403

MID_MORNING = 10
WESTERNMOST = -12  # hours from Greenwich
_east = MID_MORNING - dt.datetime.now(dt.UTC).hour
# The names of these zones count the other way: Etc/GMT-10 is ten hours east.
TIME_ZONE = f"Etc/GMT{-_east if _east >= WESTERNMOST else -_east - 24:+d}"
