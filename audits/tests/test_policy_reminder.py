"""Reminders of reviews and checks: each sent once, to who reviews policies there when it is sent."""

import datetime as dt

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agencies.models import Notification, Post
from agencies.operations.notification import deliver_owed
from agencies.roles import Role
from agencies.tests.factories import PostFactory
from audits.models import PolicyAsk, PolicyReminder
from audits.operations.policy_reminder import remind_of_policies
from audits.tasks import remind_of_policies as task
from audits.tests.factories_policies import (
    PolicyAuditFactory,
    PolicyFactory,
    PolicyReviewFactory,
    PolicyVersionFactory,
    days_from_now,
)

CANARY = "kestrel-nine"


@pytest.fixture
def policy(police):
    """A policy whose text and review are full of words that no mail may hold; reviewed a year ago but 20 days."""
    policy = PolicyFactory(asked=[police])
    version = PolicyVersionFactory(policy=policy, what_changed=CANARY)
    PolicyReviewFactory(version=version, agency=police, words=CANARY, next_due_on=days_from_now(20))
    return policy


def written():
    return [(each.what, each.when, each.due_on) for each in PolicyReminder.objects.all()]


def letters():
    return [(each.kind, each.recipient.name) for each in Notification.objects.order_by("pk")]


def later(days):
    return timezone.localdate() + dt.timedelta(days=days)


def test_a_review_that_is_near_is_reminded_of_once(policy, lead):
    assert remind_of_policies() == 1
    assert remind_of_policies() == 0
    assert remind_of_policies(later(1)) == 0

    assert written() == [("review", "soon", days_from_now(20))]
    assert letters() == [("audits/policy_due", "Joy Okafor")]


def test_when_it_is_overdue_it_is_reminded_of_once_more(policy, lead):
    remind_of_policies()
    remind_of_policies(later(21))
    remind_of_policies(later(40))

    assert written() == [("review", "soon", days_from_now(20)), ("review", "overdue", days_from_now(20))]
    assert letters() == [("audits/policy_due", "Joy Okafor"), ("audits/policy_overdue", "Joy Okafor")]


def test_after_the_next_review_the_round_begins_anew(policy, police, lead):
    remind_of_policies()
    PolicyReviewFactory(version=policy.versions.get(), agency=police, next_due_on=days_from_now(28))
    remind_of_policies()

    assert written() == [("review", "soon", days_from_now(20)), ("review", "soon", days_from_now(28))]


def test_thirty_policies_due_together_are_one_letter(police, lead):
    for _ in range(30):
        PolicyVersionFactory(policy=PolicyFactory(asked=[police]), respond_by=days_from_now(5))

    assert remind_of_policies() == 1
    assert (PolicyReminder.objects.count(), len(letters())) == (30, 1)


def test_a_check_is_reminded_of_too(policy, police, lead):
    PolicyAuditFactory(policy=policy, agency=police, next_due_on=days_from_now(-1))

    remind_of_policies()

    assert sorted(written()) == [("check", "overdue", days_from_now(-1)), ("review", "soon", days_from_now(20))]
    assert sorted(letters()) == [("audits/policy_due", "Joy Okafor"), ("audits/policy_overdue", "Joy Okafor")]


def test_what_is_far_off_and_what_was_never_published_is_not(police, lead):
    PolicyVersionFactory(policy=PolicyFactory(asked=[police]), respond_by=days_from_now(31))
    PolicyFactory(asked=[police])

    assert remind_of_policies() == 0


def test_an_agency_without_a_lead_is_reminded_when_it_has_one(policy, police):
    assert (remind_of_policies(), written()) == (0, [])

    PostFactory(agency=police, role=Role.LEAD)
    assert remind_of_policies() == 1


def test_a_retired_policy_is_not_reminded_of(policy, lead):
    policy.retired_on = timezone.localdate()
    policy.save()

    assert remind_of_policies() == 0


def test_the_letter_says_where_to_look_and_nothing_of_the_policy(policy, police, lead, settings):
    remind_of_policies()
    deliver_owed()

    (letter,) = mail.outbox
    assert letter.subject == "Policies of Northmere Police are due for review soon"
    assert f"{settings.PORTAL_URL}/b/northmere/policies/agencies/{police.uid}/" in letter.body
    assert CANARY not in letter.subject + letter.body


@pytest.mark.parametrize("what", ["left", "became a contributor", "asked no longer", "retired"])
def test_who_is_no_longer_concerned_when_it_is_sent_gets_nothing(what, policy, police, lead):
    remind_of_policies()
    if what == "left":
        Post.objects.filter(person=lead).update(ends_on=days_from_now(-1))
    elif what == "became a contributor":
        Post.objects.filter(person=lead).update(role=Role.CONTRIBUTOR)
    elif what == "asked no longer":
        PolicyAsk.objects.all().delete()
    else:
        policy.retired_on = timezone.localdate()
        policy.save()

    deliver_owed()

    assert mail.outbox == []
    assert Notification.objects.get().dropped_at is not None


def test_the_beat_reminds(policy, lead):
    task()

    assert letters() == [("audits/policy_due", "Joy Okafor")]


def test_a_sweep_with_nothing_new_asks_the_same_of_the_database_for_many_policies(policy, police, lead):
    remind_of_policies()

    def queries():
        with CaptureQueriesContext(connection) as captured:
            remind_of_policies()
        return len(captured)

    few = queries()
    for _ in range(20):
        PolicyVersionFactory(policy=PolicyFactory(asked=[police]), respond_by=days_from_now(5))
    remind_of_policies()

    assert queries() == few
