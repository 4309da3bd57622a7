"""Steps that a board takes on paper: minutes approved, a return sent back, feedback given, a round reported.

They are moved as an operation would, with the event last, so that the demonstration has records in every state.
"""

from django.db import transaction
from django.utils import timezone

from agencies.models import Event
from audits.models import Review, Round, SelfEvaluation
from lscb_portal.lib.lifecycle import move
from workplan.models import Meeting


@transaction.atomic
def approve_minutes(meeting, by):
    """The group approved the minutes of its last meeting."""
    meeting.refresh_from_db()
    move(meeting, Meeting.Status.APPROVED)
    Event.record("minutes.approved", by=by, about=meeting)


@transaction.atomic
def send_back(review, reason, by):
    """A first look found something missing: the return is the agency's again, with the reason."""
    review.refresh_from_db()
    move(review, Review.Status.RETURNED)
    again = {"submitted_at": None, "submitted_by": None, "handed_over_at": None, "handed_over_by": None}
    back = {"sent_back_at": timezone.now(), "sent_back_by": by, "sent_back_reason": reason}
    move(review.evaluation, SelfEvaluation.Status.IN_PROGRESS, **again, **back)
    Event.record("review.returned", by=by, about=review, submission=review.submission.sha256)


@transaction.atomic
def feed_back(review, by):
    """The agency was told in writing how its return was judged, and the review is closed."""
    review.refresh_from_db()
    move(review, Review.Status.FED_BACK)
    Event.record("review.fed_back", by=by, about=review, submission=review.submission.sha256)
    move(review, Review.Status.CLOSED)
    Event.record("review.closed", by=by, about=review)


@transaction.atomic
def report_round(round_, by):
    """All returns of the round are judged, and the Board was told."""
    round_.refresh_from_db()
    for status in (Round.Status.MODERATED, Round.Status.REPORTED):
        move(round_, status)
        Event.record(f"round.{status}", by=by, about=round_, book=round_.organiser)
