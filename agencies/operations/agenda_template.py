"""The agenda's template, changed as terms of reference are: a new version that was agreed, all else as it was."""

from django.db import transaction

from agencies.models import TermsOfReference
from agencies.operations.group import enter_terms
from agencies.permissions import can_set_template, require
from agencies.standing import MOST_ITEMS, written
from lscb_portal.lib.errors import Refused

# What a new template leaves as it was.
UNCHANGED = (
    *("purpose", "membership", "seniority", "authority", "attendance", "delegated_authority"),
    *("agenda_notice", "papers_notice"),
)


@transaction.atomic
def agree_template(group, items, *, by, following, **agreed) -> TermsOfReference:
    """Enter the standing items that were agreed (`standing.Standing`), as terms of reference after `following`.

    `agreed` is who agreed them, when, at which meeting, under which minute, and the day of the next review. Meetings
    whose agenda is open already keep what they have.
    """
    require(can_set_template(by, group))
    if group.terms is None:
        raise Refused("Enter the group’s terms of reference first.")
    _check(items)
    return enter_terms(
        group,
        by=by,
        following=following,
        standing_items=[written(item) for item in items if not item.closing],
        closing_items=[written(item) for item in items if item.closing],
        **_as_it_was(group),
        **agreed,
    )


def _as_it_was(group):
    return {name: getattr(group.terms, name) for name in UNCHANGED}


def _check(items):
    titles = [item.title.casefold() for item in items]
    if len(items) > MOST_ITEMS:
        raise Refused(f"A template has at most {MOST_ITEMS} items.")
    if doubled := next((item.title for item in items if titles.count(item.title.casefold()) > 1), None):
        raise Refused(f"“{doubled}” is there twice. Give each item a title of its own.")
