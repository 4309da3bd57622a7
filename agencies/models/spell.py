"""Spells: rows that hold from one day to another (a seat, a post, a role, a membership)."""

from functools import lru_cache

from django.db import models
from django.db.models import Q
from django.utils import timezone


def current(prefix="", on=None) -> Q:
    """Return the condition that a spell is in force on a day (default: today, London).

    `prefix` is the path to the spell from the model queried, for example "posts__".
    """
    return _in_force(prefix, on or timezone.localdate())


@lru_cache(maxsize=64)
def _in_force(prefix, day) -> Q:
    """Return the condition, made once a day for each path: nearly every page asks for several."""
    return Q(**{f"{prefix}starts_on__lte": day}) & (
        Q(**{f"{prefix}ends_on__isnull": True}) | Q(**{f"{prefix}ends_on__gte": day})
    )


def in_force(spells) -> list:
    """Return those of `spells` that `current` would find: for what one person ever held, which is soon read whole.

    Every page asks, and the database is asked in a fraction of the time without conditions and without an order.
    """
    day = timezone.localdate()
    return [each for each in spells if each.starts_on <= day and (each.ends_on is None or each.ends_on >= day)]


class SpellQuerySet(models.QuerySet):
    def current(self, on=None):
        """Those in force on a day (default: today)."""
        return self.filter(current(on=on))


def ends_after_it_starts(name: str) -> models.CheckConstraint:
    """Return the constraint, under that name, that a spell does not end before it starts."""
    return models.CheckConstraint(condition=Q(ends_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")), name=name)
