"""What waits in silence: drafts that are due, and members who have not answered a decision by e-mail.

Each reminder is a notification with a key of its own, so that a task that runs twice reminds once.
"""

from functools import partial

from django.db import transaction
from django.utils import timezone

from agencies.models import User
from agencies.roles import Role
from lscb_portal.lib.lifecycle import lock
from lscb_portal.lib.periods import add_working_days
from lscb_portal.lib.sweeps import each
from workplan.minuting import WARN_BEFORE, draft_due, is_drafted
from workplan.models import EmailDecision, Meeting, Minutes
from workplan.operations import email_decision, minutes
from workplan.operations.telling import chairs_of
from workplan.replies import replies_to

# A decision by e-mail reminds those who are silent so many working days before it closes.
REMIND_BEFORE = 2


def meetings_without_draft():
    """Return the ids of the meetings of which no draft has gone to the chair."""
    begun = Minutes.objects.exclude(drafted_at=None).values("meeting")
    return list(
        Meeting.objects.filter(status=Meeting.Status.DRAFT_MINUTES).exclude(pk__in=begun).values_list("pk", flat=True)
    )


@transaction.atomic
def warn_of_draft(meeting, *, today) -> str:
    """Remind the board's office and the chair that a draft is due soon or overdue; return which, or nothing."""
    meeting = lock(meeting)
    due = draft_due(meeting)
    if meeting.status != Meeting.Status.DRAFT_MINUTES or today < add_working_days(due, -WARN_BEFORE):
        return ""
    record, _ = Minutes.objects.get_or_create(meeting=meeting)
    if is_drafted(record):
        return ""
    stage = "overdue" if today > due else "soon"
    office = list(User.objects.with_board_role(meeting.board, Role.BUSINESS_MANAGER))
    minutes.tell(record, "minutes_due", dict.fromkeys([*office, *chairs_of(meeting.group)]), key=stage)
    return stage


def open_email_decisions():
    """Return the ids of the decisions by e-mail that are open."""
    return list(EmailDecision.objects.open().values_list("pk", flat=True))


@transaction.atomic
def remind_of(question, *, today) -> str:
    """Remind the silent before a decision by e-mail closes, and the chair when it is to be closed; return which."""
    question = lock(question)
    if not question.is_open:
        return ""
    if today > question.closes_on:
        email_decision.tell(question, "email_decision_to_close", chairs_of(question.group), key="closing-day-over")
        return "to close"
    if today < add_working_days(question.closes_on, -REMIND_BEFORE):
        return ""
    stage = "last-day" if today == question.closes_on else "soon"
    silent = [asked.person for asked in replies_to(question).silent]
    email_decision.tell(question, "email_decision_reminder", silent, key=stage)
    return stage


def warn_of_drafts() -> None:
    """Look at every meeting without a draft, each in a transaction of its own."""
    meetings = Meeting.objects.filter(pk__in=meetings_without_draft())
    each(meetings, partial(warn_of_draft, today=timezone.localdate()), fault="draft_not_warned_of")


def remind_of_email_decisions() -> None:
    """Look at every open decision by e-mail, each in a transaction of its own."""
    questions = EmailDecision.objects.filter(pk__in=open_email_decisions())
    each(questions, partial(remind_of, today=timezone.localdate()), fault="email_decision_not_reminded_of")
