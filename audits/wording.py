"""How the pages of a round say where things stand."""

import datetime as dt

from django.utils import timezone

from lscb_portal.lib.charts.words import listed, plural

TOMORROW = 1


def in_days(day: dt.date, today: dt.date | None = None) -> str:
    """How far off a day is: "in 18 days", "tomorrow", "today", "6 days overdue"."""
    left = (day - (today or timezone.localdate())).days
    if left < 0:
        return f"{plural(-left, 'day')} overdue"
    if left == 0:
        return "today"
    return "tomorrow" if left == TOMORROW else f"in {plural(left, 'day')}"


def back_words(number: int) -> str:
    """Of returns that were sent back for changes: "1 back with its agency", "2 back with their agencies"."""
    return f"{number} back with {'its agency' if number == 1 else 'their agencies'}"


def done_of(contents) -> str:
    """How many standards are complete, as a sentence's start: "3 of 12 standards complete"."""
    done = sum(not standard.gaps for standard in contents)
    return f"{done} of {plural(len(contents), 'standard')} complete"


def counted_words(count: int, total: int | None, unit: str) -> str:
    """A number that was given: "12 out of 14 adults", "3 referrals"; "3" where there is no unit."""
    number = str(count) if total is None else f"{count} out of {total}"
    return f"{number} {unit}".strip()


def reminder_words(days: list[int]) -> str:
    """A round's plan of reminders: "20, 10 and 1 working days before, and on the day"; "None before the due day"."""
    before = [str(each) for each in sorted(days, reverse=True) if each]
    noun = "working day" if before == ["1"] else "working days"
    parts = [f"{listed(before)} {noun} before"] if before else []
    return ", and ".join([*parts, "on the day"] if 0 in days else parts) or "None before the due day"
