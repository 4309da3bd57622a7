"""When an agency is reminded of its return: a pure rule over days, in working days of England and Wales.

Before the due day by the round's plan, on the day where the plan has a nought, on the first working day after it, and
on the final day; the day after that the board's chair is told. Only the newest step counts: whoever could not be
reminded in time is not sent three letters at once. Nothing falls on the opening day or before it, when the agency was
told anyway. The day on which a board sent a return back is its opening day; where the due day was over by then, the
return has none, and nothing is sent until the agency gets more time.
"""

import datetime as dt
from dataclasses import dataclass

from lscb_portal.lib.periods import add_working_days

BEFORE, DUE, LATE, FINAL, ESCALATED = "before", "due", "late", "final", "escalated"


@dataclass(frozen=True)
class Step:
    """A stage, how many working days before the due day it is, and its day."""

    stage: str
    days: int
    on: dt.date


@dataclass(frozen=True)
class Timetable:
    """The days that matter to one return. `plan` are working days before the due day; nought is the day itself."""

    opened_on: dt.date
    due_on: dt.date
    final_on: dt.date | None = None
    plan: tuple[int, ...] = ()

    @property
    def has_a_day(self) -> bool:
        """Whether there was any time when the return was opened to the agency."""
        return self.opened_on <= self.due_on

    @property
    def last_day(self) -> dt.date:
        """The final day where it is later than the due day, else the due day."""
        return max(self.due_on, self.final_on or self.due_on)

    @property
    def steps(self) -> list[Step]:
        """The letters to the agency, in the order of their days."""
        if not self.has_a_day:
            return []
        before = [Step(BEFORE, days, add_working_days(self.due_on, -days)) for days in self.plan if days]
        on_the_day = [Step(DUE, 0, self.due_on)] if 0 in self.plan else []
        late = Step(LATE, 0, add_working_days(self.due_on, 1))
        final = [Step(FINAL, 0, self.last_day)] if self.last_day > self.due_on else []
        return sorted([*before, *on_the_day, late, *final], key=lambda step: step.on)

    def step_on(self, today: dt.date) -> Step | None:
        """The letter that the agency should have by now, or None."""
        reached = [step for step in self.steps if self.opened_on < step.on <= today]
        return reached[-1] if reached else None

    def is_escalated_on(self, today: dt.date) -> bool:
        """Whether the board's chair should know by now."""
        return self.has_a_day and add_working_days(self.last_day, 1) <= today
