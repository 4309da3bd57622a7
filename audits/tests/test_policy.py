"""Keeping policies: added, changed, published version by version, retired."""

import datetime as dt
import uuid

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from agencies.models import Notification, StoredFile
from agencies.roles import Role
from agencies.tests.asserting import denied, refused, verbs
from agencies.tests.factories import AgencyFactory, PostFactory
from agencies.tests.files import PDF, upload
from audits.models import Policy, PolicyReminder, PolicyVersion
from audits.operations.policy import (
    add_policy,
    change_policy,
    mark_of,
    publish_version,
    restore_policy,
    retire_policy,
)
from audits.tests.factories_policies import PolicyFactory, PolicyReviewFactory, PolicyVersionFactory, days_from_now
from lscb_portal.lib.once import USED

DETAILS = {"code": "P07", "title": "Complaints", "tier": "local", "review_every": 12}


def version_details(**changed):
    return {
        "number": "1",
        "what_changed": "First version.",
        "approved_on": days_from_now(-9),
        "in_force_on": days_from_now(-2),
        "respond_by": days_from_now(56),
        "review_due_on": days_from_now(700),
        "link": "https://example.org/p07",
    } | changed


def told():
    return sorted((each.kind, each.recipient.name, each.about.agency.name) for each in Notification.objects.all())


# Adding ---------------------------------------------------------------------------------------------------------------


def test_a_policy_is_added_and_asked_of_agencies(board, police, hospital, business_manager):
    policy = add_policy(board, by=business_manager, uid=uuid.uuid4(), asked=[police, hospital], **DETAILS)

    assert (policy.code, policy.title, policy.owner) == ("P07", "Complaints", board)
    assert list(policy.applies_to.order_by("name")) == [hospital, police]
    assert verbs(policy) == ["policy.added"]
    assert Notification.objects.count() == 0


def test_pressed_twice_it_is_added_once(board, police, business_manager):
    uid = uuid.uuid4()
    first = add_policy(board, by=business_manager, uid=uid, asked=[police], **DETAILS)

    assert add_policy(board, by=business_manager, uid=uid, asked=[police], **DETAILS) == first
    assert verbs(first) == ["policy.added"]


def test_a_form_used_for_the_board_is_not_used_for_an_agency(board, police, business_manager, lead):
    uid = uuid.uuid4()
    policy = add_policy(board, by=business_manager, uid=uid, asked=[police], **DETAILS)
    version = publish_version(policy, by=business_manager, uid=uid, after="", **version_details())
    own = PolicyFactory(agency=police, asked=[police])

    with refused(USED):
        add_policy(board, by=lead, uid=uid, agency=police, **DETAILS | {"code": "P08"})
    with refused(USED):
        publish_version(own, by=lead, uid=version.uid, after="", **version_details())


def test_an_agencys_lead_adds_one_of_its_own(board, police, hospital, lead, outsider):
    policy = add_policy(board, by=lead, uid=uuid.uuid4(), agency=police, asked=[hospital], **DETAILS)

    assert (policy.owner, list(policy.applies_to.all())) == (police, [police])
    assert policy.ledger_key == police.ledger_key
    with denied():
        add_policy(board, by=outsider, uid=uuid.uuid4(), agency=police, **DETAILS | {"code": "P08"})


def test_only_who_keeps_policies_adds_one(board, police, lead, moderator, administrator, chair, stranger):
    for somebody in (lead, moderator, administrator, chair, stranger):
        with denied():
            add_policy(board, by=somebody, uid=uuid.uuid4(), asked=[police], **DETAILS)


def test_a_code_is_used_once_by_the_board_and_once_by_each_agency(board, police, hospital, business_manager, lead):
    PolicyFactory(code="P07", asked=[police])
    outside = PolicyFactory(code="P08", agency=hospital)

    with refused("Another policy has the code “p07”. Choose another."):
        add_policy(board, by=business_manager, uid=uuid.uuid4(), asked=[police], **DETAILS | {"code": "p07"})
    own = add_policy(board, by=lead, uid=uuid.uuid4(), agency=police, **DETAILS | {"code": outside.code})
    assert own.code == "P08"


def test_it_is_asked_of_members_only(board, business_manager):
    outside = AgencyFactory(boards=[])

    with refused("Choose at least one agency that belongs to the board."):
        add_policy(board, by=business_manager, uid=uuid.uuid4(), asked=[outside], **DETAILS)
    assert Policy.objects.count() == 0


def test_months_between_reviews_make_sense(board, police, business_manager):
    for months in (0, 61):
        with refused("Reviews are 1 to 60 months apart."):
            add_policy(
                board, by=business_manager, uid=uuid.uuid4(), asked=[police], **DETAILS | {"review_every": months}
            )


# Changing -------------------------------------------------------------------------------------------------------------


def test_who_is_asked_anew_is_told_of_the_version_there_is(board, police, hospital, business_manager, lead, outsider):
    policy = PolicyFactory(asked=[police])
    PolicyVersionFactory(policy=policy)

    change_policy(policy, by=business_manager, seen=mark_of(policy), asked=[police, hospital], **DETAILS)

    policy.refresh_from_db()
    assert (policy.title, list(policy.applies_to.order_by("name"))) == ("Complaints", [hospital, police])
    assert told() == [("audits/policy_version", "Amara Sesay", "Mere Hospitals NHS Trust")]
    assert policy.asks.get(agency=hospital).asked_on == timezone.localdate()
    assert verbs(policy) == ["policy.changed"]


def test_who_is_asked_no_longer_keeps_its_reviews_and_loses_its_reminders(board, police, hospital, business_manager):
    policy = PolicyFactory(asked=[police, hospital])
    review = PolicyReviewFactory(version=PolicyVersionFactory(policy=policy), agency=police)
    PolicyReminder.objects.create(
        ask=policy.asks.get(agency=police), what="review", when="soon", due_on=days_from_now(3)
    )

    change_policy(policy, by=business_manager, seen=mark_of(policy), asked=[hospital], **DETAILS)

    assert list(policy.applies_to.all()) == [hospital]
    assert (policy.versions.get().reviews.get(), PolicyReminder.objects.count()) == (review, 0)


def test_a_change_made_meanwhile_is_not_overwritten(police, hospital, business_manager):
    policy = PolicyFactory(asked=[police])
    seen = mark_of(policy)
    change_policy(policy, by=business_manager, seen=seen, asked=[police, hospital], **DETAILS)

    with refused("Somebody else changed this policy since you opened the page. Look at it again, then change it."):
        change_policy(policy, by=business_manager, seen=seen, asked=[police], **DETAILS | {"title": "Grievances"})


def test_an_agencys_own_policy_is_not_the_boards_to_change(police, lead, business_manager):
    policy = PolicyFactory(agency=police, asked=[police])

    with denied():
        change_policy(policy, by=business_manager, seen=mark_of(policy), **DETAILS)
    change_policy(policy, by=lead, seen=mark_of(policy), **DETAILS)
    assert list(policy.applies_to.all()) == [police]


# Publishing -----------------------------------------------------------------------------------------------------------


def test_a_version_is_published_and_the_leads_of_those_asked_are_told(
    board, police, hospital, business_manager, lead, outsider, contributor
):
    policy = PolicyFactory(asked=[police, hospital])

    version = publish_version(policy, by=business_manager, uid=uuid.uuid4(), after="", **version_details())

    assert (version.number, version.link, version.file) == ("1", "https://example.org/p07", None)
    assert told() == [
        ("audits/policy_version", "Amara Sesay", "Mere Hospitals NHS Trust"),
        ("audits/policy_version", "Joy Okafor", "Northmere Police"),
    ]
    assert {each.link for each in Notification.objects.filter(recipient=lead)} == {
        f"/b/northmere/policies/{policy.uid}/agencies/{police.uid}/"
    }
    assert verbs(version) == ["policy_version.published"]


def test_its_text_may_be_a_file_of_the_boards_or_of_the_agencys(board, police, business_manager, lead):
    theirs, own = PolicyFactory(asked=[police]), PolicyFactory(agency=police, asked=[police])

    for policy, by in ((theirs, business_manager), (own, lead)):
        file = upload("policy.pdf", PDF)
        publish_version(policy, by=by, uid=uuid.uuid4(), after="", upload=file, **version_details(link=""))

    assert [(file.board, file.agency) for file in StoredFile.objects.order_by("pk")] == [(board, None), (None, police)]


def test_pressed_twice_it_is_published_once_and_told_once(police, business_manager, lead):
    policy, uid = PolicyFactory(asked=[police]), uuid.uuid4()
    first = publish_version(policy, by=business_manager, uid=uid, after="", **version_details())

    assert publish_version(policy, by=business_manager, uid=uid, after="", **version_details()) == first
    assert (PolicyVersion.objects.count(), Notification.objects.count()) == (1, 1)


def test_two_people_do_not_publish_one_after_the_other_unseen(police, business_manager):
    policy = PolicyFactory(asked=[police])
    PolicyVersionFactory(policy=policy, number="1")

    with refused("Version 1 was published since you opened this page. Look at it first."):
        publish_version(policy, by=business_manager, uid=uuid.uuid4(), after="", **version_details(number="2"))


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("number", "1", "There is a version 1 already. Give this one another number."),
        ("approved_on", 1, "The day it was approved cannot be in the future."),
        ("respond_by", -1, "The day reviews are due is past."),
        ("link", "", "Give the text as a file or as a link, one of the two."),
    ],
)
def test_what_makes_no_sense_is_not_published(name, value, sentence, police, business_manager):
    policy = PolicyFactory(asked=[police])
    PolicyVersionFactory(policy=policy, number="1")
    details = version_details(**{"number": "2", name: days_from_now(value) if isinstance(value, int) else value})

    with refused(sentence):
        publish_version(policy, by=business_manager, uid=uuid.uuid4(), after="1", **details)
    assert policy.versions.count() == 1


def test_only_who_keeps_it_publishes(police, lead, moderator, administrator, stranger):
    policy = PolicyFactory(asked=[police])

    for somebody in (lead, moderator, administrator, stranger):
        with denied():
            publish_version(policy, by=somebody, uid=uuid.uuid4(), after="", **version_details())


def test_nobody_but_those_who_review_is_told(police, business_manager, signatory, contributor):
    policy = PolicyFactory(asked=[police])
    PostFactory(agency=police, role=Role.LEAD, ends_on=days_from_now(-1))

    publish_version(policy, by=business_manager, uid=uuid.uuid4(), after="", **version_details())

    assert told() == []


def test_the_database_keeps_a_version_as_it_was_published(db):
    version = PolicyVersionFactory()

    for change in (
        lambda: PolicyVersion.objects.update(what_changed="Nothing."),
        version.delete,
        lambda: PolicyVersion.objects.update(respond_by=dt.date(2030, 1, 1)),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()


# Retiring -------------------------------------------------------------------------------------------------------------


def test_a_retired_policy_is_left_alone_until_it_is_brought_back(police, business_manager):
    policy = PolicyFactory(asked=[police])
    retire_policy(policy, by=business_manager)

    with refused("The policy has been retired already."):
        retire_policy(policy, by=business_manager)
    with refused("The policy has been retired. Bring it back before you change it."):
        change_policy(policy, by=business_manager, seen=mark_of(policy), asked=[police], **DETAILS)
    with refused("The policy has been retired. Bring it back before you change it."):
        publish_version(policy, by=business_manager, uid=uuid.uuid4(), after="", **version_details())
    restore_policy(policy, by=business_manager)
    with refused("The policy is in force."):
        restore_policy(policy, by=business_manager)
    assert verbs(policy) == ["policy.retired", "policy.restored"]


def test_only_who_keeps_it_retires_it(police, lead, moderator, stranger):
    policy = PolicyFactory(asked=[police])

    for somebody in (lead, moderator, stranger):
        with denied():
            retire_policy(policy, by=somebody)
        with denied():
            restore_policy(policy, by=somebody)
