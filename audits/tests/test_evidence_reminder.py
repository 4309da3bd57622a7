"""Reminders of evidence that is due to be looked at again."""

import datetime as dt

import pytest
from django.utils import timezone

from agencies.models import Notification
from agencies.operations.notification import deliver_owed, message
from agencies.roles import Role
from agencies.tests.factories import PostFactory
from audits.models import EvidenceItem
from audits.operations.evidence_reminder import remind_of_evidence
from audits.tasks import remind_of_evidence as task
from audits.tests.factories import EvidenceItemFactory

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 6, 1)


def in_days(number):
    return TODAY + dt.timedelta(days=number)


def letters():
    return sorted(Notification.objects.values_list("recipient__name", "about_id"))


def test_one_letter_for_what_is_new_once_for_each_due_day(police, lead, contributor, board):
    late = EvidenceItemFactory(agency=police, review_due_on=in_days(-1), title="Canary title")
    own = EvidenceItemFactory(agency=police, review_due_on=in_days(30), added_by=contributor)
    EvidenceItemFactory(agency=police, review_due_on=in_days(31))
    EvidenceItemFactory(agency=police, review_due_on=in_days(0), retired_at=timezone.now())

    assert [remind_of_evidence(TODAY) for _ in range(2)] == [2, 0]
    assert letters() == sorted([(lead.name, late.pk), (contributor.name, own.pk)])
    mail = message(Notification.objects.get(recipient=lead))
    assert mail.subject == "Evidence of Northmere Police is due to be looked at again"
    assert ("Canary" in mail.body, "/b/northmere/library/?show=due" in mail.body) == (False, True)

    EvidenceItem.objects.filter(pk=late.pk).update(review_due_on=in_days(20))
    assert remind_of_evidence(TODAY) == 1
    task()
    assert letters().count((lead.name, late.pk)) == 2


def test_what_nobody_keeps_while_there_is_no_lead_waits_for_the_next_one(police, contributor, board):
    own = EvidenceItemFactory(agency=police, review_due_on=in_days(3), added_by=contributor)
    nobodys = EvidenceItemFactory(agency=police, review_due_on=in_days(2))

    assert (remind_of_evidence(TODAY), letters()) == (1, [(contributor.name, own.pk)])

    next_lead = PostFactory(agency=police, role=Role.LEAD).person
    assert [remind_of_evidence(TODAY) for _ in range(2)] == [1, 0]
    assert letters() == sorted([(contributor.name, own.pk), (next_lead.name, nobodys.pk)])


def test_who_has_left_when_it_is_sent_gets_none(police, lead):
    EvidenceItemFactory(agency=police, review_due_on=in_days(0))
    remind_of_evidence(TODAY)
    lead.posts.update(starts_on=dt.date(2020, 1, 1), ends_on=dt.date(2020, 1, 2))
    deliver_owed()

    assert Notification.objects.get().dropped_at is not None
