"""Financial years, quarters and working days: the calendar a safeguarding board lives by.

A year is the financial year, 1 April to 31 March, and is named by the calendar year it begins in: `Year(2025)` is
2025/26. Quarter 1 is April to June, so `Quarter("2025-Q4")` is January to March 2026. Working days leave out weekends
and the bank holidays of England and Wales.

Everything here deals in local dates (Europe/London). Turn a stored moment into a local date before asking.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from holidays import country_holidays

FIRST_MONTH = 4
QUARTER_NUMBERS = (1, 2, 3, 4)
EARLIEST, LATEST = 1900, 2199
ONE_DAY = timedelta(days=1)
_QUARTER_CODE = re.compile(r"([0-9]{4})-Q([1-4])")
_YEAR_CODE = re.compile(r"[0-9]{4}")


@dataclass(frozen=True, order=True)
class Year:
    """A financial year. `Year(2025)` runs from 1 April 2025 to 31 March 2026 and prints as "2025".

    Raises ValueError for a number outside 1900 to 2199.
    """

    number: int

    def __post_init__(self):
        if not EARLIEST <= self.number <= LATEST:
            raise ValueError(f"{self.number} is not a year between {EARLIEST} and {LATEST}.")

    @classmethod
    def of(cls, day):
        """The financial year a date falls in."""
        return cls(day.year if day.month >= FIRST_MONTH else day.year - 1)

    @property
    def start(self):
        return date(self.number, FIRST_MONTH, 1)

    @property
    def end(self):
        """The last day of the year, itself included."""
        return date(self.number + 1, FIRST_MONTH, 1) - ONE_DAY

    @property
    def next(self):
        return Year(self.number + 1)

    @property
    def previous(self):
        return Year(self.number - 1)

    @property
    def quarters(self):
        """The four quarters in order, as a tuple."""
        return tuple(self.quarter(number) for number in QUARTER_NUMBERS)

    def quarter(self, number):
        """Quarter 1 (April to June) to 4 (January to March) of this year."""
        return Quarter(f"{self.number}-Q{number}")

    @property
    def label(self):
        """For people: "2025/26"."""
        return f"{self.number}/{(self.number + 1) % 100:02d}"

    def __str__(self):
        return str(self.number)


@dataclass(frozen=True, order=True)
class Quarter:
    """A quarter of a financial year, made from its code: `Quarter("2025-Q4")` is January to March 2026.

    The code is what is stored and printed, and codes sort in order of time. Raises ValueError for any other text.
    """

    code: str

    def __post_init__(self):
        if not _QUARTER_CODE.fullmatch(self.code):
            raise ValueError(f"“{self.code}” is not a quarter. Write it as 2025-Q4 (January to March 2026).")
        Year(int(self.code[:4]))

    @classmethod
    def of(cls, day):
        """The quarter a date falls in."""
        return Year.of(day).quarter((day.month - FIRST_MONTH) % 12 // 3 + 1)

    @property
    def year(self):
        return Year(int(self.code[:4]))

    @property
    def number(self):
        return int(self.code[-1])

    @property
    def start(self):
        months = FIRST_MONTH - 1 + 3 * (self.number - 1)
        return date(self.year.number + months // 12, months % 12 + 1, 1)

    @property
    def end(self):
        """The last day of the quarter, itself included."""
        return self.year.end if self.number == 4 else self.next.start - ONE_DAY

    @property
    def next(self):
        return self.year.next.quarter(1) if self.number == 4 else self.year.quarter(self.number + 1)

    @property
    def previous(self):
        return self.year.previous.quarter(4) if self.number == 1 else self.year.quarter(self.number - 1)

    @property
    def label(self):
        """For people: "January to March 2026 (quarter 4)"."""
        return f"{self.start:%B} to {self.end:%B %Y} (quarter {self.number})"

    def __str__(self):
        return self.code


def parse_period(text):
    """A `Year` from "2025" or a `Quarter` from "2025-Q4"; spaces around it and a small q are forgiven.

    Raises ValueError with a sentence for the person who typed it.
    """
    code = str(text).strip().upper()
    if _QUARTER_CODE.fullmatch(code):
        return Quarter(code)
    if _YEAR_CODE.fullmatch(code):
        return Year(int(code))
    raise ValueError(f"“{text}” is not a period. Write a year as 2025 (for 2025/26) or a quarter as 2025-Q4.")


@cache
def bank_holidays(year):
    """The bank holidays of England and Wales in a calendar year, days in lieu included (source: `holidays`, GB-ENG)."""
    return frozenset(country_holidays("GB", subdiv="ENG", years=year))


def is_working_day(day):
    """Monday to Friday and not a bank holiday in England and Wales. Takes a date, not a datetime."""
    return day.weekday() < 5 and day not in bank_holidays(day.year)


def add_working_days(day, number):
    """The working day that lies `number` working days after `day`, or before it when `number` is negative.

    The day itself is not counted, so one working day after a Friday or a Saturday is the Monday. The answer is always
    a working day: 0 gives the day itself or, from a weekend or bank holiday, the next working day.
    """
    step = -ONE_DAY if number < 0 else ONE_DAY
    remaining = abs(number)
    while remaining:
        day += step
        remaining -= is_working_day(day)
    while not is_working_day(day):
        day += ONE_DAY
    return day


def working_days_between(start, end):
    """How many working days it takes to go from `start` to `end`: `start` is not counted and `end` is.

    Negative when `end` is earlier. `working_days_between(day, add_working_days(day, n)) == n` for every n but 0.
    """
    if end < start:
        return -sum(is_working_day(end + ONE_DAY * ahead) for ahead in range((start - end).days))
    return sum(is_working_day(end - ONE_DAY * back) for back in range((end - start).days))


def days_until_words(due, today):
    """A due date as a person would say it: "today", "tomorrow", "in 4 days", "1 day overdue", "6 days overdue".

    Calendar days. Something due today is not yet overdue: due dates end at midnight, London time.
    """
    days = (due - today).days
    if days < 0:
        return f"{-days} day{'' if days == -1 else 's'} overdue"
    return {0: "today", 1: "tomorrow"}.get(days, f"in {days} days")
