"""Policies, their versions and what agencies made of them, for tests.

PolicyFactory(asked=[police])                    asked of the police since 60 days, without a version
PolicyVersionFactory(policy=…)                   published 20 days ago, to be reviewed in 40 days
PolicyReviewFactory(version=…, agency=police)    reviewed 10 days ago, next due in a year
"""

import datetime as dt

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from agencies.tests.factories import BoardFactory, UserFactory
from audits.models import Policy, PolicyAsk, PolicyAudit, PolicyReview, PolicyVersion


def days_from_now(days):
    return timezone.localdate() + dt.timedelta(days=days)


class PolicyFactory(DjangoModelFactory):
    """A policy of Northmere; `asked` are the agencies that review it."""

    class Meta:
        model = Policy
        skip_postgeneration_save = True

    board = factory.SubFactory(BoardFactory)
    code = factory.Sequence(lambda n: f"F{n:03}")
    title = factory.Sequence(lambda n: f"Procedure {n}")
    tier = Policy.Tier.LOCAL
    created_by = factory.SubFactory(UserFactory)

    @factory.post_generation
    def asked(self, create, agencies, **kwargs):
        for agency in agencies or ():
            PolicyAsk.objects.create(policy=self, agency=agency, asked_on=days_from_now(-60))


class PolicyVersionFactory(DjangoModelFactory):
    class Meta:
        model = PolicyVersion

    policy = factory.SubFactory(PolicyFactory)
    number = factory.LazyAttribute(lambda o: str(o.policy.versions.count() + 1))
    approved_on = factory.LazyFunction(lambda: days_from_now(-30))
    in_force_on = factory.LazyFunction(lambda: days_from_now(-20))
    respond_by = factory.LazyFunction(lambda: days_from_now(40))
    review_due_on = factory.LazyFunction(lambda: days_from_now(700))
    what_changed = "Stage two is now within two working days."
    link = "https://example.org/policy"
    published_by = factory.SubFactory(UserFactory)


class PolicyReviewFactory(DjangoModelFactory):
    class Meta:
        model = PolicyReview

    version = factory.SubFactory(PolicyVersionFactory)
    outcome = PolicyReview.Outcome.ADOPTED
    reviewed_on = factory.LazyFunction(lambda: days_from_now(-10))
    next_due_on = factory.LazyFunction(lambda: days_from_now(355))
    reviewed_by = factory.SubFactory(UserFactory)
    recorded_by = factory.SelfAttribute("reviewed_by")


class PolicyAuditFactory(DjangoModelFactory):
    class Meta:
        model = PolicyAudit

    policy = factory.SubFactory(PolicyFactory)
    audited_on = factory.LazyFunction(lambda: days_from_now(-5))
    sample = 26
    complied = 23
    next_due_on = factory.LazyFunction(lambda: days_from_now(360))
    audited_by = factory.SubFactory(UserFactory)
    recorded_by = factory.SelfAttribute("audited_by")
