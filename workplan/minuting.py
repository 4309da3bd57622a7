"""Where the minutes of a meeting stand: by when a draft is due, and which words are the minutes today."""

import datetime as dt

from django.utils import timezone

from agencies.models import User
from lscb_portal.lib.periods import add_working_days
from workplan.minuted import content_of, held, plain
from workplan.models import Decision, Meeting, Minutes, Outcome, SuggestedAmendment

# What a later, quorate meeting made of a decision.
RATIFIED, NOT_RATIFIED = {Outcome.AGREED: "Ratified by {}."}, "Not ratified: {}."
# The terms of reference: a draft within ten working days of the meeting.
DRAFT_WITHIN = 10
# When those who keep them are reminded: so many working days before.
WARN_BEFORE = 2


def draft_due(meeting) -> dt.date:
    """Return the day by which a draft of the minutes goes to the chair."""
    return add_working_days(meeting.day, DRAFT_WITHIN)


def record_of(meeting) -> Minutes:
    """Return how far the minutes of a meeting have come; an unsaved record in draft where nobody has moved them yet."""
    found = Minutes.objects.filter(meeting=meeting).first()
    return found or Minutes(meeting=meeting)


def is_drafted(record) -> bool:
    """Whether a draft has gone to the chair, or is past that."""
    return record.drafted_at is not None or not record.is_draft or record.meeting.status == Meeting.Status.APPROVED


def is_late(record) -> bool:
    """Whether a draft is due and has not gone to the chair."""
    return not is_drafted(record) and timezone.localdate() > draft_due(record.meeting)


def words_today(record) -> dict:
    """Return the minutes as they stand: the last approved version, else the last cleared one, else what is written.

    A meeting that was approved before versions were kept is read as it stands; the database keeps it from changing.
    """
    if record.pk is None or record.is_draft:
        return plain(content_of(record.meeting))
    return held(record.approved or record.latest)


def suggestions_of(user, record) -> dict[str, list]:
    """Return what was suggested for minutes, by the item's uid as text, as far as the person may read the items."""
    found = {}
    if record.pk is None:
        return found
    suggested = SuggestedAmendment.objects.visible_to(user).filter(version__record=record)
    for one in suggested.select_related("suggested_by", "entered_by", "answered_by", "item", "version"):
        found.setdefault(str(one.item.uid), []).append(one)
    return found


def who_may_suggest(user, item):
    """Return those for whom somebody may enter a suggestion: the people of the group who read the item."""
    seats = item.meeting.group.seats.current()
    people = User.objects.visible_to(user).active().filter(pk__in=seats.values("person"))
    return people.filter(clearances__item=item) if item.is_restricted else people


def sitting_for(user, record) -> Meeting | None:
    """Return the group's meeting in session that could approve these minutes, if they wait for that."""
    if record.pk is None or not (record.status == Minutes.Status.CIRCULATED or record.correction):
        return None
    meeting = record.meeting
    later = Meeting.objects.visible_to(user).in_session().filter(group=meeting.group, opened_at__gt=meeting.opened_at)
    return later.first()


def ratified_since(user, meeting) -> dict[str, str]:
    """Return, by the uid as text of a decision that the meeting took without a quorum, what a quorate one made of it.

    It is no part of the minutes, which say how things stood; a page of them tells it beside.
    """
    later = Decision.objects.visible_to(user).standing().filter(ratifies__meeting=meeting).select_related("ratifies")
    return {
        str(one.ratifies.uid): RATIFIED.get(one.outcome, NOT_RATIFIED).format(one.reference)
        for one in later.order_by("pk")
    }


def can_be_corrected(record) -> bool:
    """Whether the minutes are approved, as a version that can be followed by another."""
    return record.pk is not None and record.status == Minutes.Status.APPROVED
