"""What an agency makes of a policy: reviews and adherence checks, its own and entered for it."""

import datetime as dt
import uuid

import pytest
from django.db import DatabaseError, transaction

from agencies.models import Event, Notification, StoredFile, Through
from agencies.operations.notification import message
from agencies.roles import Role
from agencies.tests.asserting import denied, refused, verbs
from agencies.tests.factories import PostFactory
from agencies.tests.files import PDF, upload
from audits.models import EvidenceItem, PolicyAudit, PolicyReview
from audits.operations.policy_review import record_audit, record_review
from audits.policy_state import months_after
from audits.tests.factories import EvidenceItemFactory
from audits.tests.factories_policies import (
    PolicyAuditFactory,
    PolicyFactory,
    PolicyReviewFactory,
    PolicyVersionFactory,
    days_from_now,
)
from lscb_portal.lib.once import USED


@pytest.fixture
def version(police):
    return PolicyVersionFactory(policy=PolicyFactory(asked=[police], title="Complaints", code="P07"))


def said(**changed):
    return {
        "uid": uuid.uuid4(),
        "outcome": "adopted",
        "words": "",
        "action": "",
        "action_lead": "",
        "action_due_on": None,
        "reviewed_on": days_from_now(-3),
        "dissemination": "Team briefing",
        "disseminated_on": days_from_now(-1),
    } | changed


GAP = {
    "outcome": "gap",
    "words": "Nights are not covered.",
    "action": "Train them",
    "action_lead": "Head of Custody",
    "action_due_on": days_from_now(30),
}


# Reviews --------------------------------------------------------------------------------------------------------------


def test_the_lead_reviews_a_version(version, police, lead):
    review = record_review(version, police, by=lead, **said())

    assert (review.outcome, review.reviewed_by, review.recorded_by, review.through) == ("adopted", lead, lead, "")
    assert review.next_due_on == months_after(days_from_now(-3), 12)
    assert verbs(review) == ["policy_review.recorded"]
    assert Event.objects.about(review).get().book.key == police.ledger_key
    assert Notification.objects.count() == 0


def test_the_next_is_due_the_policys_months_later(police, lead):
    version = PolicyVersionFactory(
        policy=PolicyFactory(asked=[police], review_every=1), approved_on=dt.date(2026, 1, 1)
    )

    review = record_review(version, police, by=lead, **said(reviewed_on=dt.date(2026, 1, 31)))

    assert review.next_due_on == dt.date(2026, 2, 28)


def test_a_gap_keeps_its_action_and_another_outcome_keeps_none(version, police, lead):
    gap = record_review(version, police, by=lead, **said(**GAP))
    closed = record_review(version, police, by=lead, **said(**GAP | {"outcome": "amended"}))

    assert (gap.action, gap.action_lead, gap.action_due_on) == ("Train them", "Head of Custody", days_from_now(30))
    assert (closed.action, closed.action_lead, closed.action_due_on) == ("", "", None)


def test_pressed_twice_it_is_recorded_once(version, police, lead):
    facts = said()
    first = record_review(version, police, by=lead, **facts)

    assert record_review(version, police, by=lead, **facts) == first
    assert verbs(first) == ["policy_review.recorded"]


def test_a_form_used_for_one_agency_is_not_used_for_another(version, police, hospital, lead, outsider):
    version.policy.asks.create(agency=hospital)
    facts, counts = said(), counted()
    record_review(version, police, by=lead, **facts)
    record_audit(version.policy, police, by=lead, **counts)

    with refused(USED):
        record_review(version, hospital, by=outsider, **facts)
    with refused(USED):
        record_audit(version.policy, hospital, by=outsider, **counts)


def test_evidence_comes_from_the_agencys_library_or_goes_into_it(version, police, lead):
    held = EvidenceItemFactory(agency=police)
    new = {"title": "Briefing slides", "relates_to": days_from_now(-2), "upload": upload("slides.pdf", PDF), "link": ""}

    review = record_review(version, police, by=lead, evidence=[held], new_item=new, **said())

    items = list(review.evidence.order_by("pk"))
    assert [item.title for item in items] == [held.title, "Briefing slides"]
    assert (items[1].agency, items[1].file) == (police, StoredFile.objects.get())


def test_another_agencys_evidence_is_refused(version, police, hospital, lead):
    with refused("This item belongs to another agency."):
        record_review(version, police, by=lead, evidence=[EvidenceItemFactory(agency=hospital)], **said())


def test_a_new_item_is_a_file_or_a_link(version, police, lead):
    item = {"title": "Slides", "relates_to": days_from_now(-2), "upload": None, "link": ""}

    with refused("Give a file or a link, one of the two."):
        record_review(version, police, by=lead, new_item=item, **said())
    assert (EvidenceItem.objects.count(), PolicyReview.objects.count()) == (0, 0)


def test_a_version_that_is_no_longer_the_newest_is_not_reviewed(version, police, lead):
    PolicyVersionFactory(policy=version.policy, number="2")

    with refused("Version 2 was published since you opened this page. Review that one."):
        record_review(version, police, by=lead, **said())


def test_what_the_outcome_needs_is_asked_for(version, police, lead):
    with refused("Say why it does not apply to your agency."):
        record_review(version, police, by=lead, **said(outcome="not_applicable"))
    with refused("Say who leads the action."):
        record_review(version, police, by=lead, **said(**GAP | {"action_lead": ""}))
    with refused("The day of the review cannot be in the future."):
        record_review(version, police, by=lead, **said(reviewed_on=days_from_now(1)))


def test_a_retired_policy_and_one_not_asked_are_not_reviewed(version, hospital, police, lead, outsider):
    with refused("Mere Hospitals NHS Trust is not asked to review this policy."):
        record_review(version, hospital, by=outsider, **said())
    version.policy.retired_on = days_from_now(0)
    version.policy.save()
    with refused("The policy has been retired. It is no longer reviewed."):
        record_review(version, police, by=lead, **said())


def test_only_the_lead_and_the_business_unit_record_a_review(
    version, police, signatory, contributor, outsider, moderator
):
    for somebody in (signatory, contributor, outsider, moderator):
        with denied():
            record_review(version, police, by=somebody, **said())


def test_the_database_keeps_reviews_and_checks_as_they_were_recorded(version, police):
    review = PolicyReviewFactory(version=version, agency=police)
    review.evidence.add(EvidenceItemFactory(agency=police))
    PolicyAuditFactory(policy=version.policy, agency=police)

    for change in (
        lambda: PolicyReview.objects.update(words="x"),
        review.evidence.clear,
        lambda: PolicyAudit.objects.update(complied=26),
        lambda: PolicyAudit.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()


# On behalf ------------------------------------------------------------------------------------------------------------


def test_the_business_unit_records_what_somebody_told_it_and_tells_them(version, police, lead, administrator):
    review = record_review(version, police, by=administrator, on_behalf_of=lead, through=Through.TELEPHONE, **said())

    assert (review.reviewed_by, review.recorded_by, review.through) == (lead, administrator, "telephone")
    event = Event.objects.about(review).get()
    assert (event.by, event.on_behalf_of, event.through) == (administrator, lead, "telephone")
    letter = Notification.objects.get()
    assert (letter.recipient, message(letter).subject) == (lead, "A policy review was entered for you")


def test_it_says_whose_and_how_it_came(version, police, lead, outsider, business_manager):
    for whose in ({}, {"on_behalf_of": lead}, {"through": Through.LETTER}):
        with refused("Say who said it, and how it came."):
            record_review(version, police, by=business_manager, **whose, **said())
    with refused("Amara Sesay has no post at Northmere Police."):
        record_review(version, police, by=business_manager, on_behalf_of=outsider, through=Through.LETTER, **said())


def test_a_lead_who_also_runs_the_board_answers_for_their_own_agency(version, police, business_manager):
    PostFactory(person=business_manager, agency=police, role=Role.LEAD)

    review = record_review(version, police, by=business_manager, **said())

    assert (review.reviewed_by, review.through) == (business_manager, "")


# Checks ---------------------------------------------------------------------------------------------------------------


def counted(**changed):
    return {
        "uid": uuid.uuid4(),
        "audited_on": days_from_now(-1),
        "sample": 26,
        "complied": 23,
        "findings": "Three had no date.",
        "next_due_on": days_from_now(364),
    } | changed


def test_a_check_counts_how_many_complied(version, police, lead):
    check = record_audit(version.policy, police, by=lead, **counted())

    assert (check.percentage, check.complied, check.sample) == (88, 23, 26)
    assert verbs(check) == ["policy_audit.recorded"]


@pytest.mark.parametrize(
    ("complied", "sample", "percentage"),
    [(0, 9, 0), (1, 8, 13), (33, 40, 83), (1, 200, 1), (199, 200, 100), (1, 3, 33)],
)
def test_halves_are_rounded_up(complied, sample, percentage):
    assert PolicyAudit(complied=complied, sample=sample).percentage == percentage


def test_pressed_twice_a_check_is_recorded_once(version, police, lead):
    facts = counted()
    first = record_audit(version.policy, police, by=lead, **facts)

    assert record_audit(version.policy, police, by=lead, **facts) == first
    assert PolicyAudit.objects.count() == 1


def test_what_cannot_be_counted_is_refused(version, police, lead):
    with refused("No more can comply than were looked at."):
        record_audit(version.policy, police, by=lead, **counted(complied=27))
    with refused("The day of the next check is past."):
        record_audit(version.policy, police, by=lead, **counted(next_due_on=days_from_now(-1)))


def test_a_check_is_entered_for_an_agency_too(version, police, lead, administrator):
    check = record_audit(
        version.policy, police, by=administrator, on_behalf_of=lead, through=Through.EMAIL, **counted()
    )

    assert (check.audited_by, check.recorded_by, check.through) == (lead, administrator, "email")
    assert message(Notification.objects.get()).subject == "An adherence check was entered for you"


def test_only_the_lead_and_the_business_unit_record_a_check(version, police, contributor, outsider, chair):
    for somebody in (contributor, outsider, chair):
        with denied():
            record_audit(version.policy, police, by=somebody, **counted())


def test_a_check_belongs_to_an_agency_that_is_asked(version, hospital, outsider):
    with refused("Mere Hospitals NHS Trust is not asked to review this policy."):
        record_audit(version.policy, hospital, by=outsider, **counted())
