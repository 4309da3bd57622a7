"""Work done later: ids in, one operation, nothing else. Each is safe to run twice."""

from celery import shared_task

from audits import rendering
from audits.operations.closing import end_moderation_of_rounds as end_moderation
from audits.operations.evidence_reminder import remind_of_evidence as remind_of_items
from audits.operations.policy_reminder import remind_of_policies as remind
from audits.operations.reminder import remind_of_returns as remind_of_those_out
from audits.operations.round import open_due_rounds as open_them


@shared_task(name="audits.open_due_rounds")
def open_due_rounds():
    """Open the rounds whose first day has come."""
    open_them()


@shared_task(name="audits.end_moderation_of_rounds")
def end_moderation_of_rounds():
    """Say of the rounds in which nothing is to judge or awaited any more that they are moderated."""
    end_moderation()


@shared_task(name="audits.remind_of_returns")
def remind_of_returns():
    """Remind agencies of returns that are due or overdue, and tell the chair of those that have become too late."""
    remind_of_those_out()


@shared_task(name="audits.remind_of_policies")
def remind_of_policies():
    """Remind agencies of policy reviews and adherence checks that are due soon or overdue."""
    remind()


@shared_task(name="audits.remind_of_evidence")
def remind_of_evidence():
    """Remind agencies of evidence that is due to be looked at again."""
    remind_of_items()


@shared_task(name="audits.render_documents")
def render_documents(document_id=None):
    """Make the PDF of one owed paper, or of all that are owed."""
    if document_id is None:
        rendering.sweep()
    else:
        rendering.render(document_id)
