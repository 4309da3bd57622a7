"""Whose turn it is with a return: who is written to about it."""

from collections import defaultdict

from agencies.models import Post, User
from agencies.roles import Role
from audits.models import SelfEvaluation


def whose_turn(evaluations) -> dict[int, list[User]]:
    """{a return's key: the people to write to about it}, by name, in four queries for any number of returns.

    Those who may sign it when it waits for that; else the agency's leads and the lead's substitute or, where there is
    neither, the signatories. Nobody who answered a part of it may sign it.
    """
    leads, signatories = _posts(evaluations, Role.LEAD), _posts(evaluations, Role.SIGNATORY)
    answered = _contributors(evaluations)
    substitutes = User.objects.active().in_bulk([each.substitute_id for each in evaluations if each.substitute_id])
    turns = {}
    for each in evaluations:
        may_sign = [person for person in signatories[each.agency_id] if person.pk not in answered[each.pk]]
        stand_in = [substitutes[each.substitute_id]] if each.substitute_id in substitutes else []
        writers = list(dict.fromkeys([*leads[each.agency_id], *stand_in]))
        to_sign = each.status == SelfEvaluation.Status.AWAITING_SIGN_OFF
        turns[each.pk] = may_sign if to_sign else writers or may_sign
    return turns


def _posts(evaluations, role):
    """{agency's key: its active people in this post, by name}."""
    people = defaultdict(list)
    posts = Post.objects.current().filter(agency__in=[each.agency_id for each in evaluations], role=role)
    for post in posts.filter(person__is_active=True).select_related("person").order_by("person__name"):
        people[post.agency_id].append(post.person)
    return people


def _contributors(evaluations):
    """{a return's key: the keys of everybody who ever changed an answer}."""
    found = defaultdict(set)
    rows = SelfEvaluation.contributors.through.objects.filter(selfevaluation__in=[each.pk for each in evaluations])
    for evaluation, person in rows.values_list("selfevaluation", "user"):
        found[evaluation].add(person)
    return found
