"""The demonstration's calendar, reckoned back and forth from the day it is made, so that due dates make sense."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from zoneinfo import ZoneInfo

from lscb_portal.lib.periods import Quarter, add_working_days, is_working_day

LONDON = ZoneInfo("Europe/London")
WEDNESDAY = 2
MEETINGS_HELD = 8
A_QUARTER = dt.timedelta(weeks=13)
A_YEAR = dt.timedelta(weeks=52)


def working_day(day):
    """The day itself or the next working day after it.

    Days that follow one another may become one day, so a story gives later deeds a later time of day as well.
    """
    return add_working_days(day, 0)


def moment(day, time="09:00"):
    """A local date and time of day ("10:15") as an aware datetime."""
    return dt.datetime.combine(day, dt.time.fromisoformat(time), LONDON)


@dataclass(frozen=True)
class Days:
    """Every date the demonstration needs. `today` is the day on which it is made."""

    today: dt.date

    @cached_property
    def next_meeting(self):
        """The Wednesday five to nine working days ahead or, where a bank holiday has taken it, the working day after
        the first of those."""
        ahead = [add_working_days(self.today, number) for number in range(5, 10)]
        return next((day for day in ahead if day.weekday() == WEDNESDAY), ahead[1])

    @property
    def following_meeting(self):
        return working_day(self.next_meeting + A_QUARTER)

    @property
    def meetings_held(self):
        """The days of the eight quarterly meetings behind us, oldest first."""
        return [working_day(self.next_meeting - A_QUARTER * back) for back in range(MEETINGS_HELD, 0, -1)]

    @property
    def beginning(self):
        """When the portal's history starts: a month before the first meeting."""
        return working_day(self.meetings_held[0] - dt.timedelta(weeks=5))

    @property
    def due(self):
        """When this year's returns are due: in about a week."""
        return working_day(self.today + dt.timedelta(days=7))

    @property
    def opened(self):
        return working_day(self.due - dt.timedelta(weeks=7))

    @property
    def last_due(self):
        return working_day(self.due - A_YEAR)

    @property
    def last_opened(self):
        return working_day(self.last_due - dt.timedelta(weeks=7))

    @property
    def this_year(self):
        """The year that this year's round is named by; last year's is named by the one before, whatever the dates."""
        return self.due.year

    @property
    def last_year(self):
        return self.due.year - 1

    @property
    def latest_quarter(self):
        """The last quarter whose figures are all due and read: it ended forty days ago or earlier."""
        return Quarter.of(self.today - dt.timedelta(days=40)).previous

    def quarters(self, number):
        """The last `number` quarters up to the latest, oldest first."""
        quarters = [self.latest_quarter]
        while len(quarters) < number:
            quarters.insert(0, quarters[0].previous)
        return quarters

    def ago(self, days, time="10:00"):
        """A moment some calendar days before today, on a working day."""
        day = self.today - dt.timedelta(days=days)
        while not is_working_day(day):
            day -= dt.timedelta(days=1)
        return moment(day, time)
