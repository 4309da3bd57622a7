"""An agency and its policies, on the page: how it stands, what it records, and the evidence of it."""

import uuid

import pytest
from django.urls import reverse

from agencies.operations.stored_file import store
from agencies.roles import Role
from agencies.tests.asserting import queries_of
from agencies.tests.factories import PostFactory
from agencies.tests.files import PDF, upload
from audits.models import PolicyAudit, PolicyReview, PolicyVersion
from audits.tests.factories import EvidenceItemFactory
from audits.tests.factories_policies import (
    PolicyAuditFactory,
    PolicyFactory,
    PolicyReviewFactory,
    PolicyVersionFactory,
    days_from_now,
)
from audits.tests.policy_page import at, text


@pytest.fixture
def policy(police, hospital):
    """Published, asked of the police and the hospital; the police have reviewed it."""
    policy = PolicyFactory(code="P07", title="Complaints", asked=[police, hospital])
    PolicyReviewFactory(version=PolicyVersionFactory(policy=policy), agency=police)
    return policy


# One agency -----------------------------------------------------------------------------------------------------------


def test_an_agencys_page_lists_what_is_overdue_first(policy, police, lead, client):
    late = PolicyFactory(code="P99", asked=[police])
    PolicyReviewFactory(version=PolicyVersionFactory(policy=late), agency=police, next_due_on=days_from_now(-1))
    PolicyAuditFactory(policy=late, agency=police)
    client.force_login(lead)

    page = client.get(at("policy_agency", police.uid))

    assert [standing.policy.code for standing in page.context["places"]] == ["P99", "P07"]
    assert "88%, 23 of 26" in page.text
    main = page.text.partition("<main")[2].partition("</main>")[0]
    assert main.count('class="govuk-button govuk-button--secondary btn-s"') == 1


def test_an_agency_that_is_asked_nothing_is_told_so(police, lead, client):
    client.force_login(lead)

    assert "The board asks this agency to review none." in client.get(at("policy_agency", police.uid)).text


def test_another_agencys_page_is_not_theirs_to_read(policy, police, hospital, outsider, stranger, moderator, client):
    found = {}
    for somebody in (outsider, stranger, moderator):
        client.force_login(somebody)
        found[somebody.name] = (
            client.get(at("policy_agency", police.uid)).status_code,
            client.get(at("policy_at", policy.uid, police.uid)).status_code,
        )

    assert found == {"Amara Sesay": (403, 403), "Ida Strand": (404, 404), "Bethan Pryce": (200, 200)}


def test_an_agencys_pages_take_as_many_queries_for_thirty_rows(policy, police, lead, client):
    client.force_login(lead)
    version = policy.versions.get()
    place, own = at("policy_at", policy.uid, police.uid), at("policy_agency", police.uid)
    few = queries_of(client, own), queries_of(client, place)
    for _ in range(30):
        PolicyVersionFactory(policy=PolicyFactory(asked=[police]))
        PolicyReviewFactory(version=version, agency=police).evidence.add(EvidenceItemFactory(agency=police))
        PolicyAuditFactory(policy=policy, agency=police)

    assert (queries_of(client, own), queries_of(client, place)) == few


# Recording ------------------------------------------------------------------------------------------------------------


def review_data(policy, **changed):
    return {
        "uid": uuid.uuid4(),
        "version": policy.versions.order_by("pk").last().uid,
        "outcome": "adopted",
        "reviewed_on": days_from_now(0),
    } | changed


def test_the_lead_records_a_review_with_evidence(policy, police, lead, client):
    held = EvidenceItemFactory(agency=police)
    client.force_login(lead)

    done = client.post(
        at("policy_review_add", policy.uid, police.uid),
        review_data(
            policy,
            evidence=[held.uid],
            item_title="Briefing",
            item_relates_to=days_from_now(-1),
            item_upload=upload("briefing.pdf", PDF),
        ),
    )

    assert done["Location"] == at("policy_at", policy.uid, police.uid)
    review = PolicyReview.objects.latest("pk")
    assert sorted(item.title for item in review.evidence.all()) == sorted([held.title, "Briefing"])
    page = client.get(done["Location"])
    assert held.title in page.text
    assert "Briefing" in page.text


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"outcome": ""}, "outcome", "Choose what came of it."),
        ({"outcome": "magic"}, "outcome", "Choose an outcome from the list."),
        ({"outcome": "not_applicable"}, "words", "Say why it does not apply to your agency."),
        ({"reviewed_on": "tomorrow"}, "reviewed_on", "Enter a day, for example 30 November 2026."),
        ({"dissemination": "x" * 1001}, "dissemination", "Use 1,000 characters or fewer."),
        ({"evidence": ["not-a-uid"]}, "evidence", "Choose items from the list."),
        ({"evidence": [str(uuid.uuid4())]}, "evidence", "Choose items from the list."),
        ({"item_link": "https://example.org"}, "item_title", "Enter a title for the new evidence."),
    ],
)
def test_absurd_reviews_are_refused_in_a_sentence(changed, field, sentence, policy, police, lead, client):
    EvidenceItemFactory(agency=police)
    client.force_login(lead)

    page = client.post(at("policy_review_add", policy.uid, police.uid), review_data(policy, **changed))

    assert page.context["form"].errors[field] == [sentence]
    assert PolicyReview.objects.count() == 1


def test_new_evidence_is_whole_or_not_at_all(policy, police, lead, client):
    client.force_login(lead)

    page = client.post(at("policy_review_add", policy.uid, police.uid), review_data(policy, item_title="Slides"))

    assert page.context["form"].errors == {
        "item_relates_to": ["Enter the date it relates to."],
        "item_upload": ["Choose a file, or enter a link."],
    }


def test_a_version_that_came_meanwhile_is_read_before_it_is_reviewed(policy, police, lead, client):
    client.force_login(lead)
    data = review_data(policy)
    newer = PolicyVersionFactory(
        policy=policy, number="2", what_changed="Read me first.", approved_on=days_from_now(-1)
    )

    page = client.post(at("policy_review_add", policy.uid, police.uid), data)

    assert page.context["form"].non_field_errors() == [
        "Version 2 was published since you opened this page. Review that one."
    ]
    assert "Read me first." in page.text
    assert page.context["form"]["version"].value() == str(newer.uid)
    assert (
        client.post(at("policy_review_add", policy.uid, police.uid), data | {"version": newer.uid}).status_code == 302
    )


def test_another_agencys_evidence_cannot_be_chosen(policy, police, hospital, lead, client):
    EvidenceItemFactory(agency=police)
    theirs = EvidenceItemFactory(agency=hospital)
    client.force_login(lead)

    page = client.post(at("policy_review_add", policy.uid, police.uid), review_data(policy, evidence=[theirs.uid]))

    assert page.context["form"].errors == {"evidence": ["Choose items from the list."]}


def test_the_business_unit_says_who_said_so(policy, police, lead, administrator, client):
    client.force_login(administrator)
    address = at("policy_review_add", policy.uid, police.uid)

    missing = client.post(address, review_data(policy))
    assert missing.context["behalf"].errors == {"person": ["Choose who said it."], "through": ["Choose how it came."]}

    client.post(address, review_data(policy, person=lead.pk, through="telephone"))
    review = PolicyReview.objects.latest("pk")
    assert (review.reviewed_by, review.recorded_by) == (lead, administrator)
    page = client.get(at("policy_at", policy.uid, police.uid))
    assert "Joy Okafor, by telephone, entered by Priya Nair." in text(page)


def test_who_may_only_read_records_nothing(policy, police, signatory, moderator, client):
    for somebody in (signatory, moderator):
        client.force_login(somebody)
        for name in ("policy_review_add", "policy_audit_add"):
            assert client.get(at(name, policy.uid, police.uid)).status_code == 403
        assert (
            at("policy_review_add", policy.uid, police.uid)
            not in client.get(at("policy_at", policy.uid, police.uid)).text
        )


def test_an_agency_that_is_not_asked_records_nothing(police, hospital, outsider, client):
    policy = PolicyFactory(asked=[police])
    client.force_login(outsider)

    assert client.get(at("policy_review_add", policy.uid, hospital.uid)).status_code == 404
    assert "is not asked to review this policy" in client.get(at("policy_at", policy.uid, hospital.uid)).text


def audit_data(**changed):
    return {
        "uid": uuid.uuid4(),
        "audited_on": days_from_now(-1),
        "sample": 40,
        "complied": 33,
        "findings": "Seven had no date.",
        "next_due_on": days_from_now(365),
    } | changed


def test_a_check_is_recorded_and_stands_in_the_history(policy, police, lead, client):
    PolicyAuditFactory(policy=policy, agency=police)
    client.force_login(lead)

    client.post(at("policy_audit_add", policy.uid, police.uid), audit_data())

    page = text(client.get(at("policy_at", policy.uid, police.uid)))
    assert page.index("83% complied, 33 of 40") < page.index("88% complied, 23 of 26")


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"complied": 41}, "complied", "No more can comply than were looked at."),
        ({"complied": -1}, "complied", "Enter how many complied, a whole number; 0 when none did."),
        (
            {"sample": "1e9"},
            "sample",
            "Enter how many were looked at, a whole number from 1 to 30,000.",
        ),
        ({"next_due_on": ""}, "next_due_on", "Enter the day of the next check."),
    ],
)
def test_absurd_checks_are_refused_in_a_sentence(changed, field, sentence, policy, police, lead, client):
    client.force_login(lead)

    page = client.post(at("policy_audit_add", policy.uid, police.uid), audit_data(**changed))

    assert page.context["form"].errors == {field: [sentence]}
    assert PolicyAudit.objects.count() == 0


# Evidence of reviews --------------------------------------------------------------------------------------------------


def test_who_reads_a_review_opens_its_evidence_but_what_is_sensitive(policy, police, lead, outsider, moderator, client):
    file = store(upload("audit.pdf", PDF), by=lead, agency=police)
    plain = EvidenceItemFactory(agency=police, title="Plain audit", file=file, link="")
    sensitive = EvidenceItemFactory(agency=police, title="Sensitive audit", file=file, link="", is_sensitive=True)
    policy.versions.get().reviews.get().evidence.add(plain, sensitive)

    def opens(somebody):
        client.force_login(somebody)
        answers = [client.get(reverse("audits:evidence", args=["northmere", item.uid])) for item in (plain, sensitive)]
        assert {b"".join(answer) for answer in answers if answer.streaming} <= {PDF}
        return [answer.status_code for answer in answers]

    assert (opens(moderator), opens(outsider), opens(lead)) == ([200, 404], [404, 404], [200, 200])
    client.force_login(moderator)
    page = client.get(at("policy_at", policy.uid, police.uid)).text
    assert ("Plain audit" in page, "Sensitive audit" in page) == (True, False)


def test_a_person_of_two_agencies_finds_the_way_to_both(police, hospital, lead, client):
    PostFactory(person=lead, agency=hospital, role=Role.LEAD)
    client.force_login(lead)

    page = client.get(at("policies"))

    assert [agency.short_name for agency in page.context["agencies"]] == ["Acute trust", "Police"]
    assert PolicyVersion.objects.count() == 0
