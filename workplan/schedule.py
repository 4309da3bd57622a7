"""When a group meets: the dates of a year, and whether its next meeting is overdue. Plain dates, nothing stored."""

import datetime as dt
from dataclasses import dataclass

from lscb_portal.lib.periods import Year, add_working_days, bank_holidays, is_working_day

WEEKS_A_YEAR = 52
ONE_WEEK = dt.timedelta(weeks=1)
# Holidays and diaries move a meeting by a week or so; only after two weeks is it late.
GRACE = dt.timedelta(weeks=2)
MOST_A_YEAR = 52


def objection(day, today):
    """Return why no meeting can be planned on `day`, in a sentence, or an empty text when it can."""
    if day < today:
        return "Choose today or a later day."
    if day > Year.of(today).next.next.end:
        return "Choose a day within the next two financial years."
    if not is_working_day(day):
        return f"{day:%A} {day.day} {day:%B %Y} is a weekend or a bank holiday. Choose a working day."
    return ""


def dates_of_year(first, a_year):
    """Return the meeting days from `first` to the end of its financial year, spread evenly on the same weekday.

    Four a year are 13 weeks apart. A day that is a bank holiday gives way to the same weekday of the next week, unless
    the group meets on that day anyway.
    """
    apart = [dt.timedelta(weeks=round(WEEKS_A_YEAR * number / a_year)) for number in range(a_year)]
    days = dict.fromkeys(_not_a_holiday(first + gap) for gap in apart)
    return [day for day in days if day <= Year.of(first).end]


def in_rhythm(last, a_year, today):
    """Return the day that keeps a group's rhythm after its `last` planned or held meeting: as many weeks later as its
    meetings are apart, but a working day and not before tomorrow. None without a last meeting."""
    if last is None:
        return None
    day = last + dt.timedelta(weeks=round(WEEKS_A_YEAR / a_year))
    while day <= today:
        day += ONE_WEEK
    return add_working_days(_not_a_holiday(day), 0)


def _not_a_holiday(day):
    while day in bank_holidays(day.year):
        day += ONE_WEEK
    return day


@dataclass(frozen=True)
class Rhythm:
    """How a group stands against its frequency: when it last met, when it is due again, when it will meet next."""

    last: dt.date | None
    due_by: dt.date | None
    next: dt.date | None
    overdue: bool

    @property
    def unplanned(self) -> bool:
        """Whether no meeting is planned, or only one that comes after it was due."""
        return self.next is None or (self.due_by is not None and self.next > self.due_by)


def rhythm(last, upcoming, a_year, today):
    """Judge a group that meets `a_year` times: `last` day held and next day planned (None where there is none).

    Cancelled meetings are given as neither: they do not count.
    """
    due_by = last and last + dt.timedelta(weeks=round(WEEKS_A_YEAR / a_year)) + GRACE
    return Rhythm(last, due_by, upcoming, overdue=bool(due_by and today > due_by))
