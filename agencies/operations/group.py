"""The board's groups, what they are for, and when they may decide."""

from django.db import transaction
from django.utils.text import slugify

from agencies.models import Event, Group, QuorumRule, TermsOfReference
from agencies.permissions import can_manage_people, require
from agencies.quorum import validate
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.lifecycle import lock
from lscb_portal.lib.once import made_before, make_once


@transaction.atomic
def add_group(board, *, by, uid, name, short_name, kind, meetings_a_year) -> Group:
    """Set up a group of the board. Its terms of reference, its rule and its seats come after."""
    require(can_manage_people(by, board))
    lock(board)
    if made := made_before(board.groups.all(), uid):
        return made
    slug = slugify(short_name) or "group"
    if board.groups.filter(name__iexact=name).exists() or board.groups.filter(slug=slug).exists():
        raise Refused(f"The board has a group called {name} or {short_name} already.")
    group = make_once(
        Group,
        uid=uid,
        board=board,
        slug=slug,
        name=name,
        short_name=short_name,
        kind=kind,
        meetings_a_year=meetings_a_year,
    )
    Event.record("group.added", by=by, about=group, kind=kind)
    return group


@transaction.atomic
def agree_terms(group, *, by, following, **terms) -> TermsOfReference:
    """Enter the terms of reference that were agreed, as the version after `following` (0 for the first)."""
    require(can_manage_people(by, group.board))
    group = lock(group)
    refuse_overtaken(group.terms, following)
    agreed = TermsOfReference.objects.create(group=group, version=following + 1, **terms)
    Event.record("terms_of_reference.agreed", by=by, about=group, version=agreed.version, agreed_on=agreed.agreed_on)
    return agreed


@transaction.atomic
def set_quorum(group, *, by, following, rule, in_force_from) -> QuorumRule:
    """Enter the rule when the group may decide, as the version after `following`; opened meetings keep theirs."""
    require(can_manage_people(by, group.board))
    group = lock(group)
    refuse_overtaken(group.quorum_rule, following)
    try:
        validate(rule)
    except ValueError as problem:
        raise Refused(str(problem)) from None
    entered = QuorumRule.objects.create(group=group, version=following + 1, rule=rule, in_force_from=in_force_from)
    Event.record("quorum_rule.set", by=by, about=group, version=entered.version, rule=rule)
    return entered


def refuse_overtaken(latest, following):
    """Raise Refused where `latest`, the version in force or None, is not the version that `following` was written upon.

    `following` is a number, 0 for nothing yet.
    """
    if (latest.version if latest else 0) != following:
        raise Refused(f"Version {latest.version} has been entered meanwhile. Look at it before you enter another.")
