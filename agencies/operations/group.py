"""The board's groups, what they are for, and when they may decide."""

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from agencies.models import Event, Group, QuorumRule, TermsOfReference
from agencies.permissions import can_set_up_groups, require
from agencies.quorum import validate
from lscb_portal.lib.errors import Refused
from lscb_portal.lib.lifecycle import lock
from lscb_portal.lib.once import made_before, make_once


@transaction.atomic
def add_group(board, *, by, uid, name, short_name, kind, meetings_a_year, slug="") -> Group:
    """Set up a group of the board. Its terms of reference, its rule and its seats come after.

    `slug` is its word in commands and files; by default it is made of the short name.
    """
    require(can_set_up_groups(by, board))
    lock(board)
    if made := made_before(board.groups.all(), uid):
        return made
    slug = slug or slugify(short_name) or "group"
    refuse_taken(board.groups, name, short_name, slug)
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


def refuse_taken(others, name, short_name, slug=""):
    """Raise Refused where one of `others` (a queryset of groups) has the name already, or the part of addresses."""
    if others.filter(name__iexact=name).exists() or others.filter(slug=slug).exists():
        raise Refused(f"The board has a group called {name} or {short_name} already.")


@transaction.atomic
def change_group(group, *, by, name, short_name, meetings_a_year) -> Group:
    """Rename a group, or have it meet more or less often. Its kind stays: seats give people what follows from it."""
    require(can_set_up_groups(by, group.board))
    group = lock(group)
    refuse_taken(group.board.groups.exclude(pk=group.pk), name, short_name)
    group.name, group.short_name, group.meetings_a_year = name, short_name, meetings_a_year
    group.save(update_fields=["name", "short_name", "meetings_a_year"])
    Event.record("group.changed", by=by, about=group, meetings_a_year=meetings_a_year)
    return group


@transaction.atomic
def agree_terms(group, *, by, following, **terms) -> TermsOfReference:
    """Enter the terms of reference that were agreed, as the version after `following` (0 for the first).

    The same form sent twice makes one version.
    """
    require(can_set_up_groups(by, group.board))
    return enter_terms(group, by=by, following=following, **terms)


def enter_terms(group, *, by, following, **terms) -> TermsOfReference:
    """Write the version after `following`, for an operation that has asked whether this person may."""
    group = lock(group)
    if same := same_again(group.terms, following, by_field="entered_by", by=by, values=terms):
        return same
    refuse_overtaken(group.terms, following)
    agreed = TermsOfReference.objects.create(
        group=group, version=following + 1, entered_by=by, entered_at=timezone.now(), **terms
    )
    Event.record("terms_of_reference.agreed", by=by, about=group, version=agreed.version, agreed_on=agreed.agreed_on)
    return agreed


@transaction.atomic
def set_quorum(group, *, by, following, rule, in_force_from) -> QuorumRule:
    """Enter the rule when the group may decide, as the version after `following`; opened meetings keep theirs.

    The same form sent twice makes one version.
    """
    require(can_set_up_groups(by, group.board))
    group = lock(group)
    try:
        validate(rule)
    except ValueError as problem:
        raise Refused(str(problem)) from None
    values = {"rule": rule, "in_force_from": in_force_from}
    if same := same_again(group.quorum_rule, following, by_field="set_by", by=by, values=values):
        return same
    refuse_overtaken(group.quorum_rule, following)
    entered = QuorumRule.objects.create(
        group=group, version=following + 1, set_by=by, set_at=timezone.now(), rule=rule, in_force_from=in_force_from
    )
    Event.record("quorum_rule.set", by=by, about=group, version=entered.version, rule=rule)
    return entered


def same_again(latest, following, *, by_field, by, values):
    """Return the latest version when it is what this person has just entered; None otherwise."""
    if latest is None or latest.version != following + 1 or getattr(latest, f"{by_field}_id") != by.pk:
        return None
    return latest if all(getattr(latest, name) == value for name, value in values.items()) else None


def refuse_overtaken(latest, following):
    """Raise Refused where `latest`, the version in force or None, is not the version that `following` was written upon.

    `following` is a number, 0 for nothing yet.
    """
    newest = latest.version if latest else 0
    if newest != following:
        raise Refused(f"Version {newest} has been entered meanwhile. Look at it before you enter another.")
