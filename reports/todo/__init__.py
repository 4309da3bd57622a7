"""What a person must do next at a board: small functions, each asking one question of the records.

Each takes (user, board) and returns a list of Todo. A function first asks the roles, which cost nothing, so that nobody
pays for questions that cannot concern them.
"""

from reports.todo.board import invitations, reports, to_acknowledge, to_read, undelivered
from reports.todo.evidence import evidence_to_review
from reports.todo.given import given_standards
from reports.todo.groups import terms_to_review
from reports.todo.judging import (
    came_back,
    letters_to_write,
    to_acknowledge_letter,
    to_answer,
    to_conclude,
    to_judge_again,
    to_reply_to,
    to_report,
)
from reports.todo.meetings import own_actions, to_chair, to_close, to_reply
from reports.todo.minutes import email_decisions, minutes_to_clear, minutes_to_write
from reports.todo.planning import days_to_choose, extra_meetings, overdue_meetings, polls_to_answer
from reports.todo.policies import own_policies, policies_overdue
from reports.todo.returns import own_returns, to_chase, to_moderate
from reports.todo.todo import NO_DATE, Todo
from reports.todo.updates import own_updates

SOURCES = (
    to_acknowledge,
    own_returns,
    given_standards,
    came_back,
    to_answer,
    to_reply_to,
    to_acknowledge_letter,
    to_reply,
    polls_to_answer,
    to_close,
    to_chair,
    extra_meetings,
    days_to_choose,
    overdue_meetings,
    minutes_to_clear,
    minutes_to_write,
    email_decisions,
    own_updates,
    own_actions,
    own_policies,
    evidence_to_review,
    to_moderate,
    to_conclude,
    to_judge_again,
    letters_to_write,
    to_report,
    to_chase,
    policies_overdue,
    terms_to_review,
    reports,
    to_read,
    invitations,
    undelivered,
)


def todos(user, board) -> list[Todo]:
    """Return everything that waits for the person at the board: what is due first first, what has no date last."""
    found = [todo for source in SOURCES for todo in source(user, board)]
    return sorted(found, key=lambda todo: todo.due or NO_DATE)
