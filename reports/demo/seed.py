"""Making the demonstration: every story, in the order of time, within one transaction."""

import datetime as dt
import gc
from contextlib import contextmanager

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from agencies.models import Notification
from audits.models import Document
from lscb_portal.lib.doorbell import muffled
from lscb_portal.lib.periods import Quarter
from reports.demo import ratings
from reports.demo.agencies import NORTHMERE, WESTVALE
from reports.demo.cast import Cast
from reports.demo.days import Days, moment, working_day
from reports.demo.play import play
from reports.demo.stories import (
    ahead,
    by_email,
    figures,
    frameworks,
    gaps,
    judging,
    library,
    meetings,
    office,
    papers,
    rounds,
    updates,
)
from reports.demo.stories.founding import founding, westvales_own_manager
from reports.demo.stories.meetings import ONE_WEEK
from reports.demo.stories.policies import policies_of
from reports.demo.stories.reports import reported
from reports.demo.words import words
from workplan.models import MinutesPaper

# Letters of the last days that the worker will send when the demonstration starts, to be found in its mail folder.
STILL_OWED = ("agencies/invitation", "audits/return_to_sign")
LAST_DAYS = dt.timedelta(days=5)
# The PDF of older letters is made when somebody asks for it: a year of them would keep the first minutes busy.
PAPERS_KEPT = dt.timedelta(days=60)


@transaction.atomic
def seed(today, say=lambda line: None):
    """Make everything as it stands in the morning of `today`, all of it or nothing; return the cast.

    `say` is told, as each quarter of history begins, which one it is. Nobody is woken while history is played: what
    was told in its course counts as sent at its time, but for a few letters of the last days.
    """
    cast = Cast(Days(today))
    with muffled(), uncollected():
        play([founding(cast)])
        stories = (*figures_of(cast), *rounds_of(cast), *meetings_of(cast), *office_of(cast), *reported(cast))
        play((*stories, *policies_of(cast), *frameworks_of(cast), library.kept(cast)), Progress(say))
    settle_mail(moment(today - LAST_DAYS, "00:00"))
    settle_papers(moment(today - PAPERS_KEPT, "00:00"))
    return cast


@contextmanager
def uncollected():
    """Look for no rubbish inside the block: nearly all of what is made there stays, and looking takes a sixth of it."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


class Progress:
    """Says each quarter once, when history reaches it."""

    def __init__(self, say):
        self.say, self.quarter = say, None

    def __call__(self, moment):
        quarter = Quarter.of(timezone.localdate(moment))
        if quarter != self.quarter:
            self.quarter = quarter
            self.say(f"  {quarter.start:%B} to {quarter.end:%B %Y}")


def figures_of(cast):
    """Framework, published figures, and the data set."""
    return [figures.imports(cast), figures.supplied(cast), figures.continued(cast)]


def frameworks_of(cast):
    """The scales and the schools' framework, next year's version being written, the board's own questions."""
    return [frameworks.brought_in(cast), frameworks.next_years(cast), frameworks.own_questions(cast)]


def rounds_of(cast):
    """Both rounds, and each agency's return to them."""
    last = [rounds.last_years_return(cast, code) for code in ratings.LAST_YEAR]
    this = [rounds.this_years_return(cast, code) for code in ratings.THIS_YEAR]
    days = cast.days
    judged = [
        *judging.last_years(cast, rounds.code_of(days.last_year), days.last_due),
        *judging.this_years(cast, rounds.code_of(days.this_year)),
        gaps.planned(cast, rounds.code_of(days.this_year), "MH", 5),
    ]
    reminded = [
        rounds.reminded(cast, days.last_year, days.last_opened),
        rounds.reminded(cast, days.this_year, days.opened),
    ]
    return [rounds.last_year(cast), *last, rounds.this_year(cast), *this, *judged, *reminded]


def meetings_of(cast):
    """Two years of Northmere's meetings and the ones ahead; the first two of Westvale's."""
    days = cast.days
    dates = [*days.meetings_held, days.next_meeting, days.following_meeting]
    told = [*words("meetings_1"), *words("meetings_2")]
    held = [meetings.held(cast, NORTHMERE, words_of, date) for words_of, date in zip(told, dates, strict=False)]
    return [
        meetings.schedule(cast, NORTHMERE, dates[:4], days.beginning),
        meetings.schedule(cast, NORTHMERE, dates[4:8], dates[3] + ONE_WEEK),
        meetings.schedule(cast, NORTHMERE, dates[8:], dates[7] + ONE_WEEK),
        meetings.interests(cast, NORTHMERE),
        *held,
        by_email.audit_days(cast),
        ahead.called_off(cast),
        ahead.ahead(cast),
        ahead.replies(cast),
        ahead.template(cast),
        updates.last_time(cast),
        updates.updates(cast),
        papers.in_preparation(cast),
        papers.days_asked(cast),
        *westvales_meetings(cast),
    ]


def westvales_meetings(cast):
    """One meeting held, and the next with its agenda agreed."""
    days, told = cast.days, words("meetings_westvale")
    held, following = days.next_meeting - ONE_WEEK * 7, days.next_meeting + ONE_WEEK * 6
    return [
        meetings.schedule(cast, WESTVALE, [working_day(held), working_day(following)], held - ONE_WEEK * 6),
        meetings.held(cast, WESTVALE, told["held"], working_day(held)),
        ahead.agreed(cast, WESTVALE, told["next"], told["coming"], working_day(following)),
        papers.issued(cast, WESTVALE, working_day(following)),
    ]


def office_of(cast):
    return [westvales_own_manager(cast), office.invitation(cast), office.call_about_a_child(cast)]


def settle_mail(lately):
    """Mark what was told as sent when it was told, but for the letters that are still owed from `lately` on."""
    owed = Notification.objects.filter(kind__in=STILL_OWED, created_at__gte=lately)
    Notification.objects.exclude(pk__in=owed).update(sent_at=F("created_at"), attempts=1)


def settle_papers(lately):
    """Owe no PDF of letters that were sent, and of minutes that were cleared, before `lately`."""
    Document.objects.filter(asked_at__lt=lately).delete()
    MinutesPaper.objects.filter(asked_at__lt=lately).delete()
