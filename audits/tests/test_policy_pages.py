"""The pages of policies: the register, one policy, one agency, and everything that is recorded there."""

import csv
import io
import uuid

import pytest

from agencies.models import Notification
from agencies.operations.stored_file import store
from agencies.tests.asserting import queries_of
from agencies.tests.factories import AgencyFactory, PostFactory
from agencies.tests.files import PDF, upload
from audits.models import Policy
from audits.tests.factories_policies import (
    PolicyAuditFactory,
    PolicyFactory,
    PolicyReviewFactory,
    PolicyVersionFactory,
    days_from_now,
)
from audits.tests.policy_page import at, said


@pytest.fixture
def policy(police, hospital):
    """Published, asked of the police and the hospital; the police have reviewed it."""
    policy = PolicyFactory(code="P07", title="Complaints", asked=[police, hospital])
    PolicyReviewFactory(version=PolicyVersionFactory(policy=policy), agency=police)
    return policy


# The register ---------------------------------------------------------------------------------------------------------


def test_an_empty_register_says_how_to_begin(board, business_manager, moderator, lead, client):
    client.force_login(business_manager)
    assert "Add the board’s policies and procedures" in client.get(at("policies")).text
    client.force_login(moderator)
    assert "The business manager keeps the board’s policies." in client.get(at("policies")).text
    client.force_login(lead)
    assert "When the board publishes one, it is listed here" in client.get(at("policies")).text


def test_the_register_shows_each_state_as_letter_word_and_day(policy, business_manager, client):
    client.force_login(business_manager)

    page = client.get(at("policies"))

    day = f"{policy.versions.get().respond_by:%-d %B %Y}"
    assert f'<span class="govuk-visually-hidden">Version to review, due {day}</span>' in page.text
    assert '<span class="chip chip--raised" aria-hidden="true">V</span>Version to review' in page.text
    assert [(count["state"], count["number"]) for count in page.context["counts"]] == [
        ("overdue", 0),
        ("due_soon", 0),
        ("new_version", 1),
        ("gap", 0),
        ("current", 1),
        ("not_applicable", 0),
    ]


def test_the_register_is_filtered(policy, business_manager, client):
    client.force_login(business_manager)

    def shown(**asked):
        page = client.get(at("policies"), asked)
        return [agency.short_name for agency in page.context["matrix"].agencies if page.context["lines"]]

    assert shown(kind="police") == ["Police"]
    assert shown(state="new_version") == ["Acute trust"]
    assert shown(tier="statutory") == []
    assert shown(state="nonsense", kind="'; drop", tier="x") == ["Acute trust", "Police"]
    assert "No policy fits" in client.get(at("policies"), {"state": "overdue"}).text


def test_who_does_not_read_every_agency_sees_the_boards_policies(policy, lead, adviser, client):
    own = PolicyFactory(code="P08", agency=policy.applies_to.get(short_name="Police"))
    for somebody in (lead, adviser):
        client.force_login(somebody)
        page = client.get(at("policies"))
        assert [(found, version.number) for found, version in page.context["policies"]] == [(policy, "1")]
        assert own.title not in page.text


def test_the_lead_is_led_to_their_agency(policy, police, lead, client):
    client.force_login(lead)

    assert f'href="{at("policy_agency", police.uid)}"' in client.get(at("policies")).text


def test_the_register_takes_as_many_queries_for_thirty_policies(policy, police, business_manager, client):
    PolicyVersionFactory(policy=PolicyFactory(agency=police, asked=[police]))
    client.force_login(business_manager)
    few = queries_of(client, at("policies"))
    agencies = AgencyFactory.create_batch(10)
    for _ in range(30):
        PolicyReviewFactory(version=PolicyVersionFactory(policy=PolicyFactory(asked=agencies)), agency=agencies[0])
        PolicyVersionFactory(policy=PolicyFactory(agency=agencies[1], asked=[agencies[1]]))

    assert queries_of(client, at("policies")) == few


def test_the_file_has_a_line_for_each_agency_and_runs_no_formula(policy, police, business_manager, client):
    Policy.objects.update(title="=HYPERLINK(1)")
    PolicyAuditFactory(policy=policy, agency=police)
    client.force_login(business_manager)

    response = client.get(at("policies_csv"))

    head, *rows = csv.reader(io.StringIO(response.content.decode("utf-8-sig")))
    assert response["Content-Disposition"] == 'attachment; filename="policies-northmere.csv"'
    assert [(row[1], row[4], row[6]) for row in rows] == [
        ("'=HYPERLINK(1)", "Mere Hospitals NHS Trust", "Version to review"),
        ("'=HYPERLINK(1)", "Northmere Police", "Current"),
    ]
    checked = dict(zip(head, rows[1], strict=True))
    assert (checked["Sample"], checked["Complied"], checked["Per cent complied"]) == ("26", "23", "88")


def test_the_file_keeps_to_the_filter(policy, business_manager, client):
    client.force_login(business_manager)

    response = client.get(at("policies_csv"), {"state": "current"})

    assert [row[4] for row in csv.reader(io.StringIO(response.content.decode("utf-8-sig")))][1:] == ["Northmere Police"]


# One policy -----------------------------------------------------------------------------------------------------------


def test_a_policys_page_tells_what_changed_and_who_stands_where(policy, business_manager, client):
    PolicyVersionFactory(policy=policy, number="2", what_changed="A second telephone number.")
    client.force_login(business_manager)

    page = client.get(at("policy", policy.uid))

    assert "What changed in version 2" in page.text
    assert "A second telephone number." in page.text
    assert [standing.agency.short_name for standing in page.context["places"]] == ["Acute trust", "Police"]
    assert page.text.count("No lead: nobody is told") == 2


def test_an_agency_sees_its_own_standing_alone(policy, lead, client):
    client.force_login(lead)

    page = client.get(at("policy", policy.uid))

    assert [standing.agency.short_name for standing in page.context["places"]] == ["Police"]
    assert "Mere Hospitals" not in page.text


def test_an_agencys_own_policy_does_not_exist_for_another_agency(police, outsider, lead, moderator, client):
    own = PolicyFactory(agency=police, asked=[police])

    found = {}
    for somebody in (outsider, lead, moderator):
        client.force_login(somebody)
        found[somebody.name] = client.get(at("policy", own.uid)).status_code

    assert found == {"Amara Sesay": 404, "Joy Okafor": 200, "Bethan Pryce": 200}


def test_a_policys_page_takes_as_many_queries_for_thirty_agencies(policy, business_manager, client):
    client.force_login(business_manager)
    few = queries_of(client, at("policy", policy.uid))
    for agency in AgencyFactory.create_batch(30):
        policy.asks.create(agency=agency)
        PostFactory(agency=agency)
        PolicyReviewFactory(version=policy.versions.get(), agency=agency)

    assert queries_of(client, at("policy", policy.uid)) == few


def test_the_text_of_a_version_is_given_to_who_sees_the_policy(board, police, lead, outsider, client):
    own = PolicyFactory(agency=police, asked=[police])
    file = store(upload("policy.pdf", PDF), by=lead, agency=police)
    version = PolicyVersionFactory(policy=own, file=file, link="")

    client.force_login(lead)
    assert b"".join(client.get(at("policy_file", version.uid)).streaming_content) == PDF
    client.force_login(outsider)
    assert client.get(at("policy_file", version.uid)).status_code == 404


def test_a_version_that_is_a_link_has_no_file(policy, lead, client):
    client.force_login(lead)

    assert client.get(at("policy_file", policy.versions.get().uid)).status_code == 404


# Keeping --------------------------------------------------------------------------------------------------------------


def policy_data(**changed):
    return {
        "uid": uuid.uuid4(),
        "code": "P09",
        "title": "Whistleblowing",
        "tier": "local",
        "review_every": 12,
    } | changed


def test_a_policy_is_added_for_all_agencies_and_then_published(police, hospital, business_manager, lead, client):
    client.force_login(business_manager)
    form = client.get(at("policy_add")).context["form"]
    assert set(form.initial["asked"]) == {police.pk, hospital.pk}

    added = client.post(at("policy_add"), policy_data(asked=form.initial["asked"]))
    policy = Policy.objects.get()
    assert added["Location"] == at("policy_publish", policy.uid)

    initial = client.get(added["Location"]).context["form"].initial
    published = client.post(
        added["Location"],
        initial | {"uid": uuid.uuid4(), "link": "https://example.org/p09"},
    )
    assert published["Location"] == at("policy", policy.uid)
    assert [each.recipient for each in Notification.objects.all()] == [lead]
    assert said(published) == ["Version 1 is published. The leads of the agencies asked are told."]


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"title": ""}, "title", "Enter a title."),
        ({"code": "x" * 21}, "code", "Use 20 characters or fewer."),
        ({"tier": "galactic"}, "tier", "Choose a tier from the list."),
        ({"review_every": "0"}, "review_every", "Enter a whole number of months, from 1 to 60."),
        ({"review_every": "9" * 400}, "review_every", "Enter a whole number of months, from 1 to 60."),
        ({"review_every": "twelve"}, "review_every", "Enter a whole number of months, from 1 to 60."),
        ({"asked": []}, "asked", "Choose at least one agency."),
        ({"asked": ["999999"]}, "asked", "Choose agencies from the list."),
    ],
)
def test_absurd_policies_are_refused_in_a_sentence(changed, field, sentence, police, business_manager, client):
    client.force_login(business_manager)

    page = client.post(at("policy_add"), policy_data(asked=[police.pk]) | changed)

    assert page.context["form"].errors == {field: [sentence]}
    assert Policy.objects.count() == 0


def test_a_taken_code_is_said_in_the_form(policy, police, business_manager, client):
    client.force_login(business_manager)

    page = client.post(at("policy_add"), policy_data(asked=[police.pk], code="p07"))

    assert page.context["form"].non_field_errors() == ["Another policy has the code “p07”. Choose another."]


def test_the_lead_adds_a_policy_of_the_agencys_own(police, lead, contributor, client):
    client.force_login(contributor)
    assert client.get(at("agency_policy_add", police.uid)).status_code == 403
    client.force_login(lead)

    client.post(at("agency_policy_add", police.uid), policy_data())

    assert list(Policy.objects.get().applies_to.all()) == [police]


def test_a_form_opened_before_somebody_elses_change_is_refused(policy, police, business_manager, client):
    client.force_login(business_manager)
    seen = client.get(at("policy_change", policy.uid)).context["form"].initial["seen"]
    data = policy_data(asked=[police.pk], seen=seen)

    first = client.post(at("policy_change", policy.uid), data)
    second = client.post(at("policy_change", policy.uid), data | {"title": "Other"})

    assert first["Location"] == at("policy", policy.uid)
    assert second.context["form"].non_field_errors() == [
        "Somebody else changed this policy since you opened the page. Look at it again, then change it."
    ]
    policy.refresh_from_db()
    assert (policy.title, list(policy.applies_to.all())) == ("Whistleblowing", [police])


def version_data(**changed):
    return {
        "uid": uuid.uuid4(),
        "after": "1",
        "number": "2",
        "what_changed": "Shorter.",
        "link": "https://example.org/2",
        "approved_on": days_from_now(-3),
        "in_force_on": days_from_now(0),
        "respond_by": days_from_now(60),
        "review_due_on": days_from_now(700),
    } | changed


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"what_changed": ""}, "what_changed", "Say what changed."),
        ({"what_changed": "x" * 2001}, "what_changed", "Use 2,000 characters or fewer."),
        ({"link": ""}, "upload", "Give the text as a file or as a link, one of the two."),
        ({"link": "javascript:alert(1)"}, "link", "Enter a link, for example https://www.example.org/report."),
        ({"approved_on": "31/02/2026"}, "approved_on", "Enter a day, for example 30 November 2026."),
        ({"in_force_on": "2199-12-31"}, "in_force_on", "The day it comes into force is more than 10 years ahead."),
        ({"respond_by": "1900-01-01"}, "respond_by", "The day reviews are due is past."),
    ],
)
def test_absurd_versions_are_refused_in_a_sentence(changed, field, sentence, policy, business_manager, client):
    client.force_login(business_manager)

    page = client.post(at("policy_publish", policy.uid), version_data(**changed))

    assert list(page.context["form"].errors) == [field]
    if "javascript" not in str(changed):
        assert page.context["form"].errors[field] == [sentence]
    assert policy.versions.count() == 1


def test_a_version_published_meanwhile_is_shown_before_the_next_press(policy, business_manager, client):
    client.force_login(business_manager)
    data = version_data(after="", number="3")

    page = client.post(at("policy_publish", policy.uid), data)

    assert page.context["form"].non_field_errors() == [
        "Version 1 was published since you opened this page. Look at it first."
    ]
    assert page.context["form"]["after"].value() == "1"
    assert client.post(at("policy_publish", policy.uid), data | {"after": "1"}).status_code == 302


@pytest.mark.parametrize(("number", "following"), [("3", "4"), ("2.9", "2.10"), ("2026", "2027"), ("draft", "")])
def test_the_next_number_is_proposed(number, following, police, business_manager, client):
    policy = PolicyFactory(asked=[police])
    PolicyVersionFactory(policy=policy, number=number)
    client.force_login(business_manager)

    assert client.get(at("policy_publish", policy.uid)).context["form"].initial["number"] == following


def test_retiring_asks_first_and_can_be_taken_back(policy, business_manager, client):
    client.force_login(business_manager)
    assert "Retire “P07 Complaints”?" in client.get(at("policy_retire", policy.uid)).text

    client.post(at("policy_retire", policy.uid))
    assert "Nobody is asked to review it." in client.get(at("policy", policy.uid)).text
    assert "retired" in client.get(at("policies")).text

    client.post(at("policy_restore", policy.uid))
    policy.refresh_from_db()
    assert policy.retired_on is None
    assert client.get(at("policy_restore", policy.uid)).status_code == 405
