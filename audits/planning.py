"""The days of a round as a board plans them: suggested by working days, warned of, moved from one year to the next."""

import datetime as dt
import re

from lscb_portal.lib.periods import add_working_days, bank_holidays, is_working_day, working_days_between

A_YEAR = dt.timedelta(weeks=52)  # the same day of the week
# Working days from each day to the next; the first from today. Six weeks to answer is what boards usually give.
USUAL = (
    ("opens_on", 10),
    ("due_on", 30),
    ("final_due_on", 10),
    ("moderation_due_on", 20),
    ("event_on", 10),
    ("report_due_on", 15),
)
DAYS = tuple(name for name, _ in USUAL)


def suggested(today: dt.date, opens_on: dt.date | None = None) -> dict[str, dt.date]:
    """Every day of a round, counted from the day it opens; where that is not given, it opens in two weeks."""
    day, days = opens_on or add_working_days(today, USUAL[0][1]), {}
    days["opens_on"] = day
    for name, distance in USUAL[1:]:
        day = days[name] = add_working_days(day, distance)
    return days


def moved(days: dict[str, dt.date | None], today: dt.date) -> dict[str, dt.date | None]:
    """An earlier round's days a year later, each as many working days after the opening as it was then.

    Where that year is over already, the round opens on the next working day.
    """
    opens = max(add_working_days(days["opens_on"] + A_YEAR, 0), add_working_days(today, 1))
    return {
        name: day and add_working_days(opens, working_days_between(days["opens_on"], day)) for name, day in days.items()
    }


def warning(day: dt.date | None) -> str:
    """Why a day is a bad one, or nothing: "Friday 25 December 2026 is a bank holiday."."""
    if day is None or is_working_day(day):
        return ""
    why = "a bank holiday" if day in bank_holidays(day.year) else "at a weekend"
    return f"{in_full(day)} is {why}."


def in_full(day: dt.date) -> str:
    """Wednesday 18 November 2026"""
    return f"{day:%A %-d %B %Y}"


def title_of_next(title: str, then: dt.date, now: dt.date) -> str:
    """An earlier round's title for the next one: its own year moves on, in "2025" as in "2025/26"; others stay."""
    step = now.year - then.year

    def moved_on(found):
        year, ending = int(found[1]), found[2]
        if abs(year - then.year) > 1:
            return found[0]
        return f"{year + step}/{(int(ending) + step) % 100:02d}" if ending else str(year + step)

    return re.sub(r"\b(20\d\d)(?:/(\d\d))?\b", moved_on, title)
