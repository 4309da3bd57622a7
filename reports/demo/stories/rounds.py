"""The two rounds of self-evaluation: last year's from opening to the Board, and this year's as far as it has come."""

import datetime as dt

from audits.models import FrameworkVersion, Round
from audits.operations.closing import report_round
from audits.operations.reminder import remind_of_returns
from audits.operations.round import close_round, open_round, plan_round
from audits.reminding import Timetable
from reports.demo import ratings
from reports.demo.agencies import NORTHMERE, WESTVALE
from reports.demo.cast import new_uid
from reports.demo.days import moment, working_day
from reports.demo.stories import judging
from reports.demo.stories.returns import Return, handed_over, signed, written

EDITION = 2023
ONE_DAY = dt.timedelta(days=1)
OURS = ("CS", "AH", "YJ", "Po", "IC", "AT", "MH", "CH", "Pr", "Sc", "Fi", "Ca", "ED", "VS", "LH")
THEIRS = ("WC", "WH", "WY")


def code_of(year):
    """Return a round's short name."""
    return f"section-11-{year}"


def planned_and_opened(cast, year, due, opens, agencies, sharing=()):
    """A round planned ten days before it opens, and opened on its day."""
    sam = cast.people["sam.whitlock"]
    yield moment(working_day(opens - ONE_DAY * 10), "13:30")
    version = FrameworkVersion.objects.get(framework__code="S11-CORE")
    round_ = plan_round(
        cast.boards[NORTHMERE],
        by=cast.people["sam.whitlock"],
        uid=new_uid(),
        asked=[cast.agencies[code] for code in agencies],
        sharing=[cast.boards[slug] for slug in sharing],
        code=code_of(year),
        title=f"Section 11 self-evaluation {year}",
        framework_version=version,
        scale=version.default_scale,
        edition=EDITION,
        opens_on=opens,
        due_on=due,
        final_due_on=working_day(due + ONE_DAY * 14),
        previous=Round.objects.order_by("opens_on").last(),
    )
    yield moment(opens, "08:05")
    open_round(round_, by=sam)


def reminded(cast, year, opens):
    """In the morning of each day of the round's plan, the portal reminds the agencies that have not returned."""
    yield moment(opens, "08:10")
    round_ = Round.objects.get(code=code_of(year))
    plan = Timetable(round_.opens_on, round_.due_on, round_.final_due_on, tuple(round_.reminder_days))
    for step in plan.steps:
        if round_.opens_on < step.on < cast.days.today:
            yield moment(step.on, "08:15")
            remind_of_returns()


# Last year ----------------------------------------------------------------------------------------------------------


def last_year(cast):
    """The whole course of last year's round, seen from the business unit."""
    days, sam = cast.days, cast.people["sam.whitlock"]
    due = days.last_due
    yield from planned_and_opened(cast, days.last_year, due, days.last_opened, OURS)
    round_ = Round.objects.get(code=code_of(days.last_year))
    yield moment(working_day(due + ONE_DAY * 14), "10:00")
    close_round(round_, by=sam)
    for number, code in enumerate(ratings.LAST_YEAR):
        yield moment(working_day(due + ONE_DAY * (16 + 2 * number)), "11:30")
        judging.judge(cast, code_of(days.last_year), code, ratings.LAST_JUDGEMENTS)
    yield moment(working_day(due + ONE_DAY * 60), "12:00")
    report_round(round_, by=sam)


def last_years_return(cast, code):
    """One agency's return last year, signed some days before it was due."""
    due = cast.days.last_due
    ahead = cast.rng("signed", code).randint(2, 16)
    yield moment(cast.days.last_opened, "08:30")
    story = Return(cast, code_of(cast.days.last_year), code, "last", ratings.LAST_YEAR[code])
    yield from written(story, cast.days.last_opened + ONE_DAY * 3, due - ONE_DAY * (ahead + 6))
    yield from handed_over(story, moment(working_day(due - ONE_DAY * (ahead + 3)), "17:10"))
    yield from signed(story, moment(working_day(due - ONE_DAY * ahead), "18:15"))


# This year ----------------------------------------------------------------------------------------------------------


def this_year(cast):
    """This year's round, shared with Westvale."""
    days = cast.days
    yield from planned_and_opened(cast, days.this_year, days.due, days.opened, (*OURS, *THEIRS), sharing=(WESTVALE,))
    for code, numbers in sorted(ratings.THIS_MODERATED.items(), key=lambda each: -ratings.SIGNED[each[0]]):
        yield days.ago(ratings.SIGNED[code] - 7, "14:00")
        judging.judge(
            cast, code_of(days.this_year), code, ratings.THIS_JUDGEMENTS, only=[int(each) for each in numbers.split()]
        )


def this_years_return(cast, code):
    """One agency's return this year: signed, waiting for its signatory, sent back or begun."""
    days = cast.days
    yield moment(days.opened, "08:30")
    story = Return(
        cast, code_of(days.this_year), code, "this", ratings.THIS_YEAR[code], ratings.STILL_OPEN.get(code, ())
    )
    last = days.ago(ratings.last_day(code)).date()
    yield from written(story, days.opened + ONE_DAY * 2, last - ONE_DAY * 3)
    if code in ratings.HANDED_OVER:
        yield from handed_over(story, moment(last, "17:10"))
    if code in ratings.SIGNED:
        yield from handed_over(story, moment(last, "09:10"))
        yield from signed(story, moment(last, "18:15"))
    if code in ratings.RETURNED:
        yield from judging.sent_back(cast, code_of(days.this_year), code, days.ago(15, "11:10"))
