"""What agencies keep in their libraries beside what their returns needed: a newer version, a review that is due, an
item that waits to be used, and words that were let stand for a reason."""

import datetime as dt

from audits.models import EvidenceItem
from audits.operations.evidence_reminder import remind_of_evidence
from audits.operations.library import add_to_library, replace_item
from audits.operations.screening import keep_item_words
from audits.screening import texts_of_item, unsettled
from reports.demo import files
from reports.demo.cast import new_uid
from reports.demo.days import moment, working_day
from reports.demo.people import POSTS

POLICE, CARE = "Po", "CS"
NEWER = "Training compliance by level"
BEFORE_OPENING = dt.timedelta(days=20)


def kept(cast):
    """The libraries of the police and of children's social care, before this year's round opens and in its course."""
    days = cast.days
    yield moment(working_day(days.opened - BEFORE_OPENING), "11:10")
    lead = cast.people[POSTS[POLICE][0]]
    renew_training_figures(cast, lead, days.opened - BEFORE_OPENING)
    yield moment(working_day(days.opened), "15:40")
    add_visits(cast, lead, days)
    name_the_author(cast, cast.people[POSTS[CARE][0]], days)
    yield moment(working_day(days.today - dt.timedelta(days=3)), "08:05")
    remind_of_evidence()


def renew_training_figures(cast, lead, day):
    """This year's figures take the place of last year's, which last year's return keeps."""
    item = EvidenceItem.objects.current().get(agency=cast.agencies[POLICE], title=NEWER)
    lines = [
        cast.agencies[POLICE].name,
        NEWER,
        f"{day:%-d %B %Y}",
        "Made for the demonstration. Nothing in it is real.",
    ]
    upload = files.upload("training-compliance-this-year.txt", lines)
    due = cast.days.today + dt.timedelta(days=12)
    replace_item(item, by=lead, uid=new_uid(), title=NEWER, relates_to=day, upload=upload, review_due_on=due)


def add_visits(cast, lead, days):
    """A sensitive item that no answer names yet, whose review is overdue."""
    lines = ["Visits to the custody suite", "36 of 40 records showed a talk.", "Nothing in it is real."]
    add_to_library(
        cast.agencies[POLICE],
        by=lead,
        uid=new_uid(),
        title="Visits to the custody suite, quarter 2",
        relates_to=days.opened - dt.timedelta(days=60),
        upload=files.upload("custody-visits.docx", lines),
        review_due_on=days.today - dt.timedelta(days=5),
        is_sensitive=True,
    )


def name_the_author(cast, lead, days):
    """A title that names somebody at work: looked at, and let stand."""
    item = add_to_library(
        cast.agencies[CARE],
        by=lead,
        uid=new_uid(),
        title="Independent review of contacts by Dr Helen Marchbank",
        relates_to=days.opened - dt.timedelta(days=90),
        link="https://cs.example/contacts-review",
    )
    for look in unsettled(item.agency, texts_of_item(item)):
        reason = "It names somebody at work, in their role; not a child, a parent or a patient."
        keep_item_words(item, look.text.part, by=lead, sha256=look.sha256, reason=reason)
